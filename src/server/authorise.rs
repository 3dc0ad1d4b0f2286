//! Stands before every handler: who asks, and may they call this at all.

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::error::Fault;
use super::observe::RequestId;
use super::{Access, App, caller};
use crate::error::Error;
use crate::registry::{Caller, Scope};

/// What is asked of who calls a route.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) app: App,
    pub(super) access: Access,
}

/// Lets a request through to its handler, with its [`Caller`], or refuses it.
pub(super) async fn authorise(
    State(guard): State<Guard>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match allowed(&guard, &parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => Fault::at(parts.uri.path(), &parts.headers, error).into_response(),
    }
}

async fn allowed(Guard { app, access }: &Guard, request: &Parts) -> Result<Caller, Error> {
    if matches!(access, Access::Everyone | Access::SignedUrl) {
        return Ok(Caller::anonymous(false));
    }
    let id = request.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let path = request.uri.path();
    let mut caller = match caller::caller(app, &request.headers) {
        Ok(caller) => caller,
        Err(error) => {
            let nobody = Caller { request: id, ..Caller::anonymous(false) };
            app.registry.log_refusal(&nobody, "call", path, &error).await?;
            return Err(error);
        }
    };
    caller.request = id;
    let scope = match access {
        Access::Read => Scope::Read,
        Access::Publish => Scope::Publish,
        Access::Approve => Scope::Approve,
        Access::Admin => Scope::Admin,
        Access::Everyone | Access::SignedUrl => return Ok(caller),
    };
    if !caller.scopes.has(scope) {
        let error = caller.lacks(scope, "");
        app.registry.log_refusal(&caller, "call", path, &error).await?;
        return Err(error);
    }
    Ok(caller)
}
