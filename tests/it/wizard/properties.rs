//! The engine under any catalog and any sequence of what a person may do.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;
use pavestone::app::folder;
use pavestone::app::new::NewRequest;
use pavestone::catalog::{Catalog, Files};
use pavestone::wizard::draft::Draft;
use pavestone::wizard::{
    Kind, MOST_QUESTIONS, Outcome, Prompter, Question, Reply, Review, ServiceWizard, Session, Step,
    Wizard, drive,
};
use proptest::prelude::*;

use super::workshop::{Spec, valid};
use crate::support::pave::Sandbox;

/// A secret that somebody pastes; no draft may ever hold it.
const SECRET: &str = "hunter2-do-not-keep";

/// A part of the usual number of cases: each is a whole run of a wizard.
fn cases(part: f64) -> ProptestConfig {
    let usual = ProptestConfig::default();
    let cases = (f64::from(usual.cases) * part).ceil() as u32;
    ProptestConfig { cases, ..usual }
}

/// What a person does at a prompt.
#[derive(Debug, Clone)]
enum Event {
    Answer(usize),
    Junk(usize),
    Back(String),
    Stop(String),
    Change(usize),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let typed = prop_oneof![Just(String::new()), Just("half".to_owned()), Just(SECRET.to_owned())];
    let event = prop_oneof![
        5 => (0..7_usize).prop_map(Event::Answer),
        2 => (0..9_usize).prop_map(Event::Junk),
        2 => typed.clone().prop_map(Event::Back),
        1 => typed.prop_map(Event::Stop),
        2 => (0..40_usize).prop_map(Event::Change),
    ];
    prop::collection::vec(event, 0..40)
}

fn junk(at: usize) -> Value {
    let table = [
        Value::Null,
        Value::from(""),
        Value::from(SECRET),
        Value::from("\u{7}\n\0"),
        Value::from(-1),
        Value::from(1.5),
        Value::Array(vec![Value::Null, Value::from(SECRET)]),
        Value::from("${module.nothing.here}"),
        Value::from("AKIAIOSFODNN7EXAMPLE"),
    ];
    table[at % table.len()].clone()
}

/// A person who does what events say, and answers rightly once there are no more.
struct Person {
    events: VecDeque<Event>,
    asked: usize,
    /// What was answered, as the session has to know it.
    answered: BTreeMap<String, Value>,
    shown: String,
}

impl Prompter for Person {
    fn show(&mut self, text: &str) -> pavestone::error::Result<()> {
        self.shown.push_str(text);
        Ok(())
    }

    fn ask(
        &mut self,
        question: &Question,
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> pavestone::error::Result<Reply> {
        self.asked += 1;
        assert!(
            self.asked < 400,
            "asked for ever: {question:#?} {}",
            &self.shown[self.shown.len().saturating_sub(600)..]
        );
        assert!(!matches!(question.kind, Kind::Form(_)), "a form is asked field by field");
        // Beyond the limit only what nothing else can answer is asked.
        let beyond = question.position.is_some_and(|(_, all)| all > MOST_QUESTIONS);
        let answerable = question.recommended.is_some() && question.answered.is_none();
        assert!(!(beyond && answerable), "{question:#?}");
        match question.key.as_str() {
            "what-now" => return Ok(self.at_review(question)),
            "change" => {
                let Kind::One(choices) = &question.kind else { panic!("{question:#?}") };
                let at = match self.events.pop_front() {
                    Some(Event::Change(at) | Event::Answer(at) | Event::Junk(at)) => at,
                    Some(Event::Stop(typed)) => return Ok(Reply::Stop(typed)),
                    _ => return Ok(Reply::Back(String::new())),
                };
                return Ok(Reply::Answer(choices[at % choices.len()].value.clone()));
            }
            _ => {}
        }
        loop {
            let value = match self.events.pop_front() {
                None | Some(Event::Change(_)) => self.right(question, check),
                Some(Event::Answer(pick)) => {
                    let value = valid(question, pick);
                    if check(&value).is_err() { self.right(question, check) } else { value }
                }
                Some(Event::Junk(at)) => {
                    let value = junk(at);
                    if check(&value).is_err() {
                        continue;
                    }
                    value
                }
                Some(Event::Back(typed)) => return Ok(Reply::Back(typed)),
                Some(Event::Stop(typed)) => return Ok(Reply::Stop(typed)),
            };
            self.answered.insert(question.key.clone(), value.clone());
            return Ok(Reply::Answer(value));
        }
    }

    fn width(&self) -> usize {
        80
    }
}

impl Person {
    /// An answer that is taken: there is one to every question.
    fn right(&self, question: &Question, check: &dyn Fn(&Value) -> Result<(), String>) -> Value {
        let usual = question.answered.iter().chain(&question.recommended).cloned();
        let all = usual.chain((0..7).map(|pick| valid(question, pick)));
        let mut problems = Vec::new();
        for value in all {
            match check(&value) {
                Ok(()) => return value,
                Err(problem) => problems.push((value, problem)),
            }
        }
        panic!("no answer is right for {question:#?}: {problems:#?}");
    }

