//! `output-type-changed`: an output value, or a part of it, is of another type.

use crate::release::class::Class;
use crate::release::lint::{Change, Found, Group, Lint};
use crate::release::lints::outputs::gives;
use crate::release::pair::Pair;
use crate::release::shapes::{self, Kind};
use crate::release::witness::Caller;

pub(super) static LINT: Lint = Lint {
    id: "output-type-changed",
    group: Group::Outputs,
    class: Class::Major,
    title: "An output value is of another type",
    explanation: "A caller that takes a list for a string, or the other way round, is refused: \
                  Terraform says `Invalid template interpolation value` or `Invalid index`. Where \
                  it converts in silence, as from a number to a string, what the caller compares \
                  or gives on is another value. Nothing is said where a type cannot be known \
                  without a plan. To change a type without a break, give the new value under a new \
                  name.",
    witness: Some(witness),
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    for (old, new, difference) in shapes::of_outputs(pair) {
        let Kind::Changed { old: was, new: is } = &difference.kind else { continue };
        let subject = format!("{}{}", old.name, difference.path);
        let (was, is) = (was.brief(), is.brief());
        found
            .add(&subject, format!("the output value `{subject}` was a {was} and is a {is}"))
            .callers(format!("take `{subject}` for a {is}"))
            .old(pair.old.spot(shapes::place_in(pair.old.module, old, &difference.path)))
            .new(pair.new.spot(shapes::place_in(pair.new.module, new, &difference.path)));
    }
}

fn witness(pair: &Pair<'_>, change: &Change) -> Option<Caller> {
    let (_, _, difference) = shapes::of_outputs(pair)
        .iter()
        .find(|(old, _, d)| format!("{}{}", old.name, d.path) == change.subject)?;
    let Kind::Changed { old, new } = &difference.kind else { return None };
    if change.subject.contains('[') {
        return None;
    }
    // A primitive goes into a text, and nothing else does.
    if old.is_primitive() && !new.is_primitive() {
        let text = format!("\"it is ${{module.this.{}}}\"", change.subject);
        return Some(Caller { outputs: vec![("it".to_owned(), text)], ..Caller::default() });
    }
    Some(gives(&change.subject))
}
