//! What holds of every page: headers, no script or style in the page, addresses that can be kept.

use regex::Regex;

use super::{ask, page, page_for_admin, post};
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

/// Every page without a parameter of its own, and one of each kind that has some.
const PAGES: [&str; 11] = [
    "/",
    "/?q=database",
    "/modules/platform/postgres/aws",
    "/modules/platform/postgres/aws/1.0.0",
    "/modules/platform/postgres/aws/diff",
    "/capabilities",
    "/blueprints",
    "/blueprints/worker",
    "/new",
    "/about",
    "/login",
];

#[test]
fn every_page_keeps_to_its_own_files_and_has_no_script_or_style_in_it() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let inline =
        Regex::new(r#"<style|<script(?: [^>]*)?>[^<]|\sstyle=|<[^>]*\son[a-z]+=|javascript:"#)
            .unwrap();
    let refers = Regex::new(r##"(?:src|href)="([^"#]*\.(?:css|js|svg|png))""##).unwrap();
    let hashed = Regex::new(r"^/assets/[a-z]+\.[0-9a-f]{12}\.(css|js|svg)$").unwrap();
    for path in PAGES.into_iter().chain(["/audit", "/nope"]) {
        let response = ask(&served, path, Some(&served.admin_token()));
        let headers = response.headers().clone();
        let policy = headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        let html = response.text().unwrap();
        assert_eq!(inline.find(&html).map(|m| m.as_str()), None, "{path}");
        // Everything that is loaded is ours, under an address that says what is in it.
        let loaded: Vec<_> = refers.captures_iter(&html).map(|c| c[1].to_owned()).collect();
        assert_eq!(loaded.len(), 3, "{path}: {loaded:?}");
        assert!(loaded.iter().all(|url| hashed.is_match(url)), "{path}: {loaded:?}");
    }
}

#[test]
fn style_and_script_are_kept_for_good_and_a_page_until_it_changes() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let html = page(&served, "/");
    let asset = Regex::new(r#""(/assets/[^"]+)""#).unwrap();
    for found in asset.captures_iter(&html) {
        let response = http()
            .get(format!("{}{}", served.url, &found[1]))
            .header("accept-encoding", "gzip")
            .send()
            .unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(response.headers()["content-encoding"], "gzip");
        assert!(response.bytes().unwrap().len() < 8_000, "{}", &found[1]);
    }
    assert_eq!(ask(&served, "/assets/pages.000000000000.css", None).status(), 404);
    let path = "/modules/platform/postgres/aws";
    let response = ask(&served, path, None);
    assert_eq!(response.headers()["cache-control"], "private, no-cache");
    let again = http()
        .get(format!("{}{path}", served.url))
        .header("if-none-match", response.headers()["etag"].clone())
        .send()
        .unwrap();
    assert_eq!(again.status(), 304);
}

#[test]
fn pages_are_light() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    for path in PAGES {
        let response = http()
            .get(format!("{}{path}", served.url))
            .header("accept-encoding", "gzip")
            .send()
            .unwrap();
        let bytes = response.bytes().unwrap().len();
        assert!(bytes < 16_000, "{path} has {bytes} bytes");
    }
}

#[test]
fn who_asks_with_a_token_is_named_and_offered_the_log() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let html = page(&served, "/");
    assert!(!html.contains("href=\"/audit\"") && html.contains("href=\"/login\""));
    let html = page_for_admin(&served, "/");
    assert!(html.contains("href=\"/audit\"") && html.contains("token:admin"));
    assert!(!html.contains("Sign out"), "a token is not signed in");
}

#[test]
fn who_signs_in_sees_what_is_theirs_and_signs_out_again() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let form = page(&served, "/login?next=/audit");
    assert!(form.contains("action=\"/login\"") && form.contains("Acme registry"), "{form}");
    let response = post(&served, "/login", &[("token", &served.admin_token()), ("next", "/audit")]);
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (303, &"/audit".parse().unwrap())
    );
    let cookie =
        response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let signed_in = |path: &str| {
        let request = http().get(format!("{}{path}", served.url)).header("accept", "text/html");
        request.header("cookie", &cookie).send().unwrap().text().unwrap()
    };
    let html = signed_in("/audit");
    assert!(html.contains("<h1>Audit log</h1>") && html.contains("Sign out"), "{html}");
    // A form that a cookie goes with shows that it is ours.
    let csrf = html.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(signed_in("/new").contains(csrf));
    let send = |path: &str, body: String| {
        let request = http().post(format!("{}{path}", served.url)).header("cookie", &cookie);
        let kind = "application/x-www-form-urlencoded";
        request
            .header("accept", "text/html")
            .header("content-type", kind)
            .body(body)
            .send()
            .unwrap()
    };
    let answer = "key=intent&action=answer&other=a+queue+called+jobs";
    assert_eq!(send("/new", answer.to_owned()).status(), 403);
    assert_eq!(send("/new", format!("{answer}&csrf={csrf}")).status(), 200);
    let response = send("/logout", format!("csrf={csrf}"));
    assert_eq!(response.status(), 200);
    assert!(response.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
}