    fn at_review(&mut self, question: &Question) -> Reply {
        let Kind::One(choices) = &question.kind else { panic!("{question:#?}") };
        match self.events.pop_front() {
            Some(Event::Change(at)) => {
                self.events.push_front(Event::Change(at));
                Reply::Answer(Value::from("change"))
            }
            Some(Event::Back(typed)) => Reply::Back(typed),
            Some(Event::Stop(typed)) => Reply::Stop(typed),
            Some(Event::Junk(0)) => Reply::Answer(Value::from("cancel")),
            // What is left was meant for a question.
            Some(Event::Answer(_) | Event::Junk(_)) => self.at_review(question),
            None => {
                let write = choices.iter().find(|choice| choice.value == Value::from("write"));
                match write.filter(|choice| choice.refused.is_none()) {
                    Some(_) => Reply::Answer(Value::from("write")),
                    None => Reply::Answer(Value::from("save")),
                }
            }
        }
    }
}

/// What a run came to.
struct Ran {
    session: Session,
    review: Option<Box<Review>>,
}

/// Drives a wizard with events until something is written or saved; stopping goes on by a draft.
fn run(catalog: &Catalog, request: &NewRequest, events: &[Event]) -> Ran {
    let mut session = Session::default();
    let mut request = request.clone();
    let mut person = Person {
        events: events.iter().cloned().collect(),
        asked: 0,
        answered: BTreeMap::new(),
        shown: String::new(),
    };
    loop {
        let wizard = ServiceWizard::new(catalog, request.clone());
        let drafts = RefCell::new(Vec::new());
        let mut keep =
            |session: &Session| drafts.borrow_mut().push(wizard.draft(session).1.to_text());
        let outcome = drive(&wizard, &mut person, &mut session, &mut keep).unwrap();
        for draft in drafts.into_inner() {
            assert!(!draft.contains(SECRET) || keeps_as_text(&session), "{draft}");
            assert!(!draft.contains("AKIA"), "{draft}");
        }
        for (key, value) in &person.answered {
            assert_eq!(session.answers.get(key), Some(value), "the answer to {key} is lost");
        }
        match outcome {
            Outcome::Write(review) | Outcome::Save(review) => {
                return Ran { session, review: Some(review) };
            }
            Outcome::Cancelled => return Ran { session, review: None },
            Outcome::Stopped => {
                let text = wizard.draft(&session).1.to_text();
                let draft = Draft::of_text(text.as_bytes()).unwrap();
                assert_eq!(draft.session, session, "a draft keeps the whole session");
                let out = request.out.clone();
                request = draft.request().unwrap();
                assert_eq!(request.out, out);
                session = draft.session;
            }
        }
    }
}

/// Whether the pasted text is in a place where anybody may write anything, such as an owner.
fn keeps_as_text(session: &Session) -> bool {
    let holds = |value: &Value| value.as_str().is_some_and(|text| text.contains(SECRET));
    let secret =
        |key: &str| ["hidden", "api_token", "api_key"].iter().any(|end| key.ends_with(end));
    assert!(!session.answers.iter().any(|(key, value)| secret(key) && holds(value)));
    assert!(!session.typed.iter().any(|(key, text)| secret(key) && text.contains(SECRET)));
    true
}

fn request(out: &Utf8Path, intent: Option<String>) -> NewRequest {
    NewRequest { intent, out: Some(out.to_owned()), ..NewRequest::default() }
}

/// Writes a review, and compares what is there with what it showed.
fn write_and_compare(review: &Review) {
    folder::apply(&review.folder, &review.changes).unwrap();
    let mut there: Vec<(Utf8PathBuf, Vec<u8>)> = walkdir::WalkDir::new(&review.folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = Utf8PathBuf::from_path_buf(entry.path().to_owned()).unwrap();
            (path.strip_prefix(&review.folder).unwrap().to_owned(), fs::read(&path).unwrap())
        })
        .collect();
    there.sort();
    let shown =
        review.changes.files.iter().filter_map(|f| Some((f.path.clone(), f.after.clone()?)));
    let mut shown: Vec<_> = shown.collect();
    shown.sort();
    assert!(!there.is_empty());
    assert_eq!(there, shown);
}

