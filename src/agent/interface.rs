//! A module's whole interface as an agent reads it: every input and every output, a line each.

use schemars::JsonSchema;
use serde::Serialize;

use super::card::InputView;
use super::clean::quote;
use crate::catalog::CatalogModule;
use crate::terraform::Type;

/// Every input and output of a module.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct InterfaceView {
    /// The module.
    pub id: String,
    /// The inputs, required ones first, then by name.
    pub inputs: Vec<InputView>,
    /// The outputs by name.
    pub outputs: Vec<OutputView>,
}

/// An output.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OutputView {
    /// Its name.
    pub name: String,
    /// Its type, as far as it is known.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub ty: Option<String>,
    /// What it is.
    pub description: String,
}

impl InterfaceView {
    /// The interface of a module.
    #[must_use]
    pub fn new(module: &CatalogModule) -> Self {
        let interface = module.interface();
        let mut inputs: Vec<InputView> = interface.variables.values().map(InputView::new).collect();
        inputs.sort_by(|a, b| (!a.required, &a.name).cmp(&(!b.required, &b.name)));
        let types = module.output_types();
        let mut outputs: Vec<OutputView> = interface
            .outputs
            .values()
            .map(|output| OutputView {
                name: output.name.clone(),
                ty: types
                    .get(&output.name)
                    .filter(|typed| typed.ty != Type::Any)
                    .map(|typed| typed.ty.to_string()),
                description: quote(output.description.as_deref().unwrap_or_default()),
            })
            .collect();
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        Self { id: module.name.clone(), inputs, outputs }
    }
}
