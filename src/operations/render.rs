//! A stack, or an intent with answers, to the files of a service.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Composition, Operation, Wanted};
use crate::app::folder::{STACK_FILE, stack_text};
use crate::catalog::Catalog;
use crate::compose::render::render_stack;
use crate::error::Result;

/// Writes the Terraform of a service: root modules for each environment.
#[derive(Debug)]
pub struct Render;

/// A service's files.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RenderAnswer {
    /// What was decided, and what nobody said.
    #[serde(flatten)]
    pub composition: Composition,
    /// Whether there are files: nothing is missing and nothing is wrong.
    pub complete: bool,
    /// The text of each file, by its path in the service's folder.
    pub files: BTreeMap<String, String>,
    /// The bytes of files that are no text, in base64, by path.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub bytes: BTreeMap<String, String>,
}

impl Operation for Render {
    const NAME: &'static str = "render";
    const ABOUT: &'static str =
        "Write the files of a service, of a stack or an intent with answers";
    type Request = Wanted;
    type Response = RenderAnswer;

    fn run(catalog: &Catalog, request: Wanted) -> Result<RenderAnswer> {
        let composed = request.compose(catalog)?;
        let composition = Composition::of(&composed);
        let complete = composition.is_complete();
        let (mut files, mut bytes) = (BTreeMap::new(), BTreeMap::new());
        if complete {
            let rendered = render_stack(catalog, &composed.stack, &composed.linked, None)?;
            files.insert(STACK_FILE.to_owned(), stack_text(&composed.stack));
            for (path, content) in rendered.files {
                match String::from_utf8(content) {
                    Ok(text) => files.insert(path.into_string(), text),
                    Err(e) => bytes.insert(path.into_string(), STANDARD.encode(e.as_bytes())),
                };
            }
        }
        Ok(RenderAnswer { composition, complete, files, bytes })
    }
}
