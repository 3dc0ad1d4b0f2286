//! The read API of the public registry, as programs that were written for it use it.

use serde_json::{Value, json};

use super::MODULE;
use crate::support::greeting::greeting;
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

/// The addresses of the modules in a list.
fn ids(list: &Value) -> Vec<&str> {
    list["modules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|module| module["id"].as_str().unwrap())
        .collect()
}

#[test]
fn a_list_has_pages_that_lead_to_each_other() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let first = served.json("/v1/modules?limit=5&verified=true");
    let meta = json!({
        "limit": 5,
        "current_offset": 0,
        "next_offset": 5,
        "next_url": "/v1/modules?limit=5&offset=5&verified=true",
    });
    assert_eq!(first["meta"], meta);
    let mut all: Vec<String> = Vec::new();
    let mut page = first;
    for _ in 0..10 {
        all.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(next) = page["meta"]["next_url"].as_str() else { break };
        page = served.json(next);
    }
    assert_eq!(page["meta"]["prev_url"], "/v1/modules?limit=5&offset=5&verified=true");
    assert_eq!(all.len(), 12);
    assert_eq!(all[0], "platform/cache/aws/1.0.0");
    assert!(all.is_sorted(), "{all:?}");
    assert_eq!(ids(&served.json("/v1/modules?limit=1000")).len(), 12);
    assert_eq!(ids(&served.json("/v1/modules/")).len(), 12);
    assert_eq!(ids(&served.json("/v1/modules?offset=100")).len(), 0);
    let wrong = served.get("/v1/modules?offset=-1");
    assert_eq!(wrong.status(), 400);
    assert_eq!(wrong.json::<Value>().unwrap(), json!({ "errors": ["the offset is no number"] }));
}

#[test]
fn a_module_in_a_list_has_what_the_public_registry_says_of_it() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let list = served.json("/v1/modules/platform?limit=1");
    let mut module = list["modules"][0].clone();
    let published = module["published_at"].take();
    assert!(published.as_str().unwrap().parse::<jiff::Timestamp>().is_ok(), "{published}");
    let told = json!({
        "id": "platform/cache/aws/1.0.0",
        "owner": "",
        "namespace": "platform",
        "name": "cache",
        "version": "1.0.0",
        "provider": "aws",
        "provider_logo_url": "",
        "description": module["description"],
        "source": "",
        "tag": "",
        "published_at": null,
        "downloads": 0,
        "verified": true,
    });
    assert_eq!(module, told);
    assert!(module["description"].as_str().unwrap().len() > 20, "{module}");
}

#[test]
fn lists_are_narrowed_by_namespace_system_and_what_may_be_seen() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.release("acme/greeting/other", "1.0.0");
    served.publish_greeting("acme/secret/test", "1.0.0");
    assert_eq!(
        ids(&served.json("/v1/modules/acme")),
        ["acme/greeting/other/1.0.0", "acme/greeting/test/1.0.0"]
    );
    assert_eq!(ids(&served.json("/v1/modules?provider=test")), ["acme/greeting/test/1.0.0"]);
    assert_eq!(ids(&served.json("/v1/modules/acme?provider=aws")).len(), 0);
    assert_eq!(ids(&served.json("/v1/modules/nobody")).len(), 0);
    assert_eq!(
        ids(&served.json("/v1/modules/acme/greeting")),
        ["acme/greeting/other/1.0.0", "acme/greeting/test/1.0.0"]
    );
    assert_eq!(served.get("/v1/modules/acme/secret").status(), 404);
    assert_eq!(served.get("/v1/modules/acme/secret/test").status(), 404);
    assert_eq!(served.get("/v1/modules/acme/secret/test/1.0.0").status(), 404);
    assert_eq!(served.get("/v1/modules/acme/secret/test/downloads/summary").status(), 404);
    // Who reviews sees it, and can leave it out.
    let reviewed = |path: &str| -> Value {
        served.as_admin(http().get(format!("{}{path}", served.url))).json().unwrap()
    };
    assert_eq!(ids(&reviewed("/v1/modules/acme")).len(), 3);
    assert_eq!(ids(&reviewed("/v1/modules/acme?verified=true")).len(), 2);
}

