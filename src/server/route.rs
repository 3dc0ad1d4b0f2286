//! An address of the server: who may call it, what it takes and what it answers.
//!
//! What stands here is what `/api/v1/openapi.json` says, so that a route is described where it is
//! made and nowhere else. What only the protocol of Terraform has needs no description.

use std::collections::BTreeSet;

use axum::http::Method;
use axum::routing::MethodRouter;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{Access, App};

/// An address of the server.
#[derive(Debug)]
pub struct Route {
    /// The method; a route for GET answers HEAD too.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// The parameters after the `?`; an object.
    pub query: Option<Shape>,
    /// What its body is.
    pub takes: Option<Content>,
    /// What it answers when all goes well, by status.
    pub answers: Vec<(u16, Content)>,
    /// What answers.
    pub(super) handler: MethodRouter<App>,
    refuses: Vec<u16>,
}

/// Makes the JSON Schema of a type.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

/// What a body is.
#[derive(Debug, Clone, Copy)]
pub enum Content {
    /// There is none.
    Nothing,
    /// JSON of a shape.
    Json(Shape),
    /// Something else, of a media type.
    Other(&'static str),
}

/// The schema of a type, under its name.
fn shape<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

impl Route {
    /// A route that takes and answers nothing that is described.
    pub(super) fn new(
        method: Method,
        path: &'static str,
        access: Access,
        about: &'static str,
        handler: MethodRouter<App>,
    ) -> Self {
        let (answers, refuses) = (Vec::new(), Vec::new());
        Self { method, path, access, about, query: None, takes: None, answers, handler, refuses }
    }

    /// It reads a `T` from the query.
    pub(super) fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(shape::<T>);
        self
    }

    /// It takes a `T` as JSON.
    pub(super) fn takes<T: JsonSchema>(mut self) -> Self {
        self.takes = Some(Content::Json(shape::<T>));
        self
    }

    /// It takes bytes of a media type.
    pub(super) fn takes_bytes(mut self, media_type: &'static str) -> Self {
        self.takes = Some(Content::Other(media_type));
        self
    }

    /// It answers a `T` as JSON.
    pub(super) fn answers<T: JsonSchema>(self) -> Self {
        self.answers_with(200, Content::Json(shape::<T>))
    }

    /// It makes something, and answers a `T` as JSON.
    pub(super) fn creates<T: JsonSchema>(self) -> Self {
        self.answers_with(201, Content::Json(shape::<T>))
    }

    /// It begins something, and answers a `T` as JSON.
    pub(super) fn accepts<T: JsonSchema>(self) -> Self {
        self.answers_with(202, Content::Json(shape::<T>))
    }

    /// It answers text or bytes of a media type.
    pub(super) fn answers_bytes(self, media_type: &'static str) -> Self {
        self.answers_with(200, Content::Other(media_type))
    }

    /// It answers that it is done, without a body.
    pub(super) fn answers_nothing(self) -> Self {
        self.answers_with(204, Content::Nothing)
    }

    fn answers_with(mut self, status: u16, content: Content) -> Self {
        self.answers.push((status, content));
        self
    }

    /// It may refuse with statuses that its shape does not make plain.
    pub(super) fn refuses(mut self, statuses: &[u16]) -> Self {
        self.refuses.extend(statuses);
        self
    }

    /// The names of the parameters in its path.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        let parts = self.path.split('/');
        let named = parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        named.map(|name| name.trim_start_matches('*'))
    }

    /// Whether it belongs to the API, and so has to be described.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// The statuses with which it may say that it did not do what it was asked.
    #[must_use]
    pub fn refusals(&self) -> BTreeSet<u16> {
        let mut statuses: BTreeSet<u16> = self.refuses.iter().copied().collect();
        statuses.extend([429, 503]);
        if self.access != Access::Everyone {
            statuses.extend([401, 403]);
        }
        let named = self.parameters().next().is_some();
        if named || self.query.is_some() || self.takes.is_some() {
            statuses.insert(400);
        }
        if named {
            statuses.insert(404);
        }
        match self.takes {
            None | Some(Content::Nothing) => {}
            Some(Content::Json(_)) => statuses.extend([413, 415, 422]),
            Some(Content::Other(_)) => statuses.extend([413, 422]),
        }
        statuses
    }
}
