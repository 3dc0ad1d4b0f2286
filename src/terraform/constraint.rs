//! Version constraints as Terraform writes them: `~> 1.2`, `>= 1.0, < 2.0`.
//!
//! Terraform's `~> 1.2` admits 1.9 and Cargo's `~1.2` does not, so `semver::VersionReq` cannot
//! stand in for [`Constraint`].

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use semver::{BuildMetadata, Prerelease, Version};

use super::version::{self, Numbers};
use crate::diag::Span;

/// Versions admitted by all of one or more terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Constraint {
    /// The terms, in the order written.
    pub terms: Vec<Term>,
}

/// One term of a constraint, such as `~> 1.2`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// How versions are compared.
    pub operator: Operator,
    /// The numbers as written: `[1, 2]` for `1.2`.
    pub numbers: Vec<u64>,
    /// The pre-release; empty for a release.
    pub pre_release: Prerelease,
    /// The build metadata, which takes no part in comparisons.
    pub build: BuildMetadata,
}

/// How a term compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=`, or no operator
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `~>`: only the last number written may grow
    Pessimistic,
}

/// What is wrong with a constraint or version, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintError {
    /// The bytes of the text that was read.
    pub span: Span,
    /// One clause that says what was expected and what stands there.
    pub message: String,
}

impl Constraint {
    /// The constraint that admits `version` alone.
    #[must_use]
    pub fn exactly(version: &Version) -> Self {
        Self {
            terms: vec![Term {
                operator: Operator::Equal,
                numbers: vec![version.major, version.minor, version.patch],
                pre_release: version.pre.clone(),
                build: version.build.clone(),
            }],
        }
    }

    /// Whether the constraint admits `version`.
    ///
    /// A pre-release is admitted only by an exact pin, as when Terraform installs a module.
    #[must_use]
    pub fn admits(&self, version: &Version) -> bool {
        let pinned = || self.terms.iter().any(|t| t.operator == Operator::Equal);
        (version.pre.is_empty() || pinned()) && self.terms.iter().all(|t| t.admits(version))
    }

    /// The newest of `versions` that the constraint admits.
    #[must_use]
    pub fn newest<'v>(&self, versions: &'v [Version]) -> Option<&'v Version> {
        versions.iter().filter(|v| self.admits(v)).max()
    }

    /// The version, when the constraint is a single exact pin.
    #[must_use]
    pub fn exact(&self) -> Option<Version> {
        match self.terms.as_slice() {
            [term] if term.operator == Operator::Equal && term.numbers.len() <= 3 => {
                let number = |i: usize| term.numbers.get(i).copied().unwrap_or(0);
                Some(Version {
                    major: number(0),
                    minor: number(1),
                    patch: number(2),
                    pre: term.pre_release.clone(),
                    build: term.build.clone(),
                })
            }
            _ => None,
        }
    }
}

impl Term {
    /// Whether this term, taken alone, admits `version`.
    #[must_use]
    pub fn admits(&self, version: &Version) -> bool {
        let order = self.compare(version);
        match self.operator {
            Operator::Equal => order == Ordering::Equal,
            Operator::NotEqual => order != Ordering::Equal,
            Operator::Less => self.comparable(version) && order == Ordering::Less,
            Operator::LessEqual => self.comparable(version) && order != Ordering::Greater,
            Operator::Greater => self.comparable(version) && order == Ordering::Greater,
            Operator::GreaterEqual => self.comparable(version) && order != Ordering::Less,
            Operator::Pessimistic => self.admits_pessimistically(version),
        }
    }

