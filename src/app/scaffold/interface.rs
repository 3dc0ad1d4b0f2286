//! A module from what it is to hold and to offer: the providers' schemas say the rest.
//!
//! What must be set is an input variable, unless another resource of the module, a capability or
//! the list of safe arguments answers it. What may be set is left out, but for what is safe.

use super::chosen::{Chosen, outputs, resources};
use super::draft::{Draft, Variable};
use super::request::{InputWord, ModuleRequest};
use super::safe::{Safe, condition, safe, safe_below};
use super::slots::{self, Slot, Thing};
use super::{providers, words};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::schema::block::NestedAttributes;
use crate::schema::{Attribute, Block, Kind, Nesting};
use crate::terraform::{ObjectAttribute, Type, render};

/// Drafts a module from its resources and its interface; with what there is to tell about it.
///
/// # Errors
/// When a resource type, an output's attribute or a capability does not exist.
pub(super) fn draft(
    catalog: &Catalog,
    request: &ModuleRequest,
    mut draft: Draft,
) -> Result<(Draft, Vec<String>)> {
    let resources = resources(request)?;
    let inputs =
        request.inputs.iter().map(|word| InputWord::read(word)).collect::<Result<Vec<_>>>()?;
    for resource in &resources {
        providers::add(&mut draft, catalog, resource.provider);
        let kind = resource.word.kind.clone();
        if resource.word.mode == Kind::Resource && !draft.replaces.contains(&kind) {
            draft.replaces.push(kind);
        }
    }
    let slots = slots::add(&mut draft, catalog, &request.requires, &request.accepts)?;
    let mut filler = Filler {
        draft,
        inputs: inputs.into_iter().map(|word| (word, false)).collect(),
        slots,
        resources: &resources,
    };
    filler.declared();
    let blocks: Vec<String> = resources.iter().map(|resource| filler.resource(resource)).collect();
    let Filler { mut draft, inputs, slots, .. } = filler;
    draft.main = blocks.join("\n");

    let mut notes = Vec::new();
    for (input, _) in inputs.iter().filter(|(_, used)| !used) {
        notes.push(format!("the input `{}` is not used yet: use it in main.tf", input.name));
    }
    for slot in slots.iter().filter(|slot| !slot.used) {
        notes.push(format!("the input `{}` is not used yet: use it in main.tf", slot.variable));
    }
    let things: Vec<Thing> = resources.iter().map(Chosen::thing).collect();
    outputs(&mut draft, request, &resources, &things)?;
    notes.extend(slots::provide(&mut draft, catalog, &request.provides, &things)?);
    Ok((draft, notes))
}

/// Writes the resources, and the inputs that they turn out to need.
struct Filler<'r, 'c> {
    draft: Draft,
    /// The inputs that were asked for, and whether anything uses them.
    inputs: Vec<(InputWord, bool)>,
    slots: Vec<Slot<'c>>,
    resources: &'r [Chosen<'r>],
}

impl Filler<'_, '_> {
    /// Declares the inputs that were asked for.
    fn declared(&mut self) {
        let of = self.resources.first().map_or("module".to_owned(), |r| words::noun(&r.word.kind));
        for (input, _) in &self.inputs {
            let description = words::description(&input.name, &input.ty, &of);
            let mut variable = match input.name.as_str() {
                "name" if input.ty == Type::String => words::name_variable(&self.draft.name, &of),
                name => words::variable(name, &input.ty, description),
            };
            variable.default = input.default.as_ref().map(|value| render::pretty_at(value, 2));
            if let Some(value) = &input.default {
                variable.validation = None;
                variable.sample = value.clone();
            }
            self.draft.variables.push(variable);
        }
    }

    fn resource(&mut self, resource: &Chosen<'_>) -> String {
        let keyword = if resource.word.mode == Kind::DataSource { "data" } else { "resource" };
        let body = self.block(resource, resource.block, "");
        format!("{keyword} \"{}\" \"{}\" {{\n{body}}}\n", resource.word.kind, resource.word.name)
    }