proptest! {
    #![proptest_config(cases(1.0 / 16.0))]

    #[test]
    fn whatever_a_person_does_ends_in_a_review_that_tells_the_truth(
        spec in Spec::any(),
        asked_for in any::<bool>(),
        events in events(),
    ) {
        let root = tempfile::tempdir().unwrap();
        let out = Utf8Path::from_path(root.path()).unwrap().join("made");
        let catalog = spec.catalog();
        let request = request(&out, asked_for.then(|| spec.intent()));
        let ran = run(&catalog, &request, &events);
        let Some(review) = ran.review else { return Ok(()) };
        prop_assert!(!review.plan.1.contains(SECRET) || keeps_as_text(&ran.session));
        if review.blocked.is_empty() {
            write_and_compare(&review);
        }
    }

    #[test]
    fn right_answers_lead_to_a_review_that_can_be_written(spec in Spec::any()) {
        let root = tempfile::tempdir().unwrap();
        let out = Utf8Path::from_path(root.path()).unwrap().join("made");
        let catalog = spec.catalog();
        let events: Vec<Event> = Vec::new();
        let ran = run(&catalog, &request(&out, Some(spec.intent())), &events);
        let review = ran.review.unwrap();
        prop_assert_eq!(&review.blocked, &Vec::<String>::new());
        write_and_compare(&review);
    }
}

proptest! {
    #![proptest_config(cases(1.0 / 64.0))]

    #[test]
    fn the_line_of_a_review_gives_the_same_again(spec in Spec::any(), events in events()) {
        let sandbox = Sandbox::new();
        for (path, bytes) in spec.files() {
            sandbox.write(format!("catalog/{path}"), bytes);
        }
        let here = Utf8PathBuf::from_path_buf(sandbox.path("")).unwrap();
        let catalog = Catalog::load(Files::folder(&here.join("catalog")).unwrap()).unwrap();
        let request = NewRequest {
            catalog: Some("catalog".into()),
            ..request(&here.join("made"), Some(spec.intent()))
        };
        let ran = run(&catalog, &request, &events);
        let Some(review) = ran.review.filter(|review| review.blocked.is_empty()) else {
            return Ok(());
        };
        let ran = sandbox.command("sh").args(["-c", &review.again]).output().unwrap();
        prop_assert!(ran.status.success(), "{}\n{}", review.again, String::from_utf8_lossy(&ran.stderr));
        for file in review.changes.files.iter() {
            let written = fs::read(here.join("made").join(&file.path)).unwrap();
            let wanted = file.after.clone().unwrap();
            prop_assert_eq!(
                String::from_utf8_lossy(&written),
                String::from_utf8_lossy(&wanted),
                "{}\n{}", file.path, review.again
            );
        }
    }
}

#[test]
fn the_same_answers_give_the_same_step() {
    let spec = Spec::all();
    let catalog = spec.catalog();
    let wizard = ServiceWizard::new(&catalog, request("made".into(), Some(spec.intent())));
    let mut session = Session::default();
    session.take("owner", Value::from("smiths"));
    let step = || match wizard.next(&session).unwrap() {
        Step::Ask { told, question } => format!("{told}{question:?}"),
        Step::Review(review) => review.text(80),
    };
    assert_eq!(step(), step());
}
