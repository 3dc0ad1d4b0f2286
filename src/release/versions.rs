//! The releases that a version constraint admits, as intervals: what one constraint admits and
//! another does not, exactly.
//!
//! Pre-releases are left out: only an exact pin admits one.

use std::fmt;

use semver::Version;

use crate::terraform::{Constraint, Operator, Term};

/// The numbers of a release.
type Numbers = (u64, u64, u64);

/// A set of releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Versions {
    /// From the first, included, to the second, excluded, or without end; apart and ascending.
    ranges: Vec<(Numbers, Option<Numbers>)>,
}

/// The release after another; `None` after the last that can be written.
fn next((major, minor, patch): Numbers) -> Option<Numbers> {
    let higher_patch = || Some((major, minor, patch.checked_add(1)?));
    let higher_minor = || Some((major, minor.checked_add(1)?, 0));
    let higher_major = || Some((major.checked_add(1)?, 0, 0));
    higher_patch().or_else(higher_minor).or_else(higher_major)
}

impl Versions {
    /// Every release.
    #[must_use]
    pub(super) fn all() -> Self {
        Self::from(Some((0, 0, 0)))
    }

    fn none() -> Self {
        Self { ranges: Vec::new() }
    }

    fn from(start: Option<Numbers>) -> Self {
        Self { ranges: start.map(|start| (start, None)).into_iter().collect() }
    }

    fn before(end: Option<Numbers>) -> Self {
        match end {
            Some((0, 0, 0)) => Self::none(),
            end => Self { ranges: vec![((0, 0, 0), end)] },
        }
    }

    /// The releases that a constraint admits.
    #[must_use]
    pub(super) fn of(constraint: &Constraint) -> Self {
        constraint.terms.iter().fold(Self::all(), |all, term| all.and(&Self::of_term(term)))
    }

    fn of_term(term: &Term) -> Self {
        let number = |at: usize| term.numbers.get(at).copied().unwrap_or(0);
        let at = (number(0), number(1), number(2));
        // `1.2.3.4` lies between two releases, and so does `1.2.3-rc.1`.
        let beyond = term.numbers.iter().skip(3).any(|number| *number > 0);
        let short = !term.pre_release.is_empty() && !beyond;
        let exact = !beyond && !short;
        // The first release that is not below the bound, and the first above it.
        let from = if beyond { next(at) } else { Some(at) };
        let after = if short { Some(at) } else { next(at) };
        match term.operator {
            Operator::GreaterEqual => Self::from(from),
            Operator::Greater => Self::from(after),
            Operator::Less => Self::before(from),
            Operator::LessEqual => Self::before(after),
            Operator::Equal if exact => Self { ranges: vec![(at, next(at))] },
            Operator::Equal => Self::none(),
            Operator::NotEqual if exact => {
                Self::all().without(&Self { ranges: vec![(at, next(at))] })
            }
            Operator::NotEqual => Self::all(),
            Operator::Pessimistic => Self::pessimistic(term, at),
        }
    }

    fn pessimistic(term: &Term, at: Numbers) -> Self {
        if !term.pre_release.is_empty() {
            return Self::none();
        }
        let end = match term.numbers.len() {
            1 => return Self::from(Some(at)),
            2 => at.0.checked_add(1).map(|major| (major, 0, 0)),
            3 => {
                at.1.checked_add(1)
                    .map(|minor| (at.0, minor, 0))
                    .or_else(|| at.0.checked_add(1).map(|major| (major, 0, 0)))
            }
            _ => return Self::none(),
        };
        Self { ranges: vec![(at, end)] }
    }

    /// The releases that are in both.
    #[must_use]
    pub(super) fn and(&self, other: &Self) -> Self {
        let mut ranges = Vec::new();
        for (start, end) in &self.ranges {
            for (other_start, other_end) in &other.ranges {
                let start = *start.max(other_start);
                let end = earlier(*end, *other_end);
                if end.is_none_or(|end| start < end) {
                    ranges.push((start, end));
                }
            }
        }
        ranges.sort_unstable();
        Self { ranges }
    }

    /// The releases that are not in the other.
    #[must_use]
    pub(super) fn without(&self, other: &Self) -> Self {
        let mut left = self.clone();
        for (start, end) in &other.ranges {
            let gap = Self::before(Some(*start));
            let rest = end.map_or_else(Self::none, |end| Self::from(Some(end)));
            let (mut low, high) = (left.and(&gap), left.and(&rest));
            low.ranges.extend(high.ranges);
            left = low;
        }
        left
    }

    /// Whether there is none.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether a version is one of them.
    #[must_use]
    pub(super) fn contains(&self, version: &Version) -> bool {
        let at = (version.major, version.minor, version.patch);
        let within = |(start, end): &(Numbers, Option<Numbers>)| {
            *start <= at && end.is_none_or(|end| at < end)
        };
        version.pre.is_empty() && self.ranges.iter().any(within)
    }

    /// Those above the last of the other.
    #[must_use]
    pub(super) fn above(&self, other: &Self) -> Self {
        match other.ranges.last() {
            Some((_, Some(end))) => self.and(&Self::from(Some(*end))),
            _ => Self::none(),
        }
    }

