//! Every value of a service and where it comes from, put together once all is linked.

use std::collections::BTreeMap;

use hcl_rs::Value;

use super::{Decided, Source};
use crate::compose::link::{Linked, Origin, Placed};
use crate::compose::stack::Stack;
use crate::compose::values::refers;

/// A value in one environment.
type There = (String, Value, Source);

/// The region, once where it is the same everywhere.
pub(super) fn regions(linked: &[Linked<'_>], said: Option<&Source>) -> Vec<Decided> {
    let there = linked.iter().map(|l| {
        let name = l.environment.clone();
        let source = said.cloned().unwrap_or(Source::Environment { name: name.clone() });
        (name, Value::from(l.region.as_str()), source)
    });
    merged("region", there.collect())
}

/// The values of a service as a whole that stand in its stack.
pub(super) fn of_stack(stack: &Stack, linked: &[Linked<'_>], here: &Source) -> Vec<Decided> {
    let decided =
        |key: String, value: Value| Decided { key, environment: None, value, source: here.clone() };
    let text = |text: &str| Value::from(text);
    let environments = stack.environments.iter().map(|e| text(e)).collect();
    let mut values = vec![
        decided("name".to_owned(), text(&stack.service)),
        decided("owner".to_owned(), text(&stack.owner)),
    ];
    values.extend(regions(linked, stack.region.is_some().then_some(here)));
    values.push(decided("environments".to_owned(), Value::Array(environments)));
    values.push(decided("source".to_owned(), text(stack.source.as_str())));
    let choices = stack.choices.iter();
    values.extend(choices.map(|(name, o)| decided(format!("choose.{name}"), text(o))));
    values
}

/// The inputs of every component: those that are set, and those that their cards ask for.
///
/// `source_of` says where the stack has a value from: by component, input and environment.
pub(super) fn inputs(
    linked: &[Linked<'_>],
    source_of: impl Fn(&str, &str, &str) -> Source,
) -> Vec<Decided> {
    let mut by_component: BTreeMap<&str, Vec<(&str, &Placed<'_>)>> = BTreeMap::new();
    for environment in linked {
        for placed in &environment.components {
            let there = by_component.entry(&placed.name).or_default();
            there.push((&environment.environment, placed));
        }
    }
    let mut values = Vec::new();
    for (component, there) in by_component {
        for input in in_order(&there) {
            let all = there.iter().filter_map(|(environment, placed)| {
                let source = |origin| match origin {
                    Origin::Environment => Source::Environment { name: (*environment).to_owned() },
                    Origin::Naming => Source::Naming,
                    Origin::Stack | Origin::Link(_) => source_of(component, input, environment),
                };
                let (value, source) = value(placed, input, source)?;
                Some(((*environment).to_owned(), value, source))
            });
            values.extend(merged(&format!("{component}.{input}"), all.collect()));
        }
    }
    values
}

/// The inputs of a component that there is something to say of, those asked for first.
fn in_order<'p>(there: &[(&str, &'p Placed<'_>)]) -> Vec<&'p str> {
    let mut inputs: Vec<&str> = Vec::new();
    let asked = there.iter().flat_map(|(_, p)| p.module.card.ask.iter().map(|i| i.as_str()));
    let given = there.iter().flat_map(|(_, p)| p.given.keys().map(String::as_str));
    for input in asked.chain(given) {
        if !inputs.contains(&input) {
            inputs.push(input);
        }
    }
    inputs
}

/// What an input has in one environment; nothing for one that a link gives or that is a secret.
fn value(
    placed: &Placed<'_>,
    input: &str,
    source: impl Fn(Origin) -> Source,
) -> Option<(Value, Source)> {
    let variable = placed.module.interface().variables.get(input)?;
    if let Some((value, origin)) = placed.given.get(input) {
        let secret = variable.sensitive || variable.ephemeral;
        return (!secret || refers(value)).then(|| (value.clone(), source(*origin)));
    }
    let linked = placed.arguments.iter().any(|a| a.name == input);
    let default = variable.default_value().filter(|_| !linked)?;
    Some((default.clone(), Source::ModuleDefault))
}

/// One value for all environments that agree, else one for each.
fn merged(key: &str, there: Vec<There>) -> Vec<Decided> {
    let Some((_, first, source)) = there.first() else { return Vec::new() };
    let policy = |source: &Source| matches!(source, Source::Environment { .. });
    let same_source = there.iter().all(|(.., s)| s == source);
    let all_policy = there.iter().all(|(.., s)| policy(s));
    if there.iter().all(|(_, v, _)| v == first) && (same_source || all_policy) {
        let source = if same_source { source.clone() } else { Source::Catalog };
        let (key, value) = (key.to_owned(), first.clone());
        return vec![Decided { key, environment: None, value, source }];
    }
    let each = there.into_iter().map(|(environment, value, source)| Decided {
        key: key.to_owned(),
        environment: Some(environment),
        value,
        source,
    });
    each.collect()
}
