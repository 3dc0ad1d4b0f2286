//! Every expression of a module, wherever it stands.

use crate::hcl::syntax::Expr;
use crate::terraform::{Argument, Condition, Module, NestedBlock, Place};

/// The places of every expression in a module, in no promised order.
pub(super) fn places(module: &Module) -> Vec<Place> {
    let mut places = Vec::new();
    for variable in module.variables.values() {
        places.extend(variable.type_constraint.as_ref().map(|ty| ty.place));
        places.extend(variable.default.as_ref().map(|default| default.place));
        conditions(&variable.validations, &mut places);
    }
    for output in module.outputs.values() {
        places.extend(output.value.as_ref().map(|value| value.place));
        places.extend(output.depends_on.as_ref().map(|value| value.place));
        places.extend(output.type_constraint.as_ref().map(|ty| ty.place));
        conditions(&output.preconditions, &mut places);
    }
    places.extend(module.locals.values().map(|local| local.value.place));
    for call in module.calls.values() {
        arguments(call.arguments.values(), &mut places);
        let meta = [&call.count, &call.for_each, &call.depends_on, &call.source_argument];
        arguments(meta.into_iter().flatten(), &mut places);
    }
    for resource in module.resources.values() {
        arguments(resource.arguments.values(), &mut places);
        let meta = [&resource.count, &resource.for_each, &resource.depends_on];
        arguments(meta.into_iter().flatten(), &mut places);
        blocks(&resource.blocks, &mut places);
        blocks(&resource.provisioners, &mut places);
        if let Some(lifecycle) = &resource.lifecycle {
            arguments(lifecycle.arguments.values(), &mut places);
            blocks(&lifecycle.blocks, &mut places);
            conditions(&lifecycle.preconditions, &mut places);
            conditions(&lifecycle.postconditions, &mut places);
        }
    }
    for provider in module.providers.values() {
        arguments(provider.arguments.values(), &mut places);
        blocks(&provider.blocks, &mut places);
    }
    for import in &module.imports {
        let given = [&import.id, &import.identity, &import.for_each];
        arguments(given.into_iter().flatten(), &mut places);
    }
    for check in module.checks.values() {
        conditions(&check.asserts, &mut places);
    }
    places
}

fn arguments<'a>(given: impl IntoIterator<Item = &'a Argument>, places: &mut Vec<Place>) {
    places.extend(given.into_iter().map(|argument| argument.value.place));
}

fn conditions(given: &[Condition], places: &mut Vec<Place>) {
    for condition in given {
        let parts = [&condition.condition, &condition.error_message];
        places.extend(parts.into_iter().flatten().map(|expression| expression.place));
    }
}

/// What stands in blocks; they are nested no deeper than the parser lets them be.
fn blocks(given: &[NestedBlock], places: &mut Vec<Place>) {
    for block in given {
        arguments(block.arguments.values(), places);
        blocks(&block.blocks, places);
    }
}

/// Calls `visit` with an expression and with each one inside it.
pub(super) fn walk<'e, 's>(expr: &'e Expr<'s>, visit: &mut impl FnMut(&'e Expr<'s>)) {
    visit(expr);
    expr.for_each_child(|child| walk(child, visit));
}

/// The address of what an expression stands in; empty when that is nothing with an address.
pub(super) fn owner(module: &Module, place: Place) -> String {
    let holds = |outer: Place| {
        outer.source == place.source
            && outer.span.start <= place.span.start
            && place.span.end <= outer.span.end
    };
    let resource = module.resources.values().find(|r| holds(r.place)).map(|r| r.address());
    let call = || module.calls.values().find(|c| holds(c.place)).map(|c| c.address());
    let local = || {
        let local = module.locals.values().find(|l| holds(l.place));
        local.map(|local| format!("local.{}", local.name))
    };
    let output = || {
        let output = module.outputs.values().find(|o| holds(o.place));
        output.map(|output| format!("output.{}", output.name))
    };
    let variable = || {
        let variable = module.variables.values().find(|v| holds(v.place));
        variable.map(|variable| format!("var.{}", variable.name))
    };
    resource.or_else(call).or_else(local).or_else(output).or_else(variable).unwrap_or_default()
}
