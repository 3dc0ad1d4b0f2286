//! What callers are told of releases that are not, or never were, for them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use pavestone::registry::{Caller, Scope, Scopes, Transition};
use pavestone::server::Setup;
use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::tiny;

const MODULE: &str = "acme/tiny/aws";

/// The state that anybody is told of a release.
fn state(house: &House, version: &str) -> Value {
    let asked = json!({ "releases": [{ "source": MODULE, "version": version }] });
    let request = Request::post("/api/v1/verify").header("content-type", "application/json");
    let answer = house.call(request.body(Body::from(asked.to_string())).unwrap());
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let told: Value = serde_json::from_slice(&answer.body).unwrap();
    told["releases"][0]["state"].clone()
}

#[test]
fn a_draft_that_was_taken_back_was_never_there_for_others() {
    let house = House::new(true, Setup::default());
    let maker = house.token(Scope::Publish, None, None);
    let by = Caller::operator();
    let registry = &house.app.registry;
    let reason = || "a secret was in it".to_owned();
    let revoke = Transition::Revoke { reason: reason(), successor: String::new() };
    for (version, back) in [("1.0.1", revoke), ("1.0.2", Transition::Delete { reason: reason() })] {
        house.wait(registry.publish(&by, tiny::publication(MODULE, version, "x"))).unwrap();
        let address = MODULE.parse().unwrap();
        house.wait(registry.transition(&by, &address, version, &back)).unwrap();
        assert_eq!(state(&house, version), "unknown", "{version}");
        for path in [
            format!("/api/v1/modules/{MODULE}/{version}/interface"),
            format!("/api/v1/modules/{MODULE}/diff?from=1.0.0&to={version}"),
        ] {
            let answer = house.get(&path, None);
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.text());
            assert!(!answer.text().contains("secret"), "{path}: {}", answer.text());
            assert_ne!(house.get(&path, Some(&maker)).status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    let exported = house.wait(registry.export(true)).unwrap();
    let revoked: Vec<_> = exported.iter().flat_map(|module| &module.revoked).collect();
    assert!(revoked.is_empty(), "{revoked:?}");
    // What could be used is history that everybody may know.
    let revoke = Transition::Revoke { reason: reason(), successor: String::new() };
    let address = MODULE.parse().unwrap();
    house.wait(registry.transition(&by, &address, "1.0.0", &revoke)).unwrap();
    assert_eq!(state(&house, "1.0.0"), "revoked");
    let exported = house.wait(registry.export(true)).unwrap();
    assert_eq!(exported.iter().flat_map(|module| &module.revoked).count(), 1);
}

#[test]
fn who_is_not_in_the_group_of_a_module_publishes_nothing_there() {
    let house = House::new(true, Setup::default());
    let registry = &house.app.registry;
    let limited = ["inner".to_owned()];
    house.wait(registry.set_access(&Caller::operator(), "closed", &limited)).unwrap();
    let publisher = |groups: &[&str]| Caller {
        name: "token:ci".to_owned(),
        is_known: true,
        scopes: Scopes::of(&[Scope::Publish]),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        ..Caller::default()
    };
    // One that is there, with its own files and with others; and one that is not.
    for (module, version, marker) in [
        ("acme/inmost/aws", "1.0.0", "inmost"),
        ("acme/inmost/aws", "1.0.0", "other"),
        ("acme/inmost/aws", "1.0.1", "next"),
        ("closed/text/aws", "1.0.0", "new"),
    ] {
        let publication = || tiny::publication(module, version, marker);
        let error = house.wait(registry.publish(&publisher(&[]), publication())).unwrap_err();
        assert_eq!(error.message, format!("there is no module {module}"), "{version} {marker}");
        let told = house.wait(registry.publish(&publisher(&["inner"]), publication()));
        assert_eq!(told.is_ok(), marker != "other", "{module} {version} {marker}");
    }
}