    /// How `version` stands to the term's version.
    fn compare(&self, version: &Version) -> Ordering {
        let theirs = [version.major, version.minor, version.patch];
        let at = |numbers: &[u64], i: usize| numbers.get(i).copied().unwrap_or(0);
        (0..self.numbers.len().max(3))
            .map(|i| at(&theirs, i).cmp(&at(&self.numbers, i)))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| version.pre.cmp(&self.pre_release))
    }

    /// Terraform compares a pre-release only with pre-releases of the same numbers.
    fn comparable(&self, version: &Version) -> bool {
        if version.pre.is_empty() {
            return true;
        }
        let theirs = [version.major, version.minor, version.patch];
        let same = (0..self.numbers.len().max(3)).all(|i| {
            theirs.get(i).copied().unwrap_or(0) == self.numbers.get(i).copied().unwrap_or(0)
        });
        !self.pre_release.is_empty() && same
    }

    fn admits_pessimistically(&self, version: &Version) -> bool {
        // A pre-release in the constraint asks for pre-releases alone.
        let alike = self.pre_release.is_empty() == version.pre.is_empty();
        let theirs = [version.major, version.minor, version.patch];
        let fixed = &self.numbers[..self.numbers.len() - 1];
        alike
            && self.comparable(version)
            && self.compare(version) != Ordering::Less
            && theirs.starts_with(fixed)
            && self.numbers.len() <= theirs.len()
    }
}

impl Operator {
    const ALL: [(&'static str, Self); 7] = [
        // Longer ones first: `>=` must not be read as `>`.
        (">=", Self::GreaterEqual),
        ("<=", Self::LessEqual),
        ("!=", Self::NotEqual),
        ("~>", Self::Pessimistic),
        ("=", Self::Equal),
        (">", Self::Greater),
        ("<", Self::Less),
    ];

    fn read(text: &str) -> (Self, usize) {
        Self::ALL
            .iter()
            .find(|(sign, _)| text.starts_with(sign))
            .map_or((Self::Equal, 0), |(sign, operator)| (*operator, sign.len()))
    }
}

impl FromStr for Constraint {
    type Err = ConstraintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut start = 0;
        let mut terms = Vec::new();
        for part in text.split(',') {
            terms.push(read_term(part, start)?);
            start += part.len() + 1;
        }
        Ok(Self { terms })
    }
}

/// Reads one term that starts at byte `offset` of the whole.
fn read_term(part: &str, offset: usize) -> Result<Term, ConstraintError> {
    let text = part.trim();
    let offset = offset + (part.len() - part.trim_start().len());
    if text.is_empty() {
        return Err(ConstraintError::new(
            Span::new(offset, offset),
            "expected a version such as `1.2.3` or `~> 1.2`, found nothing",
        ));
    }
    let (operator, length) = Operator::read(text);
    let rest = &text[length..];
    let start = length + (rest.len() - rest.trim_start().len());
    if let Some(error) = misused_operator(&text[start..], offset + start) {
        return Err(error);
    }
    let Numbers { numbers, pre_release, build } =
        version::read(&text[start..]).map_err(|error| error.moved(offset + start))?;
    Ok(Term { operator, numbers, pre_release, build })
}

/// Operators and wildcards that other package managers have and Terraform has not.
fn misused_operator(text: &str, offset: usize) -> Option<ConstraintError> {
    const MISUSED: [(&str, &str); 8] = [
        ("^", "`^` is no operator here; `~> 1.2` admits 1.2 and later before 2.0"),
        ("~=", "`~=` is no operator here; write `~>`"),
        ("~", "`~` is no operator here; write `~>`"),
        ("==", "`==` is no operator here; write `=`"),
        (">", "expected a version after the operator, found `>`; at least is written `>=`"),
        ("<", "expected a version after the operator, found `<`; at most is written `<=`"),
        ("=", "expected a version after the operator, found `=`"),
        ("*", "`*` is no version; leave the constraint out to admit every version"),
    ];
    MISUSED.iter().find(|(sign, _)| text.starts_with(sign)).map(|(sign, message)| {
        ConstraintError::new(Span::new(offset, offset + sign.len()), *message)
    })
}

