//! What holds for any input at all, on a bounded number of them; `fuzz/` runs the same for longer.

use proptest::prelude::*;

use super::cases::{INVALID, VALID};
use super::generate;

#[path = "../../../fuzz/checks.rs"]
pub(crate) mod checks;

/// Texts that are made of HCL's tokens and other characters.
fn soup() -> impl Strategy<Value = String> {
    let pieces = "a¦b ¦x.y¦for ¦in ¦if ¦1¦2.5¦-¦!¦?¦:¦=¦=>¦,¦.¦...¦*¦[¦]¦(¦)¦{¦}¦\n¦\r\n¦\r¦  ¦\t\
        ¦# c\n¦//¦/*¦*/¦\"¦${¦${~¦%{¦~}¦$${¦<<E\n¦<<-E\n¦\nE\n¦é¦\u{feff}¦\0¦&&¦::¦\"s\"¦b \"l\" {\n\
        ¦a = 1\n¦}\n¦\\¦\\u00e9¦endif¦else¦if x }¦'¦@¦\u{a0}¦\u{1f600}";
    let pieces: Vec<&'static str> = pieces.split('¦').collect();
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        checks::parse(&bytes);
    }

    #[test]
    fn any_characters_can_be_read_and_laid_out(text in "\\PC{0,80}") {
        checks::parse(text.as_bytes());
        checks::format(&text);
    }

    #[test]
    fn any_tokens_can_be_read_and_laid_out(text in soup()) {
        checks::parse(text.as_bytes());
        checks::format(&text);
    }
}

#[test]
fn cases_and_files_can_be_read_and_laid_out() {
    let cases = VALID.iter().chain(INVALID).map(|text| (*text).to_owned());
    let files = generate::draw(300, &generate::broken_files()).into_iter().flatten();
    for text in cases.chain(files).chain(generate::draw(300, &generate::file())) {
        checks::parse(text.as_bytes());
        checks::format(&text);
    }
}
