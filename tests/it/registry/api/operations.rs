//! The operations: over HTTP each gives what the command line gives.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use pavestone::operations::OPERATIONS;
use pavestone::server::{Access, Content, routes};
use serde_json::{Value, json};

use super::{ask, json as json_of, request};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

const INTENT: &str = "a payments API in containers with Postgres";

#[test]
fn every_operation_has_an_address_and_only_those_who_read_may_call_it() {
    let routes = routes();
    let at = |method: &Method, path: &str| {
        routes.iter().find(|route| route.method == *method && route.path == path)
    };
    for operation in OPERATIONS {
        let path = format!("/api/v1/{}", operation.name);
        let route = at(&Method::POST, &path).unwrap_or_else(|| panic!("no POST {path}"));
        assert_eq!(route.access, Access::Read, "{path}");
        assert_eq!(route.about, operation.about, "{path}");
        assert!(matches!(route.takes, Some(Content::Json(_))), "{path} takes nothing");
        if let Some(by_query) = at(&Method::GET, &path) {
            assert!(by_query.query.is_some(), "GET {path} takes nothing");
        }
    }
    let names: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
    assert!(names.is_sorted(), "{names:?}");
}

#[test]
fn an_operation_gives_what_the_command_line_gives() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let pave = |args: &[&str]| sandbox.pave(args).ok().json();

    let found = ask(&served, "search", &json!({ "query": "database" }));
    assert_eq!(found["hits"], pave(&["search", "database", "--json"]));
    assert_eq!(ask(&served, "list", &json!({})), pave(&["list", "--json"]));
    assert_eq!(
        ask(&served, "show", &json!({ "module": "postgres" })),
        pave(&["show", "postgres", "--full", "--json"])
    );
    assert_eq!(
        ask(&served, "resolve", &json!({ "intent": INTENT })),
        pave(&["explain", INTENT, "--json"])
    );
    assert_eq!(
        ask(&served, "capabilities", &json!({})),
        pave(&["graph", "--capabilities", "--format", "json"])
    );
    let asked = json!({ "intent": INTENT, "budget": 2500, "format": "json" });
    let text = ask(&served, "context", &asked)["text"].as_str().unwrap().to_owned();
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap(),
        pave(&["context", "--intent", INTENT, "--budget", "2500", "--format", "json"])
    );
    let linked = ask(&served, "link", &json!({ "intent": INTENT, "accept_samples": true }));
    assert_eq!(linked["wiring"], pave(&["graph", "--intent", INTENT, "--format", "json"]));

    let blueprints = ask(&served, "blueprints", &json!({}));
    let listed = pave(&["list", "--json"]);
    let names = |list: &Value| -> BTreeMap<String, BTreeSet<String>> {
        let modules = |one: &Value| match &one["components"] {
            Value::Array(all) => all.iter().map(|m| m.as_str().unwrap().to_owned()).collect(),
            all => all
                .as_object()
                .unwrap()
                .values()
                .map(|part| part["module"].as_str().unwrap().to_owned())
                .collect(),
        };
        let all = list["blueprints"].as_array().unwrap().iter();
        all.map(|one| (one["name"].as_str().unwrap().to_owned(), modules(one))).collect()
    };
    assert_eq!(names(&blueprints), names(&listed));
}

#[test]
fn a_render_has_the_files_that_new_writes_and_a_stack_gives_the_same_again() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let told = sandbox.pave(&["new", INTENT, "--owner", "team-pay", "--yes", "--json"]).ok().json();
    let out = told["out"].as_str().unwrap();

    let asked = json!({ "intent": INTENT, "owner": "team-pay", "accept_samples": true });
    let rendered = ask(&served, "render", &asked);
    assert_eq!(rendered["complete"], true, "{rendered:#}");
    let files = rendered["files"].as_object().unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, sandbox.files(out));
    for (path, text) in files {
        assert_eq!(*text, sandbox.read(format!("{out}/{path}")), "{path}");
    }
    for part in ["service", "environments", "values", "assumptions", "unused", "understood"] {
        assert_eq!(rendered[part], told[part], "{part}");
    }

    let yaml = files["stack.yaml"].as_str().unwrap();
    let stack: Value = serde_saphyr::from_str(yaml).unwrap();
    let again = ask(&served, "render", &json!({ "stack": stack }));
    assert_eq!(again["files"], rendered["files"]);
}

#[test]
fn what_nobody_said_is_asked_for_and_nothing_is_written() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let rendered = ask(&served, "render", &json!({ "uses": ["container-service"], "name": "pay" }));
    assert_eq!((&rendered["complete"], &rendered["files"]), (&json!(false), &json!({})));
    let args = ["new", "--use", "container-service", "--name", "pay", "--json"];
    let told = sandbox.pave(&args).expect(2).json();
    assert_eq!(rendered["missing"], told["missing"]);
    assert_ne!(told["missing"], json!([]));
}