impl ConstraintError {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }

    fn moved(mut self, by: usize) -> Self {
        let range = self.span.range();
        self.span = Span::new(range.start + by, range.end + by);
        self
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, term) in self.terms.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { ", " })?;
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.operator != Operator::Equal {
            write!(f, "{} ", self.operator)?;
        }
        for (i, number) in self.numbers.iter().enumerate() {
            write!(f, "{}{number}", if i == 0 { "" } else { "." })?;
        }
        if !self.pre_release.is_empty() {
            write!(f, "-{}", self.pre_release)?;
        }
        if !self.build.is_empty() {
            write!(f, "+{}", self.build)?;
        }
        Ok(())
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = Self::ALL.iter().find(|(_, operator)| operator == self);
        f.write_str(sign.expect("every operator has a sign").0)
    }
}

impl fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConstraintError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn constraint(text: &str) -> Constraint {
        text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    fn admits(text: &str, version: &str) -> bool {
        constraint(text).admits(&version.parse().expect("a version"))
    }

    #[test]
    fn pessimistic_operator_frees_only_the_last_part() {
        for (text, version, admitted) in [
            ("~> 1.2", "1.2.0", true),
            ("~> 1.2", "1.9.0", true),
            ("~> 1.2", "2.0.0", false),
            ("~> 1.2", "1.1.9", false),
            ("~> 1.2.3", "1.2.9", true),
            ("~> 1.2.3", "1.2.2", false),
            ("~> 1.2.3", "1.3.0", false),
            // With one number there is nothing that must stay.
            ("~> 1", "1.0.0", true),
            ("~> 1", "7.0.0", true),
            ("~> 1", "0.9.0", false),
        ] {
            assert_eq!(admits(text, version), admitted, "{text} {version}");
        }
    }

    #[test]
    fn a_pre_release_needs_an_exact_pin() {
        for (text, version, admitted) in [
            (">= 1.0.0", "1.1.0-beta", false),
            (">= 1.1.0-alpha", "1.1.0-beta", false),
            ("!= 1.0.0", "1.1.0-beta", false),
            ("~> 1.1.0-alpha", "1.1.0-beta", false),
            ("1.1.0-beta", "1.1.0-beta", true),
            ("= 1.1.0-beta", "1.1.0-beta", true),
            ("1.1.0-beta", "1.1.0-rc", false),
            ("1.1.0-beta, < 1.0.0", "1.1.0-beta", false),
            ("1.1.0", "1.1.0-beta", false),
            // A pre-release as a bound still admits releases.
            (">= 1.1.0-beta", "1.1.0", true),
            ("~> 1.1.0-beta", "1.1.0", false),
        ] {
            assert_eq!(admits(text, version), admitted, "{text} {version}");
        }
    }

    #[test]
    fn every_term_must_admit() {
        for (text, version, admitted) in [
            (">= 1.0, < 2.0.0", "1.5.0", true),
            (">= 1.0, < 2.0.0", "2.0.0", false),
            (">= 1.0, != 1.5.0", "1.5.0", false),
            ("1.2", "1.2.0", true),
            ("=1.2.3", "1.2.3+build", true),
            ("v1.2.3", "1.2.3", true),
            ("> 1", "1.0.1", true),
            ("<= 1.0.0.1", "1.0.0", true),
            (">= 1.0.0.1", "1.0.0", false),
            ("~> 1.0.0.0", "1.0.0", false),
        ] {
            assert_eq!(admits(text, version), admitted, "{text} {version}");
        }
    }

