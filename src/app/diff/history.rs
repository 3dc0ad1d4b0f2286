//! Every release of a module compared with the one before: how honest its versions were.

use std::cmp::Reverse;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::operand::normal;
use super::release::{Release, releases};
use super::supported;
use crate::error::{Error, Result};
use crate::release::{Bump, Class, Judgement, Package, Verdict, judge};
use crate::store::git::Repository;
use crate::terraform::Constraint;

/// Whose releases to compare.
#[derive(Debug, Clone, Default)]
pub struct HistoryRequest {
    /// A folder of a git repository.
    pub folder: Utf8PathBuf,
    /// The module's path in the repository, when it is not the folder.
    pub path: Option<String>,
    /// Whether pre-releases count.
    pub pre_releases: bool,
    /// Which of the Terraform versions that callers are taken to have are to count.
    pub terraform: Option<Constraint>,
}

/// The releases of a module, each compared with the one before.
#[derive(Debug)]
pub struct History {
    /// The folder that was asked for, and the module's path in it.
    pub shown: String,
    /// How many releases there are.
    pub releases: usize,
    /// The comparisons, oldest first.
    pub steps: Vec<Step>,
    /// Tags that do not have the module, or nothing of Terraform in its place.
    pub without: Vec<String>,
}

/// A release compared with the one before.
#[derive(Debug, Clone)]
pub struct Step {
    /// The tag of the release before.
    pub old_tag: String,
    /// The tag of the release.
    pub new_tag: String,
    /// The version before.
    pub old: Version,
    /// The version.
    pub new: Version,
    /// What it called itself, by which number grew.
    pub called: Bump,
    /// The gravest class of what changed; none when nothing did.
    pub gravest: Option<Class>,
    /// The smallest version that it could have had.
    pub smallest: Version,
    /// How many changes there are of each class, in the order of [`Class::ALL`].
    pub changes: [usize; Class::ALL.len()],
    /// The lints that found something, the gravest first, those that found most before others.
    pub lints: Vec<&'static str>,
    /// Whether the version is an honest one.
    pub verdict: Verdict,
    /// Whether what was decided from the text alone keeps it from being one.
    pub decided: bool,
}

impl Step {
    /// Whether it was called less than it was.
    #[must_use]
    pub fn is_too_low(&self) -> bool {
        !self.bump().is_met(&self.old, &self.new)
    }

    /// How many changes there are of a class.
    #[must_use]
    pub fn count(&self, class: Class) -> usize {
        let at = Class::ALL.iter().position(|c| *c == class);
        at.map_or(0, |at| self.changes[at])
    }

    fn bump(&self) -> Bump {
        let classes = Class::ALL.into_iter().filter(|class| self.count(*class) > 0);
        classes.map(Class::bump).max().unwrap_or(Bump::Patch)
    }
}

/// Compares every release of a module with the one before; `done` hears how many of how many
/// there are.
///
/// # Errors
/// When there are no two releases, and when git fails.
pub fn history(request: &HistoryRequest, done: &mut dyn FnMut(usize, usize)) -> Result<History> {
    let supported = supported(request.terraform.as_ref())?;
    let folder = &request.folder;
    let repository = Repository::around(folder)?
        .ok_or_else(|| Error::not_found(format!("{folder} is in no git repository")))?;
    let path = match &request.path {
        Some(path) => normal(path, &repository.prefix)?,
        None => repository.prefix.clone(),
    };
    let releases = releases(&repository, &path, false, request.pre_releases)?;
    if releases.len() < 2 {
        let only = &releases[0].tag.name;
        return Err(Error::not_found(format!("`{only}` is the only release of {folder}"))
            .hint("a history needs two; --pre-releases counts those too"));
    }
    let mut history = History {
        shown: if path.as_str().is_empty() { folder.to_string() } else { path.to_string() },
        releases: releases.len(),
        steps: Vec::new(),
        without: Vec::new(),
    };
    let mut objects = repository.objects()?;
    let mut before: Option<(&Release, Package)> = None;
    for (at, release) in releases.iter().enumerate() {
        done(at, releases.len());
        let tag = &release.tag;
        let tree = objects.tree(&tag.commit, &path, &shown(&tag.name, &path))?;
        let package = tree.map(|tree| Package::read(tree, Some(release.version.clone())));
        let Some(package) = package.filter(|package| !package.modules.is_empty()) else {
            history.without.push(tag.name.clone());
            continue;
        };
        if let Some((older, old)) = &before {
            let judgement = judge(old, &package, &supported);
            history.steps.push(step(older, release, &judgement));
        }
        before = Some((release, package));
    }
    done(releases.len(), releases.len());
    Ok(history)
}

fn shown(tag: &str, path: &Utf8Path) -> String {
    if path.as_str().is_empty() { tag.to_owned() } else { format!("{tag}:{path}") }
}

fn step(old: &Release, new: &Release, judgement: &Judgement) -> Step {
    let count = |class| judgement.changes.iter().filter(|c| c.class() == class).count();
    let mut lints: Vec<(Class, usize, &'static str)> = Vec::new();
    for change in &judgement.changes {
        match lints.iter_mut().find(|(_, _, id)| *id == change.lint.id) {
            Some((_, times, _)) => *times += 1,
            None => lints.push((change.class(), 1, change.lint.id)),
        }
    }
    lints.sort_by_key(|(class, times, _)| Reverse((*class, *times)));
    let certain = judgement.changes.iter().filter(|c| c.class() != Class::Review);
    let certain = certain.map(|c| c.class().bump()).max().unwrap_or(Bump::Patch);
    Step {
        old_tag: old.tag.name.clone(),
        new_tag: new.tag.name.clone(),
        old: old.version.clone(),
        new: new.version.clone(),
        called: called(&old.version, &new.version),
        gravest: judgement.changes.iter().map(|c| c.class()).max(),
        smallest: judgement.bump.next(&old.version),
        changes: Class::ALL.map(count),
        lints: lints.into_iter().map(|(_, _, id)| id).collect(),
        verdict: judgement.verdict(),
        decided: !certain.is_met(&old.version, &new.version),
    }
}

/// Which number grew.
fn called(old: &Version, new: &Version) -> Bump {
    if new.major != old.major {
        Bump::Major
    } else if new.minor != old.minor {
        Bump::Minor
    } else {
        Bump::Patch
    }
}
