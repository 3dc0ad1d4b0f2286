//! A module from resources that exist: what is taken over, and what becomes of the rest.
//!
//! The blocks keep their bytes, comments included, but for what has to change: a reference to what
//! stays behind and a literal that differs from one use to the next become input variables. Nothing
//! is evaluated, and a secret that is found is refused.

mod choice;
mod declared;
mod literals;
mod outside;
mod secrets;
mod syntax;
mod take;
mod types;

use super::draft::Draft;
use super::module::note;
use super::request::ModuleRequest;
use super::{providers, slots};
use crate::catalog::Catalog;
use crate::diag::{Finding, Severity};
use crate::error::{Error, Report, Result};
use crate::schema::{Kind, Providers};
use crate::terraform::{Place, Resource, ResourceMode};

use choice::Choice;
use take::Take;

/// Drafts a module from the resources that `request.from` names.
///
/// # Errors
/// When there is nothing of that name, what is there cannot be read, or it holds a secret.
pub(super) fn draft(
    catalog: &Catalog,
    request: &ModuleRequest,
    mut draft: Draft,
) -> Result<(Draft, Report)> {
    let from = request.from.as_deref().unwrap_or_default();
    let choice = Choice::read(from)?;
    refuse(
        secrets::find(&choice),
        &choice,
        "secrets stand in what is to be taken over",
        &[
            "a module holds no secret: take it from a secret store, or from an input that is sensitive",
            "and change a secret that was written down",
        ],
    )?;
    refuse(unknown_types(&choice), &choice, "resource types are unknown", &[])?;

    let mut notes = left_out(&choice);
    for resource in &choice.resources {
        requirement(&mut draft, catalog, &choice, resource, &mut notes);
        if resource.mode == ResourceMode::Managed && !draft.replaces.contains(&resource.kind) {
            draft.replaces.push(resource.kind.clone());
        }
    }
    let slots = slots::add(&mut draft, catalog, &request.requires, &request.accepts)?;
    let mut take = Take::new(&choice, draft, slots);
    take.everything();
    let Take { mut draft, slots, findings, .. } = take;
    notes.extend(findings);
    for slot in slots.iter().filter(|slot| !slot.used) {
        notes.push(note(format!(
            "the input `{}` is not used yet: use it in main.tf",
            slot.variable
        )));
    }
    let things = outside::things(&choice);
    outside::outputs(&choice, &mut draft);
    notes.extend(
        slots::provide(&mut draft, catalog, &request.provides, &things)?.into_iter().map(note),
    );
    Ok((draft, Report { sources: choice.module.sources.clone(), findings: notes }))
}

/// Checks that `PATH` or `PATH:ADDRESS` names resources that can be taken over.
///
/// # Errors
/// When it does not.
pub fn known_source(from: &str) -> Result<()> {
    let choice = Choice::read(from)?;
    refuse(secrets::find(&choice), &choice, "secrets stand in what is to be taken over", &[])?;
    refuse(unknown_types(&choice), &choice, "resource types are unknown", &[])
}

fn refuse(found: Vec<Finding>, choice: &Choice, message: &str, hints: &[&str]) -> Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    let report = Report { sources: choice.module.sources.clone(), findings: found };
    let error = Error::findings(message, report);
    Err(hints.iter().fold(error, |error, hint| error.hint(*hint)))
}

/// A note about a place.
fn note_at(place: Place, message: String, label: &str) -> Finding {
    note(message).at(place.source, place.span, label)
}

/// A warning about a place.
fn warning_at(place: Place, message: String, label: &str) -> Finding {
    Finding { severity: Severity::Warning, ..note(message) }.at(place.source, place.span, label)
}

/// Types that the provider, whose schema is known, does not have.
fn unknown_types(choice: &Choice) -> Vec<Finding> {
    let mut found = Vec::new();
    for resource in &choice.resources {
        let Some(provider) = Providers::embedded().of_type(&resource.kind) else { continue };
        let kind = schema_kind(resource);
        if provider.schema(kind, &resource.kind).is_some() {
            continue;
        }
        let message = format!("there is no {} `{}`", kind.noun(), resource.kind);
        let place = resource.kind_place;
        let mut finding = Finding::error("scaffold", message).at(place.source, place.span, "");
        if let Some(near) = provider.nearest(kind, &resource.kind).first() {
            finding = finding.help(format!("did you mean `{near}`?"));
        }
        found.push(finding);
    }
    found
}

fn schema_kind(resource: &Resource) -> Kind {
    match resource.mode {
        ResourceMode::Data => Kind::DataSource,
        ResourceMode::Ephemeral => Kind::Ephemeral,
        ResourceMode::Managed | ResourceMode::Action => Kind::Resource,
    }
}

/// Adds the provider of a resource to what the draft needs.
fn requirement(
    draft: &mut Draft,
    catalog: &Catalog,
    choice: &Choice,
    resource: &Resource,
    notes: &mut Vec<Finding>,
) {
    let name = resource.provider_name();
    if draft.providers.contains_key(name) {
        return;
    }
    if let Some(written) = choice.module.settings.required_providers.get(name)
        && let Some((source, _)) = &written.source
    {
        let version = written.version.as_ref().map_or(">= 0", |(version, _)| version.as_str());
        let known = providers::requirement(catalog, name, source, version);
        draft.providers.insert(name.to_owned(), known);
        return;
    }
    match Providers::embedded().of_type(&resource.kind) {
        Some(provider) => providers::add(draft, catalog, provider),
        None => {
            notes.push(warning_at(
                resource.kind_place,
                format!("the schema of the provider `{name}` is not known, so types are guesses"),
                "read the inputs over",
            ));
            let source = format!("hashicorp/{name}");
            let guess = providers::requirement(catalog, name, &source, ">= 0");
            draft.providers.insert(name.to_owned(), guess);
        }
    }
}

/// What a module cannot hold, and so stays where it is.
fn left_out(choice: &Choice) -> Vec<Finding> {
    let module = &choice.module;
    let mut notes = Vec::new();
    let ours = |place: Place| choice.whole.contains(&place.source);
    for provider in module.providers.values().filter(|provider| ours(provider.place)) {
        notes.push(note_at(
            provider.name_place,
            format!("the provider block `{}` is left out", provider.address()),
            "a module takes its provider from its caller",
        ));
    }
    if let Some(backend) = module.settings.backend.as_ref().filter(|b| ours(b.block.place)) {
        notes.push(note_at(
            backend.block.kind_place,
            "the backend is left out".to_owned(),
            "where state is kept is for the root module to say",
        ));
    }
    for call in module.calls.values().filter(|call| ours(call.place)) {
        notes.push(note_at(
            call.name_place,
            format!("the module call `{}` is left out", call.name),
            "only resources and data sources are taken over",
        ));
    }
    notes
}
