//! Releases from git: the tags of configured repositories, published one after the other.
//!
//! Only what was configured is ever fetched: a webhook says that something happened, and nothing
//! in it says where to look. One run at a time a repository; a tag that was done is not done again
//! while it stands for the same commit.

mod tags;

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};

use camino::Utf8PathBuf;
use ring::hmac;
use serde_json::json;

pub use tags::{ReleaseTag, SyncRepository, read, release_tags};

use super::{Caller, Registry, Scope, Scopes};
use crate::error::{Error, ErrorKind, Result};
use crate::store::git::mirror_tags;
use crate::store::ledger::Outcome;
use crate::store::sha256;
use crate::terraform::unhex;

/// How many deliveries of webhooks are remembered.
const MAX_DELIVERIES: usize = 1000;

/// The repositories that a registry follows.
#[derive(Debug)]
pub struct Sync {
    followed: Vec<Followed>,
    /// What webhooks are signed with; nobody may send any when there is none.
    secret: Option<hmac::Key>,
    /// The folder for what is fetched.
    folder: Utf8PathBuf,
    /// The hashes of what was delivered lately.
    delivered: std::sync::Mutex<VecDeque<String>>,
}

#[derive(Debug)]
struct Followed {
    repository: SyncRepository,
    /// The tags that were done, each with its commit.
    done: tokio::sync::Mutex<BTreeMap<String, String>>,
    /// Whether somebody waits for the run that goes on, and will see whatever is new.
    waiting: AtomicBool,
}

/// What became of a tag.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Synced {
    /// The tag.
    pub tag: String,
    /// The module's address, when it could be read.
    pub module: Option<String>,
    /// The version.
    pub version: String,
    /// What became of it.
    pub outcome: SyncOutcome,
    /// Why it was refused, and what to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
}

/// What may become of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SyncOutcome {
    /// It is a release now.
    Published,
    /// It was one before.
    Existed,
    /// It is none.
    Refused,
}

impl Synced {
    /// A tag that is a release, now or before.
    #[must_use]
    pub fn done(release: &ReleaseTag, module: String, existed: bool) -> Self {
        let outcome = if existed { SyncOutcome::Existed } else { SyncOutcome::Published };
        Self { outcome, module: Some(module), ..Self::refused(release, None, None) }
    }

    /// A tag that is none, and why.
    #[must_use]
    pub fn refused(release: &ReleaseTag, module: Option<String>, error: Option<&Error>) -> Self {
        let mut why = Vec::new();
        if let Some(error) = error {
            why.push(error.message.clone());
            let found = error.report.iter().flat_map(|report| &report.findings);
            why.extend(found.take(5).map(|found| format!("{}: {}", found.rule, found.message)));
            why.extend(error.hints.iter().cloned());
        }
        Self {
            tag: release.tag.name.clone(),
            module,
            version: release.version.to_string(),
            outcome: SyncOutcome::Refused,
            why,
        }
    }
}

