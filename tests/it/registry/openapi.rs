//! The description of the API: complete, valid, and what the server does.

use std::collections::BTreeSet;
use std::path::Path;

use pavestone::server::{Content, openapi, routes};
use serde_json::{Value, json};

use crate::support::pave::{Ran, Sandbox};
use crate::support::registry::{Served, http};

/// What pip installed, beside the other oracles.
const ORACLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle");

#[test]
fn every_address_of_the_api_is_described() {
    let mut wrong = Vec::new();
    for route in routes().iter().filter(|route| route.is_api()) {
        let name = format!("{} {}", route.method, route.path);
        if route.answers.is_empty() {
            wrong.push(format!("{name} does not say what it answers"));
        }
        let changes = ["POST", "PUT", "PATCH"].contains(&route.method.as_str());
        if changes && route.takes.is_none() && route.query.is_none() {
            wrong.push(format!("{name} does not say what it takes"));
        }
        if matches!(route.takes, Some(Content::Nothing)) {
            wrong.push(format!("{name} takes nothing and says so as if it did"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));

    let described = openapi();
    let operations = described["paths"].as_object().unwrap().values();
    let operations: Vec<&Value> =
        operations.flat_map(|path| path.as_object().unwrap().values()).collect();
    assert_eq!(operations.len(), routes().iter().filter(|route| route.is_api()).count());
    let ids: BTreeSet<&str> =
        operations.iter().map(|operation| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), operations.len(), "two operations have one id");
}

#[test]
fn every_property_that_is_answered_says_what_it_is() {
    let described = openapi();
    let mut silent = Vec::new();
    for (name, schema) in described["components"]["schemas"].as_object().unwrap() {
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            if schema["description"].as_str().is_none_or(str::is_empty) {
                silent.push(format!("{name}.{property}"));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn the_server_serves_its_description() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let response = http().get(format!("{}/api/v1/openapi.json", served.url)).send().unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.json::<Value>().unwrap(), openapi());
}

#[test]
fn what_operations_answer_is_what_the_description_says() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let described = openapi();
    let ask = |path: &str, asked: &Value| -> Value {
        http().post(format!("{}{path}", served.url)).json(asked).send().unwrap().json().unwrap()
    };
    let intent = json!({ "intent": "an API with Postgres, two queues and no cache in prod" });
    let samples = json!({ "intent": intent["intent"], "accept_samples": true });
    for (path, asked) in [
        ("/api/v1/blueprints", json!({})),
        ("/api/v1/capabilities", json!({})),
        ("/api/v1/context", intent.clone()),
        ("/api/v1/link", samples.clone()),
        ("/api/v1/link", intent.clone()),
        ("/api/v1/list", json!({})),
        ("/api/v1/render", samples),
        ("/api/v1/resolve", intent),
        ("/api/v1/search", json!({ "query": "store" })),
        ("/api/v1/show", json!({ "module": "container-service" })),
    ] {
        let content = &described["paths"][path]["post"]["responses"]["200"]["content"];
        let mut schema = content["application/json"]["schema"].clone();
        schema["components"] = described["components"].clone();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let answer = ask(path, &asked);
        let errors: Vec<String> = validator
            .iter_errors(&answer)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{path} {asked}: {errors:#?}");
    }
}

#[test]
#[cfg_attr(no_schemathesis, ignore = "schemathesis is not in tests/oracle")]
fn the_description_is_valid_openapi() {
    let sandbox = Sandbox::new();
    sandbox.write("openapi.json", openapi().to_string());
    let mut command = sandbox.command(format!("{ORACLE}/venv/bin/openapi-spec-validator"));
    Ran::new(command.args(["--schema", "3.1", "openapi.json"]).output().unwrap()).ok();
}

/// Schemathesis makes requests out of the description, right and wrong ones, and looks whether the
/// answers are as described; the same ones every time.
#[track_caller]
fn conforms(as_admin: bool) {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &["--log", "off"]);
    let mut command = sandbox.command(format!("{ORACLE}/venv/bin/schemathesis"));
    command
        .env("PYTHONPATH", Path::new(ORACLE))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SCHEMATHESIS_HOOKS", "schemathesis_hooks")
        .args(["--no-color", "run", &format!("{}/api/v1/openapi.json", served.url)])
        .args(["--seed", "5", "--max-examples", "10", "--phases", "examples,coverage,fuzzing"])
        .args(["--request-timeout", "20", "--max-failures", "5"])
        .arg("--checks")
        .arg(
            "not_a_server_error,status_code_conformance,content_type_conformance,\
             response_headers_conformance,response_schema_conformance,negative_data_rejection,\
             unsupported_method,ignored_auth",
        );
    if as_admin {
        command.args(["--header", &format!("Authorization: Bearer {}", served.admin_token())]);
    }
    let ran = Ran::new(command.output().unwrap()).ok();
    // Where it got the description from it does not ask again.
    let tested = routes().iter().filter(|route| route.is_api()).count() - 1;
    assert!(ran.stdout.contains(&format!("Tested: {tested}\n")), "{}", ran.stdout);
}

#[test]
#[cfg_attr(no_schemathesis, ignore = "schemathesis is not in tests/oracle")]
fn the_api_is_as_described_for_an_administrator() {
    conforms(true);
}

#[test]
#[cfg_attr(no_schemathesis, ignore = "schemathesis is not in tests/oracle")]
fn the_api_is_as_described_for_anybody() {
    conforms(false);
}
