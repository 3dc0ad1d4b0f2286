//! A stack linked: who serves whom in every environment, and what is still open.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Composition, Operation, Wanted};
use crate::catalog::Catalog;
use crate::compose::diagram::ServiceWiring;
use crate::error::Result;

/// Links a stack, or what an intent would become.
#[derive(Debug)]
pub struct Link;

/// A stack, linked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkAnswer {
    /// What was decided, and what nobody said.
    #[serde(flatten)]
    pub composition: Composition,
    /// Who gives whom what, over the environments.
    pub wiring: ServiceWiring,
}

impl Operation for Link {
    const NAME: &'static str = "link";
    const ABOUT: &'static str = "Link a stack, or what an intent would become, in each environment";
    type Request = Wanted;
    type Response = LinkAnswer;

    fn run(catalog: &Catalog, request: Wanted) -> Result<LinkAnswer> {
        let composed = request.compose(catalog)?;
        let wiring = ServiceWiring::of(&composed.stack.service, &composed.linked);
        Ok(LinkAnswer { composition: Composition::of(&composed), wiring })
    }
}
