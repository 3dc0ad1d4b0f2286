//! `output-sensitive-added`: an output value was marked sensitive.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::outputs::gives;
use crate::release::pair::Pair;
use crate::release::witness::Caller;
use crate::schema::{Kind, Providers, expression_type};
use crate::terraform::ResourceMode;
use crate::terraform::reference::{Reference, Step, Subject, references};

pub(super) static LINT: Lint = Lint {
    id: "output-sensitive-added",
    group: Group::Outputs,
    class: Class::Major,
    title: "An output value is sensitive now",
    explanation: "A root module that gives a sensitive value on is refused: Terraform says `Output \
                  refers to sensitive values` when it plans, and `Invalid for_each argument` where \
                  it repeats something over it. Terraform 1.11 says so only where the value is \
                  sensitive by itself and passes over a mark that stands on the output alone; \
                  other versions heed both.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new) in pair.outputs().filter(|(old, new)| new.sensitive && !old.sensitive) {
        let name = &old.name;
        let module = pair.old.module;
        let value = old.value.as_ref().and_then(|value| module.expr(value.place));
        let before =
            value.as_ref().map(|expr| expression_type(module, expr, Providers::embedded()));
        // What a provider marks is sensitive to callers with or without a mark here.
        let named = value.map(|expr| references(&expr)).unwrap_or_default();
        if before.as_ref().is_some_and(|typed| typed.sensitive) || named.iter().any(is_secret) {
            continue;
        }
        let local = named.iter().any(|r| matches!(r.subject, Subject::Local(_) | Subject::Call(_)));
        let change = found
            .add(name, format!("the output value `{name}` is sensitive now"))
            .callers(format!("mark what gives on `{name}` as sensitive"))
            .old(pair.old.spot(old.name_place))
            .new(pair.new.spot(new.name_place));
        if local || before.is_none_or(|typed| typed.ty.contains_any()) {
            change.undecided("whether the value was sensitive by itself before");
        }
    }
}

/// Whether a reference takes what a provider marks as sensitive.
fn is_secret(reference: &Reference) -> bool {
    let Subject::Resource { mode: ResourceMode::Managed, kind, .. } = &reference.subject else {
        return false;
    };
    let provider = Providers::embedded().of_type(kind);
    let schema = provider.and_then(|provider| provider.schema(Kind::Resource, kind));
    let mut names = reference.rest.iter().filter_map(|step| match step {
        Step::Attribute(name) | Step::Key(name) => Some(name),
        _ => None,
    });
    let name = names.next();
    let attribute = schema.zip(name).and_then(|(schema, name)| schema.block.attribute(name));
    attribute.is_some_and(|attribute| attribute.sensitive)
}

fn witness(_: &Pair<'_>, change: &Change) -> Option<Caller> {
    Some(gives(&change.subject))
}
