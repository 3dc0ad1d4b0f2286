//! What is missing, as questions: their order, their words and their kinds.

use hcl_rs::Value;

use super::{ServiceWizard, State};
use crate::app::new::Composed;
use crate::catalog::Catalog;
use crate::compose::{Missing, MissingChoice};
use crate::terraform::InputVariable;
use crate::wizard::kind::{self, in_words};
use crate::wizard::{Choice, Kind, Question, Session};

/// What there is to ask, in the order of asking.
///
/// An optional input that others make necessary is asked for once: whoever left it empty decides
/// at the review.
pub(super) fn open(catalog: &Catalog, composed: &Composed<'_>, session: &Session) -> Vec<Missing> {
    let left = |missing: &Missing| {
        session.answers.contains_key(&missing.key) && is_optional(catalog, missing)
    };
    let mut all: Vec<Missing> = composed.missing.iter().filter(|m| !left(m)).cloned().collect();
    all.sort_by_key(|missing| rank(&missing.key));
    all
}

/// Whether what is missing is an input with a default.
pub(super) fn is_optional(catalog: &Catalog, missing: &Missing) -> bool {
    let variable = missing
        .input
        .as_ref()
        .and_then(|input| catalog.module(&input.module)?.interface().variables.get(&input.input));
    variable.is_some_and(|variable| !variable.is_required())
}

fn rank(key: &str) -> u8 {
    match key {
        "intent" => 0,
        "name" => 1,
        "owner" => 2,
        _ if key.starts_with("choose.") => 3,
        _ if key.starts_with("use.") => 4,
        _ if key.starts_with("wire.") => 5,
        _ => 6,
    }
}

/// How many questions were answered so far; what is needed at all is not counted.
pub(super) fn asked(session: &Session) -> usize {
    session.trail.iter().filter(|key| *key != "intent").count()
}

/// How many questions there are in all, answered ones among them.
pub(super) fn total(session: &Session, open: &[Missing]) -> usize {
    let counts = |key: &str| key != "intent";
    let trail: Vec<&String> = session.trail.iter().filter(|key| counts(key)).collect();
    trail.len() + open.iter().filter(|m| counts(&m.key) && !trail.contains(&&m.key)).count()
}

/// Which question it is, and of how many.
pub(super) fn position(session: &Session, open: &[Missing], key: &str) -> Option<(usize, usize)> {
    if key == "intent" {
        return None;
    }
    let trail: Vec<&String> = session.trail.iter().filter(|key| *key != "intent").collect();
    let at = trail.iter().position(|asked| *asked == key).unwrap_or(trail.len());
    Some((at + 1, total(session, open).max(at + 1)))
}

