//! The ends of what version constraints admit.

use semver::Version;

use crate::terraform::{Constraint, Operator, Term};

/// The smallest version that all of the constraints admit, as far as they have a lower end.
pub(super) fn floor<'c>(constraints: impl IntoIterator<Item = &'c Constraint>) -> Option<Version> {
    let terms = constraints.into_iter().flat_map(|constraint| &constraint.terms);
    let floors = terms.filter_map(|term| match term.operator {
        Operator::Equal | Operator::Greater | Operator::GreaterEqual | Operator::Pessimistic => {
            Some(version(term))
        }
        Operator::NotEqual | Operator::Less | Operator::LessEqual => None,
    });
    floors.max()
}

/// The version below which all that the constraints admit lies, when they have an upper end.
///
/// An end that is included counts as the next patch.
pub(super) fn ceiling<'c>(
    constraints: impl IntoIterator<Item = &'c Constraint>,
) -> Option<Version> {
    let terms = constraints.into_iter().flat_map(|constraint| &constraint.terms);
    let ceilings = terms.filter_map(|term| {
        let Version { major, minor, patch, .. } = version(term);
        match term.operator {
            Operator::Less => Some(Version::new(major, minor, patch)),
            Operator::LessEqual | Operator::Equal => {
                Some(Version::new(major, minor, patch.saturating_add(1)))
            }
            // Only the last number that is written may grow; with one number that is itself.
            Operator::Pessimistic => match term.numbers.len() {
                0 | 1 => None,
                2 => Some(Version::new(major.saturating_add(1), 0, 0)),
                _ => Some(Version::new(major, minor.saturating_add(1), 0)),
            },
            Operator::NotEqual | Operator::Greater | Operator::GreaterEqual => None,
        }
    });
    ceilings.min()
}

fn version(term: &Term) -> Version {
    let number = |at: usize| term.numbers.get(at).copied().unwrap_or(0);
    Version::new(number(0), number(1), number(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_have_ends() {
        for (text, low, high) in [
            (">= 1.11.0, < 2.0.0", Some("1.11.0"), Some("2.0.0")),
            ("~> 6.0", Some("6.0.0"), Some("7.0.0")),
            ("~> 6.1.2", Some("6.1.2"), Some("6.2.0")),
            ("~> 6", Some("6.0.0"), None),
            (">= 6.0", Some("6.0.0"), None),
            ("6.4.1", Some("6.4.1"), Some("6.4.2")),
            ("<= 3.0, != 2.0", None, Some("3.0.1")),
        ] {
            let constraint: Constraint = text.parse().expect(text);
            let shown = |version: Option<Version>| version.map(|version| version.to_string());
            assert_eq!(shown(floor([&constraint])).as_deref(), low, "{text}");
            assert_eq!(shown(ceiling([&constraint])).as_deref(), high, "{text}");
        }
    }
}
