//! The operations over HTTP: each takes its request as a body, and where that is flat and small
//! as a query too.

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::Method;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};

use super::input::Object;
use crate::error::Result;
use crate::operations::Operation;
use crate::registry::Caller;
use crate::server::error::ApiFault;
use crate::server::{Access, App, Route};

/// A route on which an operation takes its request as a body.
pub(in crate::server) fn operation<O: Operation<Request: Send>>(path: &'static str) -> Route {
    let answer =
        |State(app): State<App>,
         Extension(caller): Extension<Caller>,
         Object(request): Object<O::Request>| run::<O>(app, caller, request);
    described::<O>(Method::POST, path, post(answer)).takes::<O::Request>()
}

/// A route on which an operation takes its request as a query.
pub(in crate::server) fn question<O: Operation<Request: Send>>(path: &'static str) -> Route {
    let answer =
        |State(app): State<App>,
         Extension(caller): Extension<Caller>,
         Query(request): Query<O::Request>| run::<O>(app, caller, request);
    described::<O>(Method::GET, path, get(answer)).query::<O::Request>()
}

fn described<O: Operation>(
    method: Method,
    path: &'static str,
    handler: MethodRouter<App>,
) -> Route {
    let route = Route::new(method, path, Access::Read, O::ABOUT, handler);
    route.answers::<O::Response>().refuses(&[404, 422])
}

async fn run<O: Operation<Request: Send>>(
    app: App,
    caller: Caller,
    request: O::Request,
) -> Result<impl IntoResponse, ApiFault> {
    let approved = app.approved(&caller).await?;
    let answer = app.work.apart(move || {
        let answer = O::run(&approved.catalog, request)?;
        Ok(serde_json::to_vec(&answer).expect("answers are plain data"))
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], answer.await?))
}