impl ServiceWizard<'_> {
    /// The question that asks for what is missing.
    pub(super) fn question(&self, missing: &Missing, state: &State<'_>) -> Question {
        let key = missing.key.as_str();
        let mut question = match key {
            "intent" => return self.intent_question(),
            "name" => Question::new(key, "What is the service called?", Kind::Text),
            "owner" => Question::new(key, "Who owns this service?", named_or_other(missing)),
            _ => self.question_of_subject(missing, state),
        };
        if question.help.is_empty() && missing.why != question.title {
            question.help.clone_from(&missing.why);
        }
        question.recommended = None;
        if let (Some((value, note)), false) = (&missing.recommended, missing.must_choose) {
            question.recommended = Some(value.clone());
            recommend(&mut question.kind, value, note);
        }
        question
    }

    fn question_of_subject(&self, missing: &Missing, state: &State<'_>) -> Question {
        let key = missing.key.as_str();
        if let Some(name) = key.strip_prefix("choose.") {
            let asked = self.catalog.settings.questions.get(name);
            let title = asked.map_or_else(|| format!("{}?", in_words(name)), |q| q.ask.to_string());
            return Question::new(key, title, Kind::One(choices(&missing.choices)));
        }
        if let Some(what) = key.strip_prefix("use.") {
            let title = match what.split_once('@') {
                Some((capability, environment)) => {
                    format!("{} for {environment}?", in_words(capability))
                }
                None => format!("{}?", in_words(what)),
            };
            let mut question = Question::new(key, title, Kind::One(choices(&missing.choices)));
            question.help = self.bound_elsewhere(what, &missing.why, state);
            return question;
        }
        let variable =
            missing.input.as_ref().and_then(|at| Some((at, self.variable(&at.module, &at.input)?)));
        if let Some((at, variable)) = variable {
            // A secret may come over a link, and by other references besides.
            let key = format!("{}.{}", at.component, at.input);
            return self.input_question(&key, &at.component, variable, missing);
        }
        if let Some(slot) = key.strip_prefix("wire.") {
            let (component, slot) = slot.split_once('.').unwrap_or((slot, ""));
            let title =
                format!("Which component is the {} of {component}?", slot.replace('-', " "));
            return Question::new(key, title, Kind::One(choices(&missing.choices)));
        }
        Question::new(key, format!("{}?", in_words(key)), Kind::Text)
    }

    fn input_question(
        &self,
        key: &str,
        component: &str,
        variable: &InputVariable,
        missing: &Missing,
    ) -> Question {
        let mut question = kind::question_of(key, component, variable);
        if question.kind == Kind::SecretReference && !missing.choices.is_empty() {
            let outputs: Vec<String> = missing
                .choices
                .iter()
                .map(|c| format!("module.{}", kind::plain(&c.value)))
                .collect();
            question.help.push_str(&format!(" Outputs that fit: {}.", outputs.join(", ")));
        } else if !variable.is_required() {
            question.help = format!("{} Leave it empty to decide at the review.", missing.why);
        }
        question
    }

    /// The first question: what is needed, in words or by the name of a blueprint.
    fn intent_question(&self) -> Question {
        let blueprints = self.catalog.blueprints.iter().map(|(name, blueprint)| {
            Choice::new(name.as_str(), name, blueprint.written.summary.as_str())
        });
        let kind = Kind::OneOrOther(blueprints.collect());
        let mut question = Question::new("intent", "What do you need?", kind);
        question.help = "Say it in a sentence, or pick a blueprint. Such as: a public API called \
                         orders with Postgres and a queue, dev and prod"
            .to_owned();
        question
    }

    /// Why a module is to be chosen, and what the other environments have.
    fn bound_elsewhere(&self, what: &str, why: &str, state: &State<'_>) -> String {
        let (capability, environment) = what.split_once('@').unwrap_or((what, ""));
        let mut help = why.to_owned();
        for linked in state.composed.linked.iter().filter(|l| l.environment != environment) {
            let provides =
                |module: &crate::catalog::CatalogModule| module.provides.contains_key(capability);
            let placed = linked.components.iter().find(|placed| provides(placed.module));
            if let Some(placed) = placed {
                let module = placed.module;
                help.push_str(&format!(
                    " {} has {} {}.",
                    linked.environment, module.name, module.version
                ));
            }
        }
        help.trim().to_owned()
    }

    pub(super) fn variable(&self, module: &str, input: &str) -> Option<&InputVariable> {
        self.catalog.module(module)?.interface().variables.get(input)
    }
}

/// Puts what is recommended first, and says so.
fn recommend(kind: &mut Kind, value: &Value, note: &str) {
    let (Kind::One(list) | Kind::OneOrOther(list)) = kind else { return };
    if let Some(at) = list.iter().position(|choice| choice.value == *value) {
        let mut choice = list.remove(at);
        let hint = std::mem::take(&mut choice.hint);
        let parts = ["recommended", note, hint.as_str()];
        let mut parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.dedup();
        choice.hint = parts.join(" · ");
        list.insert(0, choice);
    }
}

fn named_or_other(missing: &Missing) -> Kind {
    if missing.choices.is_empty() {
        Kind::Text
    } else {
        Kind::OneOrOther(choices(&missing.choices))
    }
}

pub(super) fn choices(of: &[MissingChoice]) -> Vec<Choice> {
    of.iter()
        .map(|choice| Choice {
            value: choice.value.clone(),
            label: kind::plain(&choice.value),
            hint: choice.text.clone(),
            refused: choice.refused.clone(),
        })
        .collect()
}
