//! `card-replaces`: the card says what is.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::schema::{Kind, Providers};
use crate::terraform::ResourceMode;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    id: "card-replaces",
    group: Group::Card,
    severity: Severity::Error,
    title: "What the card says it replaces exists, and some of it is in the module",
    explanation: "`replaces` sends people who write a raw resource to this module. It holds \
                  resources of at least one of the types, and a type that no provider has is a \
                  slip.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let Some(card) = subject.card() else { return };
    let managed = subject.package.modules.values().flat_map(|module| module.resources.values());
    let managed = managed.filter(|resource| resource.mode == ResourceMode::Managed);
    let kinds: BTreeSet<&str> = managed.map(|resource| resource.kind.as_str()).collect();
    for replaced in &card.replaces {
        let kind = replaced.value.as_str();
        let providers = Providers::embedded();
        let known =
            providers.of_type(kind).is_none_or(|p| p.schema(Kind::Resource, kind).is_some());
        if !known && !kinds.contains(kind) {
            let problem = problems
                .add(format!("module.yaml:{kind}"), format!("there is no resource type `{kind}`"));
            problem.at(subject.in_card(replaced.span));
            let near = providers.of_type(kind).map(|p| p.nearest(Kind::Resource, kind));
            match near.as_ref().and_then(|near| near.first()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("remove it from `replaces`"),
            };
        }
    }
    // What a module of somebody else creates is not known here.
    let calls_others = subject
        .root()
        .calls
        .values()
        .any(|call| call.source_text().is_none_or(|source| !source.starts_with('.')));
    let holds_one = card.replaces.iter().any(|r| kinds.contains(r.value.as_str()));
    if let Some(first) = card.replaces.first().filter(|_| !holds_one && !calls_others) {
        problems
            .add("module.yaml:replaces", "the module has no resource of any type that it replaces")
            .at(subject.in_card(first.span))
            .help("list what it stands in for");
    }
}
