//! Modules: which there are, and the releases of one.

use axum::extract::{Path, Query, State};
use axum::{Extension, Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::registry::view::{
    KeyView, KeysView, ModuleDetailView, ModuleView, ModulesView, ReleaseView,
};
use crate::registry::{Caller, Index, Registry};
use crate::release::ModuleAddress;
use crate::server::App;
use crate::server::error::ApiFault;

/// Which modules are asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub(crate) struct ModulesQuery {
    /// Only those of this namespace.
    #[serde(default)]
    pub namespace: Option<String>,
}

/// The modules that the caller sees.
pub(in crate::server) async fn modules(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<ModulesQuery>,
) -> Json<ModulesView> {
    let index = app.registry.index();
    let wanted = |namespace: &str| query.namespace.as_deref().is_none_or(|n| n == namespace);
    let entries = index.modules.values().filter(|entry| index.sees_any(&caller, entry));
    let modules = entries.filter(|entry| wanted(&entry.address.namespace)).map(|entry| {
        let told = entry.releases.iter().filter(|(_, release)| entry.tells_of(release, &caller));
        let told: Vec<_> = told.map(|(_, release)| release).collect();
        ModuleView {
            module: entry.address.to_string(),
            releases: told.len(),
            latest: entry.latest().map(|release| ReleaseView::from(&**release)),
            in_review: told.iter().filter(|release| release.state == "in-review").count(),
        }
    });
    Json(ModulesView { modules: modules.collect() })
}

/// A module with its releases.
pub(in crate::server) async fn module(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((namespace, name, system)): Path<(String, String, String)>,
) -> Result<Json<ModuleDetailView>, ApiFault> {
    let address = ModuleAddress::new(&namespace, &name, &system)?;
    let has = |index: &Index| Registry::seen_any(index, &caller, &address).is_ok();
    let index = app.registry.index_with(has).await?;
    let entry = Registry::seen_any(&index, &caller, &address)?;
    let grants = index.grants();
    let groups = [grants.get(&address.namespace), grants.get(&address.to_string())];
    let told = entry.releases.iter().filter(|(_, release)| entry.tells_of(release, &caller));
    Ok(Json(ModuleDetailView {
        module: address.to_string(),
        latest: entry.latest().map(|release| release.version.clone()),
        groups: groups.into_iter().flatten().flatten().cloned().collect(),
        releases: told.map(|(_, release)| ReleaseView::from(&**release)).collect(),
    }))
}

/// The keys that releases are signed with.
pub(in crate::server) async fn keys(State(app): State<App>) -> Json<KeysView> {
    let public = app.registry.key.public();
    Json(KeysView { keys: vec![KeyView { algorithm: "ed25519".to_owned(), public }] })
}
