//! The tables of inputs and outputs in the README of each module, which are made from its HCL.

use std::fs;

use pavestone::app::scaffold::{BEGIN, END, interface_tables};
use pavestone::catalog::Catalog;

use super::{repository, updating};

#[test]
fn the_readme_of_every_module_has_its_interface() {
    let catalog = Catalog::embedded();
    let mut wrong = Vec::new();
    for module in catalog.modules() {
        let path = repository().join("catalog").join(module.folder()).join("README.md");
        let text = fs::read_to_string(&path).unwrap();
        let begin = text.find(BEGIN).unwrap_or_else(|| panic!("{} has no {BEGIN}", path.display()));
        let end = text.find(END).unwrap_or_else(|| panic!("{} has no {END}", path.display()));
        let is = &text[begin + BEGIN.len()..end];
        let should = format!("\n{}\n", interface_tables(module.interface()));
        if is == should {
            continue;
        }
        if updating() {
            let (before, after) = (&text[..begin + BEGIN.len()], &text[end..]);
            fs::write(&path, format!("{before}{should}{after}")).unwrap();
        } else {
            wrong.push(module.name.clone());
        }
    }
    assert!(wrong.is_empty(), "out of date: {wrong:?}; PAVE_UPDATE_DOCS=1 writes them");
}
