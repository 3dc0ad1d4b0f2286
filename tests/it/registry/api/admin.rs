//! What is for who looks after the registry: tokens, groups, the log.

use pavestone::store::ledger::{Entry, verify_chain};
use serde_json::{Value, json};

use super::{as_admin, json as json_of, request};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

#[test]
fn a_token_works_from_when_it_is_made_until_it_is_revoked() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let asked = json!({ "name": "ci", "scopes": ["read", "publish"], "namespaces": ["platform"] });
    let made = json_of(as_admin(&served, "POST", "tokens").json(&asked).send().unwrap(), 201);
    let (id, text) = (made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    let with_it = || request(&served, "GET", "list").bearer_auth(text).send().unwrap().status();
    assert_eq!(with_it(), 200);

    let listed = json_of(as_admin(&served, "GET", "tokens").send().unwrap(), 200);
    let ci = listed["tokens"].as_array().unwrap().iter().find(|token| token["id"] == id).unwrap();
    assert_eq!(
        (&ci["name"], &ci["scopes"], &ci["namespaces"], &ci["revoked"]),
        (&json!("ci"), &json!(["read", "publish"]), &json!(["platform"]), &json!(0))
    );
    assert!(!listed.to_string().contains(text) && ci.get("hash").is_none());

    let path = format!("tokens/{id}");
    assert_eq!(as_admin(&served, "DELETE", &path).send().unwrap().status(), 204);
    assert_eq!(with_it(), 401);
    json_of(as_admin(&served, "DELETE", &path).send().unwrap(), 404);
}

#[test]
fn only_an_administrator_may_look_after_the_registry() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let asked = json!({ "name": "ci", "scopes": ["publish", "approve"] });
    let made = json_of(as_admin(&served, "POST", "tokens").json(&asked).send().unwrap(), 201);
    let token = made["token"].as_str().unwrap();
    for (method, path) in [
        ("GET", "tokens"),
        ("POST", "tokens"),
        ("DELETE", "tokens/abc"),
        ("GET", "access"),
        ("GET", "access/platform"),
        ("PUT", "access/platform"),
        ("GET", "audit"),
        ("GET", "audit/export"),
    ] {
        json_of(request(&served, method, path).send().unwrap(), 401);
        json_of(request(&served, method, path).bearer_auth(token).send().unwrap(), 403);
    }
}

#[test]
fn a_module_that_is_limited_to_a_group_is_seen_by_that_group_alone() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let path = "access/platform/postgres/aws";
    let limit = as_admin(&served, "PUT", path).json(&json!({ "groups": ["payments"] }));
    assert_eq!(limit.send().unwrap().status(), 204);
    let one = json_of(as_admin(&served, "GET", path).send().unwrap(), 200);
    assert_eq!(one, json!({ "path": "platform/postgres/aws", "groups": ["payments"] }));
    let all = json_of(as_admin(&served, "GET", "access").send().unwrap(), 200);
    assert_eq!(all, json!({ "access": [one] }));

    let asked = json!({ "name": "pay", "scopes": ["read"], "groups": ["payments"] });
    let made = json_of(as_admin(&served, "POST", "tokens").json(&asked).send().unwrap(), 201);
    let interface = "modules/platform/postgres/aws/1.0.0/interface";
    json_of(request(&served, "GET", interface).send().unwrap(), 404);
    let shown = made["token"].as_str().unwrap();
    json_of(request(&served, "GET", interface).bearer_auth(shown).send().unwrap(), 200);

    for odd in ["access/a/b", "access/Platform", "access/platform%2f..%2fx"] {
        let set = as_admin(&served, "PUT", odd).json(&json!({ "groups": [] })).send().unwrap();
        json_of(set, 400);
    }
}

#[test]
fn the_log_is_read_page_by_page_or_whole_and_its_chain_holds() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    json_of(request(&served, "GET", "tokens").send().unwrap(), 401);

    let mut paged: Vec<Entry> = Vec::new();
    let mut after = 0;
    loop {
        let path = format!("audit?after={after}&limit=7");
        let mut page = json_of(as_admin(&served, "GET", &path).send().unwrap(), 200);
        let entries: Vec<Entry> = serde_json::from_value(page["entries"].take()).unwrap();
        assert!(entries.len() <= 7);
        paged.extend(entries);
        match page["next"].as_i64() {
            Some(next) => after = next,
            None => break,
        }
    }
    let (last, _) = verify_chain(&paged, (0, String::new())).unwrap();
    assert_eq!(paged.len() as i64, last);
    let refused = paged.last().unwrap();
    assert_eq!((refused.actor.as_str(), refused.action.as_str()), ("anonymous", "call"));

    let lines = |response: reqwest::blocking::Response| -> Vec<Entry> {
        assert_eq!(response.headers()["content-type"], "application/x-ndjson");
        let text = response.text().unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    assert_eq!(lines(as_admin(&served, "GET", "audit/export").send().unwrap()), paged);
    assert_eq!(lines(as_admin(&served, "GET", "audit/export?after=5").send().unwrap()), paged[5..]);
    let accepts = as_admin(&served, "GET", "audit").header("accept", "application/x-ndjson");
    assert_eq!(lines(accepts.send().unwrap()), paged);

    for odd in ["limit=0", "limit=1001", "after=-1", "after=x", "since=1"] {
        let response = as_admin(&served, "GET", &format!("audit?{odd}")).send().unwrap();
        assert!(matches!(json_of(response, 400)["error"], Value::String(_)), "{odd}");
    }
}
