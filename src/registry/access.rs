//! Limiting namespaces and modules to groups.

use serde_json::json;

use super::{Caller, Index, ModuleEntry, Registry, Scope, texts};
use crate::error::{Error, Result};
use crate::release::{ModuleAddress, is_name};
use crate::store::ledger::Outcome;

impl Registry {
    /// Says which groups may use a namespace or a module; none means everyone.
    ///
    /// # Errors
    /// When the caller may not, or the path is none.
    pub async fn set_access(&self, caller: &Caller, path: &str, groups: &[String]) -> Result<()> {
        self.demand(caller, Scope::Admin, "", ("access.set", path)).await?;
        if !is_name(path) && path.parse::<ModuleAddress>().is_err() {
            return Err(Error::usage(format!("`{path}` is no namespace and no module"))
                .hint("name one like platform, or platform/postgres/aws"));
        }
        texts::group_names(groups)?;
        let mut write = self.ledger.write(&caller.by()).await?;
        let detail = json!({ "groups": groups });
        let entry = write.record("access.set", path, Outcome::Done, &detail).await?;
        write.set_access(path, &groups.join(" "), entry).await?;
        write.commit().await?;
        self.catch_up().await;
        Ok(())
    }
}

impl Index {
    /// As [`Index::sees`], with the modules of which nothing is listed any more: everybody may know
    /// what became of what was offered, and who looks after releases of all the rest too.
    #[must_use]
    pub fn sees_any(&self, caller: &Caller, entry: &ModuleEntry) -> bool {
        self.sees(caller, entry)
            || self.remembers(caller, entry)
            || (entry.is_reviewed_by(caller) && self.admits(caller, &entry.address))
    }
}
