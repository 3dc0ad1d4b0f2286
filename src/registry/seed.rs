//! A catalog's modules as releases, so that a registry has something to serve from the start.

use super::{Caller, Publication, Registry, Transition};
use crate::catalog::{Catalog, CatalogModule, Lifecycle, Located, is_released};
use crate::error::{ErrorKind, Result};
use crate::release::{ModuleAddress, Provenance, Tree};
use crate::store::ledger::Release;
use crate::terraform::tree_hash;

impl Registry {
    /// Whether the registry was begun with another catalog: it has releases, and of the modules of
    /// this one not even half.
    ///
    /// # Errors
    /// When the name of a module cannot be an address.
    pub fn is_of_another(&self, catalog: &Catalog) -> Result<bool> {
        let index = self.index();
        let (mut all, mut there) = (0, 0);
        for module in catalog.modules() {
            all += 1;
            let address = address_of(catalog, &module.name)?.to_string();
            there += usize::from(index.modules.contains_key(address.as_str()));
        }
        Ok(!index.modules.is_empty() && there * 2 < all)
    }

    /// Publishes what a catalog holds, as far as it is not there, and approves what it approves.
    ///
    /// A registry that serves something already goes on to serve it, whatever is wrong with a
    /// module of the catalog: that is an error in the log.
    ///
    /// # Errors
    /// When a module of the first catalog cannot be read or is not fit to be released, or as
    /// [`Registry::publish`].
    pub async fn release_catalog(&self, catalog: &Catalog) -> Result<()> {
        let has_releases = !self.index().modules.is_empty();
        for module in catalog.modules() {
            match self.release_module(catalog, module).await {
                Err(error) if has_releases && error.kind != ErrorKind::Io => {
                    let (module, version) = (&module.name, module.version.to_string());
                    let hints = error.hints.join("; ");
                    tracing::error!(module, version, hints, "not released: {error}");
                }
                other => other?,
            }
        }
        Ok(())
    }

    async fn release_module(&self, catalog: &Catalog, module: &CatalogModule) -> Result<()> {
        // Whoever put a module into the catalog published it; whoever serves the catalog lets it be used.
        let author = Caller { name: "catalog".to_owned(), ..Caller::operator() };
        let operator = Caller::operator();
        let lifecycle = module.lifecycle();
        // What its makers do not offer yet, and what must not be used, is no release.
        if matches!(lifecycle, Lifecycle::Draft | Lifecycle::Revoked) {
            return Ok(());
        }
        let address = address_of(catalog, &module.name)?;
        let version = module.version.clone();
        let number = version.to_string();
        let files = module.all_files()?.into_iter();
        let files = files.map(|file| (file.path, file.bytes.into_owned().into())).collect();
        let source = Tree { shown: module.shown(), files, ..Tree::default() };
        let index = self.index();
        let entry = index.modules.get(address.to_string().as_str());
        match entry.and_then(|entry| entry.release(&number)) {
            Some(release) if !is_begun(release, lifecycle, [&author, &operator]) => {
                let released = source.files.iter().filter(|(path, _)| is_released(path));
                if tree_hash(released.map(|(p, bytes)| (p.as_path(), &bytes[..]))) != release.tree {
                    tracing::warn!(
                        module = module.name,
                        version = number,
                        "the catalog has other files than what was released, which stays: give \
                         them the next version"
                    );
                }
                return Ok(());
            }
            Some(_) => {}
            None => {
                // Without a review what is no draft is approved, and this is not yet.
                let draft = lifecycle == Lifecycle::InReview && !self.options.policy.review;
                let (address, provenance) = (address.clone(), Provenance::default());
                let publication = Publication { address, version, source, provenance, draft };
                self.publish(&author, publication).await?;
            }
        }
        if lifecycle == Lifecycle::InReview {
            return Ok(());
        }
        self.transition(&operator, &address, &number, &Transition::Approve).await?;
        if lifecycle == Lifecycle::Deprecated {
            // A reason may go over lines in a card, and is one line here.
            let text = |text: &Option<Located<String>>| {
                let words = text.iter().flat_map(|text| text.value.split_whitespace());
                words.collect::<Vec<_>>().join(" ")
            };
            let card = &module.card;
            let successor = match text(&card.successor) {
                name if name.is_empty() => name,
                name => address_of(catalog, &name)?.to_string(),
            };
            let (reason, until) = (text(&card.reason), text(&card.until));
            let deprecate = Transition::Deprecate { reason, successor, until };
            self.transition(&operator, &address, &number, &deprecate).await?;
        }
        Ok(())
    }
}

/// The address that a module of a catalog has in a registry.
fn address_of(catalog: &Catalog, module: &str) -> Result<ModuleAddress> {
    let settings = &catalog.settings;
    ModuleAddress::new(&settings.namespace, module, &settings.target_system)
}

/// Whether a start that was cut short left a release behind what its card says: whoever changed it
/// since has the last word.
fn is_begun(release: &Release, card: Lifecycle, [author, operator]: [&Caller; 2]) -> bool {
    let waits = matches!(release.state.as_str(), "draft" | "in-review");
    let is_ours = [&author.name, &operator.name].contains(&&release.approved_by);
    let is_approved = release.state == Lifecycle::Approved.as_str() && is_ours;
    release.published_by == author.name
        && match card {
            Lifecycle::Approved => waits,
            Lifecycle::Deprecated => waits || is_approved,
            _ => false,
        }
}
