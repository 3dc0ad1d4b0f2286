//! Where the value of an input variable goes inside its module.
//!
//! Follows names, not values: what is named may yet be unused. Modules that are called are not
//! entered.

use std::collections::{BTreeMap, BTreeSet};

use crate::terraform::reference::{Reference, Subject, references};
use crate::terraform::{
    Argument, Condition, Expression, Module, NestedBlock, Place, Resource, ResourceMode,
};

/// A place in a module that has an expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// A local value.
    Local(String),
    /// An output value.
    Output(String),
    /// A module call, of that name.
    Call(String),
    /// `count` or `for_each` of what has that address.
    Repetition(String),
    /// An argument of a resource, a block being named for what it holds, and its last name.
    Argument(Subject, String, String),
    /// The configuration of a provider, a connection or a provisioner.
    Configuration,
    /// The condition of a variable's own validation.
    Validation(String),
    /// Any other.
    Other,
}

/// Which expressions of a module name what.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// The expressions that name something, and what they take of it.
    named: BTreeMap<Subject, Vec<(Use, Option<String>)>>,
    /// Those that cannot be read: they may name anything.
    unread: BTreeSet<Use>,
}

/// What carries a value: something named, or one attribute of it.
type Carrier = (Subject, Option<String>);

impl Flow {
    /// Reads the expressions of a module.
    pub(super) fn of(module: &Module) -> Self {
        let mut flow = Self::default();
        for (at, references) in named(module) {
            let Some(references) = references else {
                flow.unread.insert(at);
                continue;
            };
            for reference in references {
                let of = reference.attribute().map(str::to_owned);
                flow.named.entry(reference.subject).or_default().push((at.clone(), of));
            }
        }
        flow
    }

    /// Everywhere the value of the variable `name` goes, also by local values.
    pub(super) fn uses(&self, name: &str) -> BTreeSet<Use> {
        self.uses_of(name, None)
    }

    /// Everywhere one attribute of the variable `name` goes, or the whole of it.
    pub(super) fn uses_of(&self, name: &str, attribute: Option<&str>) -> BTreeSet<Use> {
        self.reached(name, attribute, |of| match of {
            Use::Local(name) => Some((Subject::Local(name.clone()), None)),
            _ => None,
        })
    }

    /// Everywhere the value of the variable `name` may be seen, also by what is created from it:
    /// an argument of a resource is seen under its own name, a module's input in all it gives.
    pub(super) fn seen(&self, name: &str) -> BTreeSet<Use> {
        self.reached(name, None, |of| match of {
            Use::Local(name) => Some((Subject::Local(name.clone()), None)),
            Use::Call(name) => Some((Subject::Call(name.clone()), None)),
            Use::Argument(resource, first, _) => Some((resource.clone(), Some(first.clone()))),
            _ => None,
        })
    }

    fn reached(
        &self,
        name: &str,
        attribute: Option<&str>,
        follow: impl Fn(&Use) -> Option<Carrier>,
    ) -> BTreeSet<Use> {
        let first = (Subject::Variable(name.to_owned()), attribute.map(str::to_owned));
        let mut found = self.unread.clone();
        let mut known: BTreeSet<Carrier> = found.iter().filter_map(&follow).collect();
        known.insert(first);
        let mut open: Vec<Carrier> = known.iter().cloned().collect();
        while let Some((subject, part)) = open.pop() {
            for (at, of) in self.named.get(&subject).into_iter().flatten() {
                let carried = part.is_none() || of.is_none() || *of == part;
                if carried && found.insert(at.clone()) {
                    open.extend(follow(at).filter(|carrier| known.insert(carrier.clone())));
                }
            }
        }
        found
    }
}

/// Every expression of a module and what it names; `None` for one that cannot be read.
fn named(module: &Module) -> Vec<(Use, Option<Vec<Reference>>)> {
    let read = |place: Place| module.expr(place).map(|expr| references(&expr));
    places(module).into_iter().map(|(at, place)| (at, read(place))).collect()
}

/// Every expression of a module, by where it is.
pub(super) fn places(module: &Module) -> Vec<(Use, Place)> {
    let mut places: Vec<(Use, Place)> = Vec::new();
    let add = |places: &mut Vec<_>, at: Use, expression: &Expression| {
        if expression.literal.is_none() {
            places.push((at, expression.place));
        }
    };
    for local in module.locals.values() {
        add(&mut places, Use::Local(local.name.clone()), &local.value);
    }
    for output in module.outputs.values() {
        if let Some(value) = &output.value {
            add(&mut places, Use::Output(output.name.clone()), value);
        }
        conditions(&output.preconditions, &mut places);
    }
    for call in module.calls.values() {
        for argument in call.arguments.values() {
            add(&mut places, Use::Call(call.name.clone()), &argument.value);
        }
        for argument in call.count.iter().chain(&call.for_each) {
            add(&mut places, Use::Repetition(call.address()), &argument.value);
        }
    }
    for resource in module.resources.values() {
        of_resource(resource, &mut places);
    }
    for provider in module.providers.values() {
        let at = |_: &Argument| Use::Configuration;
        arguments(provider.arguments.values(), &provider.blocks, &at, &mut places);
    }
    for variable in module.variables.values() {
        for validation in &variable.validations {
            if let Some(condition) = &validation.condition {
                add(&mut places, Use::Validation(variable.name.clone()), condition);
            }
            if let Some(message) = &validation.error_message {
                add(&mut places, Use::Other, message);
            }
        }
    }
    for check in module.checks.values() {
        conditions(&check.asserts, &mut places);
    }
    for import in &module.imports {
        let set = [&import.id, &import.identity, &import.for_each];
        for argument in set.into_iter().flatten() {
            add(&mut places, Use::Other, &argument.value);
        }
    }
    for block in &module.unknown_blocks {
        arguments([], std::slice::from_ref(block), &|_| Use::Other, &mut places);
    }
    places
}

