//! What is in the registry, in memory: every release's state, tokens and grants.
//!
//! A value that never changes; a newer one takes its place. It shares with the one before what did
//! not change, so that following the ledger costs by what changed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use semver::Version;

use super::archives::ArchiveOwners;
use super::search::Said;
use super::versions::Rendered;
use super::{Caller, Scope, state};
use crate::catalog::Lifecycle;
use crate::error::Result;
use crate::release::ModuleAddress;
use crate::store::ledger::{Grant, Ledger, Release, Token};

/// An index that is being read.
pub type Snapshot = Arc<Index>;

/// What is in the registry up to one entry of the log.
#[derive(Debug, Default)]
pub struct Index {
    /// The entry of the log up to which this is true.
    pub seq: i64,
    /// The hash of that entry; empty where there is none.
    pub hash: String,
    /// The modules by address, `namespace/name/system`.
    pub modules: Arc<BTreeMap<Arc<str>, Arc<ModuleEntry>>>,
    archives: ArchiveOwners,
    tokens: Arc<HashMap<String, Arc<Token>>>,
    access: Arc<BTreeMap<String, Vec<String>>>,
}

/// A module with its releases.
#[derive(Debug)]
pub struct ModuleEntry {
    /// Its address.
    pub address: ModuleAddress,
    /// Its releases, deleted ones included, the newest version first.
    pub releases: Vec<(Version, Arc<Release>)>,
    /// The answer to `versions` for who may use modules, and for who may review them.
    pub(super) rendered: [OnceLock<Rendered>; 2],
    /// What it says of itself, for who searches.
    pub(super) said: OnceLock<Said>,
    /// Whether anything is listed, for who may use modules and for who may review them.
    is_listed: [bool; 2],
    /// Whether a release of it was revoked.
    pub(super) has_revoked: bool,
}

impl Index {
    /// Reads everything.
    pub(super) async fn read(ledger: &Ledger) -> Result<Self> {
        Self::default().advanced(ledger).await
    }

    /// The index as it is after what has changed since.
    pub(super) async fn advanced(&self, ledger: &Ledger) -> Result<Self> {
        // Read first: what is changed meanwhile is read now and once more the next time.
        let (seq, hash) = ledger.last().await?;
        let releases = ledger.releases_since(self.seq).await?;
        let tokens = ledger.tokens_since(self.seq).await?;
        let access = ledger.access_since(self.seq).await?;
        let archives = self.archives.with(&releases);
        Ok(Self {
            seq,
            hash,
            archives,
            modules: self.with_releases(releases),
            tokens: self.with_tokens(tokens),
            access: self.with_access(access),
        })
    }

    fn with_releases(&self, changed: Vec<Release>) -> Arc<BTreeMap<Arc<str>, Arc<ModuleEntry>>> {
        if changed.is_empty() {
            return self.modules.clone();
        }
        let mut modules = BTreeMap::clone(&self.modules);
        let mut by_module: HashMap<String, Vec<(Version, Arc<Release>)>> = HashMap::new();
        for release in changed {
            let Ok(version) = Version::parse(&release.version) else { continue };
            match by_module.get_mut(&release.module) {
                Some(releases) => releases.push((version, Arc::new(release))),
                None => {
                    let module = release.module.clone();
                    by_module.insert(module, vec![(version, Arc::new(release))]);
                }
            }
        }
        for (module, mut releases) in by_module {
            let Ok(address) = module.parse::<ModuleAddress>() else { continue };
            releases.sort_unstable_by(newest_first);
            if let Some(before) = modules.get(module.as_str()) {
                let is_new = |old: &(Version, Arc<Release>)| place(&releases, &old.0).is_ok();
                let kept: Vec<_> =
                    before.releases.iter().filter(|old| !is_new(old)).cloned().collect();
                releases.extend(kept);
                releases.sort_unstable_by(newest_first);
            }
            releases.shrink_to_fit();
            modules.insert(module.into(), Arc::new(ModuleEntry::new(address, releases)));
        }
        Arc::new(modules)
    }

