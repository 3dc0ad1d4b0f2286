//! Which namespaces and modules are for certain groups only.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};

use super::input::Object;
use crate::error::Error;
use crate::registry::Caller;
use crate::registry::view::{GrantRequest, GrantView, GrantsView};
use crate::release::{ModuleAddress, is_name};
use crate::server::App;
use crate::server::error::ApiFault;

/// Every namespace and module that is limited to groups.
pub(in crate::server) async fn grants(State(app): State<App>) -> Json<GrantsView> {
    Json(GrantsView::of(&app.registry.index()))
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