impl Sync {
    /// Follows repositories; what is fetched is kept below `folder`.
    #[must_use]
    pub fn new(
        repositories: Vec<SyncRepository>,
        secret: Option<&str>,
        folder: Utf8PathBuf,
    ) -> Self {
        let followed = repositories.into_iter().map(|repository| Followed {
            repository,
            done: tokio::sync::Mutex::default(),
            waiting: AtomicBool::new(false),
        });
        Self {
            followed: followed.collect(),
            secret: secret.map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())),
            folder,
            delivered: std::sync::Mutex::default(),
        }
    }

    /// How many repositories are followed.
    #[must_use]
    pub fn count(&self) -> usize {
        self.followed.len()
    }

    /// The repository that one of these addresses names, by its place in the list.
    pub fn find<'u>(&self, mut urls: impl Iterator<Item = &'u str>) -> Option<usize> {
        urls.find_map(|url| {
            let wanted = spelt(url);
            self.followed.iter().position(|followed| spelt(&followed.repository.url) == wanted)
        })
    }

    /// The URL of a repository.
    #[must_use]
    pub fn url(&self, at: usize) -> Option<&str> {
        self.followed.get(at).map(|followed| followed.repository.url.as_str())
    }

    /// Whether a body was signed with the secret: GitHub's `sha256=HEX`. Takes the same time for
    /// every signature that is wrong.
    #[must_use]
    pub fn is_signed(&self, body: &[u8], signature: &str) -> bool {
        let Some(key) = &self.secret else { return false };
        let hex = signature.strip_prefix("sha256=").unwrap_or_default();
        let Some(signature) = unhex(hex) else { return false };
        hmac::verify(key, body, &signature).is_ok()
    }

    /// Whether a token is the secret: GitLab's. Takes the same time for every one that is wrong.
    #[must_use]
    pub fn is_secret(&self, token: &str) -> bool {
        let Some(key) = &self.secret else { return false };
        // The key made of the secret signs as the one made of the token only if they are the same.
        let shown = hmac::Key::new(hmac::HMAC_SHA256, token.as_bytes());
        let tag = hmac::sign(&shown, b"webhook");
        hmac::verify(key, b"webhook", tag.as_ref()).is_ok()
    }

    /// Keeps that a body was delivered; whether it is the first time.
    #[must_use]
    pub fn is_new(&self, body: &[u8]) -> bool {
        let hash = sha256(body);
        let mut delivered = self.delivered.lock().unwrap_or_else(|broken| broken.into_inner());
        if delivered.contains(&hash) {
            return false;
        }
        delivered.push_back(hash);
        if delivered.len() > MAX_DELIVERIES {
            delivered.pop_front();
        }
        true
    }

    /// Forgets a delivery that came to nothing, so that it may come again.
    pub fn forget(&self, body: &[u8]) {
        let hash = sha256(body);
        let mut delivered = self.delivered.lock().unwrap_or_else(|broken| broken.into_inner());
        delivered.retain(|other| *other != hash);
    }

    /// Publishes what is new in a repository; `None` when a run that has yet to begin will.
    ///
    /// # Errors
    /// When git does not reach the repository, and when the ledger does not answer.
    pub async fn run(&self, registry: &Registry, at: usize) -> Result<Option<Vec<Synced>>> {
        let Some(followed) = self.followed.get(at) else { return Ok(None) };
        if followed.waiting.swap(true, Ordering::SeqCst) {
            return Ok(None);
        }
        let mut done = followed.done.lock().await;
        followed.waiting.store(false, Ordering::SeqCst);
        let repository = &followed.repository;
        let caller = Caller {
            name: format!("sync:{}", spelt(&repository.url)),
            is_known: true,
            scopes: Scopes::of(&[Scope::Publish]),
            namespaces: vec![repository.namespace.clone()],
            // Who set it up said where it publishes; no limit to groups takes that back.
            groups: registry.index().grants().values().flatten().cloned().collect(),
            ..Caller::default()
        };
        let synced = self.publish_tags(registry, &caller, repository, &mut done).await;
        let by = caller.by();
        match &synced {
            Ok(synced) => {
                let of = |outcome| synced.iter().filter(move |one| one.outcome == outcome);
                let refused: BTreeMap<&str, &[String]> = of(SyncOutcome::Refused)
                    .map(|one| (one.tag.as_str(), one.why.as_slice()))
                    .collect();
                let published: Vec<&str> =
                    of(SyncOutcome::Published).map(|one| one.tag.as_str()).collect();
                if !(published.is_empty() && refused.is_empty()) {
                    let detail = json!({ "published": published, "refused": refused });
                    let mut write = registry.ledger.write(&by).await?;
                    write.record("sync", &repository.url, Outcome::Done, &detail).await?;
                    write.commit().await?;
                }
            }
            Err(error) => {
                registry.ledger.refused(&by, "sync", &repository.url, &error.message).await?;
            }
        }
        synced.map(Some)
    }

    async fn publish_tags(
        &self,
        registry: &Registry,
        caller: &Caller,
        repository: &SyncRepository,
        done: &mut BTreeMap<String, String>,
    ) -> Result<Vec<Synced>> {
        let (url, folder) =
            (repository.url.clone(), self.folder.join(sha256(repository.url.as_bytes())));
        // Its operator named the repository, which so may be on this machine.
        let (git, tags) = blocking(move || mirror_tags(&url, true, &folder)).await?;
        let mut synced = Vec::new();
        for release in release_tags(tags) {
            if done.get(&release.tag.name) == Some(&release.tag.commit) {
                continue;
            }
            let one = (git.clone(), repository.clone(), release.clone());
            let read = blocking(move || tags::read(&one.0, &one.1, &one.2)).await;
            let (module, published) = match read {
                Ok(publication) => {
                    let module = publication.address.to_string();
                    (Some(module), registry.publish(caller, publication).await)
                }
                Err(error) => (None, Err(error)),
            };
            // A cause that is not the tag's, such as files that the store lost, may be mended.
            let may_be_mended = matches!(&published, Err(error) if error.source.is_some());
            synced.push(match (published, module) {
                (Ok(published), Some(module)) => Synced::done(&release, module, published.existed),
                // The ledger is away: the rest fares no better, and all of it is done the next time.
                (Err(error), _) if error.kind == ErrorKind::Io => return Err(error),
                (Err(error), module) => Synced::refused(&release, module, Some(&error)),
                (Ok(_), None) => continue,
            });
            if !may_be_mended {
                done.insert(release.tag.name, release.tag.commit);
            }
        }
        Ok(synced)
    }
}

