//! The wizard of a new service, as the values that it is made of: no terminal anywhere.

mod drafts;
mod kinds;
mod properties;
mod workshop;

use std::collections::BTreeMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;
use pavestone::app::folder;
use pavestone::app::new::{NewRequest, compose};
use pavestone::catalog::Catalog;
use pavestone::wizard::{
    Choice, Kind, MOST_QUESTIONS, Question, Review, ServiceWizard, Session, Step, Wizard,
};

use crate::support::pave::Sandbox;
use workshop::{Made, Spec};

const INTENT: &str = "a payments API in containers with Postgres, and receipts stored as files";

fn request(intent: &str) -> NewRequest {
    NewRequest { intent: Some(intent.to_owned()), ..NewRequest::default() }
}

/// The question that a wizard asks next, and what it tells.
fn asked(wizard: &ServiceWizard<'_>, session: &Session) -> (Question, String) {
    match wizard.next(session).unwrap() {
        Step::Ask { told, question } => (*question, told),
        Step::Review(review) => panic!("{}", review.text(100)),
    }
}

/// Answers by key until the review; what is not said is answered as recommended.
fn to_review(
    wizard: &ServiceWizard<'_>,
    session: &mut Session,
    said: &[(&str, Value)],
) -> (Vec<Question>, Box<Review>) {
    let said: BTreeMap<&str, &Value> = said.iter().map(|(key, value)| (*key, value)).collect();
    let mut asked = Vec::new();
    for _ in 0..20 {
        match wizard.next(session).unwrap() {
            Step::Ask { question, .. } => {
                let key = question.key.clone();
                let value = said.get(key.as_str()).map(|value| (*value).clone());
                let value = value.or_else(|| question.answered.clone());
                let value = value.or_else(|| question.recommended.clone());
                let value = value.unwrap_or_else(|| panic!("nothing answers {question:#?}"));
                if let Err(problem) = wizard.check(session, &question, &value) {
                    panic!("{key}: {problem}");
                }
                session.take(&key, value);
                asked.push(*question);
            }
            Step::Review(review) => return (asked, review),
        }
    }
    panic!("twenty questions: {asked:#?}");
}

fn keys(asked: &[Question]) -> Vec<&str> {
    asked.iter().map(|question| question.key.as_str()).collect()
}

/// Changes one value at the review; the review after it.
fn change(
    wizard: &ServiceWizard<'_>,
    session: &mut Session,
    key: &str,
    value: impl Into<Value>,
) -> Box<Review> {
    session.change(key);
    to_review(wizard, session, &[(key, value.into())]).1
}

fn texts(values: &[&str]) -> Value {
    values.iter().map(|text| Value::from(*text)).collect()
}

fn labels(choices: &[Choice]) -> Vec<&str> {
    choices.iter().map(|choice| choice.label.as_str()).collect()
}

#[test]
fn what_a_sentence_leaves_open_is_asked_and_then_reviewed() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request(INTENT));
    let mut session = Session::default();
    let (asked, review) = to_review(&wizard, &mut session, &[("owner", Value::from("team-pay"))]);
    assert_eq!(keys(&asked), ["owner", "choose.data-class", "app.image"]);
    let positions: Vec<_> = asked.iter().filter_map(|question| question.position).collect();
    assert_eq!(positions, [(1, 3), (2, 3), (3, 3)]);
    insta::assert_snapshot!(review.text(100));
    insta::assert_snapshot!("review_in_forty_columns", review.text(40));
}

#[test]
fn what_was_understood_is_told_and_what_was_not() {
    let catalog = Catalog::embedded();
    let sentence = "public http api called orders with postgers and an events queue and kinesis \
                    firehose, eu, dev and prod, no cache, flibbertigibbet";
    let wizard = ServiceWizard::new(&catalog, request(sentence));
    insta::assert_snapshot!(asked(&wizard, &Session::default()).1);
}

