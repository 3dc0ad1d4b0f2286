//! The two questions of Terraform: which versions there are, and where one is.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::json;

use super::index::{Index, ModuleEntry, is_listed, is_withdrawn};
use super::{Caller, Registry, state};
use crate::catalog::Lifecycle;
use crate::error::{Error, Result};
use crate::store::ledger::Release;
use crate::store::sha256;

/// JSON that is ready to be sent.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The JSON.
    pub body: Bytes,
    /// The same, gzipped, where that is worth it: what goes in one packet is no sooner there.
    pub gzip: Option<Bytes>,
    /// What its strong entity tags begin with: some of its hash in hex. Each encoding has its own
    /// tag (RFC 9110, section 8.8.3.3).
    pub tag: Arc<str>,
}

/// Shortest JSON that is gzipped, in bytes.
const SHORTEST_GZIPPED: usize = 1024;

/// The answer to `versions`.
pub type Versions = Rendered;

/// The answer to `download`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// SHA-256 of the archive, in hex.
    pub archive: String,
    /// Whether only who may see the module may have the archive, so that its address must expire.
    pub is_limited: bool,
    /// What the release says about itself that a caller should hear.
    pub warning: Option<String>,
}

impl Registry {
    /// The versions of a module that a caller may install.
    ///
    /// # Errors
    /// When the caller sees no such module.
    pub async fn versions(&self, caller: &Caller, module: &str) -> Result<Versions> {
        let index = self.index_with(|index| found(index, caller, module).is_ok()).await?;
        let entry = found(&index, caller, module)?;
        let reviews = entry.is_reviewed_by(caller);
        let loud = self.options.loud_deprecations;
        if caller.is_known && entry.has_revoked {
            // Who has installed a release before it was revoked keeps it.
            let kept = Box::pin(self.installed_by(caller, module)).await?;
            return Ok(render(module, &listing(entry, reviews, &kept), loud));
        }
        let rendered = &entry.rendered[usize::from(reviews)];
        let listed = || render(module, &listing(entry, reviews, &[]), loud);
        Ok(rendered.get_or_init(listed).clone())
    }

    /// The versions of a module that a caller is known to have installed.
    async fn installed_by(&self, caller: &Caller, module: &str) -> Result<Vec<String>> {
        // What was not kept yet, first: it may be kept meanwhile, and is in one of both then.
        let mut versions = self.usage.versions(caller, module);
        versions.extend(self.ledger.versions_of_consumer(module, &caller.name).await?);
        Ok(versions)
    }

    /// Where a version of a module is; remembers who asked.
    ///
    /// # Errors
    /// When the caller sees no such module or version, or it was withdrawn; the reason is in words
    /// that Terraform prints.
    pub async fn download(&self, caller: &Caller, module: &str, version: &str) -> Result<Download> {
        let has = |index: &Index| {
            found(index, caller, module).is_ok_and(|entry| entry.release(version).is_some())
        };
        let index = self.index_with(has).await?;
        let entry = found(&index, caller, module)?;
        let unknown = || Error::not_found(format!("{module} has no version {version}"));
        let release = entry.release(version).ok_or_else(unknown)?;
        let reviews = entry.is_reviewed_by(caller);
        let state = state(&release.state);
        let warning = match state {
            Some(Lifecycle::Approved) => None,
            Some(Lifecycle::Deprecated) => Some(told(release)),
            Some(Lifecycle::Draft | Lifecycle::InReview) if reviews => None,
            Some(Lifecycle::Draft | Lifecycle::InReview) => return Err(unknown()),
            Some(Lifecycle::Revoked) | None if !is_withdrawn(release, reviews) => {
                return Err(unknown());
            }
            None => return Err(Error::gone(told(release))),
            Some(Lifecycle::Revoked) => {
                let kept = match caller.is_known {
                    true => Box::pin(self.installed_by(caller, module)).await?,
                    false => Vec::new(),
                };
                if !kept.contains(&release.version) {
                    return Err(Error::gone(told(release)));
                }
                Some(told(release))
            }
        };
        self.usage.add(caller, release);
        let is_limited = !self.options.anonymous_read
            || !index.is_open(entry)
            || !matches!(state, Some(Lifecycle::Approved | Lifecycle::Deprecated));
        Ok(Download { archive: release.archive.clone(), is_limited, warning })
    }

