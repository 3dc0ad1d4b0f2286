//! One question as a form, and an answer as it comes back in one.
//!
//! Names: the answer to the question is `value`, that of an attribute of an object
//! `value.ATTRIBUTE`, and own words beside choices `other`, `other.ATTRIBUTE`.

use hcl_rs::Value;
use serde::Serialize;

use super::words::{all, first};
use crate::terraform::secret;
use crate::wizard::{Choice, Kind, Question, kind, typed};

/// Choices over this number are a list that opens.
const MAX_RADIOS: usize = 12;

/// A question as a form shows it.
#[derive(Debug, Serialize)]
pub(super) struct Field {
    /// `text`, `area`, `number`, `radios`, `list`, `boxes`, `form`.
    pub(super) control: &'static str,
    /// The name of its value in the form.
    name: String,
    /// The name of the own words beside choices; empty where there are none.
    other: String,
    /// The id of what its label is for.
    id: String,
    title: String,
    help: String,
    /// The text that stands in it at first.
    text: String,
    choices: Vec<Option_>,
    /// The type of a value that is written, such as `map(string)`.
    written: String,
    least: String,
    greatest: String,
    step: &'static str,
    fields: Vec<Self>,
}

/// A choice as a form shows it.
#[derive(Debug, Serialize)]
struct Option_ {
    value: String,
    label: String,
    hint: String,
    refused: String,
    chosen: bool,
    id: String,
}

impl Field {
    /// The form of a question; what was posted before stands in it again.
    pub(super) fn of(question: &Question, posted: Option<&[(String, String)]>) -> Self {
        Self::named(question, "", posted)
    }

    fn named(question: &Question, path: &str, posted: Option<&[(String, String)]>) -> Self {
        let (name, other) = (format!("value{path}"), format!("other{path}"));
        let usual = question.answered.as_ref().or(question.recommended.as_ref());
        let usual = usual.filter(|value| !value.is_null());
        let usual_text = usual.map(|value| typed::text(&question.kind, value)).unwrap_or_default();
        let before =
            if question.typed.is_empty() { usual_text.clone() } else { question.typed.clone() };
        let mut field = Self {
            control: "text",
            id: format!("field{}", path.replace('.', "-")),
            title: question.title.clone(),
            help: question.help.clone(),
            text: posted.map_or(before, |pairs| first(pairs, &name).to_owned()),
            choices: Vec::new(),
            written: String::new(),
            least: String::new(),
            greatest: String::new(),
            step: "any",
            fields: Vec::new(),
            other: String::new(),
            name,
        };
        let chosen: Vec<String> = match (posted, usual) {
            (Some(pairs), _) => all(pairs, &field.name).map(str::to_owned).collect(),
            (None, Some(Value::Array(values))) => values.iter().map(kind::plain).collect(),
            (None, Some(value)) => vec![kind::plain(value)],
            (None, None) => Vec::new(),
        };
        match &question.kind {
            Kind::Text | Kind::SecretReference => {}
            Kind::Confirm => {
                let yes_no = [("true", "Yes"), ("false", "No")];
                let choices = yes_no.map(|(value, label)| Choice::new(value, label, ""));
                field.choices(&choices, &chosen, "radios");
            }
            Kind::Number { whole, least, greatest } => {
                field.control = "number";
                field.step = if *whole { "1" } else { "any" };
                field.least = least.map(|n| n.to_string()).unwrap_or_default();
                field.greatest = greatest.map(|n| n.to_string()).unwrap_or_default();
            }
            Kind::One(choices) => {
                let control = if choices.len() > MAX_RADIOS { "list" } else { "radios" };
                field.choices(choices, &chosen, control);
            }
            Kind::OneOrOther(choices) => {
                field.choices(choices, &chosen, "radios");
                let listed = field.choices.iter().any(|choice| choice.chosen);
                field.text = match posted {
                    Some(pairs) => first(pairs, &other).to_owned(),
                    None if !question.typed.is_empty() => question.typed.clone(),
                    None if listed => String::new(),
                    None => usual_text,
                };
                field.other = other;
            }
            Kind::Many(choices) => field.choices(choices, &chosen, "boxes"),
            Kind::Written { ty } => {
                field.control = "area";
                field.written.clone_from(ty);
            }
            Kind::Form(fields) => {
                field.control = "form";
                let answered = question.answered.as_ref().and_then(Value::as_object);
                field.fields = fields
                    .iter()
                    .map(|inner| {
                        let mut inner = inner.clone();
                        let before = answered.and_then(|object| object.get(&inner.key));
                        inner.answered = before.cloned().or(inner.answered);
                        Self::named(&inner, &format!("{path}.{}", inner.key), posted)
                    })
                    .collect();
            }
        }
        field
    }

    fn choices(&mut self, choices: &[Choice], chosen: &[String], control: &'static str) {
        self.control = control;
        self.choices = choices
            .iter()
            .enumerate()
            .map(|(at, choice)| {
                let value = kind::plain(&choice.value);
                Option_ {
                    chosen: chosen.contains(&value) && choice.refused.is_none(),
                    label: choice.label.clone(),
                    hint: choice.hint.clone(),
                    refused: choice.refused.clone().unwrap_or_default(),
                    id: format!("{}-{at}", self.id),
                    value,
                }
            })
            .collect();
    }
}

/// The answer to a question in a form.
///
/// # Errors
/// Why there is none, in words for whoever gave it.
pub(super) fn read(question: &Question, pairs: &[(String, String)]) -> Result<Value, String> {
    named(question, "", pairs)
}

fn named(question: &Question, path: &str, pairs: &[(String, String)]) -> Result<Value, String> {
    let name = format!("value{path}");
    let text = first(pairs, &name).trim();
    let by_value = |choices: &[Choice], text: &str| {
        choices.iter().find(|choice| kind::plain(&choice.value) == text).map(|c| c.value.clone())
    };
    match &question.kind {
        Kind::One(choices) => match by_value(choices, text) {
            Some(value) => Ok(value),
            None => Err("choose one".to_owned()),
        },
        Kind::OneOrOther(choices) => {
            let other = first(pairs, &format!("other{path}")).trim();
            if !other.is_empty() {
                return typed::read(&question.kind, other);
            }
            match by_value(choices, text) {
                Some(value) => Ok(value),
                None if choices.is_empty() => Err("write something".to_owned()),
                None => Err("write something, or choose one".to_owned()),
            }
        }
        Kind::Many(choices) => {
            let values = all(pairs, &name).filter_map(|text| by_value(choices, text));
            Ok(Value::Array(values.collect()))
        }
        Kind::Form(fields) => {
            let field = |field: &Question| {
                let value = named(field, &format!("{path}.{}", field.key), pairs)
                    .map_err(|problem| format!("{}: {problem}", kind::in_words(&field.key)))?;
                Ok((field.key.clone(), value))
            };
            fields.iter().map(field).collect::<Result<Value, String>>()
        }
        // What is left empty leaves an input at its default, where it has one.
        Kind::Number { .. } | Kind::Written { .. } if text.is_empty() => Ok(Value::Null),
        kind => typed::read(kind, text),
    }
}

/// What was typed in answer to a question, to be kept when somebody leaves it; nothing of what may
/// be a secret.
pub(super) fn typed_text<'p>(question: &Question, pairs: &'p [(String, String)]) -> &'p str {
    let other = first(pairs, "other");
    let text = if other.is_empty() { first(pairs, "value") } else { other };
    let is_text = matches!(question.kind, Kind::Text | Kind::OneOrOther(_) | Kind::Written { .. });
    if is_text && secret::exposed(text).is_none() { text } else { "" }
}
