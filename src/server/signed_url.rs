//! Addresses of archives that work for a while, for callers that send no token: Terraform fetches
//! archives without one.
//!
//! The signature is over the archive's name and the end of its time alone: the client adds a
//! `//submodule` to what it was told, and asks twice, first with HEAD.

use ring::hmac;

use crate::terraform::{hex, unhex};

/// Times end on a multiple of so many seconds, so that the same archive has the same address for a
/// while and is fetched once.
const STEP_SECONDS: i64 = 60;

/// The parameters of an address that works for `seconds` from `now`, in seconds since 1970.
pub(super) fn sign(key: &hmac::Key, archive: &str, now: i64, seconds: u64) -> String {
    let end = now + i64::try_from(seconds).unwrap_or(i64::MAX / 2) + STEP_SECONDS;
    let expires = end - end.rem_euclid(STEP_SECONDS);
    let signature = hmac::sign(key, text(archive, expires).as_bytes());
    format!("expires={expires}&signature={}", hex(signature.as_ref()))
}

/// Whether the parameters of an address are what [`sign`] made, and its time is not over.
pub(super) fn is_valid(
    key: &hmac::Key,
    archive: &str,
    (expires, signature): (i64, &str),
    now: i64,
) -> bool {
    let Some(signature) = unhex(signature) else { return false };
    expires > now && hmac::verify(key, text(archive, expires).as_bytes(), &signature).is_ok()
}

fn text(archive: &str, expires: i64) -> String {
    format!("archive {archive} {expires}")
}
