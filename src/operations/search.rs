//! Finding modules by what they are for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Operation, limits};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::resolve::{self, Hit};

/// Finds modules by what they are for.
#[derive(Debug)]
pub struct Search;

/// What the modules are for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// What the module is for, in words of your own; all modules when it is empty.
    #[serde(default)]
    pub query: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SearchAnswer {
    /// The modules, best first.
    pub hits: Vec<HitRecord>,
}

/// A module that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HitRecord {
    /// The module, and why it was found.
    #[serde(flatten)]
    pub hit: Hit,
    /// What it is, in a sentence.
    pub summary: String,
}

impl Operation for Search {
    const NAME: &'static str = "search";
    const ABOUT: &'static str = "Find modules by what they are for";
    type Request = SearchRequest;
    type Response = SearchAnswer;

    fn run(catalog: &Catalog, request: SearchRequest) -> Result<SearchAnswer> {
        limits::sentence(&request.query)?;
        let summary = |name: &str| catalog.module(name).map(|m| m.card.summary.value.clone());
        let hits = resolve::search(catalog, &request.query);
        let record =
            |hit: Hit| HitRecord { summary: summary(&hit.module).unwrap_or_default(), hit };
        Ok(SearchAnswer { hits: hits.into_iter().map(record).collect() })
    }
}
