//! An intent, or answers, to a stack: what `pave new` decides before anything is linked.
//!
//! Asks nothing. What nobody said and nothing decides is reported as missing, all of it at once.

mod again;
mod answers;
mod draft;
mod facts;
mod made_of;
mod places;
mod questions;
mod source;
mod values;
mod words;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

pub use again::{again, line};
pub use answers::{AnsweredComponent, Answers};
pub use facts::{Facts, OwnerRule, Repository};
pub use source::{Decided, Source};

use crate::app::folder::{STACK_FILE, StackFile};
use crate::catalog::{Catalog, Located};
use crate::compose::link::{Assumption, Linked, Placed};
use crate::compose::stack::{SourceKind, Stack};
use crate::compose::{Missing, Open};
use crate::diag::Finding;
use crate::error::{Report, Result};
use crate::resolve::{Resolution, Setting, resolve};
use draft::{Draft, link_all};
use places::{Places, Said};

/// What is asked for, in whichever words.
#[derive(Debug, Clone, Default)]
pub struct NewRequest {
    /// What is wanted, in the asker's words.
    pub intent: Option<String>,
    /// What a person answered when asked.
    pub person: Answers,
    /// Answers given in a file.
    pub answers: Answers,
    /// `MODULE` or `MODULE=NAME`, each a component; `CAPABILITY@ENVIRONMENT=MODULE` for who
    /// provides a capability.
    pub uses: Vec<String>,
    /// Names of components that are left out though the words would make them.
    pub without: Vec<String>,
    /// A blueprint by name.
    pub blueprint: Option<String>,
    /// `component.input=value`, or `input=value` where only one component has it.
    pub sets: Vec<String>,
    /// `component.slot=server[,server…]`, or `=none`.
    pub wires: Vec<String>,
    /// `question=option`, for the questions of the organisation.
    pub chooses: Vec<String>,
    /// The environments; all of the catalog when empty.
    pub environments: Vec<String>,
    /// The region, for all environments.
    pub region: Option<String>,
    /// The service's name.
    pub name: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// Where module sources point.
    pub source: Option<SourceKind>,
    /// The folder to write to; the service's name when absent.
    pub out: Option<Utf8PathBuf>,
    /// Whether stated stand-ins are taken for what nobody answered.
    pub accept_samples: bool,
    /// What is known of the place that is written to.
    pub facts: Facts,
    /// The folder that the catalog was read from, when one was named; for [`line()`] alone.
    pub catalog: Option<Utf8PathBuf>,
    /// The registry that the catalog came from, when it came from one; for [`line()`] alone.
    pub registry: Option<String>,
}

/// A stack, linked in every environment, and how it came about.
#[derive(Debug)]
pub struct Composed<'c> {
    /// The stack.
    pub stack: Stack,
    /// Its environments, linked.
    pub linked: Vec<Linked<'c>>,
    /// How the intent was understood, when there was one.
    pub resolution: Option<Resolution>,
    /// Every value that the service has and where it comes from, in the order in which they are
    /// read: those of the service, then those of the components.
    pub values: Vec<Decided>,
    /// The components that answers to the organisation's questions bring: which answer, by
    /// component.
    pub brought: BTreeMap<String, String>,
    /// What the sentence sets and nothing in the service has.
    pub unused: Vec<Setting>,
    /// The folder to write to.
    pub out: Utf8PathBuf,
    /// What nobody said and nothing decides, in the order in which it is best asked.
    pub missing: Vec<Missing>,
    /// What stands in for an answer that nobody gave.
    pub assumptions: Vec<Assumption>,
    /// What is wrong, in every environment; each thing once.
    pub report: Report,
}

/// Decides what is asked for and links it in every environment.
///
/// A value is that of the first who says it: flags, a person, the file of answers, the answers to
/// the organisation's questions, the sentence, a blueprint, the environment, the repository, the
/// module's default. What nobody says and a person could is in `missing`, all of it.
///
/// # Errors
/// When a word of the request names nothing that exists, or what it asks for is refused.
pub fn compose<'c>(catalog: &'c Catalog, request: &NewRequest) -> Result<Composed<'c>> {
    compose_understood(catalog, request, |text| resolve(catalog, text))
}

