//! What the small providers would have computed: random, tls, time, local, archive, null…
//!
//! A digest of contents that are at hand is the true one. What ought to be secret or random is made
//! up like everything else, and is the same every time.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256, Sha512};

use super::calendar::{Date, Duration};
use super::invent::{INSTANT, Inventor, last};
use super::seed::hex;
use super::value::{Object, Value};
use crate::schema::Kind;

/// A value for an attribute of one of the small providers' types; `None` when it is none of them,
/// or nothing special is known of the attribute.
#[must_use]
pub fn value(of: &Inventor<'_>, path: &str) -> Option<Value> {
    let word = of.type_name.split('_').next().unwrap_or_default();
    match word {
        "random" => random(of, path),
        "time" => time(of, path),
        "tls" => tls(of, path),
        "local" | "archive" => local(of, path),
        "null" => null(of, path),
        "http" => http(path),
        "cloudinit" => (path == "rendered").then(|| Value::from(of.seed.base64("rendered", 192))),
        "external" => (path == "id").then(|| Value::from("-")),
        _ => None,
    }
}

fn random(of: &Inventor<'_>, path: &str) -> Option<Value> {
    let seed = &of.seed;
    let count = |name: &str, default: i64| {
        usize::try_from(of.integer(name).unwrap_or(default)).unwrap_or_default().min(65_536)
    };
    let text = match (of.type_name, path) {
        ("random_id" | "random_bytes", _) => {
            let length = if of.type_name == "random_id" { "byte_length" } else { "length" };
            let bytes = seed.bytes("bytes", count(length, 8));
            let prefix = of.string("prefix").unwrap_or_default();
            let text = match path {
                "hex" => hex(&bytes),
                "b64_std" | "base64" => STANDARD.encode(&bytes),
                "b64_url" | "id" => URL_SAFE_NO_PAD.encode(&bytes),
                "dec" => decimal(&bytes),
                _ => return None,
            };
            format!("{prefix}{text}")
        }
        ("random_string", "result" | "id") | ("random_password", "result") => {
            seed.letters("result", count("length", 16), &alphabet(of))
        }
        (
            "random_string" | "random_password",
            "special" | "upper" | "lower" | "number" | "numeric",
        ) => {
            return Some(Value::Bool(true));
        }
        ("random_string" | "random_password", path) if path.starts_with("min_") => {
            return Some(Value::from(0));
        }
        ("random_password", "id") => "none".to_owned(),
        ("random_password", "bcrypt_hash") => {
            let rest = seed.letters("bcrypt", 53, "./ABCDEFGHIJKLMNOPabcdefghijklmnop0123456789");
            format!("$2a$10${rest}")
        }
        ("random_pet", "id") => {
            let between = of.string("separator").unwrap_or("-");
            let mut words: Vec<String> =
                of.string("prefix").map(str::to_owned).into_iter().collect();
            let adjectives = count("length", 2).saturating_sub(1);
            for at in 0..adjectives {
                words.push(pick(of, &format!("adjective {at}"), ADJECTIVES));
            }
            words.push(pick(of, "animal", ANIMALS));
            words.join(between)
        }
        ("random_pet", "length") => return Some(Value::from(2)),
        ("random_pet", "separator") => "-".to_owned(),
        (kind, "result" | "id") if kind.starts_with("random_uuid") => seed.uuid("uuid"),
        ("random_integer", "result" | "id") => {
            let (min, max) = (of.integer("min").unwrap_or(0), of.integer("max").unwrap_or(100));
            let span = max.checked_sub(min).and_then(|s| u64::try_from(s).ok()).unwrap_or(0);
            let above = i64::try_from(seed.below("integer", span.saturating_add(1))).unwrap_or(0);
            let result = min.saturating_add(above);
            return Some(if path == "id" { result.to_string().into() } else { result.into() });
        }
        ("random_shuffle", "result") => {
            let mut left = of.known.get("input").map(|i| i.items().to_vec()).unwrap_or_default();
            let wanted = of.integer("result_count").map(|n| usize::try_from(n).unwrap_or(0));
            let mut result = Vec::new();
            while !left.is_empty() && wanted.is_none_or(|wanted| result.len() < wanted) {
                let bound = u64::try_from(left.len()).expect("a list is shorter than that");
                let at = seed.below(&format!("shuffle {}", result.len()), bound);
                result.push(left.remove(usize::try_from(at).expect("it is below the length")));
            }
            return Some(Value::List(result));
        }
        ("random_shuffle", "id") => "-".to_owned(),
        _ => return None,
    };
    Some(text.into())
}