#[test]
fn what_is_limited_to_a_group_is_there_for_nobody_else() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.limit(MODULE, &["payments"]);
    let asked = |path: &str, token: Option<&String>| {
        let request = http().get(format!("{}{path}", served.url));
        token.iter().fold(request, |request, token| request.bearer_auth(token)).send().unwrap()
    };
    let (inside, outside) = (served.reader("in", &["payments"]), served.reader("out", &["search"]));
    for path in [
        "/v1/modules/acme/greeting",
        "/v1/modules/acme/greeting/test",
        "/v1/modules/acme/greeting/test/versions",
        "/v1/modules/acme/greeting/test/download",
        "/v1/modules/acme/greeting/test/1.0.0",
        "/v1/modules/acme/greeting/test/1.0.0/download",
        "/v1/modules/acme/greeting/test/downloads/summary",
    ] {
        assert_eq!(asked(path, None).status(), 404, "{path}");
        assert_eq!(asked(path, Some(&outside)).status(), 404, "{path}");
        let status = asked(path, Some(&inside)).status();
        assert!(status.is_success() || status == 302, "{path}: {status}");
    }
    for path in ["/v1/modules?limit=100", "/v1/modules/acme", "/v1/modules/search?q=salute"] {
        let has = |token| {
            let list: Value = asked(path, token).json().unwrap();
            ids(&list).contains(&"acme/greeting/test/1.0.0")
        };
        assert!(!has(None) && !has(Some(&outside)) && has(Some(&inside)), "{path}");
    }
    // Its archive is for who was told where it is, as long as that address works.
    let download = asked("/v1/modules/acme/greeting/test/1.0.0/download", Some(&inside));
    let location = download.headers()["x-terraform-get"].to_str().unwrap().to_owned();
    assert!(location.contains("signature="), "{location}");
    assert_eq!(served.get(&location).status(), 200);
    assert_eq!(served.get(location.split('?').next().unwrap()).status(), 404);
}

#[test]
fn search_ranks_by_what_modules_say_of_themselves() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.publish_greeting("acme/hidden-greeting/test", "1.0.0");
    let found = |query: &str| {
        let list = served.json(&format!("/v1/modules/search?q={query}"));
        ids(&list).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for (query, first) in [
        ("postgres", "platform/postgres/aws/1.0.0"),
        ("sql%20database", "platform/postgres/aws/1.0.0"),
        ("kms%20key", "platform/encryption-key/aws/1.0.0"),
        ("object-store", "platform/object-store/aws/1.0.0"),
        ("salute", "acme/greeting/test/1.0.0"),
        ("greet", "acme/greeting/test/1.0.0"),
        ("postgr", "platform/postgres/aws/1.0.0"),
    ] {
        assert_eq!(found(query).first().map(String::as_str), Some(first), "{query}");
    }
    assert_eq!(found("salute"), ["acme/greeting/test/1.0.0"], "the hidden one shows nowhere");
    assert_eq!(found("zzzz").len(), 0);
    assert_eq!(found("salute&provider=aws").len(), 0);
    let next = &served.json("/v1/modules/search?q=a%26b%20database&limit=1")["meta"]["next_url"];
    assert_eq!(*next, "/v1/modules/search?limit=1&offset=1&q=a%26b+database");
    assert_eq!(served.get("/v1/modules/search").status(), 400);
}

