//! The wizard of a new service, as the values that it is made of: no terminal anywhere.

mod drafts;
mod kinds;
mod properties;
mod workshop;

use std::collections::BTreeMap;

use hcl_rs::Value;
use pavestone::app::new::NewRequest;
use pavestone::catalog::Catalog;
use pavestone::wizard::{Question, Review, ServiceWizard, Session, Step, Wizard};

const INTENT: &str = "a payments API in containers with Postgres, and receipts stored as files";

fn request(intent: &str) -> NewRequest {
    NewRequest { intent: Some(intent.to_owned()), ..NewRequest::default() }
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

#[test]
fn what_a_sentence_leaves_open_is_asked_and_then_reviewed() {
    let catalog = Catalog::embedded();
    let wizard = ServiceWizard::new(&catalog, request(INTENT));
    let mut session = Session::default();
    let (asked, review) = to_review(&wizard, &mut session, &[("owner", Value::from("team-pay"))]);
    let keys: Vec<&str> = asked.iter().map(|question| question.key.as_str()).collect();
    assert_eq!(keys, ["owner", "choose.data-class", "app.image"]);
    insta::assert_snapshot!(review.text(100));
}