    /// What stands between the braces of a block at `path` in a resource.
    fn block(&mut self, resource: &Chosen<'_>, block: &Block, path: &str) -> String {
        let naming = path.is_empty().then(|| naming(&resource.word.kind, block)).flatten();
        let mut lines = Vec::new();
        for attribute in block.attributes.iter().filter(|a| a.settable()) {
            let is_name = naming == Some(attribute.name.as_str());
            if let Some(value) = self.argument(resource, attribute, path, is_name) {
                // What names a thing comes first.
                lines.push((!is_name, format!("  {} = {value}\n", attribute.name)));
            }
        }
        lines.sort_by_key(|(later, _)| *later);
        let mut text: String = lines.into_iter().map(|(_, line)| line).collect();
        for nested in &block.blocks {
            let inner = join(path, &nested.name);
            let needed = nested.min_items > 0;
            if !(needed || worth_adding(&nested.block, &inner)) {
                continue;
            }
            let body = self.block(resource, &nested.block, &inner);
            let body = body.trim_start_matches('\n');
            let label = if nested.nesting == Nesting::Map { " \"example\"" } else { "" };
            text.push_str(&format!("\n  {}{label} {{\n{body}  }}\n", nested.name));
        }
        text
    }

    /// What an argument is set to; nothing when it is left out.
    fn argument(
        &mut self,
        resource: &Chosen<'_>,
        attribute: &Attribute,
        path: &str,
        is_name: bool,
    ) -> Option<String> {
        let (name, ty) = (attribute.name.as_str(), &attribute.ty);
        if path.is_empty()
            && let Some((_, used)) = self.inputs.iter_mut().find(|(input, _)| input.name == name)
        {
            *used = true;
            return Some(format!("var.{name}"));
        }
        let needed = attribute.required;
        if (needed || !attribute.deprecated)
            && let Some(linked) = self.linked(resource, name, ty, needed)
        {
            return Some(linked);
        }
        let at = join(path, name);
        if let Some(safe) = safe(&at, ty).filter(|_| needed || !attribute.deprecated) {
            return self.safe(resource, &at, safe);
        }
        if is_name {
            return Some(self.name(resource));
        }
        if attribute.deprecated && !needed {
            return None;
        }
        if let Some(served) = slots::served(&mut self.slots, name, ty, needed) {
            return Some(served);
        }
        needed.then(|| self.input(resource, attribute, path))
    }

    /// A safe value, which is a guardrail.
    fn safe(&mut self, resource: &Chosen<'_>, at: &str, safe: &Safe) -> Option<String> {
        let address = resource.address();
        let mut value = safe.value.text();
        if at == "sqs_managed_sse_enabled"
            && let Some(slot) = self.slots.iter().find(|slot| slot.capability.name == "encryption")
        {
            // A queue is encrypted with one key: its own, or one that SQS manages.
            if slot.required {
                return None;
            }
            value = format!("var.{} == null ? true : null", slot.variable);
        }
        let holds = condition(&address, at, &safe.value.text(), false);
        self.draft.guard(safe.id, safe.text, format!("{address}.{at}"), holds);
        Some(value)
    }

    fn name(&mut self, resource: &Chosen<'_>) -> String {
        if !self.draft.has_variable("name") {
            let of = words::noun(&resource.word.kind);
            self.draft.variables.insert(0, words::name_variable(&self.draft.name, &of));
        }
        if let Some((_, used)) = self.inputs.iter_mut().find(|(input, _)| input.name == "name") {
            *used = true;
        }
        let of_kind = self.resources.iter().filter(|other| other.word.kind == resource.word.kind);
        // Two of a type cannot have one name.
        if of_kind.count() > 1 && resource.word.name != "this" {
            return format!("\"${{var.name}}-{}\"", resource.word.name.replace('_', "-"));
        }
        "var.name".to_owned()
    }

