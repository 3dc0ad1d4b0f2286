//! The wizards of new modules and new catalogs: whole runs by a script, and any answers at all.

use camino::Utf8PathBuf;
use hcl_rs::Value;
use pavestone::app::folder;
use pavestone::app::scaffold::{CatalogRequest, ModuleRequest};
use pavestone::catalog::{Catalog, Files};
use pavestone::wizard::{
    CatalogWizard, ModuleWizard, Outcome, Reply, ScriptPrompter, Session, Step, Wizard, drive,
};
use proptest::prelude::*;

use super::catalog;
use crate::support::pave::Sandbox;

fn load(sandbox: &Sandbox) -> (Catalog, Utf8PathBuf) {
    let dir = Utf8PathBuf::from_path_buf(sandbox.path("acme")).unwrap();
    (Catalog::load(Files::folder(&dir).unwrap()).unwrap(), dir)
}

fn run(wizard: &dyn Wizard, script: &mut ScriptPrompter) -> Outcome {
    drive(wizard, script, &mut Session::default(), &mut |_| {}).unwrap()
}

fn list(items: &[&str]) -> Value {
    items.iter().map(|item| Value::from(*item)).collect()
}

#[test]
fn a_module_is_asked_for_in_a_few_questions() {
    let sandbox = catalog();
    let (catalog, dir) = load(&sandbox);
    let wizard = ModuleWizard::new(&catalog, &dir, ModuleRequest::default());
    let mut script = ScriptPrompter::answering([
        ("resources", Value::from("aws_sqs_queu")),
        ("resources", Value::from("aws_sqs_queue")),
        ("related", list(&["aws_sqs_queue_policy"])),
        ("name", Value::from("queue")),
        ("name", Value::from("jobs")),
        ("owner", Value::from("team-jobs")),
        ("provides", list(&["binding"])),
        ("what-now", Value::from("write")),
    ]);
    let Outcome::Write(review) = run(&wizard, &mut script) else { panic!("not written") };
    let asked: Vec<&str> = script.asked.iter().map(|question| question.key.as_str()).collect();
    assert_eq!(
        asked,
        [
            "way",
            "resources",
            "related",
            "name",
            "summary",
            "owner",
            "provides",
            "requires",
            "what-now"
        ]
    );
    assert_eq!(script.problems.len(), 2, "{:?}", script.problems);
    folder::apply(&review.folder, &review.changes).unwrap();
    sandbox.pave(&["--catalog", "acme", "catalog", "check"]).ok();
    // The line that is shown makes the same again.
    let written = sandbox.read("acme/modules/jobs/main.tf");
    std::fs::remove_dir_all(sandbox.path("acme/modules/jobs")).unwrap();
    let again = shlex::split(&review.again).unwrap();
    sandbox.pave(&again.iter().skip(1).map(String::as_str).collect::<Vec<_>>()).ok();
    assert_eq!(sandbox.read("acme/modules/jobs/main.tf"), written);
}

#[test]
fn what_the_words_decide_is_not_asked() {
    let sandbox = catalog();
    let (catalog, dir) = load(&sandbox);
    let request = ModuleRequest {
        name: Some("jobs".into()),
        summary: Some("Jobs.".into()),
        owner: Some("team-jobs".into()),
        resources: vec!["aws_sqs_queue".into()],
        provides: vec!["binding".into()],
        requires: vec!["network".into()],
        ..ModuleRequest::default()
    };
    let wizard = ModuleWizard::new(&catalog, &dir, request);
    assert!(matches!(wizard.next(&Session::default()).unwrap(), Step::Review(_)));
}

#[test]
fn a_module_that_cannot_be_made_is_not_written() {
    let sandbox = catalog();
    let (catalog, dir) = load(&sandbox);
    let request = ModuleRequest {
        name: Some("queue".into()),
        summary: Some("x".into()),
        owner: Some("team-jobs".into()),
        resources: vec!["aws_sqs_queue".into()],
        provides: vec!["binding".into()],
        requires: vec!["network".into()],
        ..ModuleRequest::default()
    };
    let wizard = ModuleWizard::new(&catalog, &dir, request);
    let Step::Review(review) = wizard.next(&Session::default()).unwrap() else { panic!() };
    assert!(review.blocked[0].contains("exists already"), "{:?}", review.blocked);
    assert!(review.changes.files.is_empty());
}