    /// The first of them.
    #[must_use]
    pub(super) fn first(&self) -> Option<Version> {
        self.ranges.first().map(|((major, minor, patch), _)| Version::new(*major, *minor, *patch))
    }

    /// Whether there is a major version with some of these and none of the other.
    #[must_use]
    pub(super) fn has_major_that_lacks(&self, other: &Self) -> bool {
        self.lacking_major(other).is_some()
    }

    /// The highest major version that has some of these and none of the other.
    #[must_use]
    pub(super) fn lacking_major(&self, other: &Self) -> Option<u64> {
        // Only at the ends of ranges does anything change.
        let ends = |set: &Self| {
            let ends = set.ranges.iter().flat_map(|(start, end)| [Some(*start), *end]);
            ends.flatten().flat_map(|(major, ..)| [major, major.saturating_add(1)]).collect()
        };
        let mut majors: Vec<u64> = ends(self);
        majors.extend::<Vec<u64>>(ends(other));
        majors.sort_unstable();
        majors.into_iter().rev().find(|major| {
            let end = major.checked_add(1).map(|next| (next, 0, 0));
            let whole = Self { ranges: vec![((*major, 0, 0), end)] };
            !self.and(&whole).is_empty() && other.and(&whole).is_empty()
        })
    }
}

/// The earlier of two ends, of which `None` is the last.
fn earlier(a: Option<Numbers>, b: Option<Numbers>) -> Option<Numbers> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ranges.is_empty() {
            return f.write_str("none");
        }
        for (at, (start, end)) in self.ranges.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { " or " })?;
            write!(f, ">= {}.{}.{}", start.0, start.1, start.2)?;
            if let Some((major, minor, patch)) = end {
                write!(f, ", < {major}.{minor}.{patch}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use semver::{BuildMetadata, Prerelease};

    use super::*;

    fn versions(text: &str) -> Versions {
        Versions::of(&text.parse().unwrap_or_else(|e| panic!("{text}: {e}")))
    }

    #[test]
    fn a_constraint_is_the_intervals_that_it_admits() {
        for (text, intervals) in [
            (">= 1.2", ">= 1.2.0"),
            ("~> 1.2", ">= 1.2.0, < 2.0.0"),
            ("~> 1.2.3", ">= 1.2.3, < 1.3.0"),
            ("~> 1", ">= 1.0.0"),
            (">= 4.0, < 6.0, != 5.1.0", ">= 4.0.0, < 5.1.0 or >= 5.1.1, < 6.0.0"),
            ("> 1.2.3, <= 2.0", ">= 1.2.4, < 2.0.1"),
            ("1.2.3", ">= 1.2.3, < 1.2.4"),
            ("1.2.3-rc.1", "none"),
            ("> 2.0, < 1.0", "none"),
        ] {
            assert_eq!(versions(text).to_string(), intervals, "{text}");
        }
    }

    #[test]
    fn a_major_that_is_no_longer_admitted_is_found() {
        for (old, new, lost) in [
            (">= 4.0", ">= 5.0", Some(4)),
            ("~> 5.0", "~> 6.0", Some(5)),
            (">= 4.9", ">= 4.12", None),
            ("~> 5.0", ">= 5.70, < 7.0", None),
        ] {
            assert_eq!(versions(old).lacking_major(&versions(new)), lost, "{old} to {new}");
        }
    }

    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![4 => 0..4_u64, 1 => Just(u64::MAX)]
    }

    fn term() -> impl Strategy<Value = Term> {
        let operators = prop_oneof![
            Just(Operator::Equal),
            Just(Operator::NotEqual),
            Just(Operator::Less),
            Just(Operator::LessEqual),
            Just(Operator::Greater),
            Just(Operator::GreaterEqual),
            Just(Operator::Pessimistic),
        ];
        let pre = prop_oneof![4 => Just(""), 1 => Just("rc.1")];
        (operators, prop::collection::vec(number(), 1..5), pre).prop_map(
            |(operator, numbers, pre)| Term {
                operator,
                numbers,
                pre_release: Prerelease::new(pre).expect("it is one"),
                build: BuildMetadata::EMPTY,
            },
        )
    }

    fn constraint() -> impl Strategy<Value = Constraint> {
        prop::collection::vec(term(), 1..4).prop_map(|terms| Constraint { terms })
    }

    proptest! {
        #[test]
        fn the_intervals_admit_what_the_constraint_admits(
            a in constraint(),
            b in constraint(),
            numbers in (number(), number(), number()),
        ) {
            let version = Version::new(numbers.0, numbers.1, numbers.2);
            let (in_a, in_b) = (a.admits(&version), b.admits(&version));
            let (a, b) = (Versions::of(&a), Versions::of(&b));
            prop_assert_eq!(a.contains(&version), in_a);
            prop_assert_eq!(a.and(&b).contains(&version), in_a && in_b);
            prop_assert_eq!(a.without(&b).contains(&version), in_a && !in_b);
            prop_assert!(a.without(&a).is_empty());
            prop_assert_eq!(a.and(&b), b.and(&a));
            let above = a.without(&b).above(&b);
            prop_assert!(!above.contains(&version) || (in_a && !in_b));
        }
    }
}