    /// Another resource of the module that an argument means: `bucket`, `queue_url`, `topic_arn`.
    ///
    /// One that need not be set means only what it names in full: `db_subnet_group_name`.
    fn linked(&self, resource: &Chosen<'_>, name: &str, ty: &Type, needed: bool) -> Option<String> {
        const TAKEN: [&str; 5] = ["id", "arn", "url", "name", "endpoint"];
        let own = resource.address();
        let others = self.resources.iter().filter(|other| other.address() != own);
        const GROUPS: [&str; 3] =
            ["security_groups", "security_group_ids", "vpc_security_group_ids"];
        if matches!(ty, Type::List(_) | Type::Set(_)) {
            let groups = others.filter(|other| other.word.kind == "aws_security_group");
            let ids: Vec<String> = groups.map(|other| format!("{}.id", other.address())).collect();
            let meant = GROUPS.contains(&name) && !ids.is_empty();
            return meant.then(|| format!("[{}]", ids.join(", ")));
        }
        let (stem, taken) = match name.rsplit_once('_') {
            Some((stem, taken)) if TAKEN.contains(&taken) => (stem, taken),
            _ => (name, "id"),
        };
        let stem = if stem == "load_balancer" { "lb" } else { stem };
        let mut others = others.filter(|other| {
            let kind = &other.word.kind;
            let whole = kind.split_once('_').is_some_and(|(_, rest)| rest == stem);
            (whole || (needed && words::ends_with_word(kind, stem)))
                && other.block.attribute(taken).is_some_and(|found| found.ty == *ty)
        });
        let first = others.next()?;
        let unclear = others.next().is_some();
        (!unclear).then(|| format!("{}.{taken}", first.address()))
    }

    /// An input variable for an argument that nothing else answers.
    fn input(&mut self, resource: &Chosen<'_>, attribute: &Attribute, path: &str) -> String {
        const RESERVED: [&str; 8] = [
            "source",
            "version",
            "providers",
            "count",
            "for_each",
            "lifecycle",
            "depends_on",
            "locals",
        ];
        let argument = attribute.name.as_str();
        let last = resource.word.kind.rsplit('_').next().unwrap_or_default().to_owned();
        let block = path.rsplit('.').next().filter(|block| !block.is_empty());
        let short = match block {
            Some(block) => format!("{block}_{argument}"),
            None => argument.to_owned(),
        };
        let owner = if resource.word.name == "this" { last } else { resource.word.name.clone() };
        let taken =
            |draft: &Draft, name: &str| RESERVED.contains(&name) || draft.has_variable(name);
        let mut name = short.clone();
        if taken(&self.draft, &name) {
            name = format!("{owner}_{short}");
        }
        let mut number = 2;
        while taken(&self.draft, &name) {
            name = format!("{owner}_{short}_{number}");
            number += 1;
        }
        let of = words::noun(&resource.word.kind);
        let ty = input_type(attribute);
        let description = words::description(&short, &ty, &of);
        let mut variable: Variable = words::variable(&name, &ty, description);
        variable.sensitive = attribute.sensitive || attribute.write_only;
        self.draft.variables.push(variable);
        format!("var.{name}")
    }
}

pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Whether a block that need not be there is there for what is safe in it, and asks for nothing.
fn worth_adding(block: &Block, path: &str) -> bool {
    let holds_safe = |attribute: &Attribute| {
        attribute.settable()
            && !attribute.deprecated
            && safe(&join(path, &attribute.name), &attribute.ty).is_some()
    };
    let asks =
        block.attributes.iter().any(|a| a.required && safe(&join(path, &a.name), &a.ty).is_none());
    if asks || !safe_below(path) {
        return false;
    }
    block.attributes.iter().any(holds_safe)
        || block.blocks.iter().any(|b| worth_adding(&b.block, &join(path, &b.name)))
}

/// The argument that a resource is named by, when it has one.
pub(super) fn naming<'b>(kind: &str, block: &'b Block) -> Option<&'b str> {
    let last = kind.rsplit('_').next().unwrap_or_default();
    let ends = [format!("{last}_name"), format!("{last}_identifier")];
    let names = ["name", last, "identifier", &ends[0], &ends[1]];
    names.iter().find_map(|name| {
        let attribute = block.attribute(name)?;
        (attribute.settable() && !attribute.deprecated && attribute.ty == Type::String)
            .then_some(attribute.name.as_str())
    })
}

/// The type of an input for an argument: what may be left out of an object may be left out.
fn input_type(attribute: &Attribute) -> Type {
    match &attribute.nested {
        Some(nested) => nested_type(nested),
        None => attribute.ty.clone(),
    }
}

fn nested_type(nested: &NestedAttributes) -> Type {
    let settable = nested.attributes.iter().filter(|attribute| attribute.settable());
    let attributes = settable.map(|attribute| {
        let ty = input_type(attribute);
        let attribute_type = match attribute.required {
            true => ObjectAttribute::required(ty),
            false => ObjectAttribute::optional(ty, None),
        };
        (attribute.name.clone(), attribute_type)
    });
    nested.nesting.hold(Type::object(attributes))
}
