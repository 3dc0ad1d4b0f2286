//! What a change asks of the version of a release.

use schemars::JsonSchema;
use semver::{Prerelease, Version};
use serde::Serialize;

/// What a change is for an unchanged caller, and so what the next version must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Nothing that a caller could notice.
    Patch,
    /// Something new, or something less strict.
    Minor,
    /// Cannot be decided from the text: counts as [`Class::Major`] unless the release's notes
    /// say why it is none.
    Review,
    /// An unchanged caller breaks, or gets something else than before.
    Major,
    /// A guarantee is weakened: refused whatever the version, unless the release's notes say why
    /// it may be.
    Denied,
}

impl Class {
    /// Every class, the gravest first.
    pub const ALL: [Self; 5] = [Self::Denied, Self::Major, Self::Review, Self::Minor, Self::Patch];

    /// The word that stands for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Review => "review",
            Self::Major => "major",
            Self::Denied => "denied",
        }
    }

    /// What it asks of the version, before anybody gave a reason.
    ///
    /// What is denied asks nothing of the version: no version makes it right.
    #[must_use]
    pub fn bump(self) -> Bump {
        match self {
            Self::Patch | Self::Denied => Bump::Patch,
            Self::Minor => Bump::Minor,
            Self::Review | Self::Major => Bump::Major,
        }
    }
}

/// The part of a version that has to grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Bump {
    /// `1.2.3` to `1.2.4`
    Patch,
    /// `1.2.3` to `1.3.0`
    Minor,
    /// `1.2.3` to `2.0.0`
    Major,
}

impl Bump {
    /// The word that stands for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The smallest version after `old` in which that part has grown.
    ///
    /// Before 1.0.0 a break raises the second number and anything else the third, as Semantic
    /// Versioning and Cargo have it. After a pre-release, its release is next whatever changed:
    /// a pre-release promises nothing.
    #[must_use]
    pub fn next(self, old: &Version) -> Version {
        let Version { major, minor, patch, .. } = *old;
        if old.pre != Prerelease::EMPTY {
            return Version::new(major, minor, patch);
        }
        match (self, major) {
            (Self::Major, 0) => Version::new(0, minor + 1, 0),
            (_, 0) => Version::new(0, minor, patch + 1),
            (Self::Major, _) => Version::new(major + 1, 0, 0),
            (Self::Minor, _) => Version::new(major, minor + 1, 0),
            (Self::Patch, _) => Version::new(major, minor, patch + 1),
        }
    }

    /// Whether `new`, which follows `old`, grows enough.
    #[must_use]
    pub fn is_met(self, old: &Version, new: &Version) -> bool {
        let release = Version::new(new.major, new.minor, new.patch);
        release >= self.next(old)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().expect(text)
    }

    #[test]
    fn the_smallest_next_version_is_that_of_semver() {
        for (old, bump, next) in [
            ("1.2.3", Bump::Patch, "1.2.4"),
            ("1.2.3", Bump::Minor, "1.3.0"),
            ("1.2.3", Bump::Major, "2.0.0"),
            ("0.4.1", Bump::Patch, "0.4.2"),
            ("0.4.1", Bump::Minor, "0.4.2"),
            ("0.4.1", Bump::Major, "0.5.0"),
            ("2.0.0-rc.1", Bump::Major, "2.0.0"),
        ] {
            assert_eq!(bump.next(&version(old)), version(next), "{old} {bump:?}");
        }
    }

    #[test]
    fn a_pre_release_of_the_next_version_is_high_enough() {
        for (old, bump, new, met) in [
            ("1.2.3", Bump::Major, "2.0.0-rc.1", true),
            ("1.2.3", Bump::Major, "1.3.0", false),
            ("1.2.3", Bump::Minor, "1.3.0", true),
            ("1.2.3", Bump::Minor, "3.0.0", true),
            ("1.2.3", Bump::Patch, "1.2.3", false),
            ("0.4.1", Bump::Major, "1.0.0", true),
        ] {
            assert_eq!(bump.is_met(&version(old), &version(new)), met, "{old} {bump:?} {new}");
        }
    }
}
