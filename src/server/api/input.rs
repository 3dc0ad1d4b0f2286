//! A body in JSON, as each request of the API has it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::server::error::ApiFault;

/// A body that is one JSON object.
///
/// A list would be read as the fields of a struct in their order, which no schema tells anybody.
#[derive(Debug)]
pub(in crate::server) struct Object<T>(pub(in crate::server) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Object<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).and_then(|kind| kind.split(';').next());
        if !kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")) {
            let text = "the body is to have the header `Content-Type: application/json`";
            return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, text).into_response());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|e| e.into_response())?;
        let refused = |what: String| {
            let error = Error::usage(format!("the body cannot be read: {what}"));
            ApiFault(error.hint("/api/v1/openapi.json describes what is taken")).into_response()
        };
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            return Err(refused("it is no JSON object".to_owned()));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|e| refused(e.to_string()))
    }
}