#[test]
fn with_no_words_the_first_question_is_what_is_needed() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, NewRequest::default());
    let mut session = Session::default();
    let (question, told) = asked(&wizard, &session);
    assert_eq!((question.key.as_str(), told.as_str()), ("intent", ""));
    let Kind::OneOrOther(blueprints) = &question.kind else { panic!("{question:#?}") };
    assert_eq!(labels(blueprints), ["http-api", "static-site", "worker"]);
    assert!(blueprints.iter().all(|choice| !choice.hint.is_empty()));
    let problem = wizard.check(&session, &question, &Value::from("flibbertigibbet")).unwrap_err();
    assert!(problem.contains("not used: \"flibbertigibbet\""), "{problem}");
    assert!(wizard.check(&session, &question, &Value::from("")).is_err());
    assert_eq!(wizard.check(&session, &question, &Value::from("worker")), Ok(()));
    session.take("intent", Value::from("worker"));
    let said = [("name", Value::from("jobs")), ("owner", Value::from("team"))];
    let (asked, review) = to_review(&wizard, &mut session, &said);
    assert_eq!(keys(&asked), ["name", "owner", "worker.image"]);
    assert_eq!(review.folder, "jobs");
}

#[test]
fn a_sentence_that_is_not_understood_is_asked_for_again() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request("flibbertigibbet on kubernetes"));
    let (question, told) = asked(&wizard, &Session::default());
    assert_eq!(question.key, "intent");
    insta::assert_snapshot!(told);
}

#[test]
fn going_back_keeps_what_was_answered_and_typed() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request(INTENT));
    let mut session = Session::default();
    session.take("owner", Value::from("team-pay"));
    session.take("choose.data-class", Value::from("internal"));
    assert!(session.back("app.image", "acme/pay"));
    assert!(session.back("choose.data-class", ""));
    let (question, _) = asked(&wizard, &session);
    assert_eq!((question.key.as_str(), question.position), ("owner", Some((1, 3))));
    assert_eq!(question.answered, Some(Value::from("team-pay")));
    assert!(!session.back("owner", "team"));
    session.take("owner", Value::from("team-other"));
    let (question, _) = asked(&wizard, &session);
    assert_eq!((question.key.as_str(), question.typed.as_str()), ("app.image", "acme/pay"));
    assert_eq!(session.answers["choose.data-class"], Value::from("internal"));
}

#[test]
fn every_value_of_a_review_can_be_changed_by_its_key() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request(INTENT));
    let mut session = Session::default();
    let (_, review) = to_review(&wizard, &mut session, &[]);
    let changeable: Vec<&str> =
        review.changeable.iter().map(|c| c.value.as_str().unwrap()).collect();
    let composed = compose(&catalog, &wizard.answered(&session)).unwrap();
    for value in &composed.values {
        assert!(changeable.contains(&value.key.as_str()), "{} cannot be changed", value.key);
    }
    for key in ["component.add", "component.remove", "use.network@dev", "db.storage_limit_gb"] {
        assert!(changeable.contains(&key), "{key} cannot be changed");
    }
    for key in changeable {
        let mut session = session.clone();
        session.change(key);
        let (question, _) = asked(&wizard, &session);
        assert_eq!(question.key, key);
        assert!(session.back(key, ""));
        assert!(matches!(wizard.next(&session).unwrap(), Step::Review(_)), "{key}");
    }
}

#[test]
fn what_a_person_typed_stays_and_what_follows_from_it_is_made_anew() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request(INTENT));
    let mut session = Session::default();
    to_review(&wizard, &mut session, &[]);
    change(&wizard, &mut session, "app.port", 9090);
    let review = change(&wizard, &mut session, "name", "orders");
    assert_eq!(review.folder, "orders");
    let main = review.changes.files.iter().find(|file| file.path == "dev/main.tf").unwrap();
    let main = String::from_utf8(main.after.clone().unwrap()).unwrap();
    assert!(main.contains("9090") && main.contains("\"orders-dev-app\""), "{main}");
    let review = change(&wizard, &mut session, "environments", texts(&["prod"]));
    assert!(review.text(100).contains("9090"));
    assert!(!review.text(100).contains("dev"));
}

