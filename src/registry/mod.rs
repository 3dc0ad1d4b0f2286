//! The system of record for approved modules: what is released, who may see it, who may change it.
//!
//! [`Registry`] is the entry, one method a verb. Knows nothing of HTTP: a caller and a request come
//! in, a value or an [`crate::error::Error`] goes out. What is asked most is answered from an
//! [`Index`] in memory, which follows the ledger; every change goes to the ledger first.

mod access;
mod archives;
mod backup;
mod caller;
pub mod catalog;
pub mod client;
mod clock;
mod details;
mod export;
mod glance;
mod index;
mod lifecycle;
mod options;
mod publish;
mod refusals;
mod rights;
mod scrub;
mod search;
mod seed;
mod shown;
mod standings;
mod summary;
pub mod sync;
mod texts;
mod tokens;
mod usage;
mod versions;
pub mod view;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;

pub use backup::{BackedUp, back_up, restore};
pub use caller::{Caller, Scope, Scopes};
pub use clock::now;
pub use details::{Dependency, Details, Input, Output, Part, ProviderDependency, ResourceOf};
pub use export::{ExportedModule, ExportedRelease};
pub use glance::Glance;
pub use index::{Index, ModuleEntry, Snapshot};
pub use lifecycle::{Affected, Transition};
pub use options::{Options, Place, ReleasePolicy};
pub use publish::{Publication, Published};
pub use scrub::{Fault, FaultKind, Scrub, Scrubbed};
pub use search::Found;
pub use shown::{Downloads, Shown};
pub use summary::{is_verified, summary};
pub use tokens::{NewToken, TokenRequest};
pub(crate) use tokens::{PERSON, random};
pub use usage::Usage;
pub(crate) use versions::gzip;
pub use versions::{Download, Rendered, Versions};

use crate::catalog::Lifecycle;
use crate::error::{Error, Result};
use crate::release::SigningKey;
use crate::store::Blobs;
use crate::store::ledger::{By, Ledger};

/// How a refresh ended.
const NOT_YET: u8 = 0;
const WELL: u8 = 1;
const BADLY: u8 = 2;

/// How long reading what has changed may take: a database may vanish without a word.
const REFRESH: Duration = Duration::from_secs(30);

/// A registry: the ledger, the archives, and what is kept of them in memory.
#[derive(Debug)]
pub struct Registry {
    /// What it was opened with.
    pub options: Options,
    /// The ledger.
    pub ledger: Ledger,
    /// The archives.
    pub blobs: Blobs,
    /// The key that releases are signed with.
    pub key: SigningKey,
    /// The key of addresses that expire, sessions and login codes.
    pub secret: ring::hmac::Key,
    index: ArcSwap<Index>,
    refreshing: tokio::sync::Mutex<()>,
    /// How many refreshes were begun.
    refreshes: AtomicU64,
    /// How the last one ended.
    refreshed: AtomicU8,
    damaged: AtomicU64,
    archives: archives::Archives,
    catalogs: catalog::Catalogs,
    usage: Usage,
    refusals: refusals::Refusals,
}

impl Registry {
    /// Opens a registry, and makes what is not there yet.
    ///
    /// # Errors
    /// When the database or the store cannot be opened.
    pub async fn open(options: Options) -> Result<Arc<Self>> {
        let ledger = Ledger::open(&options.database).await?;
        let blobs = options.store.open()?;
        Self::of(options, ledger, blobs).await
    }

    /// A registry of a ledger and archives that are open already.
    ///
    /// # Errors
    /// When the database does not answer, or a key cannot be read.
    pub async fn of(options: Options, ledger: Ledger, blobs: Blobs) -> Result<Arc<Self>> {
        let key = match &options.signing_key {
            Some(key) => SigningKey::read(key)?,
            None => {
                SigningKey::read(&ledger.secret("signing-key", &SigningKey::generate()?).await?)?
            }
        };
        let secret = ledger.secret("hmac-key", &tokens::random()?).await?;
        let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
        let index = Index::read(&ledger).await?;
        Ok(Arc::new(Self {
            archives: archives::Archives::new(options.max_cached_bytes),
            catalogs: catalog::Catalogs::new(),
            usage: Usage::default(),
            refusals: refusals::Refusals::default(),
            options,
            ledger,
            blobs,
            key,
            secret,
            index: ArcSwap::from_pointee(index),
            refreshing: tokio::sync::Mutex::new(()),
            refreshes: AtomicU64::new(0),
            refreshed: AtomicU8::new(NOT_YET),
            damaged: AtomicU64::new(0),
        }))
    }

