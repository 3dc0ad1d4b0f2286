//! The least module call that works, as an example.

use crate::catalog::{Catalog, CatalogModule, OutputPath, Provision, Slot, Target};
use crate::terraform::{InputVariable, render};

/// A module call with only what must be set, laid out as `terraform fmt` leaves it.
pub(super) fn snippet(catalog: &Catalog, module: &CatalogModule) -> String {
    let mut arguments: Vec<(String, String)> = Vec::new();
    let mut filled: Vec<&str> = Vec::new();
    for slot in module.slots.iter().filter(|slot| slot.required) {
        filled.extend(slot.target.inputs());
        arguments.extend(wired(catalog, slot));
    }
    let variables = module.interface().variables.values();
    let free = variables.filter(|v| v.is_required() && !filled.contains(&v.name.as_str()));
    let mut set: Vec<(String, String)> =
        free.map(|v| (v.name.clone(), example(catalog, module, v))).collect();
    set.append(&mut arguments);

    let name = module.name.replace('-', "_");
    let source = catalog.source_of(&module.name);
    let head = [
        ("source".to_owned(), render::string(&source)),
        ("version".to_owned(), render::string(&module.version.to_string())),
    ];
    let mut text = format!("module \"{name}\" {{\n");
    text += &aligned(&head);
    if !set.is_empty() {
        text.push('\n');
        text += &aligned(&set);
    }
    text + "}"
}

/// What fills a slot: the first module that provides the capability, under its own name.
fn wired(catalog: &Catalog, slot: &Slot) -> Vec<(String, String)> {
    let Some(provider) = catalog.providers_of(&slot.capability).next() else {
        let inputs = slot.target.inputs().into_iter();
        return inputs.map(|input| (input.to_owned(), format!("var.{input}"))).collect();
    };
    let name = provider.name.replace('-', "_");
    let provision = &provider.provides[&slot.capability];
    let at = |path: &OutputPath| format!("module.{name}.{path}");
    match &slot.target {
        Target::Whole(input) => {
            let whole = match provision {
                Provision::Whole(path) => at(path),
                Provision::Fields(fields) => {
                    let pairs: Vec<String> =
                        fields.iter().map(|(f, path)| format!("{f} = {}", at(path))).collect();
                    format!("{{ {} }}", pairs.join(", "))
                }
            };
            let value = if slot.many { format!("{{ {name} = {whole} }}") } else { whole };
            vec![(input.clone(), value)]
        }
        Target::Fields(inputs) => inputs
            .iter()
            .map(|(input, field)| {
                let value = match provision {
                    Provision::Whole(path) => format!("{}.{field}", at(path)),
                    Provision::Fields(fields) => {
                        fields.get(field).map_or_else(|| format!("var.{input}"), at)
                    }
                };
                (input.clone(), value)
            })
            .collect(),
    }
}

/// A value for a required input: the card's sample, the catalog's naming, or a variable.
fn example(catalog: &Catalog, module: &CatalogModule, variable: &InputVariable) -> String {
    if let Some(sample) = module.card.samples.get(variable.name.as_str()) {
        return render::value(&sample.value.value);
    }
    if let Some(pattern) = catalog.settings.naming.get(variable.name.as_str()) {
        let filled = pattern
            .replace("${service}", "payments")
            .replace("${environment}", "dev")
            .replace("${component}", &module.name)
            .replace("${region}", "region");
        return render::string(&filled);
    }
    match variable.allowed_values().and_then(|values| values.into_iter().next()) {
        Some(value) => render::value(&value),
        None => format!("var.{}", variable.name),
    }
}

fn aligned(arguments: &[(String, String)]) -> String {
    let width = arguments.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    arguments.iter().map(|(name, value)| format!("  {name:width$} = {value}\n")).collect()
}
