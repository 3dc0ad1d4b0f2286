//! One question, with all that a face needs to put it to somebody.

use hcl_rs::Value;
use serde::Serialize;

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// What it decides: `intent`, `owner`, `api.image`.
    pub key: String,
    /// The question in one line, such as `Who owns this service?`.
    pub title: String,
    /// What it is about, in a sentence or two; may be empty.
    pub help: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The answer that is taken when nothing is typed.
    pub recommended: Option<Value>,
    /// The answer given before, when somebody came back to the question.
    pub answered: Option<Value>,
    /// What had been typed when somebody left the question for an earlier one.
    pub typed: String,
    /// Which question it is and how many there are in all, as far as it is known.
    pub position: Option<(usize, usize)>,
}

/// What kind of answer a question takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A string of one line.
    Text,
    /// `true` or `false`.
    Confirm,
    /// A number.
    Number {
        /// Whether it has no fraction.
        whole: bool,
        /// The least that is allowed.
        least: Option<f64>,
        /// The greatest that is allowed.
        greatest: Option<f64>,
    },
    /// One of these.
    One(Vec<Choice>),
    /// One of these, or a string that is not among them.
    OneOrOther(Vec<Choice>),
    /// Any number of these; the answer is an array of their values.
    Many(Vec<Choice>),
    /// Several questions that make one object; the key of each is the attribute's name.
    Form(Vec<Question>),
    /// A reference to a secret, never the secret.
    SecretReference,
    /// A value of a type for which no other kind is made, written as YAML or HCL.
    Written {
        /// The type, as HCL writes it.
        ty: String,
    },
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// The answer.
    pub value: Value,
    /// What it is called.
    pub label: String,
    /// What choosing it means; may be empty.
    pub hint: String,
    /// Why it cannot be chosen, when it cannot.
    pub refused: Option<String>,
}

impl Question {
    /// A question with a key, a title and a kind, and nothing else known.
    #[must_use]
    pub fn new(key: impl Into<String>, title: impl Into<String>, kind: Kind) -> Self {
        Self {
            key: key.into(),
            title: title.into(),
            help: String::new(),
            kind,
            recommended: None,
            answered: None,
            typed: String::new(),
            position: None,
        }
    }

    /// Whether an answer is of the question's kind: among the choices when there are only these,
    /// a text, a number. What more there is to say of it is the wizard's business.
    ///
    /// # Errors
    /// Why it cannot be chosen.
    pub fn offers(&self, value: &Value) -> Result<(), String> {
        let offered = |choices: &[Choice], value: &Value| {
            let Some(choice) = choices.iter().find(|choice| choice.value == *value) else {
                let labels: Vec<&str> = choices.iter().map(|choice| &*choice.label).collect();
                return Err(format!("choose one of: {}", labels.join(", ")));
            };
            match &choice.refused {
                Some(why) => Err(format!("{} cannot be chosen: {why}", choice.label)),
                None => Ok(()),
            }
        };
        match (&self.kind, value) {
            (Kind::One(choices), value) => offered(choices, value),
            (Kind::OneOrOther(choices), value) => {
                let listed = choices.iter().any(|choice| choice.value == *value);
                if listed { offered(choices, value) } else { Ok(()) }
            }
            (Kind::Many(choices), Value::Array(values)) => {
                values.iter().try_for_each(|value| offered(choices, value))
            }
            (Kind::Many(_), _) => Err("choose any number of them".to_owned()),
            (_, Value::Null) => Ok(()),
            (Kind::Confirm, value) => {
                let text = value.as_str().is_some_and(|text| text.parse::<bool>().is_ok());
                let fits = text || value.is_boolean();
                if fits { Ok(()) } else { Err("answer with yes or no".to_owned()) }
            }
            (Kind::Number { .. }, value) => {
                let text = value.as_str().is_some_and(|text| text.trim().parse::<f64>().is_ok());
                let fits = text || value.is_number();
                if fits { Ok(()) } else { Err("answer with a number".to_owned()) }
            }
            (Kind::Text | Kind::SecretReference, Value::Array(_) | Value::Object(_)) => {
                Err("answer with a text".to_owned())
            }
            _ => Ok(()),
        }
    }
}

impl Choice {
    /// A choice that can be taken.
    #[must_use]
    pub fn new(value: impl Into<Value>, label: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: hint.into(), refused: None }
    }
}