    /// What is in the registry, as this server last read it.
    #[must_use]
    pub fn index(&self) -> Snapshot {
        self.index.load_full()
    }

    /// Reads what has changed in the ledger since the last time.
    ///
    /// # Errors
    /// When the database does not answer; what was read before stays.
    pub async fn refresh(&self) -> Result<()> {
        let arrived = self.refreshes.load(Ordering::SeqCst);
        let _one_at_a_time = self.refreshing.lock().await;
        // One that began after this call has read all that this call could.
        if self.refreshes.load(Ordering::SeqCst) > arrived {
            match self.refreshed.load(Ordering::SeqCst) {
                WELL => return Ok(()),
                BADLY => {
                    let why = "it did not a moment ago";
                    return Err(Error::io("the registry's database does not answer", why));
                }
                // Whoever began it went away.
                _ => {}
            }
        }
        self.refreshes.fetch_add(1, Ordering::SeqCst);
        self.refreshed.store(NOT_YET, Ordering::SeqCst);
        let done = match tokio::time::timeout(REFRESH, self.read_changes()).await {
            Ok(done) => done,
            Err(late) => Err(Error::io("the registry's database does not answer", late)),
        };
        self.refreshed.store(if done.is_ok() { WELL } else { BADLY }, Ordering::SeqCst);
        done
    }

    /// Reads what this server has just changed. It is done whatever comes of reading it, which the
    /// next refresh makes good.
    pub(crate) async fn catch_up(&self) {
        if let Err(error) = self.refresh().await {
            tracing::warn!("what was changed is not read yet: {error}");
        }
    }

    async fn read_changes(&self) -> Result<()> {
        let before = self.index();
        if self.ledger.last().await? == (before.seq, before.hash.clone()) {
            return Ok(());
        }
        // A copy of the database that took its place may lack entries, or have others.
        let follows = self.ledger.hash_of(before.seq).await? == before.hash;
        let after = match follows {
            true => before.advanced(&self.ledger).await?,
            false => Index::read(&self.ledger).await?,
        };
        self.index.store(Arc::new(after));
        Ok(())
    }

    /// The index, read again when something is asked for that is not in it: another server may have
    /// published it a moment ago, and told somebody so.
    ///
    /// # Errors
    /// When it is not in it and the database does not answer: nobody can say that it is not there.
    pub(crate) async fn index_with(&self, has: impl Fn(&Index) -> bool) -> Result<Snapshot> {
        let index = self.index();
        if has(&index) {
            return Ok(index);
        }
        Box::pin(self.refresh()).await?;
        Ok(self.index())
    }

    /// How many archives this server found damaged and put aside.
    #[must_use]
    pub fn damaged_archives(&self) -> u64 {
        self.damaged.load(Ordering::Relaxed)
    }

    /// Keeps who has downloaded what since the last time.
    ///
    /// # Errors
    /// When the database does not answer; then it is kept the next time.
    pub async fn flush_usage(&self) -> Result<()> {
        self.usage.flush(&self.ledger).await
    }

    /// Finds out whether a caller may do something in a namespace, and puts it in the log if not.
    pub(crate) async fn demand(
        &self,
        caller: &Caller,
        scope: Scope,
        namespace: &str,
        (action, subject): (&str, &str),
    ) -> Result<()> {
        if caller.may(scope, namespace) {
            return Ok(());
        }
        let error = caller.lacks(scope, namespace);
        self.log_refusal(caller, action, subject, &error).await?;
        Err(error)
    }
}

/// The state of a release that its word in the ledger stands for; none for one that is deleted.
pub(crate) fn state(word: &str) -> Option<Lifecycle> {
    use Lifecycle::{Approved, Deprecated, Draft, InReview, Revoked};
    [Draft, InReview, Approved, Deprecated, Revoked].into_iter().find(|s| s.as_str() == word)
}

impl Caller {
    /// The caller as the log names it, now.
    #[must_use]
    pub fn by(&self) -> By {
        By { actor: self.name.clone(), request: self.request.clone(), at: now() }
    }
}