    fn with_tokens(&self, changed: Vec<Token>) -> Arc<HashMap<String, Arc<Token>>> {
        if changed.is_empty() {
            return self.tokens.clone();
        }
        let mut tokens = HashMap::clone(&self.tokens);
        tokens.extend(changed.into_iter().map(|token| (token.hash.clone(), Arc::new(token))));
        Arc::new(tokens)
    }

    fn with_access(&self, changed: Vec<Grant>) -> Arc<BTreeMap<String, Vec<String>>> {
        if changed.is_empty() {
            return self.access.clone();
        }
        let mut access = BTreeMap::clone(&self.access);
        let groups = |grant: &Grant| grant.groups.split_whitespace().map(str::to_owned).collect();
        access.extend(changed.iter().map(|grant| (grant.path.clone(), groups(grant))));
        Arc::new(access)
    }

    /// A module, when it is there and the caller may see it.
    #[must_use]
    pub fn module(&self, caller: &Caller, address: &str) -> Option<&Arc<ModuleEntry>> {
        let entry = self.modules.get(address)?;
        self.sees(caller, entry).then_some(entry)
    }

    /// The modules that a caller sees, by address.
    pub fn seen<'i>(&'i self, caller: &'i Caller) -> impl Iterator<Item = &'i Arc<ModuleEntry>> {
        self.modules.values().filter(move |entry| self.sees(caller, entry))
    }

    /// Whether a caller may know that a module is there: it may read in the namespace, is in a group
    /// of each grant that the module is under, and there is a release that it may see, or that was
    /// withdrawn after others could see it.
    #[must_use]
    pub fn sees(&self, caller: &Caller, entry: &ModuleEntry) -> bool {
        let ModuleAddress { namespace, .. } = &entry.address;
        if !caller.may(Scope::Read, namespace) {
            return false;
        }
        let reviews = entry.is_reviewed_by(caller);
        entry.is_listed[usize::from(reviews)] && self.admits(caller, &entry.address)
    }

    /// Whether a caller sees a module, or would if what it held had not been withdrawn: revoked and
    /// deleted releases are answered with the reason, to whoever could have used them.
    #[must_use]
    pub fn remembers(&self, caller: &Caller, entry: &ModuleEntry) -> bool {
        caller.may(Scope::Read, &entry.address.namespace)
            && entry.releases.iter().any(|(_, release)| entry.tells_of(release, caller))
            && self.admits(caller, &entry.address)
    }

    /// Whether a caller is in a group of each grant that an address is under.
    pub(super) fn admits(&self, caller: &Caller, address: &ModuleAddress) -> bool {
        if self.access.is_empty() || caller.scopes.has(Scope::Admin) {
            return true;
        }
        let admits = |groups: Option<&Vec<String>>| {
            groups.is_none_or(|groups| {
                groups.is_empty() || groups.iter().any(|group| caller.groups.contains(group))
            })
        };
        admits(self.access.get(&address.namespace)) && admits(self.access.get(&address.to_string()))
    }

    /// Whether everybody who may read at all may see a module.
    #[must_use]
    pub fn is_open(&self, entry: &ModuleEntry) -> bool {
        self.admits(&Caller::anonymous(true), &entry.address)
    }

    /// Whether an archive belongs to a release that a caller may install.
    #[must_use]
    pub fn has_archive(&self, caller: &Caller, archive: &str) -> bool {
        // Asked only of addresses that were not given out with a signature.
        let modules = self.archives.of(archive);
        modules
            .iter()
            .filter_map(|module| self.module(caller, module))
            .any(|entry| entry.listed(caller).any(|release| release.archive == archive))
    }

    /// The token whose text has that hash.
    #[must_use]
    pub fn token(&self, hash: &str) -> Option<&Arc<Token>> {
        self.tokens.get(hash)
    }

    /// Every token, oldest first.
    #[must_use]
    pub fn tokens(&self) -> Vec<&Arc<Token>> {
        let mut all: Vec<_> = self.tokens.values().collect();
        all.sort_by_key(|token| (token.created, token.id.clone()));
        all
    }

    /// The grants: who may use a namespace or a module.
    #[must_use]
    pub fn grants(&self) -> &BTreeMap<String, Vec<String>> {
        &self.access
    }
}

/// The newest version first.
fn newest_first((a, _): &(Version, Arc<Release>), (b, _): &(Version, Arc<Release>)) -> Ordering {
    b.cmp(a)
}

