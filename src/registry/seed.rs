//! A catalog's modules as releases, so that a registry has something to serve from the start.

use super::{Caller, Publication, Registry, Transition};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::release::{ModuleAddress, Provenance, Tree};

impl Registry {
    /// Publishes and approves what a catalog holds, as far as it is not there.
    ///
    /// # Errors
    /// When a module cannot be read or is not fit to be released, or as
    /// [`Registry::publish`].
    pub async fn release_catalog(&self, catalog: &Catalog) -> Result<()> {
        let operator = Caller::operator();
        let settings = &catalog.settings;
        for module in catalog.modules() {
            let address =
                ModuleAddress::new(&settings.namespace, &module.name, &settings.target_system)?;
            let version = module.version.clone();
            let index = self.index();
            let entry = index.modules.get(address.to_string().as_str());
            if entry.is_some_and(|entry| entry.release(&version.to_string()).is_some()) {
                continue;
            }
            let files = module.all_files()?;
            let files = files.into_iter().map(|file| (file.path, file.bytes.into_owned().into()));
            let source = Tree { shown: module.shown(), files: files.collect(), ..Tree::default() };
            let provenance = Provenance::default();
            let publication =
                Publication { address: address.clone(), version, source, provenance, draft: false };
            let version = publication.version.to_string();
            self.publish(&operator, publication).await?;
            self.transition(&operator, &address, &version, &Transition::Approve).await?;
        }
        Ok(())
    }
}
