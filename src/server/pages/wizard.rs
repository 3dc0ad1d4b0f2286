//! `/new`: the wizard of `pave new` in the browser, a question a page.
//!
//! The same engine: what is asked, what is recommended and what comes of it is
//! [`ServiceWizard`]'s. The answers travel in the form; the server keeps none.

use axum::Form;
use axum::extract::Query;
use axum::response::Response;
use serde::Serialize;

use super::fault::sentence;
use super::form::{self, Field};
use super::visit::{PageFault, Visit};
use super::words::{Pairs, first};
use crate::app::new::NewRequest;
use crate::catalog::Catalog;
use crate::compose::diagram::svg_element;
use crate::error::{Error, Result};
use crate::wizard::{Question, Review, ServiceWizard, Session, Step, Wizard as _, kind};

/// Most questions that a session may have answers to.
const MAX_ANSWERS: usize = 500;

#[derive(Serialize)]
struct Asked {
    session: String,
    key: String,
    title: String,
    field: Field,
    problem: String,
    told: Vec<String>,
    position: Option<(usize, usize)>,
    /// Whether there is anything to go back to.
    can_go_back: bool,
    answers: Vec<AnswerView>,
}

#[derive(Serialize)]
struct AnswerView {
    key: String,
    value: String,
}

#[derive(Serialize)]
struct Reviewed {
    session: String,
    name: String,
    sections: Vec<SectionView>,
    changeable: Vec<ChangeableView>,
    picture: String,
    files: Vec<FileView>,
    hidden_files: usize,
    blocked: Vec<String>,
    plan_name: String,
    plan: String,
    commands: Vec<(String, String)>,
    again: String,
    can_go_back: bool,
}

