//! The two questions of Terraform: which versions there are, and where one is.

use bytes::Bytes;
use serde_json::json;

use super::index::{ModuleEntry, is_listed};
use super::{Caller, Registry, state};
use crate::catalog::Lifecycle;
use crate::error::{Error, Result};
use crate::store::ledger::Release;
use crate::store::sha256;

/// The answer to `versions`, ready to be sent.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The JSON.
    pub body: Bytes,
    /// The same, gzipped.
    pub gzip: Bytes,
    /// Its strong entity tag, with the quotes.
    pub etag: String,
}

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
        let index = self.index();
        let entry = self.seen(&index, caller, module)?;
        let reviews = entry.is_reviewed_by(caller);
        let revoked = |(_, release): &(_, std::sync::Arc<Release>)| {
            state(&release.state) == Some(Lifecycle::Revoked)
        };
        if caller.is_known && entry.releases.iter().any(revoked) {
            return self.versions_of_a_consumer(caller, entry, reviews).await;
        }
        let rendered = &entry.rendered[usize::from(reviews)];
        let listed = || {
            let listed = entry.releases.iter().filter(|(_, r)| is_listed(r, reviews));
            render(module, listed.map(|(_, r)| &**r), self.options.loud_deprecations)
        };
        Ok(rendered.get_or_init(listed).clone())
    }

    /// Who has installed a release before it was revoked keeps it.
    async fn versions_of_a_consumer(
        &self,
        caller: &Caller,
        entry: &ModuleEntry,
        reviews: bool,
    ) -> Result<Versions> {
        self.flush_usage().await?;
        let mut listed = Vec::new();
        for (_, release) in &entry.releases {
            let keeps = state(&release.state) == Some(Lifecycle::Revoked)
                && self.ledger.is_consumer(&release.module, &release.version, &caller.name).await?;
            if keeps || is_listed(release, reviews) {
                listed.push(&**release);
            }
        }
        let module = entry.address.to_string();
        Ok(render(&module, listed.into_iter(), self.options.loud_deprecations))
    }

    /// Where a version of a module is; remembers who asked.
    ///
    /// # Errors
    /// When the caller sees no such module or version, or it was withdrawn; the reason is in words
    /// that Terraform prints.
    pub async fn download(&self, caller: &Caller, module: &str, version: &str) -> Result<Download> {
        let index = self.index();
        let entry = self.seen(&index, caller, module)?;
        let unknown = || Error::not_found(format!("{module} has no version {version}"));
        let release = entry.release(version).ok_or_else(unknown)?;
        let warning = match state(&release.state) {
            None => return Err(Error::gone(gone(release, "was deleted"))),
            Some(Lifecycle::Draft | Lifecycle::InReview) if !entry.is_reviewed_by(caller) => {
                return Err(unknown());
            }
            Some(Lifecycle::Revoked) => {
                self.flush_usage().await?;
                let known = caller.is_known
                    && self.ledger.is_consumer(module, &release.version, &caller.name).await?;
                if !known {
                    return Err(Error::gone(gone(release, "was revoked")));
                }
                Some(gone(release, "was revoked"))
            }
            Some(Lifecycle::Deprecated) => Some(gone(release, "is deprecated")),
            Some(_) => None,
        };
        self.usage.add(caller, release);
        let is_limited = !self.options.anonymous_read
            || !index.is_open(entry)
            || !matches!(state(&release.state), Some(Lifecycle::Approved | Lifecycle::Deprecated));
        Ok(Download { archive: release.archive.clone(), is_limited, warning })
    }

    /// A module, when the caller sees it.
    pub(crate) fn seen<'i>(
        &self,
        index: &'i super::Index,
        caller: &Caller,
        module: &str,
    ) -> Result<&'i std::sync::Arc<ModuleEntry>> {
        index.module(caller, module).ok_or_else(|| {
            Error::not_found(format!("there is no module {module}"))
                .hint("`pave search` finds modules by what they are for")
        })
    }
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
fn gone(release: &Release, what: &str) -> String {
    let Release { module, version, reason, successor, until, .. } = release;
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
fn render<'r>(module: &str, releases: impl Iterator<Item = &'r Release>, loud: bool) -> Rendered {
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
                versions.push(json!({ "version": gone(release, "is deprecated") }));
            }
        } else {
            versions.push(json!({ "version": release.version }));
        }
    }
    let body = json!({ "modules": [{ "source": module, "versions": versions }] }).to_string();
    let gzip = gzip(body.as_bytes());
    let etag = format!("\"{}\"", &sha256(body.as_bytes())[..32]);
    Rendered { body: body.into(), gzip: gzip.into(), etag }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).and_then(|()| gzip.finish()).expect("a Vec takes any bytes")
}
