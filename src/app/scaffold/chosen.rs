//! The resources that a new module is to hold: their types looked up, and what is told of them.

use super::draft::{Draft, Output};
use super::request::{ModuleRequest, OutputWord, ResourceWord};
use super::slots::{TELLING, Thing};
use super::words;
use crate::diag::did_you_mean;
use crate::error::{Error, Result};
use crate::schema::{Block, Kind, Provider, Providers};
use crate::terraform::Type;

/// A resource that was asked for, and its schema.
pub(super) struct Chosen<'r> {
    pub(super) word: ResourceWord,
    pub(super) provider: &'r Provider,
    pub(super) block: &'r Block,
}

impl Chosen<'_> {
    pub(super) fn address(&self) -> String {
        let data = if self.word.mode == Kind::DataSource { "data." } else { "" };
        format!("{data}{}.{}", self.word.kind, self.word.name)
    }

    pub(super) fn thing(&self) -> Thing {
        let attributes = self.block.attributes.iter().filter(|a| !a.write_only && !a.sensitive);
        Thing {
            kind: self.word.kind.clone(),
            address: self.address(),
            attributes: attributes.map(|a| (a.name.clone(), a.ty.clone())).collect(),
        }
    }
}

/// The resources of a request.
///
/// # Errors
/// When a type does not exist, or two have one name.
pub(super) fn resources(request: &ModuleRequest) -> Result<Vec<Chosen<'static>>> {
    let mut chosen: Vec<Chosen<'_>> = Vec::new();
    for text in &request.resources {
        let word = ResourceWord::read(text)?;
        let provider = Providers::embedded().of_type(&word.kind).ok_or_else(|| unknown(&word))?;
        let schema = provider.schema(word.mode, &word.kind).ok_or_else(|| unknown(&word))?;
        let new = Chosen { word, provider, block: &schema.block };
        if chosen.iter().any(|known| known.address() == new.address()) {
            return Err(Error::usage(format!("the resource {} is named twice", new.address()))
                .hint(format!("give each a name: --resource {}.NAME", new.word.kind)));
        }
        chosen.push(new);
    }
    Ok(chosen)
}

/// Checks that `TYPE` or `TYPE.NAME` names a type whose schema is known.
///
/// # Errors
/// When it does not, with what was probably meant.
pub fn known_resource(word: &str) -> Result<()> {
    let word = ResourceWord::read(word)?;
    let provider = Providers::embedded().of_type(&word.kind).ok_or_else(|| unknown(&word))?;
    provider.schema(word.mode, &word.kind).map(|_| ()).ok_or_else(|| unknown(&word))
}

/// A type that no provider has.
fn unknown(word: &ResourceWord) -> Error {
    let (kind, mode) = (&word.kind, word.mode);
    let mut error = Error::not_found(format!("there is no {} `{kind}`", mode.noun()));
    match Providers::embedded().of_type(kind) {
        Some(provider) => {
            let near = provider.nearest(mode, kind);
            error = match near.first() {
                Some(first) => error.hint(format!("did you mean `{first}`?")),
                None => error,
            };
            let other = if mode == Kind::Resource { Kind::DataSource } else { Kind::Resource };
            if provider.schema(other, kind).is_some() {
                let data = if other == Kind::DataSource { "data." } else { "" };
                error = error.hint(format!("there is a {}: write `{data}{kind}`", other.noun()));
            }
        }
        None => {
            let names: Vec<&str> = Providers::embedded().iter().map(|p| p.name()).collect();
            let prefix = kind.split('_').next().unwrap_or(kind);
            if let Some(meant) = did_you_mean(prefix, names.iter().copied()) {
                error = error.hint(meant);
            }
            error = error
                .hint(format!("the schemas of these providers are known: {}", names.join(", ")));
        }
    }
    error
}

/// Adds the outputs that were asked for, or those that a resource of its kind is used by.
pub(super) fn outputs(
    draft: &mut Draft,
    request: &ModuleRequest,
    resources: &[Chosen<'_>],
    things: &[Thing],
) -> Result<()> {
    let mut add = |name: &str, description: String, value: String, sensitive: bool| {
        draft.outputs.push(Output { name: name.to_owned(), description, value, sensitive });
    };
    for text in &request.outputs {
        let word = OutputWord::read(text)?;
        if let Some(expression) = word.value {
            let description = format!("{}.", words::capitalised(&words::words(&word.name)));
            add(&word.name, description, expression, false);
            continue;
        }
        let found = resources.iter().find_map(|resource| {
            let attribute = resource.block.attribute(&word.name)?;
            Some((resource, attribute))
        });
        let Some((resource, attribute)) = found else {
            return Err(no_attribute(&word.name, resources));
        };
        let of = words::noun(&resource.word.kind);
        let description = words::description(&word.name, &Type::String, &of);
        let value = format!("{}.{}", resource.address(), word.name);
        add(&word.name, description, value, attribute.sensitive);
    }
    if request.outputs.is_empty() {
        let Some(first) = things.first() else { return Ok(()) };
        let of = words::noun(&first.kind);
        for name in TELLING.iter().filter(|name| first.attributes.contains_key(**name)) {
            let description = words::description(name, &Type::String, &of);
            add(name, description, format!("{}.{name}", first.address), false);
        }
    }
    Ok(())
}

fn no_attribute(name: &str, resources: &[Chosen<'_>]) -> Error {
    let known = resources.iter().flat_map(|resource| resource.block.names());
    let error = Error::not_found(format!("no resource of the module has an attribute `{name}`"));
    let error = match did_you_mean(name, known) {
        Some(meant) => error.hint(meant),
        None => error,
    };
    error.hint(format!("give the value: --output {name}=EXPRESSION"))
}