/// Where a version is among releases, the newest first.
fn place(releases: &[(Version, Arc<Release>)], version: &Version) -> Result<usize, usize> {
    releases.binary_search_by(|(other, _)| version.cmp(other))
}

impl ModuleEntry {
    fn new(address: ModuleAddress, releases: Vec<(Version, Arc<Release>)>) -> Self {
        let any = |is: &dyn Fn(&Release) -> bool| releases.iter().any(|(_, release)| is(release));
        let listed = [any(&|r| is_listed(r, false)), any(&|r| is_listed(r, true))];
        let has_revoked = any(&|r| state(&r.state) == Some(Lifecycle::Revoked));
        let rendered = [OnceLock::new(), OnceLock::new()];
        let said = OnceLock::new();
        Self { address, releases, rendered, said, is_listed: listed, has_revoked }
    }

    /// A release by its version, as Terraform writes it: `1.2.0` or `v1.2.0`. Deleted ones too.
    #[must_use]
    pub fn release(&self, version: &str) -> Option<&Arc<Release>> {
        let version = crate::terraform::version::parse(version).ok()?;
        place(&self.releases, &version).ok().map(|at| &self.releases[at].1)
    }

    /// The release that is recommended: the highest approved version that is no pre-release, or,
    /// where there is none, a deprecated one, or a pre-release.
    #[must_use]
    pub fn latest(&self) -> Option<&Arc<Release>> {
        let rank = |(version, release): &&(Version, Arc<Release>)| {
            let state = state(&release.state)?;
            match (state, version.pre.is_empty()) {
                (Lifecycle::Approved, true) => Some(3),
                (Lifecycle::Deprecated, true) => Some(2),
                (Lifecycle::Approved | Lifecycle::Deprecated, false) => Some(1),
                _ => None,
            }
        };
        let best = |a: &&(Version, Arc<Release>), b: &&(Version, Arc<Release>)| {
            rank(a).cmp(&rank(b)).then_with(|| a.0.cmp(&b.0))
        };
        let usable = self.releases.iter().filter(|release| rank(release).is_some());
        usable.max_by(best).map(|(_, release)| release)
    }

    /// The release that is shown to a caller who names none: the recommended one, or, to those who
    /// review and where nothing is approved yet, the newest.
    #[must_use]
    pub fn latest_for(&self, caller: &Caller) -> Option<&Arc<Release>> {
        self.latest().or_else(|| self.listed(caller).next())
    }

    /// The releases that a caller sees, the newest version first.
    pub fn listed(&self, caller: &Caller) -> impl Iterator<Item = &Arc<Release>> {
        let reviews = self.is_reviewed_by(caller);
        let releases = self.releases.iter().map(|(_, release)| release);
        releases.filter(move |release| is_listed(release, reviews))
    }

    /// Whether a caller sees releases that are not approved yet.
    #[must_use]
    pub fn is_reviewed_by(&self, caller: &Caller) -> bool {
        let namespace = &self.address.namespace;
        caller.may(Scope::Publish, namespace) || caller.may(Scope::Approve, namespace)
    }

    /// Whether a caller is told of a release: those that were withdrawn are history that everybody
    /// may know, those that were never approved are their makers' business.
    #[must_use]
    pub fn tells_of(&self, release: &Release, caller: &Caller) -> bool {
        let reviews = self.is_reviewed_by(caller);
        is_listed(release, reviews) || is_withdrawn(release, reviews)
    }
}

/// Whether a release was revoked or deleted after it could be used, for those who review or for
/// everybody: a draft that is taken back was never there.
pub(super) fn is_withdrawn(release: &Release, reviews: bool) -> bool {
    let state = state(&release.state);
    matches!(state, Some(Lifecycle::Revoked) | None) && (reviews || release.approved != 0)
}

/// Whether a release is listed, for those who review or for everybody.
pub(super) fn is_listed(release: &Release, reviews: bool) -> bool {
    match state(&release.state) {
        Some(Lifecycle::Approved | Lifecycle::Deprecated) => true,
        Some(Lifecycle::Draft | Lifecycle::InReview) => reviews,
        Some(Lifecycle::Revoked) | None => false,
    }
}
