//! JSON Schemas of the files of a catalog, from the structs that read them.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};

use super::{Blueprint, Capabilities, Card, Settings};

/// The files that have a schema, each with what it describes.
pub const SCHEMAS: [(&str, &str); 4] = [
    ("card", "a module's card, modules/NAME/module.yaml"),
    ("catalog", "the organisation's settings, catalog.yaml"),
    ("capabilities", "the typed interfaces, capabilities.yaml"),
    ("blueprint", "a curated composition, blueprints/NAME.yaml"),
];

/// The JSON Schema (2020-12) of one of [`SCHEMAS`]; `None` for any other name.
#[must_use]
pub fn json_schema(name: &str) -> Option<Schema> {
    match name {
        "card" => Some(of::<Card>()),
        "catalog" => Some(of::<Settings>()),
        "capabilities" => Some(of::<Capabilities>()),
        "blueprint" => Some(of::<Blueprint>()),
        _ => None,
    }
}

fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}
