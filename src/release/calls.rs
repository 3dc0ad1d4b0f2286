//! Calls of modules from registries and git, which both versions have, compared.
//!
//! What a local module declares is part of the caller's objects, so its source is no matter here.

use super::lint::{Change, Found, Spot};
use super::objects::Object;
use super::pair::Pair;
use super::versions::Versions;
use crate::terraform::{Argument, ModuleCall, ModuleSource};

/// What became of where a call gets its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Another version of the same major version.
    Version,
    /// Another major version, or versions that cannot be compared.
    Major,
    /// Another place.
    Source,
}

/// A call that gets its module from elsewhere, or in another version.
#[derive(Debug)]
pub(super) struct ChangedCall {
    /// Its address below the caller's: `module.vpc`.
    pub(super) address: String,
    /// What became of it.
    pub(super) kind: Kind,
    /// What was said before, and now: a source or a version.
    pub(super) said: (String, String),
    /// Where, in both versions.
    pub(super) places: (Spot, Spot),
}

impl ChangedCall {
    /// Adds the change to what was found.
    pub(super) fn report<'f>(&self, what: &str, found: &'f mut Found) -> &'f mut Change {
        let (was, is) = &self.said;
        let message = format!("the module of `{}` {what}: it was {was} and is {is}", self.address);
        let change = found.add(&self.address, message);
        change.old(self.places.0.clone()).new(self.places.1.clone())
    }
}

/// The calls that both versions have and that get another module.
#[must_use]
pub(super) fn changed<'f>(pair: &'f Pair<'_>) -> &'f [ChangedCall] {
    pair.facts.calls.get_or_init(|| find(pair))
}

fn find(pair: &Pair<'_>) -> Vec<ChangedCall> {
    let both = pair.old.objects.calls.iter().filter_map(|(address, old)| {
        let new = pair.new.objects.calls.get(address)?;
        compare(address, old, new)
    });
    both.collect()
}

fn compare(
    address: &str,
    old: &Object<'_, ModuleCall>,
    new: &Object<'_, ModuleCall>,
) -> Option<ChangedCall> {
    let (Some(Ok(before)), Some(Ok(now))) = (&old.what.source, &new.what.source) else {
        return None;
    };
    if before.is_local() && now.is_local() {
        return None;
    }
    let made = |kind, said: [Option<&str>; 2], arguments: [Option<&Argument>; 2]| {
        let [was, is] =
            said.map(|said| said.map_or("any version".to_owned(), |s| format!("`{s}`")));
        let spot = |object: &Object<'_, ModuleCall>, argument: Option<&Argument>| {
            object.spot(argument.map_or(object.what.name_place, |argument| argument.value.place))
        };
        let places = (spot(old, arguments[0]), spot(new, arguments[1]));
        Some(ChangedCall { address: address.to_owned(), kind, said: (was, is), places })
    };
    let sources = [old.what.source_argument.as_ref(), new.what.source_argument.as_ref()];
    let texts = [old.what.source_text(), new.what.source_text()];
    if place(before) != place(now) {
        return made(Kind::Source, texts, sources);
    }
    if let (ModuleSource::Git(before), ModuleSource::Git(now)) = (before, now) {
        let references = [before.reference.as_deref(), now.reference.as_deref()];
        return (references[0] != references[1])
            .then(|| made(tags(references), texts, sources))
            .flatten();
    }
    let constraints = [old.what.version_text(), new.what.version_text()];
    let arguments = [old.what.version_argument.as_ref(), new.what.version_argument.as_ref()];
    let versions = |call: &ModuleCall| match (&call.version_argument, &call.version) {
        (None, _) => Some(Versions::all()),
        (Some(_), constraint) => constraint.as_ref().map(Versions::of),
    };
    let (before, now) = (versions(old.what)?, versions(new.what)?);
    if before == now {
        return None;
    }
    let other = before.has_major_that_lacks(&now) || now.has_major_that_lacks(&before);
    made(if other { Kind::Major } else { Kind::Version }, constraints, arguments)
}

/// Where a source leads, without the version of what is there.
fn place(source: &ModuleSource) -> ModuleSource {
    let mut place = source.clone();
    if let ModuleSource::Git(git) = &mut place {
        git.reference = None;
        git.query.clear();
    }
    place
}

/// What two git references say of the versions behind them.
fn tags(references: [Option<&str>; 2]) -> Kind {
    let version = |reference: Option<&str>| {
        let tag = reference?.rsplit('/').next()?;
        let version = crate::terraform::version::parse(tag).ok()?;
        // Before 1.0.0 the second number is the one that breaks.
        Some(if version.major == 0 { (0, version.minor) } else { (version.major, 0) })
    };
    match references.map(version) {
        [Some(old), Some(new)] if old == new => Kind::Version,
        _ => Kind::Major,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_whether_the_major_version_is_another() {
        for (old, new, kind) in [
            (Some("v1.2.0"), Some("v1.9.0"), Kind::Version),
            (Some("v1.2.0"), Some("v2.0.0"), Kind::Major),
            (Some("v0.2.0"), Some("v0.3.0"), Kind::Major),
            (Some("v0.2.0"), Some("v0.2.1"), Kind::Version),
            (Some("main"), Some("v1.0.0"), Kind::Major),
            (None, Some("v1.0.0"), Kind::Major),
            (Some("pg/v1.0.0"), Some("pg/v1.0.1"), Kind::Version),
        ] {
            assert_eq!(tags([old, new]), kind, "{old:?} {new:?}");
        }
    }
}
