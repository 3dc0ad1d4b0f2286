//! A wizard that is answered by a script: what demonstrations and tests do without a terminal.

use hcl_rs::Value;
use pavestone::wizard::{Outcome, Reply, ScriptPrompter, Session, drive};

use super::errand::Errand;

fn answer(value: impl Into<Value>) -> Reply {
    Reply::Answer(value.into())
}

/// Drives an errand by a script; gives the session as it is kept last.
fn run(
    questions: &str,
    script: &mut ScriptPrompter,
) -> (pavestone::error::Result<Outcome>, Session) {
    let mut session = Session::default();
    let mut kept = Session::default();
    let errand = Errand::of(questions);
    let outcome = drive(&errand, script, &mut session, &mut |session| kept = session.clone());
    (outcome, kept)
}

#[test]
fn a_script_answers_by_key_and_keeps_what_was_shown_and_asked() {
    let mut script = ScriptPrompter::new([
        ("name", answer("Orders")),
        ("name", answer("orders")),
        ("port", Reply::Back("90".to_owned())),
        ("what-now", answer("change")),
        ("change", answer("port")),
        ("port", answer(9090)),
        ("port", answer(9091)),
        ("what-now", answer("write")),
    ]);
    let (outcome, kept) = run("name,port,public", &mut script);
    assert!(matches!(outcome, Ok(Outcome::Write(_))), "{outcome:?}");
    let asked: Vec<&str> = script.asked.iter().map(|question| &*question.key).collect();
    let keys = ["name", "port", "name", "port", "public", "what-now", "change", "port", "what-now"];
    assert_eq!(asked, keys);
    assert_eq!(script.problems, ["a name has no capital letters"]);
    // Left for an earlier question with this typed, and asked again with it.
    assert_eq!(script.asked[3].typed, "90");
    assert!(script.shown.last().unwrap().contains("9091"), "{:?}", script.shown);
    let answers =
        [("name", Value::from("orders")), ("port", 9091.into()), ("public", false.into())];
    assert_eq!(kept.answers, answers.map(|(key, value)| (key.to_owned(), value)).into());
}

#[test]
fn a_script_that_says_too_little_or_what_is_refused_is_an_error() {
    let mut silent = ScriptPrompter::default();
    let error = run("name", &mut silent).0.unwrap_err();
    assert_eq!(error.message, "the script has no answer to `name`");
    let mut wrong = ScriptPrompter::answering([("data", "card")]);
    let error = run("data", &mut wrong).0.unwrap_err();
    assert_eq!(error.message, "the script's answer to `data` is refused");
    assert_eq!(error.hints, ["card data cannot be chosen: needs an account of class pci"]);
}
