//! `terraform login`: an authorization code with PKCE, for a program on the person's own machine.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::sign_in::{self, ASK, Browser, field, location, shown};
use crate::support::ca::certificate;
use crate::support::form::Form as _;
use crate::support::issuer::Issuer;
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

/// What proves that the code in [`ASK`] is for whom it was asked (RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The address that the code is sent to.
const BACK: &str = "http://localhost:10000/login";

fn signed_in(served: &Served, token: &str) -> Browser {
    let mut browser = Browser::default();
    location(&browser.send(shown(served, token, "/")));
    browser
}

/// Has the person allow what is asked; where the browser goes then.
fn allow(browser: &mut Browser, served: &Served, answer: &str) -> String {
    let html = browser.get(&format!("{}{ASK}", served.url)).text().unwrap();
    let names = [
        "response_type",
        "client_id",
        "redirect_uri",
        "code_challenge",
        "code_challenge_method",
        "state",
        "csrf",
    ];
    let mut form: Vec<(&str, String)> = names.map(|name| (name, field(&html, name))).into();
    form.push(("allow", answer.to_owned()));
    location(&browser.send(http().post(format!("{}/oauth/authorize", served.url)).form(&form)))
}

fn exchange(served: &Served, code: &str, verifier: &str, redirect: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect),
        ("code_verifier", verifier),
    ];
    // Terraform names itself in a header, with no password.
    let request = http().post(format!("{}/oauth/token", served.url)).form(&form);
    let response = request.basic_auth("terraform-cli", Some("")).send().unwrap();
    (response.status().as_u16(), response.json().unwrap())
}

fn parameter(url: &str, name: &str) -> String {
    let url = reqwest::Url::parse(url).unwrap();
    let found = url.query_pairs().find(|(other, _)| other == name);
    found.unwrap_or_else(|| panic!("no {name} in {url}")).1.into_owned()
}

#[test]
fn a_code_is_for_who_asked_for_it_once_and_becomes_a_token_that_ends() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let services = served.json("/.well-known/terraform.json");
    insta::assert_snapshot!(services["login.v1"], @r#"{"authz":"/oauth/authorize","client":"terraform-cli","grant_types":["authz_code"],"ports":[10000,10010],"token":"/oauth/token"}"#);
    // Who has not signed in does so first, and is sent back to what was asked.
    let to = location(&http().get(format!("{}{ASK}", served.url)).send().unwrap());
    assert!(to.starts_with("/login?next=/oauth/authorize%3Fresponse_type"), "{to}");

    let mut browser = signed_in(&served, &served.admin_token());
    let to = allow(&mut browser, &served, "no");
    assert_eq!(to, format!("{BACK}?error=access_denied&state=s"));
    let to = allow(&mut browser, &served, "yes");
    assert!(to.starts_with(&format!("{BACK}?code=")) && to.ends_with("&state=s"), "{to}");
    let code = parameter(&to, "code");
    assert_eq!(exchange(&served, &code, "another", BACK).0, 400);
    assert_eq!(exchange(&served, &code, VERIFIER, "http://localhost:10001/login").0, 400);
    assert_eq!(exchange(&served, &format!("{code}A"), VERIFIER, BACK).0, 400);
    let (status, answer) = exchange(&served, &code, VERIFIER, BACK);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["expires_in"], 30 * 24 * 60 * 60);
    let (again, refused) = exchange(&served, &code, VERIFIER, BACK);
    assert_eq!((again, &refused["error"]), (400, &Value::from("invalid_grant")));
    let token = answer["access_token"].as_str().unwrap();
    let tokens = http().get(format!("{}/api/v1/tokens", served.url)).bearer_auth(token);
    assert_eq!(tokens.send().unwrap().status(), 200);
}

