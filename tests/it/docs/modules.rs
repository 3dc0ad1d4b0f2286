//! The tables of inputs and outputs in the README of each module, which are made from its HCL.

use std::fmt::Write;
use std::fs;

use pavestone::catalog::{Catalog, CatalogModule};
use pavestone::terraform::render;

use super::{repository, updating};

const BEGIN: &str = "<!-- pave:interface -->";
const END: &str = "<!-- /pave:interface -->";

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
        let should = format!("\n{}\n", tables(module));
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

fn tables(module: &CatalogModule) -> String {
    let interface = module.interface();
    let mut text = String::from("\n| input | type | default | |\n| --- | --- | --- | --- |\n");
    for variable in interface.variables.values() {
        let default = match variable.default_value() {
            Some(value) => format!("`{}`", render::value(value)),
            None if variable.is_required() => "required".to_owned(),
            None => String::new(),
        };
        let description = variable.description.as_deref().unwrap_or_default();
        let (name, ty) = (&variable.name, variable.ty.brief());
        writeln!(text, "| `{name}` | `{ty}` | {default} | {} |", cell(description)).unwrap();
    }
    text.push_str("\n| output | |\n| --- | --- |\n");
    for output in interface.outputs.values() {
        let description = output.description.as_deref().unwrap_or_default();
        writeln!(text, "| `{}` | {} |", output.name, cell(description)).unwrap();
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}
