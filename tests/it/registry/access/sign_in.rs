//! People in a browser: signing in at a provider or with a token, and what a cookie may do.

use std::collections::BTreeMap;

use reqwest::blocking::{RequestBuilder, Response};
use serde_json::json;

use crate::support::form::Form as _;
use crate::support::issuer::Issuer;
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

/// A browser, as far as a registry sees one.
#[derive(Default)]
pub(super) struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Sends a request with the cookies, and keeps those that come back.
    pub(super) fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header("cookie", cookies.join("; ")).send().unwrap();
        for set in response.headers().get_all("set-cookie") {
            let text = set.to_str().unwrap();
            assert!(text.contains("; HttpOnly") && text.contains("; SameSite=Lax"), "{text}");
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }

    pub(super) fn get(&mut self, url: &str) -> Response {
        self.send(http().get(url))
    }
}

/// Where a response sends on to.
pub(super) fn location(response: &Response) -> String {
    assert_eq!(response.status(), 303, "{response:?}");
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// The value of a field of a form.
pub(super) fn field(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = html.split_once(&start).unwrap_or_else(|| panic!("no {name} in {html}")).1;
    rest.split('"').next().unwrap().replace("&amp;", "&")
}

/// A page of the registry with a form, and so with a token against forgery: that of `terraform login`.
pub(super) const ASK: &str = "/oauth/authorize?response_type=code&client_id=terraform-cli&\
    redirect_uri=http%3A%2F%2Flocalhost%3A10000%2Flogin&state=s&code_challenge_method=S256&\
    code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A registry where people sign in at a provider.
pub(super) fn served(sandbox: &Sandbox, issuer: &Issuer, args: &[&str]) -> Served {
    sandbox.write("client.secret", "not-for-logs\n");
    let config = format!(
        "anonymous_read: false\nsign_in:\n  issuer: {}\n  client_id: pave\n  \
         client_secret_file: client.secret\n  scopes: [profile]\n  name_claim: email\n  \
         groups_claim: groups\n  rules:\n    \
         - {{ claims: {{ groups: leads }}, scopes: [admin] }}\n    \
         - {{ claims: {{ email: \"*@acme.example\" }}, scopes: [read] }}\n",
        issuer.url
    );
    sandbox.write("pave.yaml", config);
    Served::start(sandbox, &[&["--config", "pave.yaml"], args].concat())
}

/// What signs in with a token.
pub(super) fn shown(served: &Served, token: &str, next: &str) -> RequestBuilder {
    http().post(format!("{}/login", served.url)).form(&[("token", token), ("next", next)])
}

/// Signs in, up to the address at which the registry is told.
fn begin(browser: &mut Browser, served: &Served, next: &str) -> String {
    let url = format!("{}/login?next={next}", served.url);
    let to = location(&browser.get(&url));
    for part in ["code_challenge_method=S256", "state=", "nonce=", "scope=openid+profile"] {
        assert!(to.contains(part), "{to}");
    }
    location(&http().get(to).send().unwrap())
}

#[test]
fn a_person_signs_in_at_the_provider_and_is_who_it_says() {
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let served = served(&sandbox, &issuer, &[]);
    let url = |path: &str| format!("{}{path}", served.url);
    // A page leads who may not see it to where they sign in.
    let page = http().get(url("/api/v1/modules")).header("accept", "text/html").send().unwrap();
    assert_eq!(page.status(), 401, "a program is told");

    issuer.person(json!({ "sub": "1", "email": "alice@acme.example", "groups": ["leads"] }));
    let mut browser = Browser::default();
    let back = begin(&mut browser, &served, "/api/v1/tokens");
    assert_eq!(location(&browser.get(&back)), "/api/v1/tokens");
    assert_eq!(browser.get(&url("/api/v1/tokens")).status(), 200);
    // What was used once is of no use again, nor without the cookie, nor with another's state.
    assert_eq!(browser.get(&back).status(), 401);
    let mut other = Browser::default();
    let back = begin(&mut other, &served, "/");
    assert_eq!(http().get(&back).send().unwrap().status(), 401);
    let state = back.split("state=").nth(1).unwrap();
    assert_eq!(other.get(&back.replace(state, "another")).status(), 401);

    // Somebody who is in no rule, and one whose token is of another sign-in.
    issuer.person(json!({ "sub": "2", "email": "mallory@evil.example" }));
    let back = begin(&mut other, &served, "/");
    assert_eq!(other.get(&back).status(), 403);
    issuer.person(json!({ "sub": "1", "email": "alice@acme.example", "nonce": "another" }));
    let back = begin(&mut other, &served, "/");
    assert_eq!(other.get(&back).status(), 401);
    assert_eq!(other.get(&url("/api/v1/modules")).status(), 401);

    // Where one is sent to is here.
    issuer.person(json!({ "sub": "3", "email": "bob@acme.example" }));
    for next in ["//evil.example", "https://evil.example", "/%5Cevil.example", "evil"] {
        let mut browser = Browser::default();
        let back = begin(&mut browser, &served, next);
        assert_eq!(location(&browser.get(&back)), "/", "{next}");
        assert_eq!(browser.get(&url("/api/v1/modules")).status(), 200);
        assert_eq!(browser.get(&url("/api/v1/tokens")).status(), 403);
    }
}

#[test]
fn a_cookie_alone_changes_nothing() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let url = |path: &str| format!("{}{path}", served.url);
    let mut browser = Browser::default();
    let sign_in = |token: &str| shown(&served, token, "/x");
    assert_eq!(browser.send(sign_in("pave_wrong")).status(), 401);
    let admin = served.admin_token();
    let forged = sign_in(&admin).header("sec-fetch-site", "cross-site");
    assert_eq!(browser.send(forged).status(), 403);
    let forged = sign_in(&admin).header("origin", "https://evil.example");
    assert_eq!(browser.send(forged).status(), 403);
    assert_eq!(location(&browser.send(sign_in(&admin))), "/x");
    assert_eq!(browser.get(&url("/api/v1/tokens")).status(), 200);

    let make = || http().post(url("/api/v1/tokens"));
    let body = json!({ "name": "new", "scopes": ["read"] });
    assert_eq!(browser.send(make().json(&body)).status(), 403);
    assert_eq!(browser.send(make().form(&[("csrf", "00")])).status(), 403);
    let csrf = field(&browser.get(&url(ASK)).text().unwrap(), "csrf");
    let right = browser.send(make().json(&body).header("x-csrf-token", &csrf));
    assert_eq!(right.status(), 201);
    // A form with the field passes, and is refused for what it is.
    assert_eq!(browser.send(make().form(&[("csrf", csrf.as_str())])).status(), 415);

    // One that was changed is none; nor is one whose token has ended.
    let kept = browser.cookies.clone();
    for (at, with) in [(0, "A"), (10, "x"), (kept["pave"].len() - 2, "_")] {
        let mut changed = kept["pave"].clone();
        changed.replace_range(at..=at, with);
        if changed != kept["pave"] {
            let mut other = Browser { cookies: [("pave".to_owned(), changed)].into() };
            assert_eq!(other.get(&url("/api/v1/tokens")).status(), 401);
        }
    }
    let made: serde_json::Value = right.json().unwrap();
    let token = made["token"].as_str().unwrap();
    let mut reader = Browser::default();
    reader.send(sign_in(token));
    assert_eq!(reader.get(&url("/api/v1/tokens")).status(), 403);
    let id = made["id"].as_str().unwrap();
    let revoke = http().delete(url(&format!("/api/v1/tokens/{id}")));
    assert_eq!(revoke.bearer_auth(&admin).send().unwrap().status(), 204);
    assert_eq!(reader.get(&url("/api/v1/tokens")).status(), 401);

    assert_eq!(browser.send(http().post(url("/logout")).form(&[("csrf", "0")])).status(), 403);
    // What follows leads nowhere, where a provider might sign in the same person at once.
    let out = browser.send(http().post(url("/logout")).form(&[("csrf", csrf.as_str())]));
    assert_eq!(out.status(), 200);
    let html = out.text().unwrap();
    assert!(html.contains("<h1>Signed out</h1>") && html.contains("href=\"/login\""), "{html}");
    assert!(browser.cookies.is_empty());
}

