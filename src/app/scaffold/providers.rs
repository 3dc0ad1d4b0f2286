//! The providers that a new module needs: as the catalog has them, or as the schemas know them.

use std::collections::BTreeMap;

use super::draft::{Draft, Requirement};
use crate::catalog::{Catalog, Provider as Written};
use crate::schema::Provider;
use crate::schema::provider::PUBLIC_HOST;
use crate::terraform::render;

/// Adds the provider of a schema to what a draft needs.
pub(super) fn add(draft: &mut Draft, catalog: &Catalog, provider: &Provider) {
    let name = provider.name();
    if draft.providers.contains_key(name) {
        return;
    }
    let source = provider.address();
    let source = source.strip_prefix(&format!("{PUBLIC_HOST}/")).unwrap_or(source);
    let version = format!("~> {}.0", provider.version().major);
    draft.providers.insert(name.to_owned(), requirement(catalog, name, source, &version));
}

/// A provider as a module needs it, configured in an example as the catalog does.
pub(super) fn requirement(
    catalog: &Catalog,
    name: &str,
    source: &str,
    version: &str,
) -> Requirement {
    Requirement {
        source: source.to_owned(),
        version: version.to_owned(),
        configuration: catalog
            .settings
            .providers
            .get(name)
            .map_or_else(String::new, |written| configuration(catalog, written)),
    }
}

/// The plain arguments of a provider, filled for the first environment.
fn configuration(catalog: &Catalog, written: &Written) -> String {
    let environments = catalog.settings.environments_in_order();
    let (environment, region) = environments
        .first()
        .map_or(("dev", "eu-west-1"), |(name, first)| (*name, first.region.value.as_str()));
    let filled: BTreeMap<&str, String> = written
        .configuration
        .iter()
        .filter_map(|(argument, value)| {
            let text = value.value.as_str()?;
            let text = text
                .replace("${region}", region)
                .replace("${environment}", environment)
                .replace("${service}", "example")
                .replace("${owner}", "example");
            Some((argument.value.as_str(), render::string(&text)))
        })
        .collect();
    filled.iter().map(|(argument, text)| format!("  {argument} = {text}\n")).collect()
}