fn alphabet(of: &Inventor<'_>) -> String {
    let wanted = |name: &str| of.known.get(name).and_then(Value::as_bool).unwrap_or(true);
    let mut alphabet = String::new();
    if wanted("upper") {
        alphabet.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    }
    if wanted("lower") {
        alphabet.push_str("abcdefghijklmnopqrstuvwxyz");
    }
    if wanted("numeric") && wanted("number") {
        alphabet.push_str("0123456789");
    }
    if wanted("special") {
        let special = of.string("override_special").filter(|s| !s.is_empty() && s.is_ascii());
        alphabet.push_str(special.unwrap_or("!@#$%&*()-_=+[]{}<>:?"));
    }
    if alphabet.is_empty() { "0".to_owned() } else { alphabet }
}

const ADJECTIVES: &[&str] = &["bold", "calm", "clever", "eager", "gentle", "kind", "quick", "wise"];
const ANIMALS: &[&str] = &["badger", "falcon", "heron", "lynx", "otter", "raven", "stork", "wren"];

fn pick(of: &Inventor<'_>, purpose: &str, words: &[&str]) -> String {
    let bound = u64::try_from(words.len()).expect("the lists are short");
    let at = usize::try_from(of.seed.below(purpose, bound)).expect("it is below the length");
    words[at].to_owned()
}

/// A number of any size, written with decimal digits.
fn decimal(bytes: &[u8]) -> String {
    let mut digits = vec![0u8];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = u8::try_from(carry % 10).expect("it is below ten");
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).expect("it is below ten"));
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

fn time(of: &Inventor<'_>, path: &str) -> Option<Value> {
    let base = if of.type_name == "time_static" { "rfc3339" } else { "base_rfc3339" };
    let base = Date::parse(of.string(base).unwrap_or(INSTANT))?;
    let prefix = match of.type_name {
        "time_offset" => "offset_",
        "time_rotating" => "rotation_",
        _ => "",
    };
    let amount = |unit: &str| of.integer(&format!("{prefix}{unit}")).unwrap_or(0);
    let moved = if prefix.is_empty() {
        base
    } else {
        base.plus_months(amount("years").saturating_mul(12).saturating_add(amount("months")))
            .plus(Duration::days(amount("days")))
            .plus(Duration::hours(amount("hours")))
            .plus(Duration::minutes(amount("minutes")))
            .plus(Duration::seconds(amount("seconds")))
    };
    // What a rotation shows of itself is when it began; only one attribute is when it ends.
    let shown = if of.type_name == "time_offset" { moved } else { base };
    Some(match path {
        "id" | "base_rfc3339" => base.rfc3339().into(),
        "rfc3339" => shown.rfc3339().into(),
        "rotation_rfc3339" => moved.rfc3339().into(),
        "unix" => shown.unix().into(),
        "year" => shown.year().into(),
        "month" => shown.month().into(),
        "day" => shown.day().into(),
        "hour" => shown.hour().into(),
        "minute" => shown.minute().into(),
        "second" => shown.second().into(),
        _ => return None,
    })
}

fn tls(of: &Inventor<'_>, path: &str) -> Option<Value> {
    let pem = |label: &str, bytes: usize| {
        let body = of.seed.base64(label, bytes);
        let lines: Vec<&str> =
            (0..body.len()).step_by(64).map(|at| &body[at..body.len().min(at + 64)]).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    };
    let algorithm = of.string("algorithm").unwrap_or("RSA");
    let colons = |hex: String| {
        let pairs: Vec<_> = hex.as_bytes().chunks(2).map(String::from_utf8_lossy).collect();
        pairs.join(":")
    };
    let text = match last(path) {
        "algorithm" | "key_algorithm" | "public_key_algorithm" => algorithm.to_owned(),
        "private_key_pem" if algorithm == "RSA" => pem("RSA PRIVATE KEY", 1190),
        "private_key_pem" | "private_key_pem_pkcs8" => pem("PRIVATE KEY", 138),
        "private_key_openssh" => pem("OPENSSH PRIVATE KEY", 400),
        "public_key_pem" => pem("PUBLIC KEY", 294),
        "public_key_openssh" => {
            let kind = match algorithm {
                "ED25519" => "ssh-ed25519",
                "ECDSA" => "ecdsa-sha2-nistp256",
                _ => "ssh-rsa",
            };
            format!("{kind} {}\n", of.seed.base64("openssh", 279))
        }
        "public_key_fingerprint_md5" => colons(of.seed.hex("md5", 32)),
        "public_key_fingerprint_sha256" => format!("SHA256:{}", of.seed.base64("sha256", 32)),
        "cert_pem" => pem("CERTIFICATE", 900),
        "cert_request_pem" => pem("CERTIFICATE REQUEST", 600),
        "validity_start_time" | "not_before" => INSTANT.to_owned(),
        "validity_end_time" | "not_after" => {
            let hours = of.integer("validity_period_hours").unwrap_or(8760);
            Date::parse(INSTANT)?.plus(Duration::hours(hours)).rfc3339()
        }
        "sha1_fingerprint" => of.seed.hex("sha1", 40),
        "serial_number" => decimal(&of.seed.bytes("serial", 16)),
        "issuer" | "subject" => "CN=example".to_owned(),
        "signature_algorithm" => "SHA256-RSA".to_owned(),
        "ecdsa_curve" => "P224".to_owned(),
        "rsa_bits" => return Some(Value::from(2048)),
        "version" => return Some(Value::from(3)),
        "id" => of.seed.hex("id", 40),
        _ => return None,
    };
    Some(text.into())
}

