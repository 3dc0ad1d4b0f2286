//! One page of a list: which part is asked for, and where the next one is.

use axum::extract::Query;
use reqwest::Url;
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};

/// How many modules are on a page when nobody says.
const LIMIT: usize = 15;

/// Most modules on a page.
const MAX_LIMIT: usize = 100;

/// The query of a request, as it was written.
pub(super) type Words = Query<Vec<(String, String)>>;

/// What is asked for.
#[derive(Debug, Default)]
pub(super) struct Page {
    offset: usize,
    limit: usize,
    /// The one target system that is asked for.
    pub(super) provider: Option<String>,
    /// The one namespace that is asked for.
    pub(super) namespace: Option<String>,
    /// Whether only what is approved is asked for.
    pub(super) verified: bool,
    /// What is searched for.
    pub(super) query: Option<String>,
}

impl Page {
    /// Reads a query; what nobody knows in it is passed over, as in the public registry.
    ///
    /// # Errors
    /// When a number is none.
    pub(super) fn read(words: &[(String, String)]) -> Result<Self> {
        let number = |name: &str, text: &str| {
            let wrong = || Error::usage(format!("the {name} is no number"));
            text.parse::<usize>().map_err(|e| wrong().caused_by(e))
        };
        let mut page = Self { limit: LIMIT, ..Self::default() };
        for (name, text) in words.iter().filter(|(_, text)| !text.is_empty()) {
            match name.as_str() {
                "offset" => page.offset = number(name, text)?,
                "limit" => page.limit = number(name, text)?.clamp(1, MAX_LIMIT),
                "provider" => page.provider = Some(text.clone()),
                "namespace" => page.namespace = Some(text.clone()),
                "verified" => page.verified = text == "true",
                "q" => page.query = Some(text.clone()),
                _ => {}
            }
        }
        Ok(page)
    }

    /// The part of a list that is asked for, and the `meta` that goes with it; `path` is where the
    /// list is.
    pub(super) fn of<T>(&self, all: Vec<T>, path: &str) -> (Vec<T>, Value) {
        let total = all.len();
        let part: Vec<T> = all.into_iter().skip(self.offset).take(self.limit).collect();
        let mut meta = Map::new();
        meta.insert("limit".to_owned(), json!(self.limit));
        meta.insert("current_offset".to_owned(), json!(self.offset));
        let mut other = |name: &str, offset: usize| {
            meta.insert(format!("{name}_offset"), json!(offset));
            meta.insert(format!("{name}_url"), json!(self.url(path, offset)));
        };
        let next = self.offset.saturating_add(self.limit);
        if next < total {
            other("next", next);
        }
        if self.offset > 0 {
            other("prev", self.offset.saturating_sub(self.limit));
        }
        (part, Value::Object(meta))
    }

    fn url(&self, path: &str, offset: usize) -> String {
        let mut url = Url::parse("http://registry.invalid").expect("this is a URL");
        url.set_path(path);
        {
            let mut pairs = url.query_pairs_mut();
            pairs.append_pair("limit", &self.limit.to_string());
            pairs.append_pair("offset", &offset.to_string());
            let words =
                [("provider", &self.provider), ("namespace", &self.namespace), ("q", &self.query)];
            for (name, text) in words {
                if let Some(text) = text {
                    pairs.append_pair(name, text);
                }
            }
            if self.verified {
                pairs.append_pair("verified", "true");
            }
        }
        format!("{}?{}", url.path(), url.query().unwrap_or_default())
    }
}
