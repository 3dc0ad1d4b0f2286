//! Requests to a provider: short, small, never elsewhere.

use std::fmt;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;

use super::super::config::is_trustworthy;
use crate::error::{Error, Result};

/// How long a provider may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Most bytes of an answer.
const MAX_BYTES: usize = 1024 * 1024;

/// What asks.
#[derive(Debug, Default)]
pub(super) struct Http(OnceLock<reqwest::Client>);

/// Why a provider could not be asked.
#[derive(Debug)]
pub(super) struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

impl Http {
    fn client(&self) -> Result<&reqwest::Client, Failed> {
        if let Some(client) = self.0.get() {
            return Ok(client);
        }
        // One of them is the process's; that it is there already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("pave/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|e| Failed(e.to_string()))?;
        Ok(self.0.get_or_init(|| client))
    }

    /// The JSON at an address.
    pub(super) async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T> {
        let failed = |e: String| {
            Error::io("who signs tokens for this registry does not answer", format!("{url}: {e}"))
        };
        let request = openidconnect::http::Request::get(url).body(Vec::new());
        let request = request.map_err(|e| failed(e.to_string()))?;
        let response = self.send(request).await.map_err(|e| failed(e.to_string()))?;
        if !response.status().is_success() {
            return Err(failed(response.status().to_string()));
        }
        serde_json::from_slice(response.body()).map_err(|e| failed(e.to_string()))
    }

    /// Any request.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failed> {
        let failed = |e: reqwest::Error| Failed(e.without_url().to_string());
        if !is_trustworthy(&request.uri().to_string()) {
            return Err(Failed("the address is not https".to_owned()));
        }
        let request = reqwest::Request::try_from(request).map_err(failed)?;
        let mut response = self.client()?.execute(request).await.map_err(failed)?;
        let mut built = openidconnect::http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            built = built.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(Failed("the answer is too long".to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        built.body(body).map_err(|e| Failed(e.to_string()))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Failed>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