#[derive(Serialize)]
struct SectionView {
    heading: String,
    /// The first row of a table, where it is the names of its columns.
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

#[derive(Serialize)]
struct ChangeableView {
    key: String,
    label: String,
    value: String,
}

#[derive(Serialize)]
struct FileView {
    path: String,
    text: String,
    lines: usize,
}

/// What a step shows.
enum Shown {
    Asked(Box<Asked>),
    Reviewed(Box<Reviewed>),
}

/// What was done with a question.
struct Posted {
    session: Session,
    pairs: Pairs,
}

/// The first question; `?blueprint=` or `?intent=` answers it.
pub(in crate::server) async fn begin(
    visit: Visit,
    Query(pairs): Query<Pairs>,
) -> Result<Response, PageFault> {
    let mut posted = Vec::new();
    for name in ["intent", "blueprint"] {
        let said = first(&pairs, name);
        if !said.is_empty() {
            posted.extend([("key", "intent"), ("action", "answer"), ("other", said)]);
        }
    }
    let pairs = posted.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    step(visit, Posted { session: Session::default(), pairs }).await
}

/// Takes an answer, goes back, or asks something again.
pub(in crate::server) async fn answer(
    visit: Visit,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageFault> {
    let session = session(&pairs)?;
    step(visit, Posted { session, pairs }).await
}

/// The session that a form carries.
pub(super) fn session(pairs: &[(String, String)]) -> Result<Session> {
    let text = first(pairs, "session");
    if text.is_empty() {
        return Ok(Session::default());
    }
    let session = serde_json::from_str::<Session>(text).ok();
    let session = session.filter(|session| session.answers.len() <= MAX_ANSWERS);
    session.ok_or_else(|| {
        Error::usage("the answers in the form cannot be read").hint("begin anew at /new")
    })
}

async fn step(visit: Visit, posted: Posted) -> Result<Response, PageFault> {
    let approved = visit.approved().await?;
    // Composing takes some milliseconds, for which no other request waits.
    let shown = visit.app.work.apart(move || advance(&approved.catalog, posted)).await?;
    Ok(match shown {
        Shown::Asked(asked) => {
            let title = asked.title.clone();
            visit.page("question.html", ("new", &title), &asked)
        }
        Shown::Reviewed(reviewed) => {
            let title = format!("Review of {}", reviewed.name);
            visit.page("review.html", ("new", &title), &reviewed)
        }
    })
}

/// The wizard of somebody who takes the files with them.
pub(super) fn wizard(catalog: &Catalog) -> ServiceWizard<'_> {
    ServiceWizard::new(catalog, NewRequest::default()).elsewhere()
}

/// Does what was asked with the question that is open, and says what comes next.
fn advance(catalog: &Catalog, Posted { mut session, pairs }: Posted) -> Result<Shown> {
    let wizard = wizard(catalog);
    let mut problem = None;
    let action = first(&pairs, "action");
    if let Some(key) = action.strip_prefix("change:") {
        session.change(key);
    } else if action == "back" || action == "answer" {
        match wizard.next(&session)? {
            // The page may be an old one, with another question on it.
            Step::Ask { question, .. } if question.key == first(&pairs, "key") => {
                if action == "back" {
                    session.back(&question.key, form::typed_text(&question, &pairs));
                } else {
                    problem = take(&wizard, &mut session, &question, &pairs).err();
                }
            }
            Step::Ask { .. } => {}
            Step::Review(_) if action == "back" => {
                session.back("", "");
            }
            Step::Review(_) => {}
        }
    }
    match wizard.next(&session)? {
        Step::Ask { told, question } => {
            let again = problem.is_some().then_some(pairs.as_slice());
            Ok(Shown::Asked(Box::new(asked(&session, &question, &told, problem, again))))
        }
        Step::Review(review) => Ok(Shown::Reviewed(Box::new(reviewed(&session, *review)))),
    }
}

/// Takes the answer to a question when it is one.
fn take(
    wizard: &ServiceWizard<'_>,
    session: &mut Session,
    question: &Question,
    pairs: &Pairs,
) -> Result<(), String> {
    let value = form::read(question, pairs)?;
    question.offers(&value)?;
    wizard.check(session, question, &value)?;
    session.take(&question.key, value);
    Ok(())
}

fn text_of(session: &Session) -> String {
    serde_json::to_string(session).expect("a session is plain data")
}

fn asked(
    session: &Session,
    question: &Question,
    told: &str,
    problem: Option<String>,
    again: Option<&[(String, String)]>,
) -> Asked {
    let answers = session.trail.iter().filter(|key| **key != question.key);
    let answers = answers.filter_map(|key| {
        let value = kind::plain(session.answers.get(key)?);
        Some(AnswerView { key: key.clone(), value })
    });
    let paragraphs = told.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
    Asked {
        session: text_of(session),
        key: question.key.clone(),
        title: question.title.clone(),
        field: Field::of(question, again),
        problem: problem.map(|problem| sentence(&problem)).unwrap_or_default(),
        told: paragraphs.map(str::to_owned).collect(),
        position: question.position,
        can_go_back: session.changing || session.trail.first().is_some_and(|k| *k != question.key),
        answers: answers.collect(),
    }
}

fn reviewed(session: &Session, review: Review) -> Reviewed {
    let files = review.files().into_iter().map(|file| {
        let text = file.after.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        FileView {
            path: file.path.to_string(),
            lines: text.lines().count(),
            text: text.into_owned(),
        }
    });
    let files: Vec<FileView> = files.collect();
    let changeable = review.changeable.iter().map(|choice| ChangeableView {
        key: choice.value.as_str().unwrap_or_default().to_owned(),
        label: choice.label.clone(),
        value: choice.hint.clone(),
    });
    Reviewed {
        session: text_of(session),
        name: review.folder.to_string(),
        changeable: changeable.collect(),
        sections: review.sections.into_iter().map(section).collect(),
        picture: review.picture.as_ref().map(svg_element).unwrap_or_default(),
        hidden_files: review.changes.files.len() - files.len(),
        files,
        blocked: review.blocked,
        plan_name: review.plan.0.to_string(),
        plan: review.plan.1,
        commands: review.commands,
        again: review.again,
        can_go_back: !session.trail.is_empty(),
    }
}

fn section(section: crate::wizard::Section) -> SectionView {
    let mut rows = section.rows;
    let is_table = rows.first().is_some_and(|row| row.first().is_some_and(|c| c == "component"));
    let head = if is_table { rows.remove(0) } else { Vec::new() };
    SectionView { heading: section.heading, head, rows }
}
