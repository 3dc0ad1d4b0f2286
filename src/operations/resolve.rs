//! How an intent is understood.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Operation, limits};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::resolve::{Resolution, resolve};

/// Says how an intent is understood, and why.
#[derive(Debug)]
pub struct Resolve;

/// An intent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveRequest {
    /// What a service needs, in words of your own.
    pub intent: String,
}

impl Operation for Resolve {
    const NAME: &'static str = "resolve";
    const ABOUT: &'static str = "Say which components an intent asks for, and why";
    type Request = ResolveRequest;
    type Response = Resolution;

    fn run(catalog: &Catalog, request: ResolveRequest) -> Result<Resolution> {
        limits::sentence(&request.intent)?;
        Ok(resolve(catalog, &request.intent))
    }
}