#[test]
fn a_question_by_query_gives_what_a_body_gives() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let asked = [
        ("search", json!({ "query": "queue" })),
        ("show", json!({ "module": "queue" })),
        ("list", json!({})),
        ("resolve", json!({ "intent": INTENT })),
        ("context", json!({ "budget": 3000, "detail": "index" })),
        ("capabilities", json!({})),
        ("blueprints", json!({})),
    ];
    let by_query = routes().into_iter().filter(|route| {
        route.method == Method::GET
            && OPERATIONS.iter().any(|o| route.path.ends_with(&format!("v1/{}", o.name)))
    });
    assert_eq!(by_query.count(), asked.len(), "another operation takes a query");
    for (operation, words) in asked {
        let pairs = words.as_object().unwrap().iter().map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("{name}={}", text.replace(' ', "+"))
        });
        let query = format!("{operation}?{}", pairs.collect::<Vec<_>>().join("&"));
        let query = request(&served, "GET", &query).send().unwrap();
        assert_eq!(json_of(query, 200), ask(&served, operation, &words), "{operation}");
    }
}

#[test]
fn what_cannot_be_understood_is_refused_in_json() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let post = |operation: &str, body: &str| {
        let request = request(&served, "POST", operation);
        request.header("content-type", "application/json").body(body.to_owned()).send().unwrap()
    };
    let mut told = String::new();
    let mut tell = |what: &str, status: u16, response| {
        let error = json_of(response, status);
        let hints: Vec<&str> =
            error["hints"].as_array().unwrap().iter().flat_map(Value::as_str).collect();
        told += &format!(
            "{what}: {status} {} ({})\n",
            error["error"].as_str().unwrap(),
            hints.join("; ")
        );
    };
    tell("no such module", 404, post("show", r#"{"module":"postgress"}"#));
    tell("no such word", 400, post("search", r#"{"qwery":"a"}"#));
    tell("a list", 400, post("link", "[null]"));
    tell("no JSON", 400, post("resolve", "{"));
    tell("nothing", 400, post("resolve", ""));
    tell("no stack", 422, post("render", r#"{"stack":{"service":1}}"#));
    let other = r#"{"stack":{"service":true,"owner":"b","environments":[],"components":{}}}"#;
    tell("another type", 400, post("link", other));
    tell("two things", 400, post("render", r#"{"stack":{},"name":"a"}"#));
    let empty = r#"{"stack":{"service":"a","owner":"b","environments":[],"components":{}}}"#;
    tell("no environment", 400, post("render", empty));
    tell("too long", 400, post("resolve", &format!(r#"{{"intent":"{}"}}"#, "a ".repeat(1_001))));
    let many = json!({ "uses": vec!["queue"; 201] }).to_string();
    tell("too many", 400, post("link", &many));
    tell("too much", 413, post("resolve", &format!(r#"{{"intent":"{}"}}"#, "a".repeat(3 << 20))));
    tell("no type", 415, request(&served, "POST", "search").body("{}").send().unwrap());
    tell("no such query", 400, request(&served, "GET", "search?qwery=a").send().unwrap());
    tell("no such method", 405, request(&served, "DELETE", "search").send().unwrap());
    tell("no such address", 404, request(&served, "GET", "nowhere").send().unwrap());
    insta::assert_snapshot!(told, @r#"
    no such module: 404 the catalog has no module `postgress` (did you mean `postgres`?)
    no such word: 400 the body cannot be read: unknown field `qwery`, expected `query` at line 1 column 8 (/api/v1/openapi.json describes what is taken)
    a list: 400 the body cannot be read: it is no JSON object (/api/v1/openapi.json describes what is taken)
    no JSON: 400 the body cannot be read: EOF while parsing an object at line 1 column 1 (/api/v1/openapi.json describes what is taken)
    nothing: 400 the body cannot be read: it is no JSON object (/api/v1/openapi.json describes what is taken)
    no stack: 422 `stack` cannot be read (`pave schema stack` prints what may stand in it)
    another type: 400 `stack.service` is true, which is of another type (/api/v1/openapi.json describes what is taken)
    two things: 400 a stack says all there is to say of a service (leave out the rest, or leave out the stack)
    no environment: 400 the stack names no environment (name those that get a root module each under `environments`)
    too long: 400 the sentence has more than 2000 characters (say in a sentence or two what the service needs)
    too many: 400 there are more than 200 modules to use (make several services of it)
    too much: 413 failed to buffer the request body: length limit exceeded (/api/v1/openapi.json describes what is taken)
    no type: 415 the body is to have the header `Content-Type: application/json` (/api/v1/openapi.json describes what is taken)
    no such query: 400 failed to deserialize query string: qwery: unknown field `qwery`, expected `query` (/api/v1/openapi.json describes what is taken)
    no such method: 405 405: method not allowed (/api/v1/openapi.json describes what is taken)
    no such address: 404 nothing is served at this address ()
    "#);
}

#[test]
fn a_long_intent_and_odd_words_are_answered() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let long = "an API with postgres and a queue, ".repeat(58);
    for intent in
        [long.as_str(), "", "\0\u{7f}\u{85}", "🦀 ${var.x} %{ if } {{ a }}", "\u{202e}../.."]
    {
        for operation in ["resolve", "link", "render", "context"] {
            let mut asked = json!({ "intent": intent });
            if matches!(operation, "link" | "render") {
                asked["accept_samples"] = true.into();
            }
            let response = request(&served, "POST", operation).json(&asked).send().unwrap();
            let status = response.status().as_u16();
            assert!(status < 500, "{operation} {status}: {}", response.text().unwrap());
        }
    }
}