#[test]
fn a_token_gets_one_that_ends_with_it_and_gets_no_other() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let tokens = format!("{}/api/v1/tokens", served.url);
    let request = json!({ "name": "ada", "scopes": ["publish"], "days": 1 });
    let own: Value = served.as_admin(http().post(&tokens).json(&request)).json().unwrap();
    let mut browser = signed_in(&served, own["token"].as_str().unwrap());
    let code = parameter(&allow(&mut browser, &served, "yes"), "code");
    let (status, answer) = exchange(&served, &code, VERIFIER, BACK);
    assert_eq!(status, 200, "{answer}");
    let seconds = answer["expires_in"].as_i64().unwrap();
    assert!((1..=24 * 60 * 60).contains(&seconds), "{seconds}");
    let got = answer["access_token"].as_str().unwrap();
    let known = || http().get(&tokens).bearer_auth(got).send().unwrap().status();
    assert_eq!(known(), 403, "it is known, and is no administrator's");
    let listed: Value = served.as_admin(http().get(&tokens)).json().unwrap();
    let maker = format!("login:{}", own["id"].as_str().unwrap());
    let ends = |of: &str, it: &Value| {
        let all = listed["tokens"].as_array().unwrap();
        all.iter().find(|token| token[of] == *it).unwrap()["expires"].clone()
    };
    assert_eq!(ends("created_by", &json!(maker)), ends("id", &own["id"]));

    // With that one people sign in, and get no further one.
    let asked = signed_in(&served, got).get(&format!("{}{ASK}", served.url));
    assert_eq!(asked.status(), 403);
    let text = asked.text().unwrap();
    assert!(text.contains("sign in with the token that you were given"), "{text}");

    // What was allowed before the first one was revoked is worth nothing then.
    let code = parameter(&allow(&mut browser, &served, "yes"), "code");
    let revoke = http().delete(format!("{tokens}/{}", own["id"].as_str().unwrap()));
    assert_eq!(served.as_admin(revoke).status(), 204);
    let (status, refused) = exchange(&served, &code, VERIFIER, BACK);
    assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")));
    assert_eq!(known(), 401);
}

#[test]
fn where_people_sign_in_at_a_provider_a_token_gets_no_other() {
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let served = sign_in::served(&sandbox, &issuer, &[]);
    let url = |path: &str| format!("{}{path}", served.url);
    let mut browser = signed_in(&served, &served.admin_token());
    let asked = browser.get(&url(ASK));
    assert_eq!(asked.status(), 403);
    let text = asked.text().unwrap();
    assert!(text.contains("sign out, and sign in at the provider"), "{text}");
    // Nor by the form that somebody else's page shows.
    let csrf = field(&browser.get(&url("/about")).text().unwrap(), "csrf");
    let asked = reqwest::Url::parse(&url(ASK)).unwrap();
    let mut form: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    form.extend([("csrf".to_owned(), csrf), ("allow".to_owned(), "yes".to_owned())]);
    let allowed = browser.send(http().post(url("/oauth/authorize")).form(&form));
    assert_eq!(allowed.status(), 403);
}

