//! A catalog's modules as releases, so that a registry has something to serve from the start.

use super::{Caller, Publication, Registry, Transition};
use crate::catalog::{Catalog, Lifecycle, Located};
use crate::error::Result;
use crate::release::{ModuleAddress, Provenance, Tree};
use crate::store::ledger::Release;

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
            let number = version.to_string();
            let index = self.index();
            let entry = index.modules.get(address.to_string().as_str());
            match entry.and_then(|entry| entry.release(&number)) {
                Some(release) if !is_begun(release, lifecycle, [&author, &operator]) => continue,
                Some(_) => {}
                None => {
                    let files = module.all_files()?.into_iter();
                    let files = files.map(|file| (file.path, file.bytes.into_owned().into()));
                    let files = files.collect();
                    let source = Tree { shown: module.shown(), files, ..Tree::default() };
                    // Without a review what is no draft is approved, and this is not yet.
                    let draft = lifecycle == Lifecycle::InReview && !self.options.policy.review;
                    let (address, provenance) = (address.clone(), Provenance::default());
                    let publication = Publication { address, version, source, provenance, draft };
                    self.publish(&author, publication).await?;
                }
            }
            if lifecycle == Lifecycle::InReview {
                continue;
            }
            self.transition(&operator, &address, &number, &Transition::Approve).await?;
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
                self.transition(&operator, &address, &number, &deprecate).await?;
            }
        }
        Ok(())
    }
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