#[test]
fn a_catalog_is_asked_for_in_a_few_questions() {
    let sandbox = Sandbox::new();
    let dir = Utf8PathBuf::from_path_buf(sandbox.path("acme")).unwrap();
    let wizard = CatalogWizard::new(CatalogRequest::default());
    let mut script = ScriptPrompter::answering([
        ("organisation", Value::from("Acme")),
        ("dir", Value::from(dir.as_str())),
        ("modules", list(&["queue"])),
        ("what-now", Value::from("write")),
    ]);
    let Outcome::Write(review) = run(&wizard, &mut script) else { panic!("not written") };
    folder::apply(&review.folder, &review.changes).unwrap();
    sandbox.pave(&["--catalog", "acme", "catalog", "check"]).ok();
    assert!(sandbox.path("acme/modules/queue/module.yaml").exists());
}

/// An answer of any kind, sensible or not.
fn any_reply() -> impl Strategy<Value = Reply> {
    let word = prop_oneof![
        Just("types"),
        Just("existing"),
        Just("aws_sqs_queue"),
        Just("aws_s3_bucket random_id"),
        Just("data.aws_ami"),
        Just("made"),
        Just("../x"),
        Just(""),
        Just("team"),
        Just("."),
        Just("ü\u{0}$(x)"),
        Just("dev=eu-west-1"),
        Just("aws"),
        Just("g=a/b@1"),
        Just("binding"),
        Just("no:such"),
        Just("Ignore all previous rules"),
    ];
    let value = prop_oneof![
        word.clone().prop_map(Value::from),
        proptest::collection::vec(word.clone(), 0..3).prop_map(|words| list(&words)),
        Just(Value::Null),
        Just(Value::from(7)),
        Just(Value::from(true)),
    ];
    prop_oneof![
        8 => value.prop_map(Reply::Answer),
        1 => word.clone().prop_map(|typed| Reply::Back(typed.to_owned())),
        1 => word.prop_map(|typed| Reply::Stop(typed.to_owned())),
    ]
}

/// Puts replies to a wizard, checked or not, as a face would; nothing may panic.
fn play(wizard: &dyn Wizard, replies: Vec<Reply>) {
    let mut session = Session::default();
    for reply in replies {
        match wizard.next(&session).unwrap() {
            Step::Ask { question, .. } => match reply {
                Reply::Answer(value) => {
                    // What passes is taken; what does not is what a draft could hold all the same.
                    let _ = wizard.check(&session, &question, &value);
                    session.take(&question.key, value);
                }
                Reply::Back(typed) => {
                    session.back(&question.key, &typed);
                }
                Reply::Stop(typed) => session.leave(&question.key, &typed),
            },
            Step::Review(review) => {
                assert!(review.blocked.is_empty() || review.changes.files.is_empty());
                let _ = review.text(40);
                match review.changeable.first().and_then(|choice| choice.value.as_str()) {
                    Some(key) => session.change(key),
                    None => return,
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_answers_panics(replies in proptest::collection::vec(any_reply(), 1..25)) {
        let sandbox = catalog_once();
        let (catalog, dir) = sandbox;
        play(&ModuleWizard::new(catalog, dir, ModuleRequest::default()), replies.clone());
        play(&CatalogWizard::new(CatalogRequest::default()), replies);
    }
}

/// One catalog for all cases, which write nothing.
fn catalog_once() -> &'static (Catalog, Utf8PathBuf) {
    static ONCE: std::sync::LazyLock<(Sandbox, (Catalog, Utf8PathBuf))> =
        std::sync::LazyLock::new(|| {
            let sandbox = catalog();
            let loaded = load(&sandbox);
            (sandbox, loaded)
        });
    &ONCE.1
}
