//! Who has downloaded what, on its way to the ledger.
//!
//! A download waits for no database: what was seen is gathered here and kept once in a while.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Caller, now};
use crate::error::Result;
use crate::store::ledger::{Consumer, Ledger, Release};

/// What was seen since the last time it was kept.
#[derive(Debug, Default)]
pub struct Usage {
    seen: Mutex<HashMap<(String, String, String), Consumer>>,
    flushing: tokio::sync::Mutex<()>,
}

impl Usage {
    /// Notes that a caller downloads a release.
    pub(super) fn add(&self, caller: &Caller, release: &Release) {
        let consumer = if caller.is_known { caller.name.clone() } else { String::new() };
        let at = now();
        let key = (release.module.clone(), release.version.clone(), consumer.clone());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = seen.entry(key).or_insert_with(|| Consumer {
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

    /// Keeps what was seen.
    pub(super) async fn flush(&self, ledger: &Ledger) -> Result<()> {
        let _one_at_a_time = self.flushing.lock().await;
        let seen: Vec<Consumer> = {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.drain().map(|(_, consumer)| consumer).collect()
        };
        if seen.is_empty() {
            return Ok(());
        }
        let kept = ledger.add_downloads(&seen).await;
        if kept.is_err() {
            let mut again = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            for old in seen {
                let key = (old.module.clone(), old.version.clone(), old.consumer.clone());
                let entry =
                    again.entry(key).or_insert_with(|| Consumer { downloads: 0, ..old.clone() });
                entry.first_seen = entry.first_seen.min(old.first_seen);
                entry.last_seen = entry.last_seen.max(old.last_seen);
                entry.downloads += old.downloads;
            }
        }
        kept
    }
}