#[test]
fn a_browser_can_say_that_a_form_is_of_the_registry() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    // Over plain HTTP it says so by nothing but the origin, which is `null` for a page that has
    // browsers send no referrer.
    let page = served.get("/login");
    assert_eq!(page.headers()["referrer-policy"], "same-origin");
    let sign_in = || shown(&served, &served.admin_token(), "/x");
    let own = sign_in().header("origin", &served.url).send().unwrap();
    assert_eq!(location(&own), "/x");
    assert_eq!(sign_in().header("origin", "null").send().unwrap().status(), 403);
}

#[test]
fn all_of_signing_in_is_below_the_path_of_the_public_url() {
    let sandbox = Sandbox::new();
    sandbox.write("pave.yaml", "anonymous_read: false\n");
    let public = ["--public-url", "https://acme.example/registry/"];
    let served = Served::start(&sandbox, &[&["--config", "pave.yaml"], &public[..]].concat());
    let url = |path: &str| format!("{}{path}", served.url);
    let mut browser = Browser::default();
    let page = http().get(url("/about?x=1")).header("accept", "text/html");
    assert_eq!(location(&browser.send(page)), "/registry/login?next=/about%3Fx%3D1");
    let to = location(&browser.get(&url(ASK)));
    assert!(to.starts_with("/registry/login?next=/oauth/authorize%3F"), "{to}");
    let form = browser.get(&url("/login?next=/about")).text().unwrap();
    assert!(form.contains("action=\"/registry/login\""), "{form}");
    assert_eq!(field(&form, "next"), "/about");
    let wrong = browser.send(shown(&served, "pave_wrong", "/about")).text().unwrap();
    assert!(wrong.contains("action=\"/registry/login\""), "{wrong}");
    let to = location(&browser.send(shown(&served, &served.admin_token(), "/about")));
    assert_eq!(to, "/registry/about");
    assert_eq!(location(&browser.get(&url("/login?next=/x"))), "/registry/x");
    let asked = browser.get(&url(ASK)).text().unwrap();
    assert!(asked.contains("action=\"/registry/oauth/authorize\""), "{asked}");
    let csrf = field(&asked, "csrf");
    let out = browser.send(http().post(url("/logout")).form(&[("csrf", csrf.as_str())]));
    assert!(out.text().unwrap().contains("<a href=\"/registry/login\">Sign in again</a>"));

    // The same by a provider, which sends people back to the address that they know.
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let served = self::served(&sandbox, &issuer, &public);
    issuer.person(json!({ "sub": "3", "email": "bob@acme.example" }));
    let back = begin(&mut browser, &served, "/about");
    // No neighbour of the host can set what is kept meanwhile.
    assert!(browser.cookies.contains_key("__Host-pave-login"), "{:?}", browser.cookies);
    let rest = back.strip_prefix("https://acme.example/registry").unwrap();
    assert_eq!(location(&browser.get(&format!("{}{rest}", served.url))), "/registry/about");
}
