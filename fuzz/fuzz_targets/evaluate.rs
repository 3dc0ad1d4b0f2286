//! Texts to values: `cargo +nightly fuzz run evaluate`.

#![no_main]

#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &str| checks::evaluate(text));
