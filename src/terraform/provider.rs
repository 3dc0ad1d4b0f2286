//! Providers: which are required, under what names, and how they are configured.

use std::fmt;
use std::str::FromStr;

use super::layers::{At, Layers};
use super::module_source::PUBLIC_REGISTRY;
use super::reader::Reader;
use super::{Argument, Constraint, Named, NestedBlock, Place, findings};
use crate::diag::{Finding, SourceId};
use crate::hcl::syntax::{Attribute, Expr, ExprKind, ObjectItem, ObjectKey};

/// One entry of `required_providers`.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderRequirement {
    /// The name within the module, such as `aws`.
    pub name: String,
    /// The whole entry.
    pub place: Place,
    /// The name.
    pub name_place: Place,
    /// The source as written and where, such as `hashicorp/aws`.
    pub source: Option<(String, Place)>,
    /// What the source names, `hashicorp/<name>` when none is written.
    pub address: Option<ProviderAddress>,
    /// The version constraint as written and where.
    pub version: Option<(String, Place)>,
    /// The versions it admits; `None` when there is no constraint or it cannot be read.
    pub constraint: Option<Constraint>,
    /// The further configurations the caller must pass, such as `aws.peer`.
    pub configuration_aliases: Vec<String>,
}

/// A provider's full address, `registry.terraform.io/hashicorp/aws`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderAddress {
    /// The registry's host.
    pub host: String,
    /// The namespace.
    pub namespace: String,
    /// The type.
    pub kind: String,
}

/// A `provider` block.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderConfiguration {
    /// The provider's name within the module.
    pub name: String,
    /// The alias, for an additional configuration.
    pub alias: Option<String>,
    /// The whole block.
    pub place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// The legacy `version` argument.
    pub version: Option<Argument>,
    /// What is set, in source order: neither `alias` nor `version`.
    pub arguments: Named<Argument>,
    /// The nested blocks, in source order.
    pub blocks: Vec<NestedBlock>,
}

impl ProviderConfiguration {
    /// How it is named in expressions: `aws`, `aws.peer`.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.alias {
            Some(alias) => format!("{}.{alias}", self.name),
            None => self.name.clone(),
        }
    }
}

impl ProviderConfiguration {
    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Option<Self> {
        let (name, name_place) = reader.name(block, 0)?;
        let version = reader.argument_of(block, "version");
        if let Some(version) = &version {
            reader.constraint(&version.value);
        }
        Some(Self {
            name,
            alias: reader.string_of(block, "alias"),
            place: block.place(),
            name_place,
            version,
            arguments: reader.arguments(block, &["alias", "version"]),
            blocks: reader.nested_blocks(block, &[]),
        })
    }
}

impl ProviderRequirement {
    /// Reads `aws = { source = …, version = … }`, or the older `aws = "~> 5.0"`.
    pub(super) fn read<'t>(at: At<'t, Attribute<'t>>, reader: &mut Reader<'t>) -> Self {
        let name = at.node.name.text;
        let value = at.node.value.unparenthesised();
        let mut requirement = Self {
            name: name.to_owned(),
            place: Place::new(at.source, at.node.span),
            name_place: Place::new(at.source, at.node.name.span),
            source: None,
            address: None,
            version: None,
            constraint: None,
            configuration_aliases: Vec::new(),
        };
        match &value.kind {
            ExprKind::Object(items) => {
                for item in items {
                    requirement.read_item(at.source, item, reader);
                }
            }
            ExprKind::String(_) => requirement.read_version(at.source, value, reader),
            _ => {
                let message = format!("the requirement `{name}` must be an object");
                let finding = Finding::error(findings::BLOCK, message)
                    .help(format!("write `{name} = {{ source = \"…\", version = \"…\" }}`"));
                reader.report(finding, Place::new(at.source, value.span), "");
            }
        }
        if requirement.source.is_none() {
            requirement.address = ProviderAddress::hashicorp(name);
        }
        requirement
    }

    fn read_item<'t>(&mut self, source: SourceId, item: &ObjectItem<'t>, reader: &mut Reader<'t>) {
        let (key, span) = match &item.key {
            ObjectKey::Name(name) => (name.text, name.span),
            ObjectKey::Expr(key) => (key.as_str().unwrap_or_default(), key.span),
        };
        match key {
            "version" => self.read_version(source, &item.value, reader),
            "source" => self.read_source(source, &item.value, reader),
            "configuration_aliases" => {
                if let ExprKind::Tuple(aliases) = &item.value.unparenthesised().kind {
                    let aliases = aliases.iter().filter_map(|a| reader.address(source, a));
                    self.configuration_aliases = aliases.collect();
                }
            }
            _ => {
                let message = format!("a provider requirement has no argument `{key}`");
                let finding = Finding::warning(findings::UNKNOWN_ARGUMENT, message);
                reader.report(finding, Place::new(source, span), "");
            }
        }
    }

    fn read_version<'t>(&mut self, source: SourceId, expr: &Expr<'t>, reader: &mut Reader<'t>) {
        let expression = reader.expression(source, expr);
        self.constraint = reader.constraint(&expression);
        self.version = expression.as_str().map(|text| (text.to_owned(), expression.place));
        if self.version.is_none() {
            let message = "the version of a provider must be a plain string";
            reader.report(Finding::error(findings::VERSION, message), expression.place, "");
        }
    }

    fn read_source<'t>(&mut self, source: SourceId, expr: &Expr<'t>, reader: &mut Reader<'t>) {
        let expression = reader.expression(source, expr);
        self.source = expression.as_str().map(|text| (text.to_owned(), expression.place));
        match expression.as_str().unwrap_or_default().parse() {
            Ok(address) => self.address = Some(address),
            Err(error) => {
                let error: ProviderAddressError = error;
                let finding = Finding::error(findings::PROVIDER, error.to_string());
                reader.report(finding, expression.place, "");
            }
        }
    }
}

/// Why a provider source is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderAddressError {
    /// One clause that says what is wrong.
    pub message: String,
}

impl ProviderAddress {
    /// The address that a name stands for when nothing is said: `hashicorp/<name>`.
    #[must_use]
    pub fn hashicorp(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

impl FromStr for ProviderAddress {
    type Err = ProviderAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = |message: String| ProviderAddressError { message };
        let parts: Vec<_> = text.split('/').collect();
        let [host, namespace, kind] = match *parts.as_slice() {
            [kind] => [PUBLIC_REGISTRY, "hashicorp", kind],
            [namespace, kind] => [PUBLIC_REGISTRY, namespace, kind],
            [host, namespace, kind] => [host, namespace, kind],
            _ => {
                return Err(error(format!(
                    "`{text}` has more than a host, a namespace and a type"
                )));
            }
        };
        for part in [namespace, kind] {
            let plain = part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            if part.is_empty() || !plain || part.starts_with('-') || part.ends_with('-') {
                let message = format!("`{text}` is no provider source such as `hashicorp/aws`");
                return Err(error(message));
            }
        }
        if !host.contains('.') {
            return Err(error(format!("`{host}` is no registry host, it has no dot in it")));
        }
        let lower = str::to_lowercase;
        Ok(Self { host: lower(host), namespace: lower(namespace), kind: lower(kind) })
    }
}

impl fmt::Display for ProviderAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.host, self.namespace, self.kind)
    }
}

impl fmt::Display for ProviderAddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ProviderAddressError {}
