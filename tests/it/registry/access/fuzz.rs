//! Odd paths, headers and bodies at every address: no answer is an error of the server's, and each
//! has the headers that all have.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request};
use pavestone::registry::Scope;
use pavestone::server::routes;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::table::unlimited;
use crate::support::house::House;

/// A part of a path: a plausible one, or any.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("acme".to_owned()),
        Just("tiny".to_owned()),
        Just("aws".to_owned()),
        Just("1.0.0".to_owned()),
        Just("..".to_owned()),
        Just("%2e%2e%2f".to_owned()),
        Just("%00".to_owned()),
        Just("%ff".to_owned()),
        Just(format!("{}.tar.gz", "a".repeat(64))),
        "[ -~]{0,12}".prop_map(|text| encoded(&text)),
        "\\PC{0,8}".prop_map(|text| encoded(&text)),
    ]
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

fn header() -> impl Strategy<Value = (String, Vec<u8>)> {
    let name = prop_oneof![
        Just("authorization".to_owned()),
        Just("cookie".to_owned()),
        Just("accept".to_owned()),
        Just("accept-encoding".to_owned()),
        Just("content-type".to_owned()),
        Just("if-none-match".to_owned()),
        Just("range".to_owned()),
        Just("x-forwarded-for".to_owned()),
        Just("x-request-id".to_owned()),
        Just("x-csrf-token".to_owned()),
        Just("host".to_owned()),
        "[a-z][a-z-]{0,12}",
    ];
    let value = prop_oneof![
        Just(b"Bearer a.b.c".to_vec()),
        Just(b"Bearer pave_0".to_vec()),
        Just(b"Basic Og==".to_vec()),
        Just(b"pave=e30.AAAA".to_vec()),
        Just(b"application/json".to_vec()),
        Just(b"application/x-www-form-urlencoded".to_vec()),
        Just(b"bytes=0-".to_vec()),
        Just(b"gzip".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..24),
    ];
    (name, value)
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        Just(b"{}".to_vec()),
        Just(b"[]".to_vec()),
        Just(b"{\"action\":\"revoke\",\"reason\":\"x\"}".to_vec()),
        Just(b"{\"name\":\"x\",\"scopes\":[\"read\"]}".to_vec()),
        Just(b"csrf=1&token=x&next=//evil".to_vec()),
        Just(b"grant_type=authorization_code&code=e30.AA".to_vec()),
        Just(vec![b'['; 4096]),
        proptest::collection::vec(any::<u8>(), 0..256),
    ]
}

#[test]
fn nothing_that_is_asked_makes_the_server_fail() {
    let house = House::new(true, unlimited());
    let admin = house.token(Scope::Admin, None, None);
    let all = routes();
    let parts = || proptest::collection::vec(part(), 6);
    let query = proptest::option::of("[a-z]{1,8}=[!-~]{0,12}");
    let headers = proptest::collection::vec(header(), 0..4);
    let strategy = (0..all.len(), parts(), query, headers, body(), any::<bool>(), 0..8u8);
    let config = Config { cases: 1500, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let ran = runner.run(&strategy, |(at, parts, query, headers, body, is_admin, twist)| {
        let route = &all[at];
        let mut given = parts.into_iter();
        let mut path = String::new();
        for segment in route.path.split('/').skip(1) {
            path.push('/');
            match segment.starts_with('{') {
                true => path.push_str(&given.next().unwrap_or_default()),
                false => path.push_str(segment),
            }
        }
        if twist == 0 {
            path.push_str(&given.next().unwrap_or_default());
        }
        if let Some(query) = query {
            path = format!(
                "{path}?{}",
                query.replace(['<', '>', '"', '`', '{', '}', '^', '|', '\\'], "")
            );
        }
        let method = if twist == 1 { "PATCH" } else { route.method.as_str() };
        let mut request = Request::builder().method(method).uri(&path);
        for (name, value) in &headers {
            let name = HeaderName::try_from(name.as_str());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value)) {
                request = request.header(name, value);
            }
        }
        if is_admin {
            request = request.header("authorization", format!("Bearer {admin}"));
        }
        let Ok(request) = request.body(Body::from(body)) else { return Ok(()) };
        let answer = house.call(request);
        let status = answer.status.as_u16();
        prop_assert!(status < 500, "{method} {path}: {status} {}", answer.text());
        for name in ["content-security-policy", "x-content-type-options", "referrer-policy"] {
            prop_assert!(answer.headers.contains_key(name), "{method} {path}: no {name}");
        }
        prop_assert!(answer.headers.contains_key("cache-control"), "{method} {path}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        prop_assert!(!policy.contains("unsafe"), "{policy}");
        prop_assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        Ok(())
    });
    ran.unwrap();
    house.wait(house.app.registry.ledger.verify_log(|_| {})).unwrap();
}