    /// A module, when the caller sees it.
    pub(crate) fn seen<'i>(
        &self,
        index: &'i Index,
        caller: &Caller,
        module: &str,
    ) -> Result<&'i Arc<ModuleEntry>> {
        index.module(caller, module).ok_or_else(|| unknown_module(module))
    }
}

/// A module, when the caller sees it, or saw it before everything in it was withdrawn.
fn found<'i>(index: &'i Index, caller: &Caller, module: &str) -> Result<&'i Arc<ModuleEntry>> {
    let entry = index
        .modules
        .get(module)
        .filter(|entry| index.sees(caller, entry) || index.remembers(caller, entry));
    entry.ok_or_else(|| unknown_module(module))
}

fn unknown_module(module: &str) -> Error {
    Error::not_found(format!("there is no module {module}"))
        .hint("`pave search` finds modules by what they are for")
}

fn is_revoked(release: &Release) -> bool {
    state(&release.state) == Some(Lifecycle::Revoked)
}

/// The releases that `versions` lists, the newest first; `kept` are those that the caller has.
///
/// A revoked release is refused, so it is listed only where no constraint would choose it in place
/// of one that works: where nothing that works is older. Who pins it, or has nothing else, then
/// asks for it and is told why it was revoked, and not just that there is no such version.
fn listing<'e>(entry: &'e ModuleEntry, reviews: bool, kept: &[String]) -> Vec<&'e Release> {
    let mut listed = Vec::new();
    let mut something_works = false;
    for (_, release) in entry.releases.iter().rev() {
        let works =
            is_listed(release, reviews) || (is_revoked(release) && kept.contains(&release.version));
        something_works |= works;
        let explains = is_revoked(release) && is_withdrawn(release, reviews) && !something_works;
        if works || explains {
            listed.push(&**release);
        }
    }
    listed.reverse();
    listed
}

impl Registry {
    /// A module, when the caller sees it or looks after its releases.
    ///
    /// # Errors
    /// When it is not there, as far as the caller may know.
    pub fn seen_any<'i>(
        index: &'i super::Index,
        caller: &Caller,
        address: &crate::release::ModuleAddress,
    ) -> Result<&'i std::sync::Arc<ModuleEntry>> {
        let entry = index.modules.get(address.to_string().as_str());
        entry.filter(|entry| index.sees_any(caller, entry)).ok_or_else(|| {
            Error::not_found(format!("there is no module {address}"))
                .hint("`pave release list` shows those that there are")
        })
    }
}

/// What became of a release, why, and what to do, in a line.
pub(super) fn told(release: &Release) -> String {
    let Release { module, version, reason, successor, until, .. } = release;
    let what = match state(&release.state) {
        Some(Lifecycle::Revoked) => "was revoked",
        Some(Lifecycle::Deprecated) => "is deprecated",
        Some(_) => "is there",
        None => "was deleted",
    };
    let mut text = format!("{module} {version} {what}");
    if !until.is_empty() {
        text.push_str(&format!(" and ends on {until}"));
    }
    if !reason.is_empty() {
        text.push_str(&format!(": {reason}"));
    }
    if !successor.is_empty() {
        text.push_str(&format!(". Use {successor}"));
    }
    text
}

/// The answer for a list of releases.
fn render(module: &str, releases: &[&Release], loud: bool) -> Rendered {
    let mut versions = Vec::new();
    for release in releases {
        let withdrawn =
            matches!(state(&release.state), Some(Lifecycle::Deprecated | Lifecycle::Revoked));
        if withdrawn {
            // The shape that Terraform's own registry answers, and that its client once read.
            versions.push(json!({
                "version": release.version,
                "deprecation": { "reason": release.reason, "link": release.successor },
            }));
            if loud {
                versions.push(json!({ "version": told(release) }));
            }
        } else {
            versions.push(json!({ "version": release.version }));
        }
    }
    Rendered::of(&json!({ "modules": [{ "source": module, "versions": versions }] }))
}

impl Rendered {
    /// A value as JSON, ready to be sent.
    #[must_use]
    pub fn of(value: &serde_json::Value) -> Self {
        let body = value.to_string();
        let gzip = (body.len() >= SHORTEST_GZIPPED).then(|| gzip(body.as_bytes()).into());
        let tag = sha256(body.as_bytes())[..32].into();
        Self { body: body.into(), gzip, tag }
    }
}

/// Bytes, gzipped.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).and_then(|()| gzip.finish()).expect("a Vec takes any bytes")
}
