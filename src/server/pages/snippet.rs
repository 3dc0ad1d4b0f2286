//! The least module call that works, to be copied: source, exact version, what must be set.

use super::release::Shown;
use crate::catalog::{Catalog, Provision, ShortOr};
use crate::registry::ModuleEntry;
use crate::terraform::render;

/// A module call of a release.
pub(super) fn snippet(
    catalog: &Catalog,
    entry: &ModuleEntry,
    shown: &Shown,
    version: &str,
) -> String {
    let label = entry.address.name.replace('-', "_");
    let host = &catalog.settings.registry;
    let head = [
        ("source".to_owned(), render::string(&format!("{host}/{}", entry.address))),
        ("version".to_owned(), render::string(version)),
    ];
    let required = shown.details.root.inputs.iter().filter(|input| input.required);
    let set: Vec<(String, String)> =
        required.map(|input| (input.name.clone(), value_of(catalog, shown, &input.name))).collect();
    let mut text = format!("module \"{label}\" {{\n{}", render::aligned(&head, 2));
    if !set.is_empty() {
        text.push('\n');
        text.push_str(&render::aligned(&set, 2));
    }
    text.push_str("}\n");
    text
}

/// What a required input is set to: another module's output, the card's stand-in, or a variable.
fn value_of(catalog: &Catalog, shown: &Shown, input: &str) -> String {
    let Some(card) = &shown.card else { return format!("var.{input}") };
    if let Some(sample) = card.samples.get(input) {
        return render::value(&sample.value.value);
    }
    let taker = card.requires.iter().find(|(_, takes)| match &takes.value {
        ShortOr::Short(into) => *into == input,
        ShortOr::Long(takes) => matches!(&takes.into.value, ShortOr::Short(into) if into == input),
    });
    let provider = taker.and_then(|(capability, _)| {
        let provider = catalog.providers_of(capability).next()?;
        match provider.provides.get(capability.as_str())? {
            Provision::Whole(path) => Some((provider, path)),
            Provision::Fields(_) => None,
        }
    });
    match provider {
        Some((provider, path)) => format!("module.{}.{path}", provider.name.replace('-', "_")),
        None => format!("var.{input}"),
    }
}
