//! What becomes of `lifecycle`, of conditions and of the programs that a resource runs.

use hcl_rs::Value;

use super::compare::Inside;
use super::{Alteration, Kind, Search, blocks};
use crate::hcl::syntax::ExprKind;
use crate::release::lint::Spot;
use crate::release::objects::Object;
use crate::schema::{self, Providers};
use crate::terraform::{Argument, Condition, Lifecycle, Place, Resource};

type Declared<'p> = Object<'p, Resource>;

impl Search<'_, '_> {
    /// Looks at the `lifecycle` block of a resource.
    pub(super) fn lifecycle(&mut self, address: &str, old: &Declared<'_>, new: &Declared<'_>) {
        self.flags(address, old, new);
        self.ignored(address, old, new);
        let triggers = |lifecycle: &Lifecycle| lifecycle.replace_triggered_by.clone();
        let (before, after) = (argument(old, triggers), argument(new, triggers));
        let known = items(old, before.as_ref());
        if items(new, after.as_ref()).iter().any(|item| !known.contains(item)) {
            self.told(Kind::ReplaceTriggeredByAdded, address, (old, before), (new, after));
        }
        self.conditions(address, old, new);
    }

    fn flags(&mut self, address: &str, old: &Declared<'_>, new: &Declared<'_>) {
        let prevents = |lifecycle: &Lifecycle| lifecycle.prevent_destroy.clone();
        let (before, after) = (argument(old, prevents), argument(new, prevents));
        match (is_true(before.as_ref()), is_true(after.as_ref())) {
            (false, true) => {
                self.told(Kind::PreventDestroyAdded, address, (old, before), (new, after));
            }
            (true, false) => {
                self.told(Kind::PreventDestroyRemoved, address, (old, before), (new, after));
            }
            _ => {}
        }
        let creates = |lifecycle: &Lifecycle| lifecycle.create_before_destroy.clone();
        let (before, after) = (argument(old, creates), argument(new, creates));
        if is_true(before.as_ref()) != is_true(after.as_ref()) {
            self.told(Kind::CreateBeforeDestroyChanged, address, (old, before), (new, after));
        }
    }

    fn ignored(&mut self, address: &str, old: &Declared<'_>, new: &Declared<'_>) {
        let ignores = |lifecycle: &Lifecycle| lifecycle.ignore_changes.clone();
        let (before, after) = (argument(old, ignores), argument(new, ignores));
        let (was, is) = (items(old, before.as_ref()), items(new, after.as_ref()));
        let uncovered = |items: &[String], by: &[String]| -> Vec<String> {
            items.iter().filter(|item| !by.iter().any(|by| covers(by, item))).cloned().collect()
        };
        let (mut lost, more) = (uncovered(&was, &is), uncovered(&is, &was));
        lost.retain(|item| drift(new, item) != Drift::Never);
        let gravest = lost.iter().map(|item| drift(new, item)).max();
        let (kind, names) = match (lost.is_empty(), more.is_empty()) {
            (false, _) if gravest == Some(Drift::Undecided) => (Kind::IgnoreChangesUndecided, lost),
            (false, _) => (Kind::IgnoreChangesNarrowed, lost),
            (true, false) => (Kind::IgnoreChangesWidened, more),
            (true, true) => return,
        };
        let guarded = names.iter().find(|name| self.is_guarded(&format!("{address}.{name}")));
        let guarded = guarded.filter(|_| kind == Kind::IgnoreChangesWidened).cloned();
        let spots = (spot(old, before.as_ref()), spot(new, after.as_ref()));
        let alteration = match guarded {
            Some(name) => Alteration::new(Kind::GuardrailWeakened, format!("{address}.{name}")),
            None => Alteration::new(kind, address),
        };
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        self.found.push(alteration.is(names.join(", ")).between(spots.0, spots.1));
    }

