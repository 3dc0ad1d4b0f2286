//! What pages keep in memory: what was read of releases, which never change.

use std::fmt;
use std::sync::Arc;

use quick_cache::sync::Cache;

use super::release::Shown;
use crate::error::Result;
use crate::server::App;
use crate::store::ledger::Release;

/// Most releases that are kept with their README and all.
const SHOWN: usize = 256;

/// Most comparisons that are kept.
const COMPARED: usize = 256;

/// What pages keep in memory.
pub(in crate::server) struct Kept {
    shown: Cache<String, Arc<Shown>>,
    pub(super) compared: Cache<String, Arc<super::diff::Compared>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { shown: Cache::new(SHOWN), compared: Cache::new(COMPARED) }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("releases", &self.shown.len()).finish_non_exhaustive()
    }
}

impl Kept {
    /// All that is shown of a release.
    pub(super) async fn shown(&self, app: &App, release: &Release) -> Result<Arc<Shown>> {
        let key = format!("{} {}", release.module, release.version);
        if let Some(shown) = self.shown.get(&key) {
            return Ok(shown);
        }
        let shown = Arc::new(Shown::read(app, release).await?);
        self.shown.insert(key, shown.clone());
        Ok(shown)
    }
}
