//! What sayings come to: values of inputs, what holds anyway, and what a module cannot do.

use std::collections::BTreeSet;

use hcl_rs::Value;

use super::choice::Mention;
use super::english::English;
use super::reading::{Match, Polarity, Reading};
use super::sayings::{Said, Sayings};
use super::{Holding, NotCovered, Resolution, Setting, negation};
use crate::catalog::{Catalog, CatalogModule, Placeholder};
use crate::terraform::{InputVariable, Type, render};

/// Gives each saying to the component that it speaks of.
pub(super) struct Settings<'r, 'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) sayings: &'r Sayings,
    /// Where the sentence names components, and which.
    pub(super) mentions: &'r [Mention],
    /// The modules that will be there because others need them.
    pub(super) implied: &'r BTreeSet<String>,
    /// Everything that the sentence names.
    pub(super) matches: &'r [Match],
}

/// Words between a saying and what it stands before: "a public, versioned REST API".
const APART: usize = 3;

impl Settings<'_, '_> {
    /// Takes the sayings that belong to a component, the longest first.
    pub(super) fn take(
        &self,
        found: &[Said],
        reading: &mut Reading<'_>,
        resolution: &mut Resolution,
    ) {
        let mut taken = vec![false; reading.words.len()];
        let mut settings: Vec<(usize, Setting)> = Vec::new();
        for said in found {
            if taken[said.start..said.end].contains(&true) || self.inside_another(said) {
                continue;
            }
            let Some((module, components)) = self.owner(said, reading) else { continue };
            let Some(phrase) = self.sayings.phrase(said, self.catalog, &module.name) else {
                continue;
            };
            taken[said.start..said.end].fill(true);
            reading.used[said.start..said.end].fill(true);
            if negation::stands_before(reading, said.start) {
                continue; // "not public": what is not asked for is the default.
            }
            let words = reading.quote(said.start, said.end);
            if let Some(lacks) = &phrase.lacks {
                resolution.not_covered.push(NotCovered {
                    service: lacks.value.clone(),
                    words,
                    module: Some(module.name.clone()),
                });
                continue;
            }
            if let Some(holds) = &phrase.holds {
                let (module, text) = (module.name.clone(), holds.value.clone());
                resolution.holds.push(Holding { module, text, words: words.clone() });
            }
            for (input, written) in &phrase.set {
                let value = match filled(module, input, &written.value, said) {
                    Ok(value) => value,
                    Err(service) => {
                        let module = Some(module.name.clone());
                        let words = words.clone();
                        resolution.not_covered.push(NotCovered { service, words, module });
                        continue;
                    }
                };
                for component in &components {
                    let same = |(_, s): &(usize, Setting)| {
                        s.module == module.name
                            && s.component == *component
                            && s.input == input.value
                    };
                    if !settings.iter().any(same) {
                        let setting = Setting {
                            module: module.name.clone(),
                            component: component.clone(),
                            input: input.value.clone(),
                            value: value.clone(),
                            words: words.clone(),
                        };
                        settings.push((said.start, setting));
                    }
                }
            }
        }
        settings.sort_by_key(|(start, _)| *start);
        resolution.settings.extend(settings.into_iter().map(|(_, setting)| setting));
    }

    /// Whether a longer name of something else has the saying in it, as `public subnets` has.
    fn inside_another(&self, said: &Said) -> bool {
        let owners = self.sayings.owners(said);
        self.matches.iter().any(|found| {
            let inside = found.start <= said.start && said.end <= found.end;
            let longer = found.end - found.start > said.end - said.start;
            let own = found.module().is_some_and(|module| owners.contains(&module));
            let blueprint = found.blueprint().and_then(|name| self.catalog.blueprint(name));
            let part = blueprint.is_some_and(|b| b.parts().any(|p| owners.contains(&p.module)));
            inside && longer && !own && !part
        })
    }

