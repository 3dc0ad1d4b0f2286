//! Values that go out to a client and come back: what comes back is what went out, or nothing.
//!
//! Sealed, not hidden: whoever holds one can read it. Each is for one purpose, and no other purpose
//! takes it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Seals a value for a purpose.
pub(super) fn seal(key: &hmac::Key, purpose: &str, value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).expect("what is sealed is plain data");
    let payload = URL_SAFE_NO_PAD.encode(json);
    let tag = hmac::sign(key, text(purpose, &payload).as_bytes());
    format!("{payload}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// What was sealed for a purpose; nothing when it is not what was sealed.
pub(super) fn open<T: DeserializeOwned>(key: &hmac::Key, purpose: &str, sealed: &str) -> Option<T> {
    let (payload, tag) = sealed.split_once('.')?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
    hmac::verify(key, text(purpose, payload).as_bytes(), &tag).ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn text(purpose: &str, payload: &str) -> String {
    // No purpose has a line break, so that none is the beginning of another.
    format!("{purpose}\n{payload}")
}
