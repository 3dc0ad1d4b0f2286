//! A use of one module by another.

use super::layers::Layers;
use super::reader::Reader;
use super::{
    Argument, Constraint, Expression, ModuleSource, ModuleSourceError, Named, NestedBlock, Place,
    findings,
};
use crate::diag::Finding;
use crate::hcl::syntax::{ExprKind, ObjectItem, ObjectKey};

/// A `module` block.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleCall {
    /// The name within the calling module.
    pub name: String,
    /// The whole block.
    pub place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// The source argument as written; `None` when it is missing, which is a finding.
    pub source_argument: Option<Argument>,
    /// What the source names; `None` when it is missing or not a constant string.
    pub source: Option<Result<ModuleSource, ModuleSourceError>>,
    /// The version argument as written.
    pub version_argument: Option<Argument>,
    /// The versions it admits; `None` when there is no constraint or it cannot be read.
    pub version: Option<Constraint>,
    /// What is passed to the module's input variables, in source order: no meta-argument is here.
    pub arguments: Named<Argument>,
    /// `count`
    pub count: Option<Argument>,
    /// `for_each`
    pub for_each: Option<Argument>,
    /// `depends_on`
    pub depends_on: Option<Argument>,
    /// `providers` as written.
    pub providers: Option<Argument>,
    /// The provider configurations passed: the name in the called module, such as `aws` or
    /// `aws.peer`, and the one here.
    pub provider_map: Named<String>,
    /// Nested blocks, none of which Terraform accepts today.
    pub blocks: Vec<NestedBlock>,
}

impl ModuleCall {
    /// The address: `module.name`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("module.{}", self.name)
    }

    /// The source as written, when it is a constant string.
    #[must_use]
    pub fn source_text(&self) -> Option<&str> {
        self.source_argument.as_ref().and_then(|a| a.value.as_str())
    }

    /// The version constraint as written, when it is a constant string.
    #[must_use]
    pub fn version_text(&self) -> Option<&str> {
        self.version_argument.as_ref().and_then(|a| a.value.as_str())
    }

    /// The provider configuration passed under `name`, when one is passed.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<&str> {
        self.provider_map.get(name).map(String::as_str)
    }

    /// What is passed to an input variable.
    #[must_use]
    pub fn expression(&self, argument: &str) -> Option<&Expression> {
        self.arguments.get(argument).map(|a| &a.value)
    }
}

/// What a module block may hold beside the called module's input variables.
const META_ARGUMENTS: [&str; 6] =
    ["source", "version", "count", "for_each", "depends_on", "providers"];

impl ModuleCall {
    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Option<Self> {
        let (name, name_place) = reader.name(block, 0)?;
        reader.check_repetition(block);
        let source_argument = reader.argument_of(block, "source");
        let version_argument = reader.argument_of(block, "version");
        if source_argument.is_none() {
            reader.missing(block, "source");
        }
        let source = source_argument
            .as_ref()
            .and_then(|argument| argument.value.as_str())
            .map(str::parse::<ModuleSource>);
        if let (Some(Err(error)), Some(argument)) = (&source, &source_argument) {
            let mut finding = Finding::error(findings::SOURCE, error.message.clone());
            finding.help.extend(error.help.clone());
            reader.report(finding, argument.value.place, "");
        }
        let version = version_argument.as_ref().and_then(|a| reader.constraint(&a.value));
        if let (Some(Ok(source)), Some(argument)) = (&source, &version_argument)
            && source.as_registry().is_none()
            && argument.value.literal != Some(hcl_rs::Value::Null)
        {
            let message = "only a module from a registry takes a version";
            let finding = Finding::error(findings::BLOCK, message);
            reader.report(finding, argument.place, "");
        }
        let blocks = reader.nested_blocks(block, &[]);
        for nested in &blocks {
            let message = format!("a module block cannot hold a `{}` block", nested.kind);
            let finding = Finding::error(findings::BLOCK, message)
                .help(format!("an argument is written `{} = {{ … }}`", nested.kind));
            reader.report(finding, nested.kind_place, "");
        }
        Some(Self {
            name,
            place: block.place(),
            name_place,
            source_argument,
            source,
            version_argument,
            version,
            arguments: reader.arguments(block, &META_ARGUMENTS),
            count: reader.argument_of(block, "count"),
            for_each: reader.argument_of(block, "for_each"),
            depends_on: reader.argument_of(block, "depends_on"),
            providers: reader.argument_of(block, "providers"),
            provider_map: provider_map(block, reader),
            blocks,
        })
    }
}

fn provider_map<'t>(block: &Layers<'t>, reader: &Reader<'t>) -> Named<String> {
    let Some(at) = block.attribute("providers") else {
        return Named::default();
    };
    let ExprKind::Object(items) = &at.node.value.unparenthesised().kind else {
        return Named::default();
    };
    let entry = |item: &ObjectItem<'t>| {
        let key = match &item.key {
            ObjectKey::Name(name) => name.text.to_owned(),
            ObjectKey::Expr(key) => reader.address(at.source, key.unparenthesised())?,
        };
        Some((key, reader.address(at.source, item.value.unparenthesised())?))
    };
    items.iter().filter_map(entry).collect()
}
