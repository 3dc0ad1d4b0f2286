//! What became of the validations of an input variable: looser, narrower, or another that only
//! people can compare.
//!
//! Conditions are compared part by part, as `&&` joins them. A value is called refused only when
//! the old version is known to take it and the new one is known not to.

use std::cell::Cell;

use hcl_rs::Value;

use super::conditions::{Part, parts};
use super::lint::{Change, Found};
use super::pair::Pair;
use super::sample;
use super::words::{whole, words_of};
use crate::hcl;
use crate::hcl::syntax::Expr;
use crate::terraform::value_problems::Given;
use crate::terraform::{InputVariable, Module, ModuleScope, Place, Type, eval};

/// How many steps of evaluation may be spent on the values that are tried on one version.
const MAX_STEPS: u64 = 5 * eval::MAX_STEPS;

/// Longest conditions of one variable, together, that values are tried on.
const MAX_CONDITION_BYTES: usize = 20_000;

/// How many values are tried to show that a condition is stricter.
const MAX_GUESSES: usize = 2_000;

/// What became of the validations of a variable that both versions have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ConditionChange {
    /// The variable.
    pub(super) name: String,
    pub(super) fate: Fate,
    /// The first condition that is no longer there.
    old: Option<Place>,
    /// The first condition that is new.
    new: Option<Place>,
}

/// Which way the validations went.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fate {
    /// Whatever was taken is taken still.
    Loosened,
    /// This value was taken, in so many words or by a pattern, and is refused.
    Narrowed(Value),
    /// There are further conditions.
    Added,
    /// A condition is another one.
    Changed,
}

/// What became of the conditions of every variable whose conditions changed.
pub(super) fn condition_changes<'f>(pair: &'f Pair<'_>) -> &'f [ConditionChange] {
    let (old, new) = (pair.old.module, pair.new.module);
    pair.facts.conditions.get_or_init(|| {
        let both = pair.variables();
        both.filter_map(|(was, is)| condition_change((old, was), (new, is))).collect()
    })
}

impl ConditionChange {
    /// Whether a guardrail stands on the variable.
    pub(super) fn is_guardrail(&self, pair: &Pair<'_>) -> bool {
        let address = format!("var.{}", self.name);
        let inside = |at: &String| at.strip_prefix(&address).is_some_and(|r| r.starts_with('.'));
        pair.guarded.contains(&address) || pair.guarded.iter().any(inside)
    }

    /// Adds it to what a lint found, with both places.
    pub(super) fn found<'f>(
        &self,
        pair: &Pair<'_>,
        found: &'f mut Found,
        message: impl Into<String>,
    ) -> &'f mut Change {
        let at = |module: &Module, place: Option<Place>| {
            place.or_else(|| module.variables.get(&self.name).map(|variable| variable.name_place))
        };
        let change = found.add(&self.name, message);
        change.old = at(pair.old.module, self.old).map(|place| pair.old.spot(place));
        change.new = at(pair.new.module, self.new).map(|place| pair.new.spot(place));
        change
    }
}

/// A value that the old version takes for the variable `name` and the new one is known to refuse.
pub(super) fn counterexample(pair: &Pair<'_>, name: &str) -> Option<Value> {
    let old = (pair.old.module, pair.old.module.variables.get(name)?);
    let new = (pair.new.module, pair.new.module.variables.get(name)?);
    let values = [old, new].into_iter().flat_map(|(module, v)| sample::guesses(module, v));
    let (old, new) = (Trial::new(old), Trial::new(new));
    values
        .take(MAX_GUESSES)
        .find(|value| old.takes(value) == Some(true) && new.takes(value) == Some(false))
}

/// What became of the conditions of a variable; `None` when they are what they were.
pub(super) fn condition_change(
    old: (&Module, &InputVariable),
    new: (&Module, &InputVariable),
) -> Option<ConditionChange> {
    if are_equal(old.1, new.1) {
        return None;
    }
    let (was, is) = (parts(old), parts(new));
    let gone: Vec<&Part> = was.values().filter(|part| !is.contains_key(&part.key)).collect();
    let come: Vec<&Part> = is.values().filter(|part| !was.contains_key(&part.key)).collect();
    if gone.is_empty() && come.is_empty() {
        return None;
    }
    let (name, fate) = (old.1.name.clone(), fate(old, new, &gone, &come));
    let [old, new] = [&gone, &come].map(|parts| parts.iter().map(|part| part.place).min());
    Some(ConditionChange { name, fate, old, new })
}

/// Whether the conditions are the same to the letter and name no local values, which may differ.
fn are_equal(old: &InputVariable, new: &InputVariable) -> bool {
    let texts = |variable: &InputVariable| {
        variable.validations.iter().map(|v| v.condition_text.clone()).collect::<Vec<_>>()
    };
    let (old, new) = (texts(old), texts(new));
    old == new && !old.iter().any(|text| text.contains("local"))
}

