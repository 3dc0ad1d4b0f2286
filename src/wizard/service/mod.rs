//! The wizard of a new service: from a request and the answers so far to what comes next.
//!
//! Decides nothing that [`crate::app::new`] decides: it puts what that reports as missing into
//! questions, hands the answers back, and shows what came of them.

mod change;
mod check;
mod needs;
mod questions;
mod requested;
mod review;
mod told;

use super::draft::{Draft, UNNAMED};
use super::{Question, Session, Step, Wizard};
use crate::app::new::{Composed, NewRequest, compose};
use crate::catalog::Catalog;
use crate::compose::Missing;
use crate::error::Result;
use hcl_rs::Value;

/// The most questions that are asked where something else can decide.
pub const MOST_QUESTIONS: usize = 5;

/// Asks what a new service still needs, and shows what it comes to.
#[derive(Debug)]
pub struct ServiceWizard<'c> {
    catalog: &'c Catalog,
    request: NewRequest,
}

/// What the answers so far come to.
struct State<'c> {
    /// The request with the answers in it.
    request: NewRequest,
    /// What comes of it.
    composed: Composed<'c>,
    /// What is left to ask, in the order of asking.
    open: Vec<Missing>,
}

impl<'c> ServiceWizard<'c> {
    /// A wizard that asks for what a request leaves open.
    #[must_use]
    pub fn new(catalog: &'c Catalog, request: NewRequest) -> Self {
        Self { catalog, request }
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
        (name, Draft::new(&self.request, session))
    }

    /// What the answers come to, the one that is being asked again left out.
    fn state(&self, session: &Session) -> Result<State<'c>> {
        let mut request = self.requested(session);
        let mut composed = compose(self.catalog, &request)?;
        let asked = questions::asked(session);
        let mut open = questions::open(&composed, session);
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
            composed = compose(self.catalog, &request)?;
            open = questions::open(&composed, session);
        }
        Ok(State { request, composed, open })
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