/// The same as [`compose`] for a caller who has understood the sentence before.
///
/// # Errors
/// As [`compose`].
pub fn compose_understood<'c>(
    catalog: &'c Catalog,
    request: &NewRequest,
    understand: impl FnOnce(&str) -> Resolution,
) -> Result<Composed<'c>> {
    let flags = questions::chosen(request)?;
    let resolution = sentence(request).map(understand);
    let said = Said::new(&flags, request, resolution.as_ref());
    let Places { stack, out, mut values, missing, mut assumptions, region } =
        places::places(catalog, request, &said)?;
    let mut draft = Draft::new(catalog, stack);
    draft.stack.blueprint = made_of::add_blueprint(&mut draft, request, &said)?;
    made_of::add_chosen(&mut draft, request, resolution.as_ref())?;
    made_of::add_answered(&mut draft, &request.answers)?;
    made_of::add_answered(&mut draft, &request.person)?;
    made_of::leave_out(&mut draft, &request.without);
    made_of::answer_capabilities(&mut draft, request)?;
    let mut first = Vec::new();
    if draft.stack.components.is_empty() {
        first.push(made_of::intent(catalog, resolution.as_ref()));
    }
    first.extend(missing);
    let asked = questions::ask(&mut draft, request, &flags)?;
    draft.stack.links.extend(request.answers.links.clone());
    for wire in &request.wires {
        words::apply_wire(&mut draft, wire)?;
    }
    made_of::answer_open(&mut draft, &request.person)?;
    let settings = resolution.as_ref().map(|r| &r.settings[..]).unwrap_or_default();
    let unused = apply_settings(&mut draft, settings)?;
    asked.set(&mut draft)?;
    made_of::set_answered(&mut draft, &request.answers, &Source::AnswersFile, false)?;
    made_of::set_answered(&mut draft, &request.person, &Source::Person, true)?;
    for set in &request.sets {
        words::apply_set(&mut draft, set)?;
    }
    let mut linked = draft.link(None)?;
    while request.accept_samples && take_samples(&mut draft, &linked)? {
        linked = draft.link(None)?;
    }
    let at = values.iter().position(|value| value.key == "environments").unwrap_or(values.len());
    values.splice(at..at, values::regions(&linked, region.as_ref()));
    values.extend(asked.values);
    values.extend(values::inputs(&linked, |component, input, environment| {
        draft.source_of(component, input, environment).cloned().unwrap_or(Source::AnswersFile)
    }));
    assumptions.extend(asked.assumptions);
    first.extend(asked.missing);
    let mut composed = Composed {
        stack: draft.stack,
        linked,
        resolution,
        values,
        brought: asked.brought,
        unused,
        out,
        missing: first,
        assumptions,
        report: Report { findings: asked.findings, ..Report::default() },
    };
    let open: Vec<Open> = composed.linked.iter().flat_map(|l| l.open.clone()).collect();
    add_missing(&mut composed.missing, open.iter().map(|o| &o.missing));
    composed.gather(|finding| open.iter().all(|o| o.finding != *finding));
    Ok(composed)
}

/// Links every environment of a stack that was read from its file.
///
/// # Errors
/// When the stack names an environment that the catalog does not have.
pub fn link_stack<'c>(catalog: &'c Catalog, file: &StackFile) -> Result<Composed<'c>> {
    let linked = link_all(catalog, &file.stack, Some(file.source))?;
    let here = Source::Repository { file: STACK_FILE.to_owned() };
    let mut values = values::of_stack(&file.stack, &linked, &here);
    values.extend(values::inputs(&linked, |_, _, _| here.clone()));
    let mut composed = Composed {
        values,
        stack: file.stack.clone(),
        linked,
        resolution: None,
        brought: BTreeMap::new(),
        unused: Vec::new(),
        out: Utf8PathBuf::new(),
        missing: Vec::new(),
        assumptions: Vec::new(),
        report: Report { findings: questions::recorded(catalog, file), ..Report::default() },
    };
    composed.gather(|_| true);
    composed.report.sources = file.sources.clone();
    Ok(composed)
}

impl Composed<'_> {
    /// What a component is there for: the slot it was added for, the answer that brings it, or
    /// the asker's word.
    #[must_use]
    pub fn needed_by<'s>(&'s self, placed: &'s Placed<'_>) -> &'s str {
        let brought = self.brought.get(&placed.name);
        placed.added_for.as_ref().or(brought).map_or("you asked", String::as_str)
    }

    /// Takes from the environments what is missing, assumed and wrong, each thing once.
    fn gather(&mut self, is_wrong: impl Fn(&Finding) -> bool) {
        for environment in &self.linked {
            for finding in environment.findings.iter().filter(|f| is_wrong(f)) {
                if !self.report.findings.contains(finding) {
                    self.report.findings.push(finding.clone());
                }
            }
            add_missing(&mut self.missing, environment.missing.iter());
            for one in &environment.assumptions {
                if !self.assumptions.contains(one) {
                    self.assumptions.push(one.clone());
                }
            }
        }
        self.assumptions.sort();
    }
}

