//! Stand-in values for what a plan with mocked providers reads.
//!
//! Terraform's own mocks answer a list with no element, and a module that takes three zones of
//! it cannot plan. For every data source in use, lists get three elements here and documents
//! that are parsed get something that parses.

use std::collections::{BTreeMap, BTreeSet};

use hcl_rs::Value;
use serde::Serialize;

use super::link::Linked;
use crate::catalog::Catalog;
use crate::schema::{Kind, Providers};
use crate::terraform::{ResourceMode, Type, render};

/// A `mock_provider` block.
#[derive(Debug, Serialize)]
pub(super) struct Mock {
    provider: String,
    alias: Option<String>,
    data: Vec<MockData>,
}

#[derive(Debug, Clone, Serialize)]
struct MockData {
    kind: String,
    defaults: String,
}

/// The mocks that a plan of one environment needs.
pub(super) fn mocks(
    catalog: &Catalog,
    linked: &Linked<'_>,
    aliases: &BTreeMap<String, String>,
) -> Vec<Mock> {
    let mut kinds: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for placed in &linked.components {
        let interface = placed.module.interface();
        for name in interface.settings.required_providers.keys() {
            kinds.entry(name.clone()).or_default();
        }
        for data in interface.resources.values().filter(|r| r.mode == ResourceMode::Data) {
            let provider = data.kind.split('_').next().unwrap_or_default();
            kinds.entry(provider.to_owned()).or_default().insert(&data.kind);
        }
    }
    let regional = super::regional_providers(catalog);
    let mut mocks = Vec::new();
    for (provider, kinds) in kinds {
        let data: Vec<MockData> = kinds.iter().filter_map(|kind| mock_data(kind)).collect();
        let mut names = vec![None];
        if regional.contains(&provider.as_str()) {
            names.extend(aliases.keys().map(|a| Some(a.clone())));
        }
        for alias in names {
            mocks.push(Mock { provider: provider.clone(), alias, data: data.clone() });
        }
    }
    mocks
}

fn mock_data(kind: &str) -> Option<MockData> {
    let schema = Providers::embedded().of_type(kind)?.schema(Kind::DataSource, kind)?;
    let mut defaults = hcl_rs::Map::new();
    for attribute in schema.block.attributes.iter().filter(|a| a.computed) {
        if let Some(value) = stand_in(kind, &attribute.name, &attribute.ty) {
            defaults.insert(attribute.name.clone(), value);
        }
    }
    if defaults.is_empty() {
        return None;
    }
    let defaults = render::pretty(&Value::Object(defaults));
    Some(MockData { kind: kind.to_owned(), defaults })
}

/// A value where Terraform's own mock would not do; it makes up other strings and numbers itself.
fn stand_in(kind: &str, name: &str, ty: &Type) -> Option<Value> {
    match ty {
        Type::List(element) | Type::Set(element) if **element == Type::String => {
            let items = ["a", "b", "c"].map(|i| Value::from(format!("{name}-{i}")));
            Some(Value::Array(items.to_vec()))
        }
        Type::String if name == "json" || name.ends_with("policy") => Some(Value::from("{}")),
        Type::String if name == "arn" || name.ends_with("_arn") => {
            let service = kind.split('_').nth(1).unwrap_or("example");
            Some(Value::from(format!("arn:aws:{service}:eu-west-1:123456789012:{name}")))
        }
        Type::String if name == "cidr_block" => Some(Value::from("10.0.0.0/16")),
        _ => None,
    }
}
