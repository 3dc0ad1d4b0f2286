//! What the conditions of an input variable speak of: constants, and texts that patterns match.
//!
//! Guesses for whoever has to find a value, never an answer: each has to be tried.

use std::collections::BTreeSet;

use hcl_rs::{Number, Value};
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::hcl;
use crate::hcl::syntax::{Expr, ExprKind};
use crate::terraform::literal::literal;
use crate::terraform::reference::{Subject, references};
use crate::terraform::{InputVariable, Module};

/// Most values that are gathered for one variable.
const MAX_WORDS: usize = 200;

/// How often a pattern's repetition without an end is followed.
const MAX_REPEATED: u32 = 64;

/// Longest text that a pattern is followed to, in bytes.
const MAX_TEXT_BYTES: usize = 512;

/// What the conditions of a variable speak of, and the local values that they name.
pub(super) fn words(module: &Module, variable: &InputVariable) -> Vec<Value> {
    let mut words = Words { module, locals: BTreeSet::new(), found: Vec::new() };
    for validation in &variable.validations {
        if let Ok(condition) = hcl::parse_expr(&validation.condition_text) {
            words.expr(&condition);
        }
    }
    words.found
}

/// What one condition speaks of.
pub(super) fn words_of(module: &Module, condition: &str) -> Vec<Value> {
    let mut words = Words { module, locals: BTreeSet::new(), found: Vec::new() };
    if let Ok(condition) = hcl::parse_expr(condition) {
        words.expr(&condition);
    }
    words.found
}

struct Words<'m> {
    module: &'m Module,
    locals: BTreeSet<String>,
    found: Vec<Value>,
}

impl Words<'_> {
    fn add(&mut self, value: Value) {
        if self.found.len() < MAX_WORDS && !self.found.contains(&value) {
            self.found.push(value);
        }
    }

    fn expr(&mut self, expr: &Expr<'_>) {
        match literal(expr) {
            Some(Value::Number(number)) => return self.around(number),
            Some(text @ Value::String(_)) => return self.add(text),
            _ => {}
        }
        match &expr.kind {
            ExprKind::Call { name, args, .. } => {
                let is_pattern = matches!(name.text, "regex" | "regexall");
                if let Some(pattern) = args.first().filter(|_| is_pattern).and_then(literal) {
                    for text in pattern.as_str().into_iter().flat_map(matched) {
                        self.add(Value::String(text));
                    }
                    return args.iter().skip(1).for_each(|arg| self.expr(arg));
                }
                if let ("startswith" | "endswith", [_, part]) = (name.text, args.as_slice()) {
                    let part = literal(part).and_then(|part| part.as_str().map(str::to_owned));
                    for part in part.into_iter() {
                        self.add(Value::String(format!("{part}sample")));
                        self.add(Value::String(format!("sample{part}")));
                    }
                }
                args.iter().for_each(|arg| self.expr(arg));
            }
            ExprKind::GetAttr(base, _) if matches!(base.kind, ExprKind::Variable(_)) => {
                self.local(expr);
            }
            _ => expr.for_each_child(|child| self.expr(child)),
        }
    }

    fn local(&mut self, expr: &Expr<'_>) {
        let module = self.module;
        for reference in references(expr) {
            let Subject::Local(name) = reference.subject else { continue };
            let Some(local) = module.locals.get(&name) else { continue };
            if self.locals.insert(name)
                && let Some(value) = module.expr(local.value.place)
            {
                self.expr(&value);
            }
        }
    }

    /// A number that something is compared with, and its neighbours.
    fn around(&mut self, number: Number) {
        self.add(Value::Number(number));
        let neighbours = number.as_f64().map(|n| [n + 1.0, n - 1.0]);
        for neighbour in neighbours.into_iter().flatten() {
            self.add(whole(neighbour));
        }
    }
}

