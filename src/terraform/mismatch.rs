//! What stands between a type and a value or another type.

use std::fmt;

use crate::diag::Severity;

/// One place where what is given does not fit what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Where inside the value, such as `.subnets[*].id`; empty for the whole.
    pub path: String,
    /// The type that is wanted; for a dropped attribute, the name that was probably meant.
    pub expected: String,
    /// The type or value that is given; for a missing attribute, the name that is there in its place.
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
    /// A required attribute is taken from a map, which may lack the key.
    KeyUnknown,
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
            Self::DependsOnValue | Self::KeyUnknown | Self::LosesOrder => "W041",
            Self::Dropped => "W042",
        }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.rule().starts_with('E') { Severity::Error } else { Severity::Warning }
    }
}

/// `1 element`, `2 elements`
pub(super) fn elements(count: usize) -> String {
    format!("{count} element{}", if count == 1 { "" } else { "s" })
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
        match path.strip_prefix('.').unwrap_or(path) {
            "" => f.write_str("the value ")?,
            path => write!(f, "`{path}` ")?,
        }
        match self.kind {
            MismatchKind::WrongType => write!(f, "must be {expected}, found {found}"),
            MismatchKind::MissingAttribute if found.is_empty() => {
                write!(f, "is missing ({expected})")
            }
            MismatchKind::MissingAttribute => {
                write!(f, "is missing ({expected}); there is `{found}`")
            }
            MismatchKind::MaybeMissing => write!(f, "is required and may be missing: {found}"),
            MismatchKind::KeyUnknown => write!(f, "is required, and {found} may lack it"),
            MismatchKind::WrongLength => write!(f, "must have {expected}, found {found}"),
            MismatchKind::Unchecked => write!(f, "cannot be checked, {found} for {expected}"),
            MismatchKind::DependsOnValue => {
                write!(f, "must be {expected}, which depends on the value: found {found}")
            }
            MismatchKind::LosesOrder => {
                write!(f, "must be {expected}, found {found}, which has no order")
            }
            MismatchKind::Dropped if expected.is_empty() => {
                f.write_str("is no attribute of the type, Terraform drops it")
            }
            MismatchKind::Dropped => {
                write!(
                    f,
                    "is no attribute of the type, Terraform drops it; did you mean `{expected}`?"
                )
            }
        }
    }
}
