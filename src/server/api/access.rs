//! Which namespaces and modules are for certain groups only.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::input::Object;
use crate::error::Error;
use crate::registry::Caller;
use crate::release::{ModuleAddress, is_name};
use crate::server::App;
use crate::server::error::ApiFault;

/// Who may use what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct GrantsView {
    /// The namespaces and modules that are limited, by path.
    pub access: Vec<GrantView>,
}

/// Who may use a namespace or a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct GrantView {
    /// `namespace`, or `namespace/name/system`.
    pub path: String,
    /// The groups; everybody who may read when there are none.
    pub groups: Vec<String>,
}

/// Who is to use a namespace or a module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrantRequest {
    /// The groups; everybody who may read when there are none.
    pub groups: Vec<String>,
}

/// Every namespace and module that is limited to groups.
pub(in crate::server) async fn grants(State(app): State<App>) -> Json<GrantsView> {
    let index = app.registry.index();
    let limited = index.grants().iter().filter(|(_, groups)| !groups.is_empty());
    let grant = |(path, groups): (&String, &Vec<String>)| GrantView {
        path: path.clone(),
        groups: groups.clone(),
    };
    Json(GrantsView { access: limited.map(grant).collect() })
}

/// Who may use one namespace or module, as it was said of this very path.
pub(in crate::server) async fn grant(
    State(app): State<App>,
    Path(path): Path<String>,
) -> Result<Json<GrantView>, ApiFault> {
    if !is_name(&path) && path.parse::<ModuleAddress>().is_err() {
        return Err(Error::not_found(format!("`{path}` is no namespace and no module")).into());
    }
    let groups = app.registry.index().grants().get(&path).cloned().unwrap_or_default();
    Ok(Json(GrantView { path, groups }))
}

/// Says who may use a namespace or a module.
pub(in crate::server) async fn set_grant(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(path): Path<String>,
    Object(request): Object<GrantRequest>,
) -> Result<StatusCode, ApiFault> {
    app.registry.set_access(&caller, &path, &request.groups).await?;
    Ok(StatusCode::NO_CONTENT)
}