    #[test]
    fn errors_point_at_what_is_wrong() {
        let cases = [
            "",
            "^1.2",
            ">= 1.0,",
            "1.x",
            "=> 1.0",
            "1.2.3 || 2.0",
            ">= ",
            "~1.2",
            "latest",
            "1..2",
            "1.2.3-",
            "1.2-01",
            "99999999999999999999",
            "1.2.*",
            "≥ 1",
        ];
        let shown: Vec<_> = cases
            .iter()
            .map(|text| {
                let error = text.parse::<Constraint>().expect_err(text);
                format!("{text:?} {}..{}: {error}", error.span.start, error.span.end)
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        "" 0..0: expected a version such as `1.2.3` or `~> 1.2`, found nothing
        "^1.2" 0..1: `^` is no operator here; `~> 1.2` admits 1.2 and later before 2.0
        ">= 1.0," 7..7: expected a version such as `1.2.3` or `~> 1.2`, found nothing
        "1.x" 2..3: `x` is no number; `~> 1.2` admits every 1.x from 1.2 on
        "=> 1.0" 1..2: expected a version after the operator, found `>`; at least is written `>=`
        "1.2.3 || 2.0" 5..12: expected the end of the version or a pre-release, found ` || 2.0`
        ">= " 2..2: expected a version such as `1.2.3`, found nothing
        "~1.2" 0..1: `~` is no operator here; write `~>`
        "latest" 0..6: expected a version such as `1.2.3`, found `latest`
        "1..2" 2..3: expected a number, found `.`
        "1.2.3-" 5..6: expected a name after the version's last sign
        "1.2-01" 3..6: expected the end of the version or a pre-release, found `-01`
        "99999999999999999999" 0..20: the number is too large
        "1.2.*" 4..5: `*` is no number; `~> 1.2` admits every 1.x from 1.2 on
        "≥ 1" 0..5: expected a version such as `1.2.3`, found `≥ 1`
        "#);
    }

    #[test]
    fn newest_skips_what_is_not_admitted() {
        let versions: Vec<Version> = ["1.0.0", "1.4.0", "1.10.0", "2.0.0", "1.11.0-rc1"]
            .iter()
            .map(|v| v.parse().expect("a version"))
            .collect();
        let newest = |text: &str| constraint(text).newest(&versions).map(ToString::to_string);
        assert_eq!(newest("~> 1.0").as_deref(), Some("1.10.0"));
        assert_eq!(newest("1.11.0-rc1").as_deref(), Some("1.11.0-rc1"));
        assert_eq!(newest("> 3"), None);
    }

    #[test]
    fn only_a_single_pin_is_exact() {
        let exact = |text: &str| constraint(text).exact().map(|v| v.to_string());
        assert_eq!(exact("1.2").as_deref(), Some("1.2.0"));
        assert_eq!(exact("= 1.2.3-rc1").as_deref(), Some("1.2.3-rc1"));
        assert_eq!(exact("~> 1.2.3"), None);
        assert_eq!(exact("1.2.3, < 2.0"), None);
    }

    fn any_term() -> impl Strategy<Value = Term> {
        let operator = prop::sample::select(Operator::ALL.map(|(_, o)| o).to_vec());
        let numbers = prop::collection::vec(0u64..40, 1..5);
        let pre = prop::sample::select(vec!["", "beta", "rc.1", "0a"]);
        (operator, numbers, pre).prop_map(|(operator, numbers, pre)| Term {
            operator,
            numbers,
            pre_release: Prerelease::new(pre).expect("a pre-release"),
            build: BuildMetadata::EMPTY,
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(terms in prop::collection::vec(any_term(), 1..4)) {
            let constraint = Constraint { terms };
            prop_assert_eq!(constraint.to_string().parse(), Ok(constraint));
        }

        #[test]
        fn pessimistic_is_a_lower_bound_and_a_prefix(
            a in 0u64..5, b in 0u64..5, c in 0u64..5, x in 0u64..5, y in 0u64..5, z in 0u64..5,
        ) {
            let version = Version::new(x, y, z);
            prop_assert_eq!(
                admits(&format!("~> {a}.{b}.{c}"), &version.to_string()),
                version >= Version::new(a, b, c) && version < Version::new(a, b + 1, 0)
            );
            prop_assert_eq!(
                admits(&format!("~> {a}.{b}"), &version.to_string()),
                version >= Version::new(a, b, 0) && version < Version::new(a + 1, 0, 0)
            );
        }

        #[test]
        fn an_exact_constraint_admits_its_version_alone(
            a in 0u64..5, b in 0u64..5, c in 0u64..5, x in 0u64..5, y in 0u64..5, z in 0u64..5,
        ) {
            let (pin, version) = (Version::new(a, b, c), Version::new(x, y, z));
            prop_assert_eq!(Constraint::exactly(&pin).admits(&version), pin == version);
        }

        #[test]
        fn no_text_panics(text in ".{0,20}") {
            let _ = text.parse::<Constraint>();
        }
    }
}