/// A number, without a fraction where it has none.
pub(super) fn whole(number: f64) -> Value {
    // Whole doubles below 2^53 are exact as integers.
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// Some texts that a pattern matches, long and short ones; none for a pattern that cannot be read.
pub(super) fn matched(pattern: &str) -> Vec<String> {
    let Ok(hir) = regex_syntax::parse(pattern) else { return Vec::new() };
    let mut texts = Vec::new();
    for turn in 0..48 {
        let mut follow = Follow { turn, text: String::new() };
        follow.hir(&hir);
        if !texts.contains(&follow.text) {
            texts.push(follow.text);
        }
    }
    texts
}

/// One way through a pattern: which, the turn decides.
struct Follow {
    turn: u32,
    text: String,
}

impl Follow {
    fn hir(&mut self, hir: &Hir) {
        if self.text.len() > MAX_TEXT_BYTES {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => {
                self.text.push_str(&String::from_utf8_lossy(&literal.0));
            }
            HirKind::Class(class) => self.text.extend(self.one_of(class)),
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(MAX_REPEATED).min(MAX_REPEATED);
                let few = repetition.min.max(1).min(most.max(repetition.min));
                let count = match self.turn % 3 {
                    0 => few,
                    1 => repetition.min,
                    _ => most.max(repetition.min),
                };
                for _ in 0..count.min(MAX_TEXT_BYTES as u32) {
                    self.hir(&repetition.sub);
                }
            }
            HirKind::Capture(capture) => self.hir(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.hir(part)),
            HirKind::Alternation(branches) => {
                self.hir(&branches[(self.turn / 3) as usize % branches.len()]);
            }
        }
    }

    /// A character of a class: a plain one in the first turns, each of its ranges in the others.
    fn one_of(&self, class: &Class) -> Option<char> {
        let ranges: Vec<(char, char)> = match class {
            Class::Unicode(class) => class.ranges().iter().map(|r| (r.start(), r.end())).collect(),
            Class::Bytes(class) => {
                class.ranges().iter().map(|r| (r.start().into(), r.end().into())).collect()
            }
        };
        let plain = ['a', '1', 'A', '-'];
        let plain =
            plain.into_iter().find(|c| ranges.iter().any(|(from, to)| from <= c && c <= to));
        // Both ends of each range in turn.
        let turn = (self.turn / 3) as usize;
        let turned = ranges.get(turn / 2 % ranges.len().max(1));
        let turned = turned.map(|range| if turn.is_multiple_of(2) { range.0 } else { range.1 });
        match turned.filter(|c| self.turn >= 3 && c.is_ascii_graphic()) {
            Some(turned) => Some(turned),
            None => plain.or_else(|| ranges.first().map(|range| range.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_matches_is_matched_by_it() {
        for pattern in [
            "^[a-z](-?[a-z0-9])*$",
            "^arn:[a-z-]+:(secretsmanager|ssm):",
            "^(dev|prod|x[0-9]{2,3})$",
            "/(16|17|18)$",
            r"^\d{12}$",
            "^.+@.+$",
        ] {
            let regex = regex::Regex::new(pattern).expect(pattern);
            let texts = matched(pattern);
            assert!(!texts.is_empty(), "{pattern}");
            for text in texts {
                assert!(regex.is_match(&text), "{pattern}: {text}");
            }
        }
        assert_eq!(matched("("), [""; 0]);
        assert!(matched("^[a-z]{1,40}$").iter().any(|text| text.len() == 40));
    }

    #[test]
    fn constants_are_found_through_local_values() {
        let module = Module::load([(
            "main.tf",
            r#"
            variable "x" {
              type = string
              validation {
                condition     = contains(local.sizes, var.x) && length(var.x) < 5
                error_message = "No."
              }
            }
            locals {
              sizes = concat(local.small, ["large"])
              small = ["small", local.sizes]
            }
            "#,
        )]);
        let found = words(&module, &module.variables["x"]);
        let expected: Vec<Value> =
            [Value::from("small"), "large".into(), 5.into(), 6.into(), 4.into()].to_vec();
        assert_eq!(found, expected);
    }
}
