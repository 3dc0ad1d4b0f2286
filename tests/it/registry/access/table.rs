//! Who may call what: every address of the server, by every kind of caller.
//!
//! The addresses come from the server's own list: one that is not in [`TABLE`] fails a test.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use pavestone::registry::{Caller, Scope, TokenRequest};
use pavestone::server::{Limits, Setup, routes};

use crate::support::house::{Answer, House};

/// What a caller needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Read,
    Publish,
    Approve,
    Admin,
    /// To read, or an address that was given out; who may not see an archive is told that there is
    /// none.
    Archive,
}

use Needs::{Admin, Approve, Archive, Nothing, Publish, Read};

const TABLE: &[(&str, &str, Needs)] = &[
    ("GET", "/healthz", Nothing),
    ("GET", "/readyz", Nothing),
    ("GET", "/metrics", Nothing),
    ("GET", "/.well-known/terraform.json", Nothing),
    ("GET", "/v1/modules", Read),
    ("GET", "/v1/modules/", Read),
    ("GET", "/v1/modules/search", Read),
    ("GET", "/v1/modules/{namespace}", Read),
    ("GET", "/v1/modules/{namespace}/{name}", Read),
    ("GET", "/v1/modules/{namespace}/{name}/{system}", Read),
    ("GET", "/v1/modules/{namespace}/{name}/{system}/versions", Read),
    ("GET", "/v1/modules/{namespace}/{name}/{system}/download", Read),
    ("GET", "/v1/modules/{namespace}/{name}/{system}/downloads/summary", Read),
    ("GET", "/v1/modules/{namespace}/{name}/{system}/{version}", Read),
    ("GET", "/v1/modules/{namespace}/{name}/{system}/{version}/download", Read),
    ("GET", "/v1/archives/{file}", Archive),
    ("GET", "/login", Nothing),
    ("POST", "/login", Nothing),
    ("GET", "/login/callback", Nothing),
    ("POST", "/logout", Nothing),
    ("GET", "/oauth/authorize", Nothing),
    ("POST", "/oauth/authorize", Nothing),
    ("POST", "/oauth/token", Nothing),
    ("GET", "/api/v1/openapi.json", Nothing),
    ("PUT", "/api/v1/modules/{namespace}/{name}/{system}/{version}", Publish),
    ("POST", "/api/v1/modules/{namespace}/{name}/{system}/{version}/transition", Approve),
    ("GET", "/api/v1/modules", Read),
    ("GET", "/api/v1/modules/{namespace}/{name}/{system}", Read),
    ("GET", "/api/v1/modules/{namespace}/{name}/{system}/diff", Read),
    ("GET", "/api/v1/modules/{namespace}/{name}/{system}/{version}", Read),
    ("GET", "/api/v1/modules/{namespace}/{name}/{system}/{version}/interface", Read),
    ("GET", "/api/v1/modules/{namespace}/{name}/{system}/{version}/source", Read),
    // Who uses a module is for who looks after it.
    ("GET", "/api/v1/modules/{namespace}/{name}/{system}/{version}/consumers", Approve),
    ("GET", "/api/v1/search", Read),
    ("POST", "/api/v1/search", Read),
    ("GET", "/api/v1/show", Read),
    ("POST", "/api/v1/show", Read),
    ("GET", "/api/v1/list", Read),
    ("POST", "/api/v1/list", Read),
    ("GET", "/api/v1/resolve", Read),
    ("POST", "/api/v1/resolve", Read),
    ("POST", "/api/v1/link", Read),
    ("POST", "/api/v1/render", Read),
    ("GET", "/api/v1/context", Read),
    ("POST", "/api/v1/context", Read),
    ("GET", "/api/v1/capabilities", Read),
    ("POST", "/api/v1/capabilities", Read),
    ("GET", "/api/v1/blueprints", Read),
    ("POST", "/api/v1/blueprints", Read),
    ("GET", "/api/v1/keys", Nothing),
    // Who sends it shows a secret of its own.
    ("POST", "/api/v1/webhooks/git", Nothing),
    ("POST", "/api/v1/verify", Read),
    ("GET", "/", Read),
    ("GET", "/modules/{namespace}/{name}/{system}", Read),
    ("GET", "/modules/{namespace}/{name}/{system}/diff", Read),
    ("GET", "/modules/{namespace}/{name}/{system}/{version}", Read),
    ("GET", "/capabilities", Read),
    ("GET", "/blueprints", Read),
    ("GET", "/blueprints/{name}", Read),
    ("GET", "/new", Read),
    ("POST", "/new", Read),
    ("POST", "/new/download", Read),
    ("GET", "/audit", Admin),
    ("GET", "/about", Read),
    ("GET", "/assets/{file}", Nothing),
    ("GET", "/api/v1/catalog.tar.gz", Read),
    ("GET", "/api/v1/audit", Admin),
    ("GET", "/api/v1/audit/export", Admin),
    ("GET", "/api/v1/tokens", Admin),
    ("POST", "/api/v1/tokens", Admin),
    ("DELETE", "/api/v1/tokens/{id}", Admin),
    ("GET", "/api/v1/access", Admin),
    ("GET", "/api/v1/access/{*path}", Admin),
    ("PUT", "/api/v1/access/{*path}", Admin),
];