#[test]
fn a_code_is_sent_to_this_machine_alone_and_only_with_a_proof() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let mut browser = signed_in(&served, &served.admin_token());
    let redirect = "http%3A%2F%2Flocalhost%3A10000%2Flogin";
    let cases = [
        (redirect, "https%3A%2F%2Fevil.example%2Flogin"),
        (redirect, "http%3A%2F%2Flocalhost%3A9999%2Flogin"),
        (redirect, "http%3A%2F%2Flocalhost%40evil.example%3A10000%2F"),
        (redirect, "http%3A%2F%2Flocalhost.evil.example%3A10000%2F"),
        (redirect, "javascript%3Aalert(1)"),
        ("S256", "plain"),
        ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "short"),
        ("terraform-cli", "another"),
        ("response_type=code", "response_type=token"),
    ];
    for (from, to) in cases {
        let asked = ASK.replace(from, to);
        assert_ne!(asked, ASK);
        let answer = browser.get(&format!("{}{asked}", served.url));
        assert_eq!(answer.status(), 400, "{to}");
        assert!(!answer.headers().contains_key("location"), "{to}");
    }
    // Nobody else's page can say yes.
    let form: Vec<(String, String)> = reqwest::Url::parse(&format!("http://x{ASK}"))
        .unwrap()
        .query_pairs()
        .into_owned()
        .chain([("allow".to_owned(), "yes".to_owned())])
        .collect();
    let forged = browser.send(http().post(format!("{}/oauth/authorize", served.url)).form(&form));
    assert_eq!(forged.status(), 403);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_login_keeps_a_token_with_which_terraform_is_let_in() {
    let sandbox = Sandbox::new();
    // Terraform saves the token in the folder of its settings, and does not make it.
    std::fs::create_dir_all(sandbox.path("../home/.terraform.d")).unwrap();
    let tls = certificate(&sandbox);
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    sandbox.write("pave.yaml", "anonymous_read: false\n");
    let served = Served::start(
        &sandbox,
        &["--config", "pave.yaml", "--tls-cert", &path(&tls.cert), "--tls-key", &path(&tls.key)],
    );
    let host = served.url.strip_prefix("https://").unwrap().to_owned();
    let mut command = sandbox.command("terraform");
    command.env("SSL_CERT_FILE", &tls.ca).args(["login", "-no-color", &host]);
    let mut login = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(login.stdin.take().unwrap(), "yes").unwrap();
    let mut lines = BufReader::new(login.stdout.take().unwrap()).lines().map_while(Result::ok);
    let url = lines.find(|line| line.trim().starts_with("https://")).expect("an address to open");

    // The person, whose browser trusts the authority.
    let pem = std::fs::read(&tls.ca).unwrap();
    let authority = reqwest::Certificate::from_pem(&pem).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let browser = reqwest::blocking::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_merge([authority])
        .build()
        .unwrap();
    let address = |path: &str| format!("https://{host}{path}");
    let next = location(&browser.get(url.trim()).send().unwrap());
    assert!(next.starts_with("/login?next="), "{next}");
    let token = served.admin_token();
    let signed = browser.post(address("/login")).form(&[("token", token.as_str())]).send().unwrap();
    let cookie = signed.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-pave=") && cookie.contains("; Secure"), "{cookie}");
    assert!(signed.headers().contains_key("strict-transport-security"));
    let cookie = cookie.split(';').next().unwrap();
    let page = browser.get(url.trim()).header("cookie", cookie).send().unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let html = page.text().unwrap();
    let redirect = field(&html, "redirect_uri");
    let origin = redirect.trim_end_matches("/login");
    assert!(policy.contains(&format!("form-action 'self' {origin};")), "{policy}");
    let names = [
        "response_type",
        "client_id",
        "redirect_uri",
        "code_challenge",
        "code_challenge_method",
        "state",
        "csrf",
    ];
    let mut form: Vec<(&str, String)> = names.map(|name| (name, field(&html, name))).into();
    form.push(("allow", "yes".to_owned()));
    let allowed = browser.post(address("/oauth/authorize")).header("cookie", cookie).form(&form);
    http().get(location(&allowed.send().unwrap())).send().unwrap();

    let rest: Vec<String> = lines.collect();
    let ended = login.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{rest:#?}\n{said}");
    sandbox.write(
        "main.tf",
        format!(
            "module \"m\" {{\n  source  = \"{host}/platform/postgres/aws\"\n  version = \"1.0.0\"\n}}\n"
        ),
    );
    let mut get = sandbox.command("terraform");
    get.env("SSL_CERT_FILE", &tls.ca).args(["get", "-no-color"]);
    crate::support::pave::Ran::new(get.output().unwrap()).ok();
    assert!(sandbox.path(".terraform/modules/m/main.tf").exists());
    assert_eq!(URL_SAFE_NO_PAD.decode(field(&html, "code_challenge")).unwrap().len(), 32);
}
