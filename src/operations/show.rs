//! One module: its card and its whole interface.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Operation;
use crate::agent::{CardView, InterfaceView};
use crate::catalog::Catalog;
use crate::error::Result;

/// Shows a module: what it is, takes, gives and guarantees.
#[derive(Debug)]
pub struct Show;

/// Which module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowRequest {
    /// The module's name.
    pub module: String,
}

/// A module.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShowAnswer {
    /// What it is, takes, gives and guarantees, in few words.
    pub card: CardView,
    /// Every input and output.
    pub interface: InterfaceView,
}

impl Operation for Show {
    const NAME: &'static str = "show";
    const ABOUT: &'static str = "Show a module: its card, every input and every output";
    type Request = ShowRequest;
    type Response = ShowAnswer;

    fn run(catalog: &Catalog, request: ShowRequest) -> Result<ShowAnswer> {
        let module = catalog.require_module(&request.module)?;
        Ok(ShowAnswer {
            card: CardView::new(catalog, module),
            interface: InterfaceView::new(module),
        })
    }
}
