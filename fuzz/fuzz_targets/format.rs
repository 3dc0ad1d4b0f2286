//! Texts to their layout: `cargo +nightly fuzz run format`.

#![no_main]

#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &str| checks::format(text));