/// A setup in which nobody is sent away for asking often.
pub(super) fn unlimited() -> Setup {
    let limits = Limits {
        requests_per_minute: 0,
        wrong_tokens_per_minute: 0,
        sign_ins_per_minute: 0,
        ..Limits::default()
    };
    Setup { limits, ..Setup::default() }
}

/// A request for an address, about a module.
pub(super) fn request(
    house: &House,
    (method, path): (&str, &str),
    module: &str,
    token: Option<&str>,
) -> Request<Body> {
    let name = module.split('/').nth(1).unwrap();
    let archive = house.app.registry.index().modules.get(module).map(|_| house.archive(module));
    let file = format!("{}.tar.gz", archive.unwrap_or_else(|| "0".repeat(64)));
    let values = [
        ("{namespace}", "acme"),
        ("{name}", name),
        ("{system}", "aws"),
        ("{version}", "1.0.0"),
        ("{file}", &file),
        ("{id}", "nothing"),
        ("{*path}", "acme"),
    ];
    let mut address = path.to_owned();
    for (parameter, value) in values {
        address = address.replace(parameter, value);
    }
    assert!(!address.contains('{'), "{path} has a parameter that the test does not know");
    let query = match path {
        _ if path.ends_with("/diff") => "?from=1.0.0&to=1.0.0".to_owned(),
        "/v1/modules/search" => format!("?q={name}"),
        "/api/v1/search" if method == "GET" => format!("?query={name}"),
        "/api/v1/show" if method == "GET" => format!("?module={name}"),
        "/api/v1/resolve" if method == "GET" => format!("?intent={name}"),
        _ => String::new(),
    };
    let body = match path {
        "/api/v1/search" => format!("{{\"query\":\"{name}\"}}"),
        "/api/v1/show" => format!("{{\"module\":\"{name}\"}}"),
        "/api/v1/resolve" => format!("{{\"intent\":\"{name}\"}}"),
        "/api/v1/tokens" => "{\"name\":\"new\",\"scopes\":[\"read\"]}".to_owned(),
        "/api/v1/access/{*path}" => "{\"groups\":[]}".to_owned(),
        _ if path.ends_with("/transition") => "{\"action\":\"approve\"}".to_owned(),
        _ => "{}".to_owned(),
    };
    let has_body = method == "POST" || method == "PUT";
    let mut request = Request::builder().method(method).uri(format!("{address}{query}"));
    if has_body {
        request = request.header("content-type", "application/json");
    }
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.body(if has_body { Body::from(body) } else { Body::empty() }).unwrap()
}