    /// The module that a saying speaks of, and its components; none for those yet to come.
    fn owner(
        &self,
        said: &Said,
        reading: &Reading<'_>,
    ) -> Option<(&CatalogModule, Vec<Option<String>>)> {
        let owners = self.sayings.owners(said);
        let owned = |mention: &&Mention| owners.contains(&mention.module.as_str());
        let of = |mention: &Mention| {
            let components = mention.components.iter().cloned().map(Some).collect();
            Some((self.catalog.module(&mention.module)?, components))
        };
        // "fifo queue" is a name of the queue itself.
        let overlaps = |m: &&Mention| m.start < said.end && said.start < m.end;
        if let Some(mention) = self.mentions.iter().filter(owned).find(overlaps) {
            return of(mention);
        }
        // Right before a thing it is that thing's; of what cannot have it, it says nothing.
        let next = self.matches.iter().find(|found| found.start >= said.end);
        if let Some(next) = next.filter(|next| self.describes(said, next, reading)) {
            let here = |m: &&Mention| m.start == next.start && owned(m);
            return self.mentions.iter().find(here).and_then(of);
        }
        let sentence = |at: usize| reading.sentence(at);
        let own = sentence(said.start);
        let before = self.mentions.iter().filter(owned).filter(|m| m.end <= said.start);
        let after = self.mentions.iter().filter(owned).filter(|m| m.start >= said.end);
        let (before, after) = (before.max_by_key(|m| m.end), after.min_by_key(|m| m.start));
        let near = |m: &&Mention| sentence(m.start) == own;
        let nearest = before.filter(near).or(after.filter(near)).or(before).or(after);
        if let Some(mention) = nearest {
            return of(mention);
        }
        let implied = owners.iter().find(|owner| self.implied.contains(**owner))?;
        Some((self.catalog.module(implied)?, vec![None]))
    }

    /// Whether a saying is an adjective of what comes next.
    fn describes(&self, said: &Said, next: &Match, reading: &Reading<'_>) -> bool {
        let english = English::get();
        let between = said.end..next.start;
        let wanted = next.polarity == Polarity::Wanted;
        let thing = next.module().is_some() || next.blueprint().is_some();
        wanted
            && thing
            && between.len() <= APART
            && !reading.crosses_clause(said.end - 1, next.start + 1)
            && between.clone().all(|word| {
                let text = reading.word(word);
                !english.ends.contains(text) && !english.small.contains(text)
            })
    }
}

/// The value that a phrase sets, with what the sentence says in the place of a placeholder.
///
/// Fails with a few words when the input does not take it.
fn filled(
    module: &CatalogModule,
    input: &str,
    written: &Value,
    said: &Said,
) -> Result<Value, String> {
    let placeholder = written.as_str().and_then(Placeholder::named);
    let (Some(placeholder), Some((given, value))) = (placeholder, &said.value) else {
        return Ok(written.clone());
    };
    let Some(variable) = module.interface().variables.get(input).filter(|_| placeholder == *given)
    else {
        return Err(format!("{input} {}", render::value(value)));
    };
    let text = variable.ty == Type::String && !value.is_string();
    let value = if text { Value::from(render::value(value)) } else { value.clone() };
    match refused(variable, &value) {
        None => Ok(value),
        Some(allowed) => Err(format!("{input} {} ({allowed})", render::value(&value))),
    }
}

/// What an input takes instead, when it does not take a value.
fn refused(variable: &InputVariable, value: &Value) -> Option<String> {
    if let Some(allowed) = variable.allowed_values().filter(|all| !all.contains(value)) {
        let allowed: Vec<String> = allowed.iter().map(render::value).collect();
        return Some(format!("one of {}", allowed.join(", ")));
    }
    let number = value.as_f64()?;
    let (least, most) = variable.number_bounds();
    match (least, most) {
        (Some(least), _) if number < least => Some(format!("{least} at least")),
        (_, Some(most)) if number > most => Some(format!("{most} at most")),
        _ => None,
    }
}
