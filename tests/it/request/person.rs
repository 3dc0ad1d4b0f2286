//! What a person answers when asked, through the library's front door.

use hcl_rs::Value;
use pavestone::app::new::{Answers, NewRequest, Source, compose};
use pavestone::catalog::Catalog;
use pavestone::compose::Missing;

/// Puts an answer as a face does that asked for `key`.
fn put(catalog: &Catalog, person: &mut Answers, key: &str, value: impl Into<Value>) {
    person.put(key, value.into(), |name| catalog.blueprints.contains_key(name)).unwrap();
}

fn keys(missing: &[Missing]) -> Vec<&str> {
    missing.iter().map(|m| m.key.as_str()).collect()
}

#[test]
fn each_answer_closes_its_question_and_is_told_as_theirs() {
    let catalog = Catalog::embedded();
    let mut request = NewRequest::default();
    let mut asked = Vec::new();
    loop {
        let composed = compose(&catalog, &request).unwrap();
        let Some(missing) = composed.missing.first() else { break };
        assert!(!asked.contains(&missing.key), "{} is asked again", missing.key);
        let open = missing.choices.iter().find(|choice| choice.refused.is_none());
        let value = match (missing.key.as_str(), &missing.recommended, open) {
            ("name", ..) => "ledger".into(),
            ("owner", ..) => "team-ledger".into(),
            (_, Some((value, _)), _) => value.clone(),
            (_, None, Some(choice)) => choice.value.clone(),
            (key, None, None) => panic!("{key} has nothing to choose"),
        };
        asked.push(missing.key.clone());
        put(&catalog, &mut request.person, asked.last().unwrap(), value);
    }
    assert_eq!(asked, ["intent", "name", "owner", "choose.data-class", "api.image"]);
    let composed = compose(&catalog, &request).unwrap();
    assert_eq!(composed.stack.blueprint.as_deref(), Some("http-api"));
    for key in ["name", "owner", "choose.data-class", "api.image"] {
        let decided = composed.values.iter().find(|v| v.key == key).unwrap();
        assert_eq!(decided.source, Source::Person, "{key}");
    }
}

#[test]
fn every_value_can_be_answered_again_by_its_key() {
    let catalog = Catalog::embedded();
    let mut request = NewRequest {
        blueprint: Some("http-api".to_owned()),
        out: Some("ledger".into()),
        accept_samples: true,
        ..NewRequest::default()
    };
    let before = compose(&catalog, &request).unwrap();
    for decided in &before.values {
        let environment = decided.environment.as_ref().map_or(String::new(), |e| format!("@{e}"));
        let key = format!("{}{environment}", decided.key);
        put(&catalog, &mut request.person, &key, decided.value.clone());
    }
    let after = compose(&catalog, &request).unwrap();
    assert!(after.report.findings.is_empty(), "{:#?}", after.report.findings);
    for decided in &before.values {
        let same = |v: &&pavestone::app::new::Decided| {
            let input = |key: &str| key.split_once('.').map(|(_, input)| input.to_owned());
            // What prod looks up goes by the name that it has in dev once something is said of it.
            let same_key = v.key == decided.key
                || decided.key.starts_with("shared_network.")
                    && v.key.starts_with("network.")
                    && input(&v.key) == input(&decided.key);
            same_key && v.value == decided.value && v.source == Source::Person
        };
        assert!(after.values.iter().any(|v| same(&v)), "{decided:?}\n{:#?}", after.values);
    }
}

#[test]
fn what_is_said_last_of_a_component_that_changed_its_name_counts() {
    let catalog = Catalog::embedded();
    let mut request = NewRequest {
        blueprint: Some("http-api".to_owned()),
        out: Some("ledger".into()),
        accept_samples: true,
        ..NewRequest::default()
    };
    let name_in_prod = |request: &NewRequest| {
        let composed = compose(&catalog, request).unwrap();
        let value = composed.values.iter().find(|v| v.key.ends_with(".network_name")).unwrap();
        (value.key.clone(), value.value.clone(), value.source.clone())
    };
    let (key, ..) = name_in_prod(&request);
    assert_eq!(key, "shared_network.network_name");
    put(&catalog, &mut request.person, &key, "first");
    let (key, value, source) = name_in_prod(&request);
    assert_eq!((&*key, value, source), ("network.network_name", "first".into(), Source::Person));
    put(&catalog, &mut request.person, &key, "second");
    assert_eq!(name_in_prod(&request).1, "second".into());
}

#[test]
fn what_no_longer_matters_waits_until_it_does() {
    let catalog = Catalog::embedded();
    let mut request = NewRequest { out: Some("ledger".into()), ..NewRequest::default() };
    let person = &mut request.person;
    for (key, value) in [
        ("owner", "team"),
        ("choose.data-class", "personal"),
        ("db.size", "large"),
        ("network.cidr_block", "10.1.0.0/16"),
        ("use.network@dev", "shared-network"),
        ("wire.gone.network", "nowhere"),
    ] {
        put(&catalog, person, key, value);
    }
    put(&catalog, person, "intent", "a queue");
    let composed = compose(&catalog, &request).unwrap();
    assert_eq!(keys(&composed.missing), [""; 0]);
    assert!(composed.report.findings.is_empty(), "{:?}", composed.report.findings);
    let names: Vec<&String> = composed.stack.components.keys().collect();
    assert_eq!(names, ["queue"]);
    assert!(composed.stack.choices.is_empty() && composed.stack.links.is_empty());
    put(&catalog, &mut request.person, "intent", "a Postgres");
    let composed = compose(&catalog, &request).unwrap();
    let stack = &composed.stack;
    assert_eq!(stack.components["db"].inputs["size"].value, "large".into());
    assert_eq!(stack.choices["data-class"].value, "personal");
    let network = &stack.components["network"].environments["dev"];
    assert_eq!(network.inputs["cidr_block"].value, "10.1.0.0/16".into());
}

#[test]
fn a_person_is_told_what_a_flag_would_be() {
    let catalog = Catalog::embedded();
    for (key, value) in [
        ("name", "Not A Name"),
        ("owner", "two\nlines"),
        ("choose.data-class", "card"),
        ("environments", "nowhere"),
    ] {
        let mut request =
            NewRequest { blueprint: Some("http-api".into()), ..NewRequest::default() };
        let mut flags = request.clone();
        let value = match key {
            "environments" => Value::Array(vec![value.into()]),
            _ => Value::from(value),
        };
        let text = value.as_str().unwrap_or("nowhere").to_owned();
        put(&catalog, &mut request.person, key, value);
        match key {
            "name" => flags.name = Some(text),
            "owner" => flags.owner = Some(text),
            "environments" => flags.environments = vec![text],
            _ => flags.chooses = vec![format!("data-class={text}")],
        }
        let said = |request: &NewRequest| {
            let error = compose(&catalog, request).unwrap_err();
            (error.message, error.hints)
        };
        assert_eq!(said(&request), said(&flags), "{key}");
    }
    let mut person = Answers::default();
    for (key, value) in
        [("nothing", Value::from("x")), ("owner", Value::from("")), ("source", Value::from("ftp"))]
    {
        assert!(person.put(key, value, |_| false).is_err(), "{key}");
    }
    assert_eq!(person, Answers::default());
}