#[test]
fn every_address_of_the_server_is_in_the_table() {
    let told: BTreeSet<(String, &str)> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), *path)).collect();
    let there: BTreeSet<(String, &str)> =
        routes().iter().map(|route| (route.method.to_string(), route.path)).collect();
    let forgotten: Vec<_> = there.difference(&told).collect();
    assert!(forgotten.is_empty(), "say in the table who may call {forgotten:#?}");
    let gone: Vec<_> = told.difference(&there).collect();
    assert!(gone.is_empty(), "nothing answers at {gone:#?}");
}

#[test]
fn every_kind_of_caller_may_do_what_the_table_says_and_nothing_else() {
    let house = House::new(false, unlimited());
    let revoked = {
        let name = "revoked".to_owned();
        let request = TokenRequest { name, scopes: vec![Scope::Admin], ..TokenRequest::default() };
        let made = house.made(&request);
        let by = Caller::operator();
        house.wait(house.app.registry.revoke_token(&by, &made.id)).unwrap();
        made.token
    };
    let ended = {
        let scopes = vec![Scope::Admin];
        let days = Some(0);
        let name = "ended".to_owned();
        house.made(&TokenRequest { name, scopes, days, ..TokenRequest::default() }).token
    };
    let nobody = [
        ("nobody", None),
        ("a wrong token", Some("pave_0000".to_owned())),
        ("a token that ended", Some(ended)),
        ("a token that was revoked", Some(revoked)),
        ("no token of ours", Some("a.b.c".to_owned())),
    ];
    let somebody = |scope, namespace| house.token(scope, namespace, None);
    let known: [(&str, String, &[Scope]); 4] = [
        ("read", somebody(Scope::Read, None), &[Scope::Read]),
        ("publish", somebody(Scope::Publish, None), &[Scope::Read, Scope::Publish]),
        ("approve", somebody(Scope::Approve, None), &[Scope::Read, Scope::Approve]),
        ("admin", somebody(Scope::Admin, None), &Scope::ALL),
    ];
    let elsewhere = [
        ("publish elsewhere", somebody(Scope::Publish, Some("other"))),
        ("approve elsewhere", somebody(Scope::Approve, Some("other"))),
    ];
    let mut wrong = Vec::new();
    let mut check = |who: &str, what: (&str, &str), answer: &Answer, expected: &[u16]| {
        let status = answer.status.as_u16();
        let fine = match expected {
            [] => !matches!(status, 401 | 403) && status < 500,
            some => some.contains(&status),
        };
        if !fine {
            wrong.push(format!("{who}, {what:?}: {status}, not {expected:?}: {}", answer.text()));
        }
    };
    for (method, path, needs) in TABLE {
        let what = (*method, *path);
        let call = |token| house.call(request(&house, what, "acme/tiny/aws", token));
        for (who, token) in &nobody {
            let answer = call(token.as_deref());
            match needs {
                // These have refusals of their own.
                Nothing if ["/oauth/authorize", "/api/v1/webhooks/git"].contains(path) => {}
                Nothing => check(who, what, &answer, &[]),
                Archive if token.is_none() => check(who, what, &answer, &[404]),
                _ => check(who, what, &answer, &[401]),
            }
        }
        for (who, token, scopes) in &known {
            let answer = call(Some(token));
            let scope = match needs {
                Nothing => continue,
                Read | Archive => Scope::Read,
                Publish => Scope::Publish,
                Approve => Scope::Approve,
                Admin => Scope::Admin,
            };
            // Who publishes or approves in a namespace looks after it.
            let looks_after = path.ends_with("/consumers") && *who != "read";
            let may = scopes.contains(&scope) || looks_after;
            check(who, what, &answer, if may { &[] } else { &[403] });
        }
        for (who, token) in &elsewhere {
            let answer = call(Some(token));
            match needs {
                Publish | Approve | Admin => check(who, what, &answer, &[403, 404]),
                // Of another namespace it is told nothing.
                Read | Archive if path.contains("{name}") || path.contains("{file}") => {
                    check(who, what, &answer, &[404]);
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_is_in_no_group_of_a_module_is_told_what_they_are_told_of_one_that_is_not_there() {
    let house = House::new(true, unlimited());
    let (reader, inner) =
        (house.token(Scope::Read, None, None), house.token(Scope::Read, None, Some("inner")));
    let archive = house.archive("acme/inmost/aws");
    let mut seen = 0;
    for (method, path, needs) in TABLE {
        if !matches!(needs, Read | Archive | Publish | Approve) {
            continue;
        }
        let what = (*method, *path);
        for token in [None, Some(reader.as_str())] {
            let hidden = house.call(request(&house, what, "acme/inmost/aws", token));
            let absent = house.call(request(&house, what, "acme/absent/aws", token));
            assert_eq!(hidden.status, absent.status, "{what:?}");
            // The words are the same too, besides the name that was asked for.
            let told = hidden.text().replace("inmost", "absent").replace(&archive, &"0".repeat(64));
            let is_packed = path.ends_with(".tar.gz");
            let told_of_absent = absent.text().replace("inmost", "!");
            assert!(is_packed || told == told_of_absent, "{what:?}\n{told}\n{told_of_absent}");
            assert!(!hidden.text().contains(&archive), "{what:?} tells the archive's name");
        }
        let in_group = house.call(request(&house, what, "acme/inmost/aws", Some(&inner)));
        if *needs == Read && in_group.text().contains("inmost") {
            seen += 1;
        }
    }
    assert!(seen >= 10, "who is in the group sees the module: {seen}");
}

#[test]
fn a_limited_archive_comes_by_an_address_that_was_given_out_and_not_by_its_hash() {
    let house = House::new(false, unlimited());
    let inner = house.token(Scope::Read, None, Some("inner"));
    let hash = house.archive("acme/inmost/aws");
    let plain = format!("/v1/archives/{hash}.tar.gz");
    assert_eq!(house.get(&plain, None).status, StatusCode::NOT_FOUND);
    let path = "/v1/modules/acme/inmost/aws/1.0.0/download";
    let answer = house.get(path, Some(&inner));
    let given = answer.headers["x-terraform-get"].to_str().unwrap().to_owned();
    // HEAD, then GET, by a client that shows no token.
    for method in ["HEAD", "GET"] {
        let request = Request::builder().method(method).uri(&given).body(Body::empty()).unwrap();
        assert_eq!(house.call(request).status, StatusCode::OK, "{method}");
    }
    let other = given.replace(&hash, &house.archive("acme/tiny/aws"));
    assert_eq!(house.get(&other, None).status, StatusCode::FORBIDDEN);
    let later = given.replace("expires=", "expires=9");
    assert_eq!(house.get(&later, None).status, StatusCode::FORBIDDEN);
}

#[test]
fn refusals_are_in_the_log_and_many_alike_are_one_entry_with_a_count() {
    let house = House::new(false, unlimited());
    let before = house.wait(house.app.registry.ledger.head()).unwrap();
    for _ in 0..50 {
        let answer = house.get("/api/v1/modules", Some("pave_wrong"));
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    house.wait(house.app.registry.flush_refusals(true)).unwrap();
    let entries = house.wait(house.app.registry.ledger.audit(before, 100)).unwrap();
    let told: Vec<(&str, &str)> =
        entries.iter().map(|e| (e.action.as_str(), e.subject.as_str())).collect();
    assert_eq!(told, [("call", "/api/v1/modules"); 2], "the first, and the count of the others");
    let count: serde_json::Value = serde_json::from_str(&entries[1].detail).unwrap();
    assert_eq!(count["more"], 49);
    // Many that differ do not fill the log either.
    for n in 0..400 {
        house.get(&format!("/v1/modules/acme/m{n}/aws/versions"), Some("pave_wrong"));
    }
    house.wait(house.app.registry.flush_refusals(true)).unwrap();
    let after = house.wait(house.app.registry.ledger.head()).unwrap();
    assert!(after - before < 260, "{} entries", after - before);
    house.wait(house.app.registry.ledger.verify_log(|_| {})).unwrap();
}
