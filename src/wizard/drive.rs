//! A wizard and a prompter, joined: asks until something is decided.

use hcl_rs::Value;

use super::layout::fit;
use super::{Choice, Kind, Prompter, Question, Reply, Review, Session, Step, Wizard};
use crate::compose::diagram::{TextStyle, text};
use crate::error::Result;
use crate::report::diff;
use crate::terraform::secret;

/// How it ended.
#[derive(Debug)]
pub enum Outcome {
    /// What the review showed is to be written.
    Write(Box<Review>),
    /// The answers are to be saved as a file, and nothing else.
    Save(Box<Review>),
    /// Nothing is wanted after all.
    Cancelled,
    /// Interrupted; the session can be gone on with.
    Stopped,
}

/// What is decided at a review.
enum Decision {
    Write,
    Save,
    Cancel,
    Stop,
    /// Nothing yet: there is more to ask or to show.
    GoOn,
}

/// The key of the question that a review ends with.
const WHAT_NOW: &str = "what-now";

/// The value that stands for all files, where one is to be shown.
const ALL_FILES: &str = "*";

/// Asks until something is decided.
///
/// `keep` is handed the session after every step, so that it can be gone on with should
/// everything end there.
///
/// # Errors
/// When the wizard cannot go on or nobody can be asked any more.
pub fn drive(
    wizard: &dyn Wizard,
    prompter: &mut dyn Prompter,
    session: &mut Session,
    keep: &mut dyn FnMut(&Session),
) -> Result<Outcome> {
    let mut shown = String::new();
    loop {
        match wizard.next(session)? {
            Step::Ask { told, question } => {
                let told = fit(&told, prompter.width());
                show_news(prompter, &mut shown, told)?;
                let key = &question.key;
                match ask(wizard, prompter, session, &question)? {
                    Reply::Answer(value) => session.take(key, value),
                    Reply::Back(typed) => {
                        if !session.back(key, keepable(&question, &typed)) {
                            prompter.show("This is the first question; Ctrl-C stops.\n")?;
                        }
                    }
                    Reply::Stop(typed) => {
                        session.leave(key, keepable(&question, &typed));
                        keep(session);
                        return Ok(Outcome::Stopped);
                    }
                }
            }
            Step::Review(review) => {
                let text = review.text(prompter.width());
                show_once(prompter, &mut shown, text)?;
                match decide(&review, prompter, session)? {
                    Decision::Write => return Ok(Outcome::Write(review)),
                    Decision::Save => return Ok(Outcome::Save(review)),
                    Decision::Cancel => return Ok(Outcome::Cancelled),
                    Decision::Stop => {
                        keep(session);
                        return Ok(Outcome::Stopped);
                    }
                    Decision::GoOn => {}
                }
            }
        }
        keep(session);
    }
}

/// Shows the paragraphs of a passage that were not in what was shown last.
fn show_news(prompter: &mut dyn Prompter, shown: &mut String, text: String) -> Result<()> {
    let before: Vec<&str> = shown.split("\n\n").map(str::trim_end).collect();
    let paragraphs = text.split("\n\n").map(str::trim_end);
    let news: Vec<&str> = paragraphs.filter(|p| !p.is_empty() && !before.contains(p)).collect();
    if !news.is_empty() {
        prompter.show(&format!("{}\n", news.join("\n\n")))?;
    }
    *shown = text;
    Ok(())
}

/// Shows a passage, unless it is what was shown last.
fn show_once(prompter: &mut dyn Prompter, shown: &mut String, text: String) -> Result<()> {
    if !text.is_empty() && *shown != text {
        prompter.show(&text)?;
        *shown = text;
    }
    Ok(())
}

/// Asks one question; those of a form one by one.
fn ask(
    wizard: &dyn Wizard,
    prompter: &mut dyn Prompter,
    session: &mut Session,
    question: &Question,
) -> Result<Reply> {
    let Kind::Form(fields) = &question.kind else {
        return prompter.ask(question, &|value| {
            question.offers(value)?;
            wizard.check(session, question, value)
        });
    };
    let mut at = 0;
    loop {
        let Some(field) = fields.get(at) else {
            let object = fields.iter().filter_map(|field| {
                let value = session.answers.get(&within(question, field))?;
                Some((field.key.clone(), value.clone()))
            });
            let object: Value = object.collect();
            match wizard.check(session, question, &object) {
                Ok(()) => return Ok(Reply::Answer(object)),
                Err(problem) => {
                    prompter.show(&format!("{problem}\n"))?;
                    at = 0;
                    continue;
                }
            }
        };
        let key = within(question, field);
        let mut field = field.clone();
        field.answered = session.answers.get(&key).cloned().or(field.answered);
        field.typed = session.typed.get(&key).cloned().unwrap_or_default();
        field.key = key.clone();
        match ask(wizard, prompter, session, &field)? {
            Reply::Answer(value) => {
                session.typed.remove(&key);
                session.answers.insert(key, value);
                at += 1;
            }
            Reply::Back(typed) => {
                session.leave(&key, keepable(&field, &typed));
                match at.checked_sub(1) {
                    Some(before) => at = before,
                    None => return Ok(Reply::Back(String::new())),
                }
            }
            Reply::Stop(typed) => {
                session.leave(&key, keepable(&field, &typed));
                return Ok(Reply::Stop(String::new()));
            }
        }
    }
}

