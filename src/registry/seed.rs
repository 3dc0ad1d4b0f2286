//! A catalog's modules as releases, so that a registry has something to serve from the start.

use super::{Caller, Publication, Registry, Transition};
use crate::catalog::{Catalog, Lifecycle, Located};
use crate::error::Result;
use crate::release::{ModuleAddress, Provenance, Tree};

impl Registry {
    /// Publishes what a catalog holds, as far as it is not there, and approves what it approves.
    ///
    /// # Errors
    /// When a module cannot be read or is not fit to be released, or as
    /// [`Registry::publish`].
    pub async fn release_catalog(&self, catalog: &Catalog) -> Result<()> {
        // Whoever put a module into the catalog published it; whoever serves the catalog lets it be used.
        let author = Caller { name: "catalog".to_owned(), ..Caller::operator() };
        let operator = Caller::operator();
        let settings = &catalog.settings;
        for module in catalog.modules() {
            let lifecycle = module.lifecycle();
            // What its makers do not offer yet, and what must not be used, is no release.
            if matches!(lifecycle, Lifecycle::Draft | Lifecycle::Revoked) {
                continue;
            }
            let address =
                ModuleAddress::new(&settings.namespace, &module.name, &settings.target_system)?;
            let version = module.version.clone();
            let index = self.index();
            let entry = index.modules.get(address.to_string().as_str());
            if let Some(release) = entry.and_then(|entry| entry.release(&version.to_string())) {
                // A start that was cut short between publishing and approving goes on here.
                let begun = release.state == Lifecycle::InReview.as_str();
                if begun && release.published_by == author.name {
                    let version = version.to_string();
                    self.transition(&operator, &address, &version, &Transition::Approve).await?;
                }
                continue;
            }
            let files = module.all_files()?;
            let files = files.into_iter().map(|file| (file.path, file.bytes.into_owned().into()));
            let source = Tree { shown: module.shown(), files: files.collect(), ..Tree::default() };
            let provenance = Provenance::default();
            let publication =
                Publication { address: address.clone(), version, source, provenance, draft: false };
            let version = publication.version.to_string();
            self.publish(&author, publication).await?;
            if lifecycle == Lifecycle::InReview {
                continue;
            }
            self.transition(&operator, &address, &version, &Transition::Approve).await?;
            if lifecycle == Lifecycle::Deprecated {
                let text = |text: &Option<Located<String>>| {
                    text.as_ref().map(|text| text.value.clone()).unwrap_or_default()
                };
                let module = &module.card;
                let successor = match text(&module.successor) {
                    name if name.is_empty() => name,
                    name => format!("{}/{name}/{}", settings.namespace, settings.target_system),
                };
                let (reason, until) = (text(&module.reason), text(&module.until));
                let deprecate = Transition::Deprecate { reason, successor, until };
                self.transition(&operator, &address, &version, &deprecate).await?;
            }
        }
        Ok(())
    }
}