#[test]
fn components_can_be_added_and_left_out_and_taken_back() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request(INTENT));
    let mut session = Session::default();
    to_review(&wizard, &mut session, &[]);
    session.change("component.remove");
    let (question, _) = asked(&wizard, &session);
    let Kind::Many(choices) = &question.kind else { panic!("{question:#?}") };
    let hints: Vec<&str> = choices.iter().map(|choice| choice.hint.as_str()).collect();
    assert_eq!(labels(choices), ["app", "db", "files"]);
    assert_eq!(hints, ["container-service", "postgres, used by app", "object-store, used by app"]);
    let review = change(&wizard, &mut session, "component.remove", texts(&["files"]));
    assert!(!review.text(100).contains("object-store"), "{}", review.text(100));
    assert!(review.again.contains("--without files"), "{}", review.again);
    let review = change(&wizard, &mut session, "component.add", texts(&["queue=queue"]));
    assert!(review.text(100).contains("queue"), "{}", review.text(100));
    let review = change(&wizard, &mut session, "component.remove", Value::Array(Vec::new()));
    assert!(review.text(100).contains("object-store"));
    session.change("component.remove");
    let (question, _) = asked(&wizard, &session);
    let problem = wizard.check(&session, &question, &texts(&["app", "db", "files", "queue"]));
    assert!(problem.is_err(), "nothing would be left");
}

#[test]
fn modules_speak_for_themselves_when_a_value_is_wrong() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request(INTENT));
    let mut session = Session::default();
    to_review(&wizard, &mut session, &[]);
    let mut told = String::new();
    let table: [(&str, Value); 10] = [
        ("app.image", "acme/pay:latest".into()),
        ("app.image", "".into()),
        ("app.port", 80.into()),
        ("app.port", "eighty".into()),
        ("app.size", "huge".into()),
        ("app.environment", "{ db_host = \"x\" }".into()),
        ("app.environment", "{ PASSWORD = \"x\" }".into()),
        ("db.database", "postgres".into()),
        ("name", "Payments API".into()),
        ("region", "nowhere".into()),
    ];
    for (key, value) in table {
        session.change(key);
        let (question, _) = asked(&wizard, &session);
        let problem = wizard.check(&session, &question, &value).expect_err(key);
        told.push_str(&format!("{key} = {value}\n  {problem}\n"));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn an_input_that_another_makes_necessary_is_asked_for() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request("a public API called orders in containers"));
    let mut session = Session::default();
    let (asked, review) = to_review(&wizard, &mut session, &[("app.certificate_arn", "".into())]);
    assert_eq!(keys(&asked), ["owner", "app.image", "app.certificate_arn"]);
    let [blocked] = &review.blocked[..] else { panic!("{:?}", review.blocked) };
    assert!(blocked.contains("speaks HTTPS only"), "{blocked}");
    assert!(review.changes.files.is_empty());
    let review = change(&wizard, &mut session, "app.exposure", "internal");
    assert_eq!(review.blocked, [""; 0]);
    change(&wizard, &mut session, "app.exposure", "public");
    let arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1";
    let review = change(&wizard, &mut session, "app.certificate_arn", arn);
    assert_eq!(review.blocked, [""; 0]);
}

#[test]
fn several_modules_that_could_serve_are_a_question_and_refused_options_say_why() {
    let spec = Spec::all();
    let catalog = spec.catalog();
    let wizard = ServiceWizard::new(&catalog, request(&spec.intent()));
    let mut session = Session::default();
    session.take("name", "alpha".into());
    session.take("owner", "smiths".into());
    let (question, _) = asked(&wizard, &session);
    assert_eq!((question.key.as_str(), question.recommended.as_ref()), ("choose.ask-0", None));
    let problem = wizard.check(&session, &question, &Value::from("never")).unwrap_err();
    assert_eq!(problem, "never cannot be chosen: Ask somebody else.");
    session.take("choose.ask-0", "usual".into());
    session.take("choose.ask-1", "usual".into());
    let (question, _) = asked(&wizard, &session);
    assert_eq!(question.key, "use.network@env1");
    let Kind::One(choices) = &question.kind else { panic!("{question:#?}") };
    assert_eq!(choices.len(), 2);
    assert!(question.help.contains("env0 has net-a 1.0.0"), "{}", question.help);
    assert_eq!(wizard.check(&session, &question, &Value::from("net-b")), Ok(()));
}