fn of_resource(resource: &Resource, places: &mut Vec<(Use, Place)>) {
    let Resource { mode, kind, name, .. } = resource;
    let subject = Subject::Resource { mode: *mode, kind: kind.clone(), name: name.clone() };
    for argument in resource.arguments.values() {
        let name = argument.name.clone();
        places.push((Use::Argument(subject.clone(), name.clone(), name), argument.value.place));
    }
    for block in &resource.blocks {
        let first = block.effective_kind().to_owned();
        let at = |argument: &Argument| {
            Use::Argument(subject.clone(), first.clone(), argument.name.clone())
        };
        arguments([], std::slice::from_ref(block), &at, places);
    }
    for argument in resource.count.iter().chain(&resource.for_each) {
        places.push((Use::Repetition(subject.address()), argument.value.place));
    }
    if let Some(lifecycle) = &resource.lifecycle {
        conditions(&lifecycle.preconditions, places);
        conditions(&lifecycle.postconditions, places);
        let triggers = lifecycle.replace_triggered_by.iter();
        places.extend(triggers.map(|argument| (Use::Other, argument.value.place)));
    }
    arguments([], &resource.provisioners, &|_| Use::Configuration, places);
}

fn conditions(conditions: &[Condition], places: &mut Vec<(Use, Place)>) {
    for condition in conditions {
        let parts = condition.condition.iter().chain(&condition.error_message);
        places.extend(parts.map(|part| (Use::Other, part.place)));
    }
}

fn arguments<'a>(
    arguments_: impl IntoIterator<Item = &'a Argument>,
    blocks: &[NestedBlock],
    at: &dyn Fn(&Argument) -> Use,
    places: &mut Vec<(Use, Place)>,
) {
    for argument in arguments_ {
        places.push((at(argument), argument.value.place));
    }
    for block in blocks {
        arguments(block.arguments.values(), &block.blocks, at, places);
    }
}

impl Use {
    /// Whether a value that must not be kept may go there.
    pub(super) fn is_fleeting(&self, module: &Module) -> bool {
        match self {
            Self::Local(_) | Self::Configuration | Self::Validation(_) => true,
            Self::Output(name) => module.outputs.get(name).is_some_and(|output| output.ephemeral),
            Self::Argument(Subject::Resource { mode: ResourceMode::Ephemeral, .. }, ..) => true,
            Self::Argument(Subject::Resource { mode: ResourceMode::Managed, .. }, _, name) => {
                name.ends_with("_wo")
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
variable "x" {
  type = string
}
variable "y" {
  type = string
}
locals {
  a = upper(var.x)
  b = { name = local.a }
}
resource "aws_db_instance" "this" {
  password_wo = local.b.name
  name        = var.y
  dynamic "restore" {
    for_each = [1]
    content {
      user = var.y
    }
  }
}
resource "terraform_data" "each" {
  for_each = toset([local.a])
}
module "m" {
  source = "./m"
  name   = var.y
}
output "direct" {
  value = local.b
}
output "name" {
  value = aws_db_instance.this.name
}
output "user" {
  value = aws_db_instance.this.restore[0].user
}
output "id" {
  value = aws_db_instance.this.id
}
output "called" {
  value = module.m.id
}
"#;

    fn shown(found: BTreeSet<Use>) -> Vec<String> {
        let show = |at: Use| match at {
            Use::Argument(subject, first, last) => format!("{}.{first}.{last}", subject.address()),
            Use::Output(name) => format!("output.{name}"),
            Use::Local(name) => format!("local.{name}"),
            Use::Call(name) => format!("module.{name}"),
            Use::Repetition(address) => format!("each of {address}"),
            other => format!("{other:?}"),
        };
        found.into_iter().map(show).collect()
    }

    #[test]
    fn a_value_is_followed_through_local_values() {
        let module = Module::load([("main.tf", TEXT)]);
        assert_eq!(
            shown(Flow::of(&module).uses("x")),
            [
                "local.a",
                "local.b",
                "output.direct",
                "each of terraform_data.each",
                "aws_db_instance.this.password_wo.password_wo",
            ]
        );
    }

    #[test]
    fn a_value_is_seen_under_the_name_of_its_argument_and_through_a_call() {
        let module = Module::load([("main.tf", TEXT)]);
        assert_eq!(
            shown(Flow::of(&module).seen("y")),
            [
                "output.called",
                "output.name",
                "output.user",
                "module.m",
                "aws_db_instance.this.name.name",
                "aws_db_instance.this.restore.user",
            ]
        );
        assert!(!Flow::of(&module).uses("y").contains(&Use::Output("name".to_owned())));
    }
}
