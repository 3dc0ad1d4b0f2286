//! Version constraints as Terraform writes them: `~> 1.2`, `>= 1.0, < 2.0`.
//!
//! Terraform's `~> 1.2` admits 1.9 and Cargo's `~1.2` does not, so `semver::VersionReq` cannot
//! stand in for [`Constraint`].

use std::fmt;
use std::str::FromStr;

use semver::Version;

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
    /// The pre-release, without its hyphen; empty for a release.
    pub pre_release: String,
    /// The build metadata, without its plus sign; it takes no part in comparisons.
    pub build: String,
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
        let _ = version;
        todo!()
    }

    /// Whether the constraint admits `version`.
    ///
    /// A pre-release is admitted only by an exact pin, as when Terraform installs a module.
    #[must_use]
    pub fn admits(&self, version: &Version) -> bool {
        let _ = version;
        todo!()
    }

    /// The newest of `versions` that the constraint admits.
    #[must_use]
    pub fn newest<'v>(&self, versions: &'v [Version]) -> Option<&'v Version> {
        versions.iter().filter(|v| self.admits(v)).max()
    }

    /// The version, when the constraint is a single exact pin.
    #[must_use]
    pub fn exact(&self) -> Option<Version> {
        todo!()
    }
}

impl FromStr for Constraint {
    type Err = ConstraintError;

    fn from_str(_text: &str) -> Result<Self, Self::Err> {
        todo!()
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

impl fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConstraintError {}
