//! Two texts to a judgement of them as versions of a module: `cargo +nightly fuzz run judge`.

#![no_main]

#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|texts: (&str, &str)| checks::judge(texts.0, texts.1));
