//! Input variables that were deprecated, and who understands that.

use semver::Version;

use super::pair::Pair;
use crate::terraform::InputVariable;

/// The first Terraform that knows `deprecated`.
const KNOWN_SINCE: Version = Version::new(1, 15, 0);

/// The variables that were deprecated.
pub(super) fn deprecated<'p>(
    pair: &Pair<'p>,
) -> impl Iterator<Item = (&'p InputVariable, &'p InputVariable)> {
    pair.variables().filter(|(old, new)| old.deprecated.is_none() && new.deprecated.is_some())
}

/// Whether the new version admits a Terraform that callers have and that knows no deprecation.
pub(super) fn admits_older(pair: &Pair<'_>) -> bool {
    let required = &pair.new.module.settings.required_version;
    let admitted = |version: &&Version| {
        required.iter().filter_map(|r| r.constraint.as_ref()).all(|c| c.admits(version))
    };
    let mut older = pair.supported_terraform.iter().filter(|version| **version < KNOWN_SINCE);
    older.any(|version| admitted(&version))
}
