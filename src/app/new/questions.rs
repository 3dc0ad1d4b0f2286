//! The organisation's questions: which are asked, and what the answers do to a stack.

use std::collections::BTreeMap;

use hcl_rs::Value;

use super::draft::Draft;
use super::{Answers, Decided, NewRequest, Source};
use crate::app::folder::StackFile;
use crate::catalog::{Catalog, Located, Question, QuestionOption};
use crate::compose::link::Assumption;
use crate::compose::{Missing, MissingChoice};
use crate::diag::{Finding, did_you_mean};
use crate::error::{Error, Result};

/// What came of the questions.
#[derive(Default)]
pub(super) struct Asked<'c> {
    /// The components that answers bring: which answer, by component.
    pub(super) brought: BTreeMap<String, String>,
    pub(super) values: Vec<Decided>,
    pub(super) missing: Vec<Missing>,
    pub(super) assumptions: Vec<Assumption>,
    pub(super) findings: Vec<Finding>,
    /// The options chosen, whose inputs are still to be set.
    chosen: Vec<(&'c str, &'c str, &'c QuestionOption)>,
}

/// Asks what there is to ask of the stack: the components that the answers bring are added.
pub(super) fn ask<'c>(
    draft: &mut Draft<'c>,
    request: &NewRequest,
    flags: &Answers,
) -> Result<Asked<'c>> {
    let mut asked = Asked::default();
    let settings = &draft.catalog.settings;
    known(draft.catalog, flags, &request.answers, &request.person)?;
    for (name, question) in settings.questions_in_order() {
        let layers = [
            (flags, Source::Flag),
            (&request.person, Source::Person),
            (&request.answers, Source::AnswersFile),
        ];
        let mut said = layers.into_iter().filter_map(|(answers, source)| {
            answers.choices.get(name).map(|option| (option.value.as_str(), source))
        });
        let said = said.next();
        if !concerns(question, draft) {
            if let Some((option, Source::Flag)) = said {
                asked.findings.push(idle(name, option, question));
            }
            continue;
        }
        let default = question.default.as_ref().filter(|_| !question.must_choose);
        let (option, source) = match (said, default) {
            (Some((option, source)), _) => (option, source),
            (None, Some(default)) if request.accept_samples => {
                let option = default.value.as_str();
                asked.assumptions.push(Assumption {
                    key: name.to_owned(),
                    text: format!(
                        "`{option}`, as recommended; say otherwise with --choose {name}=OPTION"
                    ),
                });
                (option, Source::Sample { note: "recommended".to_owned() })
            }
            (None, _) => {
                asked.missing.push(missing(name, question));
                continue;
            }
        };
        let (option, does) = taken(name, question, option)?;
        draft.stack.choices.insert(name.to_owned(), Located::unplaced(option.to_owned()));
        for module in &does.uses {
            if draft.components_of(module).is_empty() {
                let module = draft.catalog.require_module(module)?;
                let component = draft.free_name(module.component_name());
                draft.serve(&component, module);
                asked.brought.insert(component, format!("{name}: {option}"));
            }
        }
        asked.values.push(Decided {
            key: format!("choose.{name}"),
            environment: None,
            value: Value::from(option),
            source,
        });
        asked.chosen.push((name, option, does));
    }
    Ok(asked)
}

impl Asked<'_> {
    /// Sets the inputs that the options chosen set, wherever the service has the modules.
    pub(super) fn set(&self, draft: &mut Draft<'_>) -> Result<()> {
        for (name, option, does) in &self.chosen {
            let source =
                Source::Question { name: (*name).to_owned(), option: (*option).to_owned() };
            for (module, inputs) in &does.inputs {
                for (input, value) in inputs {
                    draft.set_of_module(module, input, value, &source)?;
                }
            }
        }
        Ok(())
    }
}

/// Whether a question is asked of a service: always, or for the modules that it has.
fn concerns(question: &Question, draft: &Draft<'_>) -> bool {
    let components = !draft.stack.components.is_empty();
    let mut modules = question.modules.iter();
    components
        && (question.modules.is_empty() || modules.any(|m| !draft.components_of(m).is_empty()))
}

