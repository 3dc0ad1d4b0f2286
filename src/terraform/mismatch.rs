//! What stands between a type and a value or another type.

use std::fmt;

use crate::diag::Severity;

/// One place where what is given does not fit what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Where inside the value, such as `.subnets[*].id`; empty for the whole.
    pub path: String,
    /// The type that is wanted.
    pub expected: String,
    /// The type or value that is given.
    pub found: String,
    /// What is wrong.
    pub kind: MismatchKind,
    /// Whether Terraform would refuse it.
    pub severity: Severity,
}

/// The ways in which a type or value does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MismatchKind {
    /// No conversion leads from one to the other.
    WrongType,
    /// A required attribute is missing.
    MissingAttribute,
    /// A required attribute is optional on the other side and may be missing.
    MaybeMissing,
    /// A tuple of another length.
    WrongLength,
    /// `any` on one side: nothing can be said.
    Unchecked,
    /// The conversion depends on the value, as from string to number.
    DependsOnValue,
    /// The order of a set is not the order it was written in.
    LosesOrder,
    /// A literal sets an attribute that the type does not have; Terraform drops it in silence.
    Dropped,
}

impl MismatchKind {
    /// The rule a finding about it goes by.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::WrongType | Self::MissingAttribute | Self::MaybeMissing | Self::WrongLength => {
                "E041"
            }
            Self::Unchecked => "W040",
            Self::DependsOnValue | Self::LosesOrder => "W041",
            Self::Dropped => "W042",
        }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.rule().starts_with('E') { Severity::Error } else { Severity::Warning }
    }
}

impl Mismatch {
    /// Whether Terraform would refuse it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    pub(super) fn new(
        kind: MismatchKind,
        path: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            path: path.to_owned(),
            expected: expected.into(),
            found: found.into(),
            kind,
            severity: kind.severity(),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, expected, found, .. } = self;
        if !path.is_empty() {
            write!(f, "{}: ", path.strip_prefix('.').unwrap_or(path))?;
        }
        match self.kind {
            MismatchKind::WrongType => write!(f, "{expected} is wanted, not {found}"),
            MismatchKind::MissingAttribute => write!(f, "the attribute is missing, {expected}"),
            MismatchKind::MaybeMissing => {
                write!(f, "{expected} is required, and may be missing from {found}")
            }
            MismatchKind::WrongLength => write!(f, "{expected} are wanted, not {found}"),
            MismatchKind::Unchecked => {
                write!(f, "{found} for {expected} cannot be checked before planning")
            }
            MismatchKind::DependsOnValue => {
                write!(f, "whether {found} converts to {expected} depends on its value")
            }
            MismatchKind::LosesOrder => {
                write!(f, "{found} becomes {expected} in an order of Terraform's own")
            }
            MismatchKind::Dropped => {
                write!(f, "Terraform drops {found} in silence, {expected} has no such attribute")
            }
        }
    }
}
