//! What is shown of releases to who reads about them: details, and how often they are installed.

use std::collections::HashMap;
use std::sync::Arc;

use super::clock::DAY;
use super::index::is_withdrawn;
use super::versions::told;
use super::{Caller, Details, Index, ModuleEntry, Registry, now, state};
use crate::catalog::Lifecycle;
use crate::error::{Error, Result};
use crate::release::Statement;
use crate::store::ledger::Release;

/// A release with everything that is shown of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The module.
    pub module: Arc<ModuleEntry>,
    /// The release.
    pub release: Arc<Release>,
    /// What is in it.
    pub details: Details,
    /// What was signed, as it is kept.
    pub statement: Statement,
}

/// How often a module was downloaded, in the days up to now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Downloads {
    /// In 7 days.
    pub week: i64,
    /// In 30 days.
    pub month: i64,
    /// In 365 days.
    pub year: i64,
    /// Ever.
    pub total: i64,
}

impl Registry {
    /// A release that a caller sees, with everything that is shown of it; the recommended one when
    /// no version is named.
    ///
    /// # Errors
    /// When the caller sees no such release, it was withdrawn, or the ledger does not answer.
    pub async fn shown(
        &self,
        caller: &Caller,
        module: &str,
        version: Option<&str>,
    ) -> Result<Shown> {
        let has = |index: &Index| {
            let entry = index.module(caller, module);
            entry.is_some_and(|entry| version.is_none_or(|v| entry.release(v).is_some()))
        };
        let index = self.index_with(has).await?;
        let entry = self.seen(&index, caller, module)?;
        let release = match version {
            None => entry.latest_for(caller),
            Some(version) => entry.release(version),
        };
        let unknown = || {
            let version = version.unwrap_or("that can be used");
            Error::not_found(format!("{module} has no version {version}"))
        };
        let release = release.ok_or_else(unknown)?.clone();
        let reviews = entry.is_reviewed_by(caller);
        match state(&release.state) {
            Some(Lifecycle::Approved | Lifecycle::Deprecated) => {}
            Some(Lifecycle::Draft | Lifecycle::InReview) if reviews => {}
            Some(Lifecycle::Revoked) | None if is_withdrawn(&release, reviews) => {
                return Err(Error::gone(told(&release)));
            }
            _ => return Err(unknown()),
        }
        let kept = self.ledger.details(module, &release.version).await?.ok_or_else(unknown)?;
        let damaged = |e| Error::io(format!("what is kept of {module} cannot be read"), e);
        Ok(Shown {
            module: entry.clone(),
            details: serde_json::from_str(&kept.details).map_err(damaged)?,
            statement: serde_json::from_str(&kept.statement).map_err(damaged)?,
            release,
        })
    }

    /// How often modules were downloaded since they are there; those that were not are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn total_downloads(&self, modules: &[&str]) -> Result<HashMap<String, i64>> {
        self.ledger.downloads(modules, 0).await
    }

    /// How often a module was downloaded lately.
    ///
    /// # Errors
    /// When the caller sees no such module, or the database does not answer.
    pub async fn downloads(&self, caller: &Caller, module: &str) -> Result<Downloads> {
        let index = self.index_with(|index| index.module(caller, module).is_some()).await?;
        self.seen(&index, caller, module)?;
        let today = now().div_euclid(DAY);
        let mut found = [0; 4];
        for (found, days) in found.iter_mut().zip([7, 30, 365, today + 1]) {
            let since = today - days + 1;
            *found = self.ledger.downloads(&[module], since).await?.remove(module).unwrap_or(0);
        }
        let [week, month, year, total] = found;
        Ok(Downloads { week, month, year, total })
    }
}
