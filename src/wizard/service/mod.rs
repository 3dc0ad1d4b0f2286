//! The wizard of a new service: from a request and the answers so far to what comes next.
//!
//! Decides nothing that [`crate::app::new`] decides: it puts what that reports as missing into
//! questions, hands the answers back, and shows what came of them.

mod change;
mod check;
mod questions;
mod requested;
mod review;
mod told;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;
use hcl_rs::Value;

use super::draft::{Draft, UNNAMED};
use super::kind::kind_of;
use super::{Kind, Question, Session, Step, Wizard};
use crate::app::folder::STACK_FILE;
use crate::app::new::{Composed, NewRequest, compose_understood};
use crate::catalog::Catalog;
use crate::compose::Missing;
use crate::error::Result;
use crate::resolve::{Resolution, resolve};
use crate::terraform::secret;

/// The most questions that are asked where something else can decide.
pub const MOST_QUESTIONS: usize = 5;

/// Asks what a new service still needs, and shows what it comes to.
#[derive(Debug)]
pub struct ServiceWizard<'c> {
    catalog: &'c Catalog,
    request: NewRequest,
    /// What sentences came to: a step looks at several outcomes of the same one.
    understood: Mutex<BTreeMap<String, Resolution>>,
    /// Whether the files go where this program cannot look.
    is_elsewhere: bool,
}

/// What the answers so far come to.
struct State<'c> {
    /// The request with the answers in it.
    request: NewRequest,
    /// What comes of it.
    composed: Composed<'c>,
    /// What is left to ask, in the order of asking.
    open: Vec<Missing>,
    /// The components that a person added, as `module=name`, while these are asked for again too.
    added: Vec<String>,
}

impl<'c> ServiceWizard<'c> {
    /// A wizard that asks for what a request leaves open.
    #[must_use]
    pub fn new(catalog: &'c Catalog, request: NewRequest) -> Self {
        Self { catalog, request, understood: Mutex::default(), is_elsewhere: false }
    }

    /// The same for somebody who takes the files elsewhere: no folder of this machine is looked at,
    /// and every file is new.
    #[must_use]
    pub fn elsewhere(self) -> Self {
        Self { is_elsewhere: true, ..self }
    }

    /// Whether the folder that is written to holds a service.
    fn is_taken(&self, folder: &Utf8Path) -> bool {
        !self.is_elsewhere && folder.join(STACK_FILE).exists()
    }

    /// The request with all that was answered so far.
    #[must_use]
    pub fn answered(&self, session: &Session) -> NewRequest {
        self.requested(session)
    }

    /// The session as a draft, and the name to save it under.
    #[must_use]
    pub fn draft(&self, session: &Session) -> (String, Draft) {
        let named = self.state(session).ok().filter(|state| {
            state
                .composed
                .missing
                .iter()
                .all(|missing| missing.key != "name" && missing.key != "intent")
        });
        let name = named.map_or_else(|| UNNAMED.to_owned(), |state| state.composed.stack.service);
        let mut request = self.request.clone();
        request.sets.retain(|flag| !self.may_give_secret(flag));
        (name, Draft::new(&request, session))
    }

    /// Whether a flag `component.input=value` may hold a secret: some module of the catalog has a
    /// secret input of that name, and the value is no reference.
    fn may_give_secret(&self, flag: &str) -> bool {
        let (key, value) = flag.split_once('=').unwrap_or((flag, ""));
        let input = key.rsplit('.').next().unwrap_or(key);
        let input = input.split('@').next().unwrap_or(input);
        let mut variables =
            self.catalog.modules().filter_map(|module| module.interface().variables.get(input));
        variables.any(|variable| kind_of(variable) == Kind::SecretReference)
            && !value.contains("${")
            && secret::reference(value).is_err()
    }

    /// Composes a request; each sentence is understood once.
    fn compose(&self, request: &NewRequest) -> Result<Composed<'c>> {
        compose_understood(self.catalog, request, |text| self.resolution(text))
    }

    fn resolution(&self, text: &str) -> Resolution {
        let mut understood = self.understood.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = understood.entry(text.to_owned());
        entry.or_insert_with(|| resolve(self.catalog, text)).clone()
    }

    /// What the answers come to, the one that is being asked again left out.
    fn state(&self, session: &Session) -> Result<State<'c>> {
        let mut request = self.requested(session);
        let mut composed = self.compose(&request)?;
        let asked = questions::asked(session);
        let mut open = questions::open(self.catalog, &composed, session);
        let over = (asked + open.len()).saturating_sub(MOST_QUESTIONS);
        let mut left = over;
        open.reverse();
        open.retain(|missing| {
            let kept = left == 0 || missing.recommended.is_none() || missing.must_choose;
            left -= usize::from(!kept);
            kept
        });
        open.reverse();
        if over > left && open.is_empty() {
            // Nobody is asked about the rest: the stated stand-ins are taken, and shown as such.
            request.accept_samples = true;
            composed = self.compose(&request)?;
            open = questions::open(self.catalog, &composed, session);
        }
        let added = session.answers.get(requested::ADD).map(requested::texts).unwrap_or_default();
        Ok(State { request, composed, open, added })
    }
}

impl Wizard for ServiceWizard<'_> {
    fn next(&self, session: &Session) -> Result<Step> {
        let state = self.state(session)?;
        if let Some(question) = self.asked_again(session, &state) {
            return Ok(self.ask(session, &state, question));
        }
        match state.open.first() {
            Some(missing) => {
                let question = self.question(missing, &state);
                Ok(self.ask(session, &state, question))
            }
            None => self.review(session, &state).map(|review| Step::Review(Box::new(review))),
        }
    }

    fn check(&self, session: &Session, question: &Question, value: &Value) -> Result<(), String> {
        self.problem(session, question, value).map_or(Ok(()), Err)
    }
}

impl ServiceWizard<'_> {
    /// The step that puts a question, with what was answered or typed before.
    fn ask(&self, session: &Session, state: &State<'_>, mut question: Question) -> Step {
        question.answered = session.answers.get(&question.key).cloned();
        question.typed = session.typed.get(&question.key).cloned().unwrap_or_default();
        if !session.changing {
            question.position = questions::position(session, &state.open, &question.key);
        }
        let told = self.told(session, state);
        Step::Ask { told, question: Box::new(question) }
    }

    /// The question that was gone back to, or is to be changed; of those gone back to the nearest
    /// that still makes sense.
    fn asked_again(&self, session: &Session, state: &State<'_>) -> Option<Question> {
        let asking = session.asking.as_deref()?;
        let at = session.trail.iter().position(|key| key == asking);
        let before = at.map(|at| &session.trail[..at]).unwrap_or_default();
        let keys = std::iter::once(asking).chain(before.iter().rev().map(String::as_str));
        let mut keys = keys.take(if session.changing { 1 } else { usize::MAX });
        keys.find_map(|key| self.question_of(key, state))
    }
}
