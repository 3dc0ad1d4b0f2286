//! What the rest of the configuration used of the resources that are taken over.

use std::collections::BTreeSet;

use super::choice::Choice;
use super::schema_kind;
use super::syntax::each_attribute;
use crate::app::scaffold::draft::{Draft, Output};
use crate::app::scaffold::slots::{TELLING, Thing};
use crate::app::scaffold::words;
use crate::hcl::{self, syntax::Expr};
use crate::schema::Providers;
use crate::terraform::reference::{Subject, references};
use crate::terraform::{Place, Resource, ResourceMode, Type};

/// The resources that are there once, for what capabilities tell of them.
pub(super) fn things(choice: &Choice) -> Vec<Thing> {
    let single = choice.resources.iter().filter(|resource| {
        resource.mode == ResourceMode::Managed
            && resource.count.is_none()
            && resource.for_each.is_none()
    });
    single
        .filter_map(|resource| {
            let provider = Providers::embedded().of_type(&resource.kind)?;
            let schema = provider.schema(schema_kind(resource), &resource.kind)?;
            let open = schema.block.attributes.iter().filter(|a| !a.sensitive && !a.write_only);
            Some(Thing {
                kind: resource.kind.clone(),
                address: resource.address(),
                attributes: open.map(|a| (a.name.clone(), a.ty.clone())).collect(),
            })
        })
        .collect()
}

/// Adds an output for each attribute that the rest used; for the telling ones when it used none.
pub(super) fn outputs(choice: &Choice, draft: &mut Draft) {
    named_outputs(choice, draft);
    let mut wanted = used(choice);
    if wanted.is_empty() && draft.outputs.is_empty() {
        let first = choice.resources.iter().find(|resource| resource.mode == ResourceMode::Managed);
        if let Some(resource) = first.or(choice.resources.first()) {
            let provider = Providers::embedded().of_type(&resource.kind);
            let schema = provider.and_then(|p| p.schema(schema_kind(resource), &resource.kind));
            let has = |name: &&&str| {
                schema.is_some_and(|schema| {
                    schema.block.attribute(name).is_some_and(|a| !a.sensitive)
                })
            };
            for name in TELLING.iter().filter(has) {
                wanted.insert((resource.address(), (*name).to_owned()));
            }
        }
    }
    let several = choice.resources.len() > 1;
    for (address, attribute) in wanted {
        let Some(resource) = choice.taken(&address) else { continue };
        let value = value(resource, &attribute);
        if draft.outputs.iter().any(|output| output.value == value) {
            continue;
        }
        let noun = words::noun(&resource.kind);
        let short = noun.to_lowercase().replace(' ', "_");
        let candidates = [
            if several { format!("{short}_{attribute}") } else { attribute.clone() },
            format!("{}_{attribute}", resource.name),
            format!("{short}_{}_{attribute}", resource.name),
        ];
        let taken = |name: &&String| !draft.outputs.iter().any(|output| output.name == **name);
        let Some(name) = candidates.iter().find(taken).cloned() else { continue };
        let description = words::description(&attribute, &Type::String, &noun);
        let sensitive = is_sensitive(resource, &attribute);
        draft.outputs.push(Output { name, description, value, sensitive });
    }
}

fn is_sensitive(resource: &Resource, attribute: &str) -> bool {
    let provider = Providers::embedded().of_type(&resource.kind);
    let schema = provider.and_then(|p| p.schema(schema_kind(resource), &resource.kind));
    schema.is_some_and(|s| s.block.attribute(attribute).is_some_and(|a| a.sensitive))
}

/// An attribute of a resource, of each of its instances when there are several.
fn value(resource: &Resource, attribute: &str) -> String {
    let address = resource.address();
    if resource.for_each.is_some() {
        return format!("{{ for key, instance in {address} : key => instance.{attribute} }}");
    }
    let each = if resource.count.is_some() { "[*]" } else { "" };
    format!("{address}{each}.{attribute}")
}

/// Outputs of the configuration that tell one attribute keep their names.
fn named_outputs(choice: &Choice, draft: &mut Draft) {
    for output in choice.module.outputs.values() {
        let Some(value) = &output.value else { continue };
        let Some(expr) = choice.module.expr(value.place) else { continue };
        let [reference] = &references(&expr)[..] else { continue };
        let address = reference.subject.address();
        let Some(resource) = choice.taken(&address) else { continue };
        if reference.span != expr.span || resource.mode != ResourceMode::Managed {
            continue;
        }
        let Some(attribute) = reference.attribute() else { continue };
        let noun = words::noun(&resource.kind);
        let told = || words::description(attribute, &Type::String, &noun);
        draft.outputs.push(Output {
            name: output.name.clone(),
            description: output.description.clone().unwrap_or_else(told),
            value: choice.module.text(Place::new(value.place.source, value.place.span)).to_owned(),
            sensitive: output.sensitive || is_sensitive(resource, attribute),
        });
    }
}

/// The attributes of what is taken over that the rest of the configuration names.
fn used(choice: &Choice) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (source, text) in choice.module.sources.iter() {
        let parsed = hcl::parse(&text.text);
        for block in parsed.file.body.blocks() {
            // An output that is no plain reference is for the caller to write.
            if taken(choice, Place::new(source, block.span)) {
                continue;
            }
            each_attribute(&block.body, "", &mut |_, attribute| {
                collect(choice, &attribute.value, &mut found);
            });
        }
    }
    found
}

fn taken(choice: &Choice, place: Place) -> bool {
    choice.resources.iter().any(|resource| resource.place == place)
}

fn collect(choice: &Choice, expr: &Expr<'_>, found: &mut BTreeSet<(String, String)>) {
    for reference in references(expr) {
        let address = reference.subject.address();
        if matches!(reference.subject, Subject::Resource { .. })
            && choice.takes(&address)
            && let Some(attribute) = reference.attribute()
        {
            found.insert((address, attribute.to_owned()));
        }
    }
}