/// What was typed, unless it may be a secret: half a secret is one too.
fn keepable<'t>(question: &Question, typed: &'t str) -> &'t str {
    let may_be = question.kind == Kind::SecretReference || secret::exposed(typed).is_some();
    if may_be { "" } else { typed }
}

/// The key of a field inside a form.
fn within(form: &Question, field: &Question) -> String {
    format!("{}.{}", form.key, field.key)
}

/// Asks what to do with a review.
fn decide(review: &Review, prompter: &mut dyn Prompter, session: &mut Session) -> Result<Decision> {
    let mut write = Choice::new("write", "Write the files", review.folder.as_str());
    if !review.blocked.is_empty() {
        write.refused = Some("something above is wrong".to_owned());
    }
    let mut choices = vec![write];
    if !review.changeable.is_empty() {
        choices.push(Choice::new("change", "Change a value", ""));
    }
    choices.extend([Choice::new("show", "Show a file or the full diff", "")]);
    if review.picture.is_some() {
        choices.push(Choice::new("picture", "Show the wiring as a picture", ""));
    }
    choices.extend([
        Choice::new("save", "Save the answers and stop", review.plan.0.as_str()),
        Choice::new("cancel", "Cancel", "writes nothing"),
    ]);
    let chosen = match choose(prompter, WHAT_NOW, "What now?", choices)? {
        Reply::Answer(chosen) => chosen,
        Reply::Back(_) => {
            session.back(WHAT_NOW, "");
            return Ok(Decision::GoOn);
        }
        Reply::Stop(_) => return Ok(Decision::Stop),
    };
    let more = match chosen.as_str() {
        Some("write") => return Ok(Decision::Write),
        Some("save") => return Ok(Decision::Save),
        Some("cancel") => return Ok(Decision::Cancel),
        Some("change") => {
            let reply = choose(prompter, "change", "Which value?", review.changeable.clone())?;
            if let Some(key) = answered(&reply) {
                session.change(key);
            }
            reply
        }
        Some("picture") => {
            let style =
                TextStyle { width: prompter.width(), ascii: prompter.ascii(), colour: false };
            let picture = review.picture.as_ref().map(|picture| text(picture, style));
            prompter.show(&picture.unwrap_or_default())?;
            return Ok(Decision::GoOn);
        }
        _ => show_files(review, prompter)?,
    };
    Ok(if matches!(more, Reply::Stop(_)) { Decision::Stop } else { Decision::GoOn })
}

/// Shows a file, or all that would change.
fn show_files(review: &Review, prompter: &mut dyn Prompter) -> Result<Reply> {
    let files = review.files();
    let mut choices = vec![Choice::new(ALL_FILES, "The full diff", "")];
    choices.extend(
        files.iter().map(|f| Choice::new(f.path.as_str(), f.path.as_str(), f.kind.as_str())),
    );
    let reply = choose(prompter, "show", "Which file?", choices)?;
    if let Some(path) = answered(&reply) {
        let file = files.iter().find(|file| file.path == path);
        let text = match file.and_then(|file| file.after.as_ref()) {
            Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            None => diff(&review.changes),
        };
        prompter.show(&text)?;
    }
    Ok(reply)
}

/// Asks for one of several, outside of what the wizard asks.
fn choose(
    prompter: &mut dyn Prompter,
    key: &str,
    title: &str,
    choices: Vec<Choice>,
) -> Result<Reply> {
    let question = Question::new(key, title, Kind::One(choices));
    prompter.ask(&question, &|value| question.offers(value))
}

fn answered(reply: &Reply) -> Option<&str> {
    match reply {
        Reply::Answer(value) => value.as_str(),
        _ => None,
    }
}
