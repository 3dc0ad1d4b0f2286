//! What the wizards of new modules and new catalogs share: a question, and a review of new files.

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;

use super::{Choice, Kind, Question, Review, Section, Session, Step};
use crate::app::folder::Changes;
use crate::app::scaffold::Scaffold;
use crate::catalog::text::suspicious;
use crate::error::{Error, Result};

/// Longest sentence, in characters; the catalog's check holds it.
const LONGEST: usize = 120;

/// A question with what was answered and typed before.
pub(super) fn ask(
    session: &Session,
    (key, title, help): (&str, &str, &str),
    kind: Kind,
    recommended: Option<Value>,
) -> Step {
    let mut question = Question::new(key, title, kind);
    question.help = help.to_owned();
    question.recommended = recommended;
    question.answered = session.answers.get(key).cloned();
    question.typed = session.typed.get(key).cloned().unwrap_or_default();
    Step::Ask { told: String::new(), question: Box::new(question) }
}

/// What the review of something new tells besides its files.
pub(super) struct Told {
    /// What was answered: key, name and value.
    pub(super) answers: Vec<(&'static str, &'static str, String)>,
    /// Where it would be written to, if it cannot be made.
    pub(super) folder: Utf8PathBuf,
    pub(super) commands: Vec<(String, String)>,
    pub(super) again: String,
    /// What the file is called that the command line is saved as.
    pub(super) saved_as: String,
}

/// The review of what was made, or of why it cannot be.
pub(super) fn review(made: Result<Scaffold>, told: Told, session: &Session) -> Step {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut changeable = Vec::new();
    for (key, name, value) in told.answers {
        rows.push(vec![format!("  {name}"), value.clone()]);
        if session.answers.contains_key(key) {
            changeable.push(Choice::new(key, name, value));
        }
    }
    let mut sections = vec![Section::new("You said", rows)];
    let (folder, changes, blocked) = match made {
        Ok(made) => {
            let files = made.changes.files.iter();
            let files = files.map(|file| vec![format!("  {}", file.path)]).collect();
            sections.push(Section::new(format!("Files in {}", made.folder), files));
            let notes: Vec<Vec<String>> = made
                .notes
                .findings
                .iter()
                .map(|note| vec![format!("  {}", note.message)])
                .collect();
            if !notes.is_empty() {
                sections.push(Section::new("What was decided", notes));
            }
            (made.folder, made.changes, Vec::new())
        }
        Err(error) => (told.folder, Changes::default(), vec![problem(&error)]),
    };
    Step::Review(Box::new(Review {
        sections,
        changeable,
        picture: None,
        folder,
        changes,
        blocked,
        plan: (told.saved_as.into(), format!("#!/bin/sh\n{}\n", told.again)),
        commands: told.commands,
        again: told.again,
    }))
}

/// An error in the lines of a review.
pub(super) fn problem(error: &Error) -> String {
    let found = error.report.iter().flat_map(|report| &report.findings);
    let more = found.map(|finding| finding.message.clone()).chain(error.hints.iter().cloned());
    let lines: Vec<String> = more.map(|line| format!("\n  {line}")).collect();
    format!("{}{}", error.message, lines.concat())
}

/// The text of an answer.
///
/// # Errors
/// When it is none, or empty.
pub(super) fn text(value: &Value) -> Result<&str, String> {
    match value.as_str().map(str::trim) {
        None => Err("write a text".to_owned()),
        Some("") => Err("write something".to_owned()),
        Some(text) => Ok(text),
    }
}

/// A sentence that a card may hold.
///
/// # Errors
/// Why it may not.
pub(super) fn sentence(value: &Value) -> Result<(), String> {
    let text = text(value)?;
    let length = text.chars().count();
    if length > LONGEST {
        return Err(format!("that has {length} characters; at most {LONGEST} are shown"));
    }
    match suspicious(text).first() {
        Some(reason) => Err(format!("the text {reason}")),
        None => Ok(()),
    }
}

/// The strings of an answer that is a list of some.
pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The words of an answer that is a text.
pub(super) fn words(value: Option<&Value>) -> Vec<String> {
    let text = value.and_then(Value::as_str).unwrap_or_default();
    text.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The text of an answer, when there is one.
pub(super) fn said(session: &Session, key: &str) -> Option<String> {
    session.answers.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned())
}

/// A folder as a person reads it, never empty.
pub(super) fn shown(folder: Option<&Utf8Path>) -> Utf8PathBuf {
    folder.filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new(".")).to_owned()
}