fn add_missing<'m>(all: &mut Vec<Missing>, more: impl Iterator<Item = &'m Missing>) {
    for one in more {
        if !all.iter().any(|m| m.key == one.key) {
            all.push(one.clone());
        }
    }
}

/// The sentence that something is to be made of; of complete answers it is a record.
fn sentence(request: &NewRequest) -> Option<&str> {
    let record = request.answers.is_complete();
    let file = request.answers.intent.as_ref().filter(|_| !record);
    let sentence = request.intent.as_ref().or(request.person.intent.as_ref()).or(file)?;
    Some(sentence)
}

/// Sets what a sentence sets; what nothing in the service has is handed back.
fn apply_settings(draft: &mut Draft<'_>, settings: &[Setting]) -> Result<Vec<Setting>> {
    let mut unused = Vec::new();
    for setting in settings {
        let source = Source::Sentence { words: setting.words.clone() };
        let value = Located::unplaced(setting.value.clone());
        let Setting { module, component, input, .. } = setting;
        let applies = match component {
            None => draft.set_of_module(module, input, &value, &source)?,
            Some(component) => {
                let there = draft.component(component)?.filter(|name| draft.takes(name, input));
                if let Some(component) = &there {
                    draft.set(component, input, &value, &source);
                }
                there.is_some()
            }
        };
        if !applies {
            unused.push(setting.clone());
        }
    }
    Ok(unused)
}

/// Puts the stated stand-ins where inputs are missing; says whether there were any.
fn take_samples(draft: &mut Draft<'_>, linked: &[Linked<'_>]) -> Result<bool> {
    let mut any = false;
    let missing = linked.iter().flat_map(|l| l.missing.iter().map(|m| (&l.environment, m)));
    for (environment, missing) in missing.filter(|(_, m)| !m.must_choose) {
        let (Some((value, note)), Some(at)) = (&missing.recommended, &missing.input) else {
            continue;
        };
        let Some(component) = draft.component(&at.component)? else { continue };
        let done = draft.source_of(&component, &at.input, environment).is_some();
        if !done && draft.takes(&component, &at.input) {
            let value = Located::unplaced(value.clone());
            draft.set(&component, &at.input, &value, &Source::Sample { note: note.clone() });
            any = true;
        }
    }
    Ok(any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sentence_sets_is_set_wherever_the_module_is_and_told_where_it_is_not() {
        let catalog = Catalog::embedded();
        let request = NewRequest {
            uses: vec!["postgres".to_owned()],
            name: Some("ledger".to_owned()),
            owner: Some("team".to_owned()),
            ..NewRequest::default()
        };
        let stack = compose(&catalog, &request).unwrap().stack;
        let mut draft = Draft::new(&catalog, stack);
        let setting = |module: &str, component: Option<&str>, input: &str, value: &str| Setting {
            module: module.to_owned(),
            component: component.map(str::to_owned),
            input: input.to_owned(),
            value: value.into(),
            words: "so they said".to_owned(),
        };
        let settings = [
            setting("postgres", Some("db"), "size", "large"),
            setting("network", None, "cidr_block", "10.1.0.0/16"),
            setting("cache", None, "size", "large"),
            setting("postgres", Some("other"), "size", "large"),
        ];
        let unused = apply_settings(&mut draft, &settings).unwrap();
        assert_eq!(unused, settings[2..]);
        assert_eq!(draft.stack.components["db"].inputs["size"].value, "large".into());
        // The network is made in dev and looked up in prod, which has no such input.
        let network = &draft.stack.components["network"];
        assert_eq!(network.environments["dev"].inputs["cidr_block"].value, "10.1.0.0/16".into());
        assert_eq!(network.module_in("prod"), "shared-network");
        assert!(network.inputs.is_empty() && network.environments["prod"].inputs.is_empty());
        let said = Source::Sentence { words: "so they said".to_owned() };
        assert_eq!(draft.source_of("network", "cidr_block", "dev"), Some(&said));
    }
}
