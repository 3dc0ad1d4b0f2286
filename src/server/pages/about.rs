//! `/about`: how to point Terraform, programs and people at this registry.

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::Response;
use serde::Serialize;

use super::visit::{PageFault, Visit};

#[derive(Serialize)]
struct Content {
    /// The host in module sources.
    host: String,
    /// The address of this server.
    url: String,
    /// Whether the one is served under the other, so that Terraform needs no settings.
    is_same: bool,
    /// The variable that holds a token for Terraform.
    token_variable: String,
    namespace: String,
    public_key: String,
    version: &'static str,
}

/// How to use this registry.
pub(in crate::server) async fn about(
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, PageFault> {
    let approved = visit.approved().await?;
    let catalog = &approved.catalog;
    let host = catalog.settings.registry.to_string();
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let url = match &visit.app.public_url {
        Some(url) => url.clone(),
        None if visit.app.setup.is_https() => format!("https://{asked}"),
        None => format!("http://{asked}"),
    };
    let content = Content {
        is_same: url == format!("https://{host}"),
        token_variable: format!("TF_TOKEN_{}", host.replace('-', "__").replace('.', "_")),
        namespace: catalog.settings.namespace.to_string(),
        public_key: visit.app.registry.key.public(),
        version: env!("CARGO_PKG_VERSION"),
        host,
        url,
    };
    Ok(visit.page("about.html", ("about", "Use this registry"), &content))
}
