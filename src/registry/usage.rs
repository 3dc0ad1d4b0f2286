//! Who has downloaded what, on its way to the ledger.
//!
//! A download waits for no database: what was seen is gathered here and kept once in a while.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Caller, now};
use crate::error::Result;
use crate::store::ledger::{Consumer, Ledger, Release};

/// What was seen since the last time it was kept.
#[derive(Debug, Default)]
pub struct Usage {
    seen: Mutex<Seen>,
    flushing: tokio::sync::Mutex<()>,
}

/// A consumer by module, version and name.
type Key = (String, String, String);

#[derive(Debug, Default)]
struct Seen {
    waiting: HashMap<Key, Consumer>,
    /// What is being written to the ledger just now.
    leaving: HashMap<Key, Consumer>,
}

impl Usage {
    /// Notes that a caller downloads a release.
    pub(super) fn add(&self, caller: &Caller, release: &Release) {
        let consumer = if caller.is_known { caller.name.clone() } else { String::new() };
        let at = now();
        let key = (release.module.clone(), release.version.clone(), consumer.clone());
        let mut seen = self.seen();
        let entry = seen.waiting.entry(key).or_insert_with(|| Consumer {
            module: release.module.clone(),
            version: release.version.clone(),
            consumer,
            first_seen: at,
            last_seen: at,
            downloads: 0,
        });
        entry.last_seen = at;
        entry.downloads += 1;
    }

    /// The versions of a module that a caller was seen to download and the ledger may not know of.
    pub(super) fn versions(&self, caller: &Caller, module: &str) -> Vec<String> {
        let seen = self.seen();
        let all = seen.waiting.keys().chain(seen.leaving.keys());
        let theirs = all.filter(|(of, _, consumer)| of == module && *consumer == caller.name);
        theirs.map(|(_, version, _)| version.clone()).collect()
    }

    /// Keeps what was seen.
    pub(super) async fn flush(&self, ledger: &Ledger) -> Result<()> {
        let _one_at_a_time = self.flushing.lock().await;
        let leaving: Vec<Consumer> = {
            let mut seen = self.seen();
            let waiting = std::mem::take(&mut seen.waiting);
            // What a flush that was given up left behind goes with it.
            for (key, consumer) in waiting {
                merge(&mut seen.leaving, key, consumer);
            }
            seen.leaving.values().cloned().collect()
        };
        if leaving.is_empty() {
            return Ok(());
        }
        ledger.add_downloads(&leaving).await?;
        self.seen().leaving.clear();
        Ok(())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn merge(into: &mut HashMap<Key, Consumer>, key: Key, new: Consumer) {
    match into.get_mut(&key) {
        Some(known) => {
            known.first_seen = known.first_seen.min(new.first_seen);
            known.last_seen = known.last_seen.max(new.last_seen);
            known.downloads += new.downloads;
        }
        None => drop(into.insert(key, new)),
    }
}