fn fate(
    old: (&Module, &InputVariable),
    new: (&Module, &InputVariable),
    gone: &[&Part],
    come: &[&Part],
) -> Fate {
    if come.is_empty() {
        return Fate::Loosened;
    }
    let size = |variable: &InputVariable| {
        variable.validations.iter().map(|v| v.condition_text.len()).sum::<usize>()
    };
    if size(old.1).max(size(new.1)) > MAX_CONDITION_BYTES {
        return if gone.is_empty() { Fate::Added } else { Fate::Changed };
    }
    let listed = old.1.allowed_values();
    let mut explicit = listed.clone().unwrap_or_default();
    if listed.is_none() {
        explicit.extend(gone.iter().flat_map(|part| words_of(old.0, &part.text)));
    }
    if old.1.nullable && !gone.is_empty() {
        explicit.push(Value::Null);
    }
    let trials = (Trial::new(old), Trial::new(new));
    let refused = |value: &&Value| {
        trials.0.takes(value) == Some(true) && trials.1.takes(value) == Some(false)
    };
    if let Some(value) = explicit.iter().find(refused) {
        return Fate::Narrowed(value.clone());
    }
    let all_taken = explicit
        .iter()
        .all(|v| trials.0.takes(v) == Some(false) || trials.1.takes(v) == Some(true));
    let enumerated = listed.is_some() && all_taken;
    if enumerated || come.iter().all(|part| implied(part, old, new, gone)) {
        return Fate::Loosened;
    }
    if gone.is_empty() { Fate::Added } else { Fate::Changed }
}

/// A variable on which values are tried, other variables having their defaults.
struct Trial<'m> {
    module: &'m Module,
    variable: &'m InputVariable,
    /// Its conditions; none for one that cannot be read.
    conditions: Vec<Option<Expr<'m>>>,
    /// How many steps are left.
    steps: Cell<u64>,
}

impl<'m> Trial<'m> {
    fn new((module, variable): (&'m Module, &'m InputVariable)) -> Self {
        let texts = variable.validations.iter().map(|v| hcl::parse_expr(&v.condition_text).ok());
        Self { module, variable, conditions: texts.collect(), steps: Cell::new(MAX_STEPS) }
    }

    /// Whether the variable takes a value by its type and its validations; `None` when that cannot
    /// be told.
    fn takes(&self, value: &Value) -> Option<bool> {
        let variable = self.variable;
        if value.is_null() && !variable.nullable {
            return None;
        }
        eval::Value::of(value, &variable.ty).ok()?;
        let given: Given = [(variable.name.clone(), Some(value.clone()))].into_iter().collect();
        let scope = ModuleScope { module: self.module, given: &given };
        let mut steps = self.steps.get();
        let mut taken = Some(true);
        for condition in &self.conditions {
            let Some(condition) = condition else {
                taken = None;
                break;
            };
            match eval::holds_within(condition, &scope, &mut steps) {
                Ok(Some(true)) => {}
                Ok(Some(false)) | Err(_) => {
                    taken = Some(false);
                    break;
                }
                Ok(None) => taken = None,
            }
        }
        self.steps.set(steps);
        taken
    }
}