#[test]
fn a_secret_is_refused_and_a_reference_to_it_is_written() {
    let spec = Spec {
        environments: 1,
        networks: 0,
        bound: false,
        questions: Vec::new(),
        modules: vec![Made { networked: false, variables: vec![(10, false), (11, false)] }],
    };
    let catalog = spec.catalog();
    let root = tempfile::tempdir().unwrap();
    let out = Utf8Path::from_path(root.path()).unwrap().join("made");
    let request = NewRequest { out: Some(out), ..request("anvil") };
    let wizard = ServiceWizard::new(&catalog, request);
    let mut session = Session::default();
    session.take("owner", "smiths".into());
    for _ in 0..2 {
        let (question, _) = asked(&wizard, &session);
        assert_eq!(question.kind, Kind::SecretReference, "{question:#?}");
        let problem = wizard.check(&session, &question, &Value::from("hunter2")).unwrap_err();
        assert!(
            problem.contains("never written down") && !problem.contains("hunter2"),
            "{problem}"
        );
        let reference = if question.key == "anvil.hidden" { "var.key" } else { "ssm:/made/token" };
        assert_eq!(wizard.check(&session, &question, &reference.into()), Ok(()));
        session.take(&question.key, reference.into());
    }
    let (_, review) = to_review(&wizard, &mut session, &[]);
    assert_eq!(review.blocked, [""; 0]);
    let text = |path: &str| {
        let file = review.changes.files.iter().find(|file| file.path == path).unwrap();
        String::from_utf8(file.after.clone().unwrap()).unwrap()
    };
    insta::assert_snapshot!(format!("{}{}", text("env0/main.tf"), text("env0/variables.tf")));
    assert!(text("env0/tests/service.tftest.hcl").contains("key = \"given at run time\""));
}

#[test]
fn more_than_five_questions_are_only_those_that_nothing_else_answers() {
    let spec = Spec {
        environments: 1,
        networks: 0,
        bound: false,
        questions: vec![false, false],
        modules: vec![
            Made { networked: false, variables: vec![(0, false), (1, false), (2, false)] },
            Made { networked: false, variables: vec![(0, false), (1, false), (2, false)] },
        ],
    };
    let catalog = spec.catalog();
    let wizard = ServiceWizard::new(&catalog, request(&spec.intent()));
    let mut session = Session::default();
    let said = [
        ("name", Value::from("alpha")),
        ("anvil.word", Value::from("iron")),
        ("bellows.word", Value::from("iron")),
    ];
    let (asked, review) = to_review(&wizard, &mut session, &said);
    assert!(asked.len() <= MOST_QUESTIONS, "{:?}", keys(&asked));
    for key in ["anvil.word", "bellows.word"] {
        assert!(keys(&asked).contains(&key), "{key} has no sample: {:?}", keys(&asked));
    }
    assert!(review.text(100).contains("stand-in"), "{}", review.text(100));
    assert_eq!(review.blocked, [""; 0]);
}

#[test]
fn the_answers_that_a_review_saves_give_the_same_service() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request(INTENT));
    let mut session = Session::default();
    to_review(&wizard, &mut session, &[("owner", Value::from("team-pay"))]);
    change(&wizard, &mut session, "component.remove", texts(&["files"]));
    change(&wizard, &mut session, "use.network@dev", "shared-network");
    let review = change(&wizard, &mut session, "app.environment", "{ MODE = \"$${ it\" }");
    assert_eq!(review.blocked, [""; 0]);
    let sandbox = Sandbox::new();
    sandbox.write(review.plan.0.as_str(), &review.plan.1);
    assert_eq!(review.plan.0, "payments.answers.yaml");
    sandbox.pave(&["new", "--answers", "payments.answers.yaml", "--yes", "--out", "made"]).ok();
    for file in &review.changes.files {
        let made = fs::read(sandbox.path(format!("made/{}", file.path))).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&made),
            String::from_utf8_lossy(file.after.as_ref().unwrap()),
            "{}",
            file.path
        );
    }
}

#[test]
fn a_folder_that_holds_a_service_is_refused_for_another() {
    let catalog = Catalog::embedded();
    let root = tempfile::tempdir().unwrap();
    let out = Utf8PathBuf::from_path_buf(root.path().join("made")).unwrap();
    let wizard =
        ServiceWizard::new(&catalog, NewRequest { out: Some(out.clone()), ..request(INTENT) });
    let mut session = Session::default();
    let (_, review) = to_review(&wizard, &mut session, &[]);
    folder::apply(&review.folder, &review.changes).unwrap();
    let (_, review) = to_review(&wizard, &mut session, &[]);
    assert_eq!(
        review.blocked,
        [format!("{out} holds a service already; give this one another name")]
    );
}
