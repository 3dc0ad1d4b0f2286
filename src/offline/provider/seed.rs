//! Made-up letters and digits that are the same whenever the same is asked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Where made-up values come from: the same seed always yields the same ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed(String);

impl Seed {
    /// A seed that stands for all that is known of a resource.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The seed of the `at`th of several.
    #[must_use]
    pub fn nth(&self, at: u64) -> Self {
        Self(format!("{} {at}", self.0))
    }

    /// Any number of bytes; `purpose` keeps one attribute's from another's.
    #[must_use]
    pub fn bytes(&self, purpose: &str, count: usize) -> Vec<u8> {
        let block = |n: u32| {
            Sha256::new()
                .chain_update(&self.0)
                .chain_update([0])
                .chain_update(purpose)
                .chain_update(n.to_be_bytes())
                .finalize()
        };
        (0..).flat_map(block).take(count).collect()
    }

    /// A number below `bound`, which is not zero.
    #[must_use]
    pub fn below(&self, purpose: &str, bound: u64) -> u64 {
        let bytes = self.bytes(purpose, 8);
        bytes.iter().fold(0, |n: u64, byte| n << 8 | u64::from(*byte)) % bound
    }

    /// Hexadecimal digits.
    #[must_use]
    pub fn hex(&self, purpose: &str, digits: usize) -> String {
        let mut hex = hex(&self.bytes(purpose, digits.div_ceil(2)));
        hex.truncate(digits);
        hex
    }

    /// Characters of `alphabet`, which is ASCII and not empty.
    #[must_use]
    pub fn letters(&self, purpose: &str, count: usize, alphabet: &str) -> String {
        let alphabet = alphabet.as_bytes();
        let letter = |byte: u8| char::from(alphabet[usize::from(byte) % alphabet.len()]);
        self.bytes(purpose, count).into_iter().map(letter).collect()
    }

    /// Upper-case letters and digits.
    #[must_use]
    pub fn upper(&self, purpose: &str, count: usize) -> String {
        self.letters(purpose, count, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    }

    /// A UUID of version 4.
    #[must_use]
    pub fn uuid(&self, purpose: &str) -> String {
        let hex = self.hex(purpose, 31);
        format!(
            "{}-{}-4{}-a{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..15],
            &hex[15..18],
            &hex[18..30]
        )
    }

    /// Base64 text of so many bytes.
    #[must_use]
    pub fn base64(&self, purpose: &str, bytes: usize) -> String {
        STANDARD.encode(self.bytes(purpose, bytes))
    }
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_yields_the_same_and_another_something_else() {
        let seed = Seed::new("aws_vpc 10.0.0.0/16");
        assert_eq!(seed.hex("id", 17), seed.clone().hex("id", 17));
        assert_ne!(seed.hex("id", 17), seed.hex("arn", 17));
        assert_ne!(seed.hex("id", 17), Seed::new("aws_vpc 10.1.0.0/16").hex("id", 17));
        assert_eq!(seed.hex("id", 17).len(), 17);
        assert_eq!(seed.uuid("id").len(), 36);
        assert!(seed.below("port", 10) < 10);
    }
}