/// Files: what they hold is read where that can be done, and otherwise made up.
fn local(of: &Inventor<'_>, path: &str) -> Option<Value> {
    let contents = contents(of);
    let digest = match (path, &contents) {
        ("content", Some(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        ("content_base64", Some(bytes)) => STANDARD.encode(bytes),
        ("content_sha256" | "output_sha256", Some(bytes)) => hex(&Sha256::digest(bytes)),
        ("content_base64sha256" | "output_base64sha256", Some(bytes)) => {
            STANDARD.encode(Sha256::digest(bytes))
        }
        ("content_sha512" | "output_sha512", Some(bytes)) => hex(&Sha512::digest(bytes)),
        ("content_base64sha512" | "output_base64sha512", Some(bytes)) => {
            STANDARD.encode(Sha512::digest(bytes))
        }
        ("content_base64sha256" | "output_base64sha256", None) => of.seed.base64(path, 32),
        ("content_base64sha512" | "output_base64sha512", None) => of.seed.base64(path, 64),
        ("content_sha512" | "output_sha512", None) => of.seed.hex(path, 128),
        ("content_sha1" | "output_sha" | "id", _) => of.seed.hex("sha1", 40),
        ("content_md5" | "output_md5", _) => of.seed.hex("md5", 32),
        ("file_permission" | "directory_permission", _) => "0777".to_owned(),
        ("output_size", _) => return Some(Value::from(1024)),
        ("output_file_mode", _) => "0644".to_owned(),
        ("exit_code", _) => return Some(Value::from(0)),
        ("stdout" | "stderr", _) => String::new(),
        _ => return None,
    };
    Some(digest.into())
}

/// The bytes of a file that is described or named; nothing over 10 MB is read.
fn contents(of: &Inventor<'_>) -> Option<Vec<u8>> {
    const MOST: u64 = 10 * 1024 * 1024;
    for name in ["content", "sensitive_content", "source_content"] {
        if let Some(content) = of.string(name) {
            return Some(content.as_bytes().to_vec());
        }
    }
    if let Some(content) = of.string("content_base64") {
        return STANDARD.decode(content).ok();
    }
    let reads = of.kind == Kind::DataSource && of.type_name.starts_with("local_");
    let file = of.string("source").or_else(|| of.string("source_file"));
    let file = file.or_else(|| of.string("filename").filter(|_| reads))?;
    let small = std::fs::metadata(file).is_ok_and(|m| m.is_file() && m.len() <= MOST);
    if small { std::fs::read(file).ok() } else { None }
}

fn null(of: &Inventor<'_>, path: &str) -> Option<Value> {
    Some(match path {
        "id" => of.seed.below("id", 10_000_000_000_000_000_000).to_string().into(),
        "random" => of.seed.below("random", 10_000_000_000_000_000_000).to_string().into(),
        "outputs" => of.known.get("inputs").cloned().unwrap_or(Value::Object(Object::new())),
        "has_computed_default" => "default".into(),
        _ => return None,
    })
}

fn http(path: &str) -> Option<Value> {
    Some(match path {
        "status_code" => Value::from(200),
        "response_body" | "body" | "response_body_base64" => Value::from(""),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_with_decimal_digits() {
        assert_eq!(decimal(&[0]), "0");
        assert_eq!(decimal(&[1, 0]), "256");
        assert_eq!(decimal(&[0xff; 8]), u64::MAX.to_string());
    }
}
