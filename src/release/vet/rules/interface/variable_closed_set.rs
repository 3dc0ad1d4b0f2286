//! `variable-closed-set`: values that are listed are checked.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::Type;
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    id: "variable-closed-set",
    group: Group::Interface,
    severity: Severity::Warning,
    title: "An input whose description lists its values refuses others",
    explanation: "When the description names all values there are, a `validation` with \
                  `contains([…], var.x)` says so to Terraform too, and to everything that asks for \
                  the value.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for variable in subject.root().variables.values() {
        let lists = variable.description.as_deref().is_some_and(is_closed);
        if variable.ty == Type::String && variable.validations.is_empty() && lists {
            let name = &variable.name;
            problems
                .add(format!("var.{name}"), format!("`{name}` lists its values and takes any"))
                .at(subject.at(variable.name_place))
                .help(format!("add a validation with `contains([…], var.{name})`"));
        }
    }
}

/// Whether a description names every value there is: quoted words joined by `or`, or `one of`.
fn is_closed(description: &str) -> bool {
    static CLOSED: LazyLock<Regex> = LazyLock::new(|| {
        let word = "[\"`'][A-Za-z0-9_.-]+[\"`']";
        let form = format!(
            r"(?i)\b(?:must be |can be )?(?:one of|either) {word}|^[^.]*{word}(?:, {word})*,? or {word}"
        );
        Regex::new(&form).expect("the form of a list is a constant")
    });
    let open = ["such as", "for example", "e.g.", "for instance", "like "];
    let lower = description.to_lowercase();
    CLOSED.is_match(description) && !open.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_closed;

    #[test]
    fn a_list_of_values_is_told_from_examples() {
        assert!(is_closed("How strong: \"small\", \"medium\" or \"large\"."));
        assert!(is_closed("One of `a`, `b`."));
        for open in ["Such as \"a\" or \"b\".", "Name of the thing.", "Either way it works."] {
            assert!(!is_closed(open), "{open}");
        }
    }
}
