//! The operations that programs call by name: what is asked and what is answered, as data with a
//! schema.
//!
//! Each is one of [`crate::app`] or of the rooms above it, in words that travel. A face that speaks
//! JSON takes them from [`OPERATIONS`] and adds nothing; none of them writes, or reads anything but
//! the catalog that it is given.

mod blueprints;
mod capabilities;
mod composition;
mod context;
mod limits;
mod link;
mod list;
mod render;
mod resolve;
mod search;
mod show;
mod wanted;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use blueprints::{Blueprints, BlueprintsAnswer};
pub use capabilities::Capabilities;
pub use composition::{
    AssumptionRecord, ComponentRecord, Composition, EnvironmentRecord, LinkRecord, MissingRecord,
    OptionRecord, ValueRecord,
};
pub use context::{WriteContext, WriteContextRequest};
pub use link::{Link, LinkAnswer};
pub use list::{BlueprintRecord, List, ListAnswer, ModuleRecord};
pub use render::{Render, RenderAnswer};
pub use resolve::{Resolve, ResolveRequest};
pub use search::{HitRecord, Search, SearchAnswer, SearchRequest};
pub use show::{Show, ShowAnswer, ShowRequest};
pub use wanted::Wanted;

use crate::catalog::Catalog;
use crate::error::{Error, Result};

/// Something that can be asked of a catalog.
pub trait Operation: 'static {
    /// Its name: what stands after `/api/v1/`.
    const NAME: &'static str;

    /// What it is for, in a sentence.
    const ABOUT: &'static str;

    /// What is asked.
    type Request: DeserializeOwned + JsonSchema + Default;

    /// What is answered.
    type Response: Serialize + JsonSchema;

    /// Answers.
    ///
    /// # Errors
    /// When a word of the request names nothing that exists, or what it asks for is refused.
    fn run(catalog: &Catalog, request: Self::Request) -> Result<Self::Response>;
}

/// Nothing is asked: the answer is the same for everybody who sees the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoRequest {}

/// An operation as a face that speaks JSON handles it.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// The schema of what is asked.
    pub request: fn(&mut SchemaGenerator) -> Schema,
    /// The schema of what is answered.
    pub response: fn(&mut SchemaGenerator) -> Schema,
    /// Reads the question, and answers it.
    pub run: fn(&Catalog, Value) -> Result<Value>,
}

/// Every operation, by name.
pub const OPERATIONS: &[Listed] = &[
    Listed::of::<Blueprints>(),
    Listed::of::<Capabilities>(),
    Listed::of::<WriteContext>(),
    Listed::of::<Link>(),
    Listed::of::<List>(),
    Listed::of::<Render>(),
    Listed::of::<Resolve>(),
    Listed::of::<Search>(),
    Listed::of::<Show>(),
];

impl Listed {
    const fn of<O: Operation>() -> Self {
        Self {
            name: O::NAME,
            about: O::ABOUT,
            request: schema::<O::Request>,
            response: schema::<O::Response>,
            run: run::<O>,
        }
    }
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

fn run<O: Operation>(catalog: &Catalog, request: Value) -> Result<Value> {
    let request = serde_json::from_value(request)
        .map_err(|e| Error::usage(format!("the request cannot be read: {e}")))?;
    let response = O::run(catalog, request)?;
    Ok(serde_json::to_value(response).expect("answers are plain data"))
}