/// Whether what the old version asked says as much as a new part.
fn implied(
    part: &Part,
    old: (&Module, &InputVariable),
    new: (&Module, &InputVariable),
    gone: &[&Part],
) -> bool {
    let less = |gone: &&Part| gone.text == part.text && part.null_taken && !gone.null_taken;
    if gone.iter().any(less) {
        return true;
    }
    let Some((lower, limit)) = part.bound(&new.1.name) else { return false };
    if new.1.ty != Type::Number || old.1.ty != Type::Number {
        return false;
    }
    let (least, most) = old.1.number_bounds();
    let (at_least_as_far, same) = match lower {
        true => (least.is_some_and(|least| least > limit), least == Some(limit)),
        false => (most.is_some_and(|most| most < limit), most == Some(limit)),
    };
    // At the limit itself it matters which of them includes it.
    let at_limit = || {
        let value = whole(limit);
        Trial::new(old).takes(&value) == Some(false) || Trial::new(new).takes(&value) == Some(true)
    };
    at_least_as_far || (same && at_limit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(ty: &str, conditions: &[&str], rest: &str) -> Module {
        let blocks: String = conditions
            .iter()
            .map(|c| {
                format!("  validation {{\n    condition = {c}\n    error_message = \"no\"\n  }}\n")
            })
            .collect();
        let module = Module::load([(
            "main.tf",
            format!("variable \"x\" {{\n  type = {ty}\n{blocks}}}\n{rest}"),
        )]);
        assert_eq!(module.findings, []);
        module
    }

    fn became(ty: &str, old: &[&str], new: &[&str]) -> String {
        let (old, new) = (module(ty, old, ""), module(ty, new, ""));
        let change = condition_change((&old, &old.variables["x"]), (&new, &new.variables["x"]));
        match change.map(|change| change.fate) {
            None => "same".to_owned(),
            Some(Fate::Narrowed(value)) => {
                format!("narrowed by {}", crate::terraform::render::value(&value))
            }
            Some(other) => format!("{other:?}").to_lowercase(),
        }
    }

    #[test]
    fn lists_of_values_are_compared() {
        let (two, three) =
            (r#"contains(["a", "b"], var.x)"#, r#"contains(["a", "b", "c"], var.x)"#);
        let null = r#"var.x == null ? true : contains(["a", "b"], var.x)"#;
        let words = r#"can(regex("^(a|b|c)$", var.x))"#;
        for (old, new, fate) in [
            (&[two][..], &[three][..], "loosened"),
            (&[three], &[two], r#"narrowed by "c""#),
            (&[two], &[], "loosened"),
            (&[], &[two], "added"),
            (&[two], &[words], "loosened"),
            (&[words], &[two], r#"narrowed by "c""#),
            (&[null], &[two], "narrowed by null"),
            (&[two], &[null], "loosened"),
            (&[two], &[r#"contains([ "a","b", ],  var.x)"#], "same"),
            (&[three], &[three, r#"var.x != "b""#], r#"narrowed by "b""#),
            (&[three], &[r#"length(var.x) == 1"#], "loosened"),
        ] {
            assert_eq!(became("string", old, new), fate, "{old:?} {new:?}");
        }
    }

    #[test]
    fn bounds_are_compared() {
        let floor = "floor(var.x) == var.x";
        for (old, new, fate) in [
            (&["var.x >= 1 && var.x <= 10"][..], &["var.x >= 1 && var.x <= 20"][..], "loosened"),
            (&["var.x >= 1 && var.x <= 10"], &["var.x >= 1 && var.x <= 5"], "narrowed by 10"),
            (&["var.x >= 1"], &["var.x > 1"], "narrowed by 1"),
            (&["var.x > 1"], &["var.x >= 1"], "loosened"),
            (&["var.x >= 2"], &["1 < var.x"], "loosened"),
            (&["var.x >= 1", floor], &["var.x >= 0 && floor(var.x) == var.x"], "loosened"),
            (&["var.x >= 1 && floor(var.x) == var.x"], &[floor, "var.x >= 1"], "same"),
            (&["var.x >= 1"], &["var.x >= 1", floor], "added"),
            (&["var.x >= 1"], &["var.x >= 0 && floor(var.x) == var.x"], "changed"),
            (
                &["var.x == null ? true : var.x > 3"],
                &["var.x == null ? true : var.x > 2"],
                "loosened",
            ),
            (
                &["var.x == null || try(var.x > 3, false)"],
                &["var.x == null ? true : var.x > 3"],
                "same",
            ),
        ] {
            assert_eq!(became("number", old, new), fate, "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_pattern_is_narrower_when_a_text_shows_it() {
        let pattern = |p: &str| format!("can(regex(\"{p}\", var.x))");
        for (old, new, fate) in [
            ("^[a-z]+$", "^[a-z]{1,8}$", "narrowed"),
            ("^[a-z0-9-]+$", "^[a-z0-9]+$", "narrowed"),
            ("^(a|b)-[a-z]+$", "^a-[a-z]+$", "narrowed"),
            ("^[a-z]+$", "^[a-z0-9]+$", "changed"),
        ] {
            let found = became("string", &[&pattern(old)], &[&pattern(new)]);
            assert_eq!(found.split(' ').next(), Some(fate), "{old} {new}: {found}");
        }
        assert_eq!(became("string", &["length(var.x) < 5"], &["length(var.x) < 4"]), "changed");
    }

    #[test]
    fn a_local_value_is_part_of_the_condition_that_names_it() {
        let condition = ["contains(local.sizes, var.x)"];
        let [old, same, new] = [r#"["a", "b"]"#, r#"[ "a", "b", ]"#, r#"["a"]"#].map(|sizes| {
            module("string", &condition, &format!("locals {{\n  sizes = {sizes}\n}}\n"))
        });
        let change = |new: &Module| {
            condition_change((&old, &old.variables["x"]), (new, &new.variables["x"]))
                .map(|change| change.fate)
        };
        assert_eq!(change(&same), None);
        assert_eq!(change(&new), Some(Fate::Narrowed(Value::from("b"))));
    }
}
