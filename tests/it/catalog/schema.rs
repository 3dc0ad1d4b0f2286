//! The JSON Schemas of a catalog's files: they admit what loading admits, and name what it refuses.

use pavestone::catalog::{SCHEMAS, json_schema};
use serde_json::Value;

use super::*;

/// The schema that a file is written by.
fn schema_of(path: &str) -> &'static str {
    match path {
        "catalog.yaml" => "catalog",
        "capabilities.yaml" => "capabilities",
        path if path.starts_with("blueprints/") => "blueprint",
        _ => "card",
    }
}

fn validator(name: &str) -> jsonschema::Validator {
    let schema = serde_json::to_value(json_schema(name).unwrap()).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn read(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap()
}

#[test]
fn every_file_of_our_own_catalog_is_admitted() {
    let embedded = Files::embedded();
    let mut files: Vec<(String, String)> =
        WHOLE.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    for path in embedded.paths().iter().filter(|path| path.extension() == Some("yaml")) {
        let text = String::from_utf8(embedded.read(path).unwrap().into_owned()).unwrap();
        files.push((path.to_string(), text));
    }
    let mut seen = std::collections::BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".yaml")) {
        let schema = schema_of(path);
        seen.insert(schema);
        let errors: Vec<String> =
            validator(schema).iter_errors(&read(text)).map(|e| format!("{e}")).collect();
        assert_eq!(errors, [] as [String; 0], "{path}");
    }
    assert_eq!(seen.len(), SCHEMAS.len(), "every schema has a file");
}

#[test]
fn what_loading_refuses_by_its_shape_the_schema_refuses_too() {
    let refused = [
        ("modules/postgres/module.yaml", "lifecycle: approved", "lifecycle: aproved"),
        ("modules/postgres/module.yaml", "lifecycle: approved", "lifecycel: approved"),
        ("modules/postgres/module.yaml", "aliases: [database]", "aliases: database"),
        ("modules/postgres/module.yaml", "name: postgres", "name: Post/gres"),
        ("modules/postgres/module.yaml", "network: network", "network: { int: network }"),
        ("modules/postgres/module.yaml", "network: network", "network: [network]"),
        ("modules/postgres/module.yaml", "- id: private", "- ids: private"),
        ("modules/service/module.yaml", "value: nginx", "values: nginx"),
        ("catalog.yaml", "organisation: Acme", "organization: Acme"),
        ("catalog.yaml", "summary: For customers.", "summry: For customers."),
        ("catalog.yaml", "region: eu-west-1\n    bindings", "bindings"),
        ("capabilities.yaml", "many: true", "many: maybe"),
        ("capabilities.yaml", "many: true", "wiring: sometimes"),
        ("blueprints/http-api.yaml", "[db]", "db"),
        ("blueprints/http-api.yaml", "module: postgres", "modul: postgres"),
    ];
    for (path, from, to) in refused {
        let text = WHOLE.iter().find(|(p, _)| *p == path).unwrap().1;
        assert!(text.contains(from), "{from}");
        let broken = text.replacen(from, to, 1);
        assert!(!validator(schema_of(path)).is_valid(&read(&broken)), "{path}: {to}");
        assert!(Catalog::load(files(&[(path, &broken)])).is_err(), "{path}: {to}");
    }
}

#[test]
fn every_key_is_described_and_no_other_is_admitted() {
    fn walk(at: &str, value: &Value) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            assert_eq!(value["additionalProperties"], false, "{at}");
            for (name, property) in properties {
                assert!(property["description"].is_string(), "{at}.{name} has no description");
            }
        }
        match value {
            Value::Object(items) => {
                items.iter().for_each(|(key, item)| walk(&format!("{at}/{key}"), item));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(at, item)),
            _ => {}
        }
    }
    for (name, _) in SCHEMAS {
        let schema = serde_json::to_value(json_schema(name).unwrap()).unwrap();
        assert!(schema["title"].is_string() && schema["description"].is_string(), "{name}");
        walk(name, &schema);
    }
    assert!(json_schema("stack").is_none());
}