/// Refuses choices for questions that the catalog does not ask.
fn known(catalog: &Catalog, flags: &Answers, file: &Answers, person: &Answers) -> Result<()> {
    let questions = &catalog.settings.questions;
    for name in flags.choices.keys().chain(file.choices.keys()).chain(person.choices.keys()) {
        if !questions.contains_key(name.as_str()) {
            let names = questions.keys().map(|name| name.value.as_str());
            let mut error = Error::not_found(format!("the catalog asks no question `{name}`"));
            error.hints.extend(did_you_mean(name, names.clone()));
            if error.hints.is_empty() && !questions.is_empty() {
                let all: Vec<&str> = names.collect();
                error = error.hint(format!("it asks: {}", all.join(", ")));
            }
            return Err(error);
        }
    }
    Ok(())
}

/// The option of that name, when it may be chosen.
fn taken<'c>(
    name: &str,
    question: &'c Question,
    option: &str,
) -> Result<(&'c str, &'c QuestionOption)> {
    let options = question.options_in_order();
    let Some((name_of, does)) = options.iter().find(|(known, _)| *known == option) else {
        let names: Vec<&str> = options.iter().map(|(name, _)| *name).collect();
        let hint = did_you_mean(option, names.iter().copied())
            .unwrap_or_else(|| format!("the options are: {}", names.join(", ")));
        let message = format!("`{option}` is no answer to `{name}`: {}", question.ask.value);
        return Err(Error::usage(message).hint(hint));
    };
    match &does.refused {
        None => Ok((name_of, does)),
        Some(why) => Err(Error::refused(format!("`{name}` cannot be `{option}`: {}", why.value))),
    }
}

/// What is wrong with the choices that a stack records.
pub(super) fn recorded(catalog: &Catalog, file: &StackFile) -> Vec<Finding> {
    let questions = &catalog.settings.questions;
    let choices = file.stack.choices.iter();
    let wrong = choices.filter_map(|(name, option)| {
        let finding = match questions.get(name.as_str()) {
            None => Finding::warning("W005", format!("the catalog asks no question `{name}`"))
                .help(format!("remove it from `choices`, with the option `{}`", option.value)),
            Some(question) => {
                let error = taken(name, question, option).err()?;
                let finding = Finding::error("E007", error.message);
                error.hints.into_iter().fold(finding, Finding::help)
            }
        };
        Some(finding.at(file.source, option.span, ""))
    });
    wrong.collect()
}

fn missing(name: &str, question: &Question) -> Missing {
    let options = question.options_in_order();
    let default = question.default.as_ref().filter(|_| !question.must_choose);
    let recommended = default.and_then(|default| {
        let (name, option) = options.iter().find(|(name, _)| *name == default.value)?;
        Some((Value::from(*name), option.summary.value.clone()))
    });
    let open = options.iter().find(|(_, option)| option.refused.is_none());
    let example = match (&recommended, open) {
        (Some((value, _)), _) => value.as_str().unwrap_or_default(),
        (None, Some((name, _))) => name,
        (None, None) => "OPTION",
    };
    let choice = |(name, option): &(&str, &QuestionOption)| MissingChoice {
        value: Value::from(*name),
        text: option.summary.value.clone(),
        refused: option.refused.as_ref().map(|why| why.value.clone()),
    };
    Missing {
        key: format!("choose.{name}"),
        ty: "string".to_owned(),
        choices: options.iter().map(choice).collect(),
        why: question.ask.value.clone(),
        fix: format!("--choose {name}={example}"),
        recommended,
        must_choose: question.must_choose,
        input: None,
    }
}

/// What is said of a flag that chooses for a question which is not asked.
fn idle(name: &str, option: &str, question: &Question) -> Finding {
    let modules: Vec<&str> = question.modules.iter().map(|m| m.as_str()).collect();
    Finding::warning("W004", format!("`--choose {name}={option}` does nothing here"))
        .help(format!("`{name}` is asked of services with {}", modules.join(", ")))
}

/// The choices of `--choose QUESTION=OPTION`.
pub(super) fn chosen(request: &NewRequest) -> Result<Answers> {
    let mut flags = super::places::flags(request);
    for text in &request.chooses {
        let Some((question, option)) = text.split_once('=') else {
            return Err(Error::usage(format!("`--choose {text}` names no option"))
                .hint("write --choose QUESTION=OPTION"));
        };
        let option = Located::unplaced(option.to_owned());
        flags.choices.insert(question.to_owned(), option);
    }
    Ok(flags)
}
