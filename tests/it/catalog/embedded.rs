//! The catalog that is part of the program.

use super::*;

#[test]
fn the_embedded_catalog_is_whole() {
    match Catalog::load_checked(Files::embedded()) {
        Ok(catalog) => assert_eq!(listed(&catalog.warnings), ""),
        Err(error) => panic!("{error}\n{}", listed(error.report.as_deref().unwrap())),
    }
}

#[test]
fn the_embedded_cards_match_their_modules() {
    assert_eq!(listed(&Catalog::embedded().check()), "");
}
