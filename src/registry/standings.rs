//! Whether releases still stand: for who has installed them and wants to know.

use super::{Caller, Index, Registry, Scope};
use crate::error::{Error, Result};
use crate::release::standing::{AskedRelease, MAX_ASKED, Standing, Standings, UNKNOWN};
use crate::store::ledger::Release;

impl Registry {
    /// What became of releases, and what was signed of them.
    ///
    /// Who may use a module is told of its revoked and deleted releases too, which nobody may install
    /// any more: whoever has installed one has to hear of it. Of what a caller may not see it is
    /// said that it is unknown.
    ///
    /// # Errors
    /// When too many are asked about, or the database does not answer.
    pub async fn standings(&self, caller: &Caller, asked: &[AskedRelease]) -> Result<Standings> {
        if asked.len() > MAX_ASKED {
            return Err(Error::usage(format!("{} releases are too many at a time", asked.len()))
                .hint(format!("ask about {MAX_ASKED} at most")));
        }
        let has = |index: &Index| asked.iter().all(|one| told_of(index, caller, one).is_some());
        let index = self.index_with(has).await?;
        let mut releases = Vec::with_capacity(asked.len());
        for one in asked {
            releases.push(self.standing(&index, caller, one).await?);
        }
        Ok(Standings { keys: self.public_keys(), releases })
    }

    /// The public keys that statements are signed with, base64.
    #[must_use]
    pub fn public_keys(&self) -> Vec<String> {
        vec![self.key.public()]
    }

    async fn standing(
        &self,
        index: &Index,
        caller: &Caller,
        asked: &AskedRelease,
    ) -> Result<Standing> {
        let AskedRelease { source, version } = asked.clone();
        let unknown = Standing { source, version, state: UNKNOWN.to_owned(), ..Default::default() };
        let Some(release) = told_of(index, caller, asked) else { return Ok(unknown) };
        let Some(kept) = self.ledger.details(&release.module, &release.version).await? else {
            return Ok(unknown);
        };
        Ok(Standing {
            source: release.module,
            version: release.version,
            state: release.state,
            reason: release.reason,
            successor: release.successor,
            until: release.until,
            archive: release.archive,
            tree: release.tree,
            statement: kept.statement,
            signature: kept.signature,
        })
    }
}

/// The release that a caller asks about, if it may hear of it.
fn told_of(index: &Index, caller: &Caller, asked: &AskedRelease) -> Option<Release> {
    let entry = index.modules.get(asked.source.as_str())?;
    if !caller.may(Scope::Read, &entry.address.namespace) || !index.admits(caller, &entry.address) {
        return None;
    }
    let release = entry.release(&asked.version)?;
    entry.tells_of(release, caller).then(|| Release::clone(release))
}
