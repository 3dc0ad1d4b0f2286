//! What must hold in a blueprint.

use super::{Names, View, card, is_name, name, prose, shown, unknown};
use crate::catalog::{Blueprint, CatalogBlueprint, CatalogModule, Lifecycle, Located};
use crate::diag::{Finding, SourceId, Span};

pub(super) fn check(
    file: &str,
    blueprint: &CatalogBlueprint,
    view: &View<'_>,
    names: &Names,
    findings: &mut Vec<Finding>,
) {
    let CatalogBlueprint { written, source } = blueprint;
    let source = *source;
    if written.name.value != file {
        findings.push(
            Finding::error(
                "catalog-name",
                format!(
                    "the blueprint says `{}`, its file `{}`",
                    shown(&written.name),
                    shown(file)
                ),
            )
            .at(source, written.name.span, "")
            .help(match is_name(file) {
                true => format!("write `name: {file}`, or rename the file"),
                false => "name the file by lower-case letters, digits and hyphens".to_owned(),
            }),
        );
    } else {
        name("blueprint", &written.name, source, findings);
    }
    if let Some(version) = &written.version {
        card::version(version, source, findings);
    }
    prose::sentence(&written.summary, source, findings);
    for alias in &written.aliases {
        card::alias(alias, source, findings);
    }
    components(written, source, view, names, findings);
    for (slot, givers) in &written.links {
        link(slot, givers, written, source, view, findings);
    }
    for input in &written.ask {
        if let Some((component, _)) = halves(input, "INPUT", source, findings) {
            part(component, input.span, written, source, findings);
        }
    }
}

fn components(
    blueprint: &Blueprint,
    source: SourceId,
    view: &View<'_>,
    names: &Names,
    findings: &mut Vec<Finding>,
) {
    if blueprint.components.is_empty() {
        findings.push(
            Finding::error("catalog-blueprint", "a blueprint has at least one component").at(
                source,
                blueprint.name.span,
                "",
            ),
        );
    }
    for part in blueprint.parts() {
        card::component(part.name, source, findings);
        let Some(module) = view.modules.get(part.module) else {
            if !names.modules.contains(part.module) {
                let written = Located { value: part.module.to_owned(), span: part.module_span };
                let known = names.modules.iter().map(String::as_str);
                findings.push(unknown("module", &written, "", source, known));
            }
            continue;
        };
        if module.lifecycle() != Lifecycle::Approved {
            let lifecycle = module.lifecycle().as_str();
            findings.push(
                Finding::error(
                    "catalog-blueprint",
                    format!("the module `{}` is {lifecycle}", module.name),
                )
                .at(source, part.module_span, "")
                .help("a blueprint is made of approved modules"),
            );
        }
    }
}

/// Checks `COMPONENT.SLOT: [component, …]`.
fn link(
    slot: &Located<String>,
    givers: &[Located<String>],
    blueprint: &Blueprint,
    source: SourceId,
    view: &View<'_>,
    findings: &mut Vec<Finding>,
) {
    let Some((taker, slot_name)) = halves(slot, "SLOT", source, findings) else { return };
    let Some(taker) = part(taker, slot.span, blueprint, source, findings) else { return };
    let slot_known = view.modules.get(taker).and_then(|module| {
        let found = module.slot(slot_name);
        if found.is_none() && !has_slot(module, slot_name) {
            let written = Located { value: slot_name.to_owned(), span: slot.span };
            let known = module.slots.iter().map(|slot| slot.name.as_str());
            findings.push(unknown("slot", &written, &format!(" of `{taker}`"), source, known));
        }
        found
    });
    if let Some(second) = givers.get(1)
        && slot_known.is_some_and(|slot| !slot.many)
    {
        findings.push(
            Finding::error(
                "catalog-blueprint",
                format!("the slot `{slot_name}` takes one component"),
            )
            .at(source, second.span, "one too many"),
        );
    }
    for giver in givers {
        let Some(module) = part(giver, giver.span, blueprint, source, findings) else { continue };
        let (Some(slot), Some(module)) = (slot_known, view.modules.get(module)) else { continue };
        if !module.card.provides.contains_key(slot.capability.as_str()) {
            findings.push(
                Finding::error(
                    "catalog-blueprint",
                    format!("`{giver}` does not provide `{}`", slot.capability),
                )
                .at(
                    source,
                    giver.span,
                    format!("`{giver}` is a `{}`", module.name),
                ),
            );
        }
    }
}

/// Whether the card names such a slot, even one that could not be understood.
fn has_slot(module: &CatalogModule, slot: &str) -> bool {
    module.card.requires.contains_key(slot) || module.card.accepts.contains_key(slot)
}

/// The two halves of `COMPONENT.WHAT`.
fn halves<'t>(
    text: &'t Located<String>,
    what: &str,
    source: SourceId,
    findings: &mut Vec<Finding>,
) -> Option<(&'t str, &'t str)> {
    let halves = text.split_once('.').filter(|(a, b)| !a.is_empty() && !b.is_empty());
    if halves.is_none() {
        findings.push(
            Finding::error("catalog-blueprint", format!("`{}` has no two parts", shown(text)))
                .at(source, text.span, "")
                .help(format!("write `COMPONENT.{what}`")),
        );
    }
    halves
}

/// The module of a component of the blueprint.
fn part<'b>(
    component: &str,
    span: Span,
    blueprint: &'b Blueprint,
    source: SourceId,
    findings: &mut Vec<Finding>,
) -> Option<&'b str> {
    let found = blueprint.parts().find(|part| part.name.value == component);
    if found.is_none() {
        let written = Located { value: component.to_owned(), span };
        let known = blueprint.components.keys().map(|name| name.value.as_str());
        findings.push(unknown("component", &written, "", source, known));
    }
    found.map(|part| part.module)
}
