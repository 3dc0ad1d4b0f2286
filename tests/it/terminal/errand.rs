//! A small wizard with a question of every kind, and a program that puts it to a terminal: this
//! test binary, started again.

use camino::Utf8PathBuf;
use hcl_rs::Value;
use pavestone::app::folder::{Change, ChangeKind, Changes};
use pavestone::error::Result;
use pavestone::wizard::{
    Choice, Kind, Outcome, Question, Review, Section, Session, Step, TerminalPrompter, Wizard,
    drive,
};

use crate::support::pave::Sandbox;
use crate::support::pty::Pty;

/// Names the questions to ask, with commas; without it the program below does nothing.
const QUESTIONS: &str = "PAVE_TEST_ERRAND";

/// Runs the errand at a terminal with these of its questions.
pub(super) fn errand(size: (u16, u16), questions: &str) -> Pty {
    let program = std::env::current_exe().unwrap();
    let args = ["terminal::errand::at_a_terminal", "--exact", "--nocapture"];
    let sandbox = Sandbox::new();
    let mut pty = Pty::with(&sandbox, size, program, &args, &[(QUESTIONS, questions)]);
    pty.sandbox = Some(sandbox);
    pty
}

/// Not a test by itself: what [`errand`] starts.
#[test]
fn at_a_terminal() {
    let Ok(questions) = std::env::var(QUESTIONS) else { return };
    let errand = Errand::of(&questions);
    let mut session = Session::default();
    let mut prompter = TerminalPrompter::new(pavestone::cli::colour_wanted(true));
    let outcome = drive(&errand, &mut prompter, &mut session, &mut |_| {}).unwrap();
    let said = match outcome {
        Outcome::Write(_) => "written",
        Outcome::Save(_) => "saved",
        Outcome::Cancelled => "cancelled",
        Outcome::Stopped => "stopped",
    };
    eprintln!("{said}: {}", serde_json::to_string(&session.answers).unwrap());
    eprintln!("typed: {}", serde_json::to_string(&session.typed).unwrap());
}

/// Asks the questions of its list, in order.
pub(super) struct Errand(Vec<(String, Question)>);

impl Errand {
    /// The errand with these of its questions, named with commas.
    pub(super) fn of(questions: &str) -> Self {
        let known = |key: &str| question(key).map(|question| (key.to_owned(), question));
        Self(questions.split(',').filter_map(known).collect())
    }
}

fn question(key: &str) -> Option<Question> {
    let mut data = vec![
        Choice::new("internal", "internal", "default encryption"),
        Choice::new("personal", "personal", "adds a key of its own and backups for 35 days"),
        Choice::new("card", "card data", ""),
    ];
    data[2].refused = Some("needs an account of class pci".to_owned());
    let zones = ["a", "b", "c"].map(|zone| Choice::new(zone, format!("zone-{zone}"), ""));
    let teams = (1..=30).map(|n| Choice::new(format!("team-{n}"), format!("team-{n}"), ""));
    let port = Kind::Number { whole: true, least: Some(1.0), greatest: Some(65535.0) };
    let limits = Kind::Form(vec![
        Question::new("cpu", "Units of processor time?", port.clone()),
        Question::new("kept", "Is it kept?", Kind::Confirm),
    ]);
    let map = Kind::Written { ty: "map(string)".to_owned() };
    let (title, kind, recommended): (_, _, Option<Value>) = match key {
        "data" => ("What data does it hold?", Kind::One(data), Some("internal".into())),
        "zones" => ("Which zones?", Kind::Many(zones.to_vec()), Some(hcl_rs::value!(["a", "b"]))),
        "public" => ("Is it public?", Kind::Confirm, Some(false.into())),
        "port" => ("Which port?", port, Some(8080.into())),
        "team" => ("Who owns it?", Kind::OneOrOther(teams.collect()), None),
        "name" => ("What is it called?", Kind::Text, None),
        "tags" => ("Which tags?", map, None),
        "limits" => ("What limits?", limits, None),
        _ => return None,
    };
    let mut question = Question::new(key, title, kind);
    question.recommended = recommended;
    question.help = format!("It decides the {key} of the service and of all that belongs to it.");
    Some(question)
}

impl Wizard for Errand {
    fn next(&self, session: &Session) -> Result<Step> {
        let count = self.0.len();
        let open = |key: &str| session.answer(key).is_none();
        if let Some(at) = self.0.iter().position(|(key, _)| open(key)) {
            let (key, question) = &self.0[at];
            let mut question = question.clone();
            question.position = Some((at + 1, count));
            question.answered = session.answers.get(key).cloned();
            question.typed = session.typed.get(key).cloned().unwrap_or_default();
            return Ok(Step::Ask { told: String::new(), question: Box::new(question) });
        }
        let rows: Vec<Vec<String>> = self
            .0
            .iter()
            .map(|(key, _)| vec![key.clone(), session.answers[key].to_string()])
            .collect();
        let changeable = rows.iter().map(|row| Choice::new(&*row[0], &*row[0], &*row[1]));
        let file = |path: &str, text: String| Change {
            path: path.into(),
            kind: ChangeKind::Create,
            before: None,
            after: Some(text.into_bytes()),
        };
        let mut changes = Changes::default();
        changes.files.push(file("errand.txt", format!("{rows:?}\n")));
        changes.files.push(file("second.txt", "the second file\n".to_owned()));
        Ok(Step::Review(Box::new(Review {
            picture: None,
            changeable: changeable.collect(),
            sections: vec![Section { heading: "Review".to_owned(), rows, side_by_side: false }],
            folder: Utf8PathBuf::from("errand"),
            changes,
            blocked: Vec::new(),
            plan: ("errand.yaml".into(), String::new()),
            commands: Vec::new(),
            again: String::new(),
        })))
    }

    fn check(&self, _: &Session, question: &Question, value: &Value) -> Result<(), String> {
        question.offers(value)?;
        match value.as_str() {
            Some(text) if question.key == "name" && text.contains(char::is_uppercase) => {
                Err("a name has no capital letters".to_owned())
            }
            Some("") => Err("this cannot be empty".to_owned()),
            _ => Ok(()),
        }
    }
}
