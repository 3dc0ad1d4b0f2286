//! Errors: pages for who looks with a browser, text and JSON for programs.

use super::{ask, get, post};
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

#[test]
fn an_error_is_a_page_for_a_browser_and_text_for_a_program() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    for path in ["/nope", "/modules/platform/nope/aws", "/modules/platform/postgres/aws/9.9.9"] {
        let response = ask(&served, path, None);
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8", "{path}");
        assert!(response.headers().contains_key("content-security-policy"), "{path}");
        assert!(response.text().unwrap().contains("<h1>Not Found</h1>"), "{path}");
    }
    let path = "/v1/modules/platform/nope/aws/versions";
    assert_eq!(get(&served, path).1.lines().next(), Some("there is no module platform/nope/aws"));
    let response = http().get(format!("{}/nope", served.url)).send().unwrap();
    assert_eq!(response.text().unwrap(), "nothing is served at this address\n");
    let response = ask(&served, "/api/v1/nope", None);
    assert!(response.text().unwrap().starts_with('{'));
}

#[test]
fn what_cannot_be_compared_or_read_says_why() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let (status, html) = get(&served, "/modules/platform/postgres/aws/diff?from=1.0.0&to=7.0.0");
    assert_eq!(status, 404);
    assert!(html.contains("platform/postgres/aws has no version 7.0.0."), "{html}");
    let response = post(&served, "/new", &[("session", "{"), ("action", "answer")]);
    assert_eq!(response.status(), 400);
    assert!(response.text().unwrap().contains("The answers in the form cannot be read."));
    let response = post(&served, "/new/download", &[("session", "")]);
    assert_eq!(response.status(), 400);
    let long = "x".repeat(400_000);
    assert_eq!(post(&served, "/new", &[("session", &long)]).status(), 413);
}