    fn conditions(&mut self, address: &str, old: &Declared<'_>, new: &Declared<'_>) {
        let [before, after] = self.insides((&old.prefix, old.module), (&new.prefix, new.module));
        let of = |object: &Declared<'_>| -> Vec<Condition> {
            let lifecycle = object.what.lifecycle.iter();
            lifecycle
                .flat_map(|l| l.preconditions.iter().chain(&l.postconditions))
                .cloned()
                .collect()
        };
        // What cannot be brought into one form is the same when it is written the same.
        let normal = |condition: &Condition, inside: &Inside<'_>| {
            let text = condition.condition.as_ref().and_then(|c| inside.text(c));
            text.unwrap_or_else(|| condition.condition_text.clone())
        };
        let conditions = of(old);
        let mut known: Option<Vec<_>> = None;
        let mut found = Vec::new();
        for condition in of(new) {
            let spares = |was: &Condition| {
                let both = was.condition.as_ref().zip(condition.condition.as_ref());
                both.is_some_and(|(was, is)| self.spares((before, was), (after, is)))
            };
            if conditions.iter().any(spares) {
                continue;
            }
            let known = known.get_or_insert_with(|| {
                conditions.iter().map(|condition| normal(condition, &before)).collect()
            });
            if !known.contains(&normal(&condition, &after)) {
                let place = object_place(new, condition.place);
                let alteration = Alteration::new(Kind::ConditionAdded, address);
                found.push(alteration.between(old.spot(old.what.name_place), place));
            }
        }
        self.found.extend(found);
    }

    /// Looks at the programs that a resource runs where Terraform runs.
    pub(super) fn programs(&mut self, address: &str, old: &Declared<'_>, new: &Declared<'_>) {
        let [before, after] = self.insides((&old.prefix, old.module), (&new.prefix, new.module));
        let known: Vec<_> =
            old.what.provisioners.iter().map(|block| blocks::text(block, before)).collect();
        let mut found = Vec::new();
        for block in new.what.provisioners.iter().filter(|block| block.kind == "provisioner") {
            let mut known_blocks = old.what.provisioners.iter();
            if known_blocks.any(|was| self.spares_block((before, was), (after, block))) {
                continue;
            }
            let text = blocks::text(block, after);
            if text.is_none() || !known.contains(&text) {
                let alteration = Alteration::new(Kind::ProgramAdded, address);
                let spots = (old.spot(old.what.name_place), new.spot(block.kind_place));
                found.push(alteration.between(spots.0, spots.1));
            }
        }
        self.found.extend(found);
    }

    fn told(
        &mut self,
        kind: Kind,
        address: &str,
        (old, before): (&Declared<'_>, Option<Argument>),
        (new, after): (&Declared<'_>, Option<Argument>),
    ) {
        let shown = |object: &Declared<'_>, argument: &Option<Argument>| match argument {
            Some(argument) => super::compare::short(object.module.text(argument.value.place)),
            None => String::new(),
        };
        let alteration = Alteration::new(kind, address);
        let alteration = alteration.was(shown(old, &before)).is(shown(new, &after));
        let spots = (spot(old, before.as_ref()), spot(new, after.as_ref()));
        self.found.push(alteration.between(spots.0, spots.1));
    }
}

fn argument(
    object: &Declared<'_>,
    of: impl Fn(&Lifecycle) -> Option<Argument>,
) -> Option<Argument> {
    object.what.lifecycle.as_ref().and_then(of)
}

fn spot(object: &Declared<'_>, argument: Option<&Argument>) -> Spot {
    object.spot(argument.map_or(object.what.name_place, |argument| argument.place))
}

fn object_place(object: &Declared<'_>, place: Place) -> Spot {
    object.spot(place)
}

/// Terraform takes no expression there but `true` and `false`.
fn is_true(argument: Option<&Argument>) -> bool {
    match argument.and_then(|argument| argument.value.literal.as_ref()) {
        Some(Value::Bool(value)) => *value,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

/// The names in a list of references, without spaces; `all` for all.
fn items(object: &Declared<'_>, argument: Option<&Argument>) -> Vec<String> {
    let Some(argument) = argument else { return Vec::new() };
    let Some(expr) = object.module.expr(argument.value.place) else { return Vec::new() };
    let text = |span| {
        let place = Place::new(argument.value.place.source, span);
        let text: String = object.module.text(place).split_whitespace().collect();
        steps(text.trim_matches('"'))
    };
    match &expr.unparenthesised().kind {
        ExprKind::Tuple(items) => items.iter().map(|item| text(item.span)).collect(),
        _ => vec![text(expr.span)],
    }
}

/// The names in a reference: `a.b` for `a[0].b`, `a.0.b` and `a["b"]`.
fn steps(reference: &str) -> String {
    let parts = reference.split(['.', '[', ']']).map(|part| part.trim_matches('"'));
    let named = parts.filter(|part| part.bytes().any(|byte| !byte.is_ascii_digit()));
    named.collect::<Vec<_>>().join(".")
}

/// What becomes of changes that are ignored no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Drift {
    /// There is none: a provider alone decides what the value is.
    Never,
    /// The text does not show any.
    Undecided,
    /// It is changed back.
    Appears,
}

/// What becomes of changes to `item` of an object when they are ignored no longer.
fn drift(object: &Declared<'_>, item: &str) -> Drift {
    let what = object.what;
    let name = item.split('.').next().unwrap_or_default();
    let blocks = what.blocks.iter().any(|block| block.effective_kind() == name);
    if item == "all" || blocks || what.arguments.contains_key(name) {
        return Drift::Appears;
    }
    let provider = Providers::embedded().of_type(&what.kind);
    let Some(schema) = provider.and_then(|p| p.schema(schema::Kind::Resource, &what.kind)) else {
        return Drift::Undecided;
    };
    match (schema.block.attribute(name), schema.block.nested(name)) {
        (Some(attribute), _) if attribute.computed => Drift::Never,
        (Some(_), _) => Drift::Appears,
        // A block that nobody writes may be the provider's to fill in.
        (None, Some(_)) => Drift::Undecided,
        (None, None) => Drift::Never,
    }
}

/// Whether what is ignored as `wide` has `narrow` in it.
fn covers(wide: &str, narrow: &str) -> bool {
    let inside = |rest: &str| rest.is_empty() || rest.starts_with(['.', '[']);
    wide == "all" || narrow.strip_prefix(wide).is_some_and(inside)
}