/// Runs what waits for a program or a disk where that holds up nobody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(e) => Err(Error::io("reading the repository was given up", e)),
    }
}

/// A repository's address as far as it says which it is: `host/path`, however it is reached.
fn spelt(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    // `git@host:path` has a colon where others have a slash.
    let whole = match host.split_once(':') {
        Some((host, first)) if !first.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{host}/{first}/{path}")
        }
        _ => format!("{host}/{path}"),
    };
    let whole = whole.trim_end_matches('/').to_ascii_lowercase();
    whole.strip_suffix(".git").unwrap_or(&whole).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn following(url: &str) -> Sync {
        let own = str::to_owned;
        let repository = SyncRepository {
            url: own(url),
            namespace: own("platform"),
            system: own("aws"),
            path: None,
        };
        Sync::new(vec![repository], Some("the secret"), "x".into())
    }

    #[test]
    fn a_repository_is_known_however_it_is_reached_and_no_other_is() {
        let sync = following("https://git.acme.example/infra/catalog.git");
        for (url, is) in [
            ("https://git.acme.example/infra/catalog", true),
            ("git@git.acme.example:infra/catalog.git", true),
            ("ssh://git@git.acme.example/infra/catalog.git", true),
            ("https://GIT.acme.example/Infra/Catalog.git/", true),
            ("https://git.acme.example/infra/catalog2", false),
            ("https://git.acme.example.evil.example/infra/catalog", false),
            ("https://evil.example/git.acme.example/infra/catalog", false),
            ("", false),
        ] {
            assert_eq!(sync.find([url].into_iter()).is_some(), is, "{url}");
        }
    }

    #[test]
    fn only_the_secret_signs() {
        let sync = following("x");
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"the secret");
        let signature = crate::terraform::hex(hmac::sign(&key, b"body").as_ref());
        assert!(sync.is_signed(b"body", &format!("sha256={signature}")));
        assert!(!sync.is_signed(b"other", &format!("sha256={signature}")));
        for wrong in ["", "sha256=", "sha256=zz", "sha1=00", &signature[2..]] {
            assert!(!sync.is_signed(b"body", wrong), "{wrong}");
        }
        assert!(sync.is_secret("the secret") && !sync.is_secret("the Secret"));
        let open = Sync::new(Vec::new(), None, "x".into());
        assert!(!open.is_secret("") && !open.is_signed(b"", "sha256="));
    }

    #[test]
    fn a_delivery_counts_once_unless_it_came_to_nothing() {
        let sync = following("x");
        assert!(sync.is_new(b"a") && sync.is_new(b"b") && !sync.is_new(b"a"));
        sync.forget(b"a");
        assert!(sync.is_new(b"a"));
    }
}
