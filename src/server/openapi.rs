//! The description of the API as OpenAPI 3.1, assembled from the routes and the types that they name.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::error::ErrorBody;
use super::{Access, Content, Route, routes};

/// Where the schemas of a description stand.
const SCHEMAS: &str = "/components/schemas";

/// The name of the one way to say who one is.
const TOKEN: &str = "token";

/// The description of every route under `/api/`.
///
/// The same code gives the same text.
#[must_use]
pub fn openapi() -> Value {
    let mut writer = Writer::new();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes().iter().filter(|route| route.is_api()) {
        let path = paths.entry(route.path.replace("{*", "{")).or_insert_with(|| json!({}));
        let method = route.method.as_str().to_ascii_lowercase();
        path[method] = writer.operation(route);
    }
    let refusals = writer.shared();
    let mut schemas = writer.answers.take_definitions(true);
    schemas.append(&mut writer.requests.take_definitions(true));
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "The API of a pave registry",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Approved Terraform modules: what there is, what of it answers an intent, \
                            how it is wired, and who changed what.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The server that answers this" }],
        "tags": tags(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": refusals,
            "securitySchemes": {
                TOKEN: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of the registry, as Terraform sends it too.",
                },
            },
        },
    })
}

/// The groups of the routes: the first word after the version.
fn tags() -> Value {
    let mut tags: Vec<&str> = routes().iter().filter(|r| r.is_api()).map(tag).collect();
    tags.sort_unstable();
    tags.dedup();
    tags.into_iter().map(|name| json!({ "name": name })).collect()
}

fn tag(route: &Route) -> &'static str {
    route.path.split('/').nth(3).unwrap_or_default()
}

/// What is written so far.
struct Writer {
    /// The types of what is answered, as they are written.
    answers: SchemaGenerator,
    /// The types of what is taken, as they are read; in place, for the same type may be read in
    /// another form than it is written.
    requests: SchemaGenerator,
    /// The statuses of refusals that a route has.
    refusals: BTreeSet<u16>,
}

impl Writer {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = SCHEMAS.into();
                settings.meta_schema = None;
            })
        };
        let requests = settings().with(|settings| settings.inline_subschemas = true);
        Self {
            answers: settings().for_serialize().into_generator(),
            requests: requests.for_deserialize().into_generator(),
            refusals: BTreeSet::new(),
        }
    }

    fn operation(&mut self, route: &Route) -> Value {
        let mut operation = json!({
            "operationId": operation_id(route),
            "summary": route.about,
            "tags": [tag(route)],
            "security": security(route.access),
            "responses": self.responses(route),
        });
        let parameters = self.parameters(route);
        if !parameters.is_empty() {
            operation["parameters"] = parameters.into();
        }
        if let Some(content) = route.takes {
            operation["requestBody"] = json!({
                "required": true,
                "content": content_of(content, &mut self.requests),
            });
        }
        operation
    }

    fn parameters(&mut self, route: &Route) -> Vec<Value> {
        let mut parameters: Vec<Value> = route
            .parameters()
            .map(|name| {
                json!({
                    "name": name,
                    "in": "path",
                    "required": true,
                    "schema": path_schema(name),
                })
            })
            .collect();
        let Some(query) = route.query else { return parameters };
        let query = query(&mut self.requests);
        let required = query.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required.into_iter().flatten().flat_map(Value::as_str).collect();
        let properties = query.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let mut schema = schema.clone();
            let description = schema.as_object_mut().and_then(|s| s.remove("description"));
            parameters.push(json!({
                "name": name,
                "in": "query",
                "required": required.contains(&name.as_str()),
                "description": description,
                "schema": schema,
            }));
        }
        parameters
    }

    /// The answers of those statuses that say why something was not done.
    fn shared(&mut self) -> Map<String, Value> {
        let error = self.answers.subschema_for::<ErrorBody>();
        let response = |status: &u16| {
            let content = json!({ "application/json": { "schema": error } });
            (name(*status), json!({ "description": phrase(*status), "content": content }))
        };
        self.refusals.iter().map(response).collect()
    }

    fn responses(&mut self, route: &Route) -> Value {
        let mut responses = Map::new();
        for (status, content) in &route.answers {
            let mut response = json!({ "description": phrase(*status) });
            if !matches!(content, Content::Nothing) {
                response["content"] = content_of(*content, &mut self.answers);
            }
            responses.insert(status.to_string(), response);
        }
        for status in route.refusals() {
            let shared = json!({ "$ref": format!("#/components/responses/{}", name(status)) });
            responses.insert(status.to_string(), shared);
            self.refusals.insert(status);
        }
        responses.into()
    }
}

fn content_of(content: Content, generator: &mut SchemaGenerator) -> Value {
    match content {
        Content::Nothing => json!({}),
        Content::Json(shape) => {
            let schema: Schema = shape(generator);
            json!({ "application/json": { "schema": schema } })
        }
        Content::Other(media_type) => json!({ media_type: {} }),
    }
}

/// What can stand in a path in the place of a name.
fn path_schema(name: &str) -> Value {
    let pattern = "^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$";
    match name {
        "namespace" => {
            json!({ "type": "string", "pattern": pattern, "maxLength": 64, "examples": ["platform"] })
        }
        "name" => {
            json!({ "type": "string", "pattern": pattern, "maxLength": 64, "examples": ["postgres"] })
        }
        "system" => {
            json!({ "type": "string", "pattern": "^[a-z0-9]+$", "maxLength": 64, "examples": ["aws"] })
        }
        "version" => json!({ "type": "string", "examples": ["1.0.0"] }),
        _ => json!({ "type": "string" }),
    }
}

/// The name of a refusal among the shared answers.
fn name(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason());
    reason.unwrap_or("Refused").replace(' ', "")
}

/// `get-modules-namespace-name`: the method and the path after the version.
fn operation_id(route: &Route) -> String {
    let method = route.method.as_str().to_ascii_lowercase();
    let parts = route.path.split('/').skip(3);
    let parts = parts.map(|part| part.trim_matches(['{', '}', '*']).replace('.', "-"));
    std::iter::once(method).chain(parts).collect::<Vec<_>>().join("-")
}

/// What a caller has to show. Reading may need nothing, by how the registry is set up.
fn security(access: Access) -> Value {
    match access {
        Access::Everyone => json!([]),
        Access::Read | Access::SignedUrl => json!([{}, { TOKEN: [] }]),
        _ => json!([{ TOKEN: [] }]),
    }
}

/// What a status means here.
fn phrase(status: u16) -> &'static str {
    match status {
        200 => "It is so, or done.",
        201 => "It was made.",
        204 => "It is done.",
        400 => "The request cannot be understood, or lacks something.",
        401 => "Nobody knows who asks.",
        403 => "Who asks may not do that.",
        404 => "There is no such thing, or who asks may not see it.",
        409 => "Something else has that name.",
        410 => "It was there and is withdrawn.",
        413 => "The body is too large.",
        415 => "The body is not of the media type that is taken.",
        422 => "The request was understood and refused; the findings say why.",
        429 => "Too many requests.",
        503 => "The database or the store does not answer; ask again.",
        _ => StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or(""),
    }
}