#[test]
fn details_have_inputs_outputs_resources_submodules_and_examples() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.release(MODULE, "1.1.0");
    let details = served.json(&format!("/v1/modules/{MODULE}/v1.0.0"));
    assert_eq!(details["id"], "acme/greeting/test/1.0.0");
    assert_eq!(details["versions"], json!(["1.0.0", "1.1.0"]));
    assert_eq!(details["providers"], json!(["test"]));
    assert_eq!(details["deprecation"], Value::Null);
    let input = json!({
        "name": "name",
        "type": "string",
        "description": "Who is greeted.",
        "default": "",
        "required": true,
        "sensitive": false,
    });
    assert_eq!(details["root"]["inputs"], json!([input]));
    let output = json!({ "name": "text", "description": "The greeting.", "sensitive": false });
    assert_eq!(details["root"]["outputs"], json!([output]));
    assert!(details["root"]["readme"].as_str().unwrap().starts_with("# greeting"));
    assert_eq!(details["submodules"][0]["path"], "modules/loud");
    assert_eq!(details["submodules"][0]["name"], "loud");
    assert_eq!(details["examples"][0]["path"], "examples/basic");
    let latest = served.json(&format!("/v1/modules/{MODULE}"));
    assert_eq!(latest["id"], "acme/greeting/test/1.1.0");
    let postgres = served.json("/v1/modules/platform/postgres/aws");
    let resources = postgres["root"]["resources"].as_array().unwrap();
    assert!(resources.contains(&json!({ "name": "this", "type": "aws_db_instance" })));
    assert_eq!(postgres["root"]["provider_dependencies"][0]["source"], "hashicorp/aws");
}

#[test]
fn details_say_where_a_release_came_from_and_what_became_of_it() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let query = "repository=https://git.acme.example/greeting.git&tag=greeting/v1.0.0";
    let published =
        served.publish(MODULE, &format!("1.0.0?{query}"), &greeting("greeting", "1.0.0"));
    assert_eq!(published.status(), 201);
    served.changed(MODULE, "1.0.0", &json!({ "action": "approve" }));
    served.deprecate(MODULE, "1.0.0", "slow");
    let path = format!("/v1/modules/{MODULE}/1.0.0");
    let details = served.json(&path);
    assert_eq!(details["source"], "https://git.acme.example/greeting.git");
    assert_eq!(details["tag"], "greeting/v1.0.0");
    assert_eq!(details["deprecation"], json!({ "reason": "slow", "link": "" }));
    served.revoke(MODULE, "1.0.0", "leaks");
    // With everything revoked there is no such module to read about.
    assert_eq!(served.get(&path).status(), 404);
    served.release(MODULE, "1.1.0");
    let gone = served.get(&path);
    assert_eq!(gone.status(), 410);
    let errors = json!({ "errors": ["acme/greeting/test 1.0.0 was revoked: leaks"] });
    assert_eq!(gone.json::<Value>().unwrap(), errors);
}

#[test]
fn the_recommended_version_is_led_to_and_downloads_are_counted() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.release(MODULE, "1.1.0-rc.1");
    let latest = served.get(&format!("/v1/modules/{MODULE}/download"));
    assert_eq!(latest.status(), 302);
    let place = latest.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(place, format!("/v1/modules/{MODULE}/1.0.0/download"));
    for _ in 0..3 {
        assert_eq!(served.get(&place).status(), 204);
    }
    // What was downloaded is kept once in a while.
    let told = json!({ "week": 3, "month": 3, "year": 3, "total": 3 });
    let path = format!("/v1/modules/{MODULE}/downloads/summary");
    let mut summary = Value::Null;
    for _ in 0..100 {
        summary = served.json(&path);
        if summary["data"]["attributes"] == told {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let all = json!({ "data": {
        "type": "module-downloads-summary",
        "id": MODULE,
        "attributes": told,
    } });
    assert_eq!(summary, all);
    assert_eq!(served.json(&format!("/v1/modules/{MODULE}"))["downloads"], 3);
    assert_eq!(served.json("/v1/modules/acme")["modules"][0]["downloads"], 3);
}
