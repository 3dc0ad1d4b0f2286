//! The file of `pave serve --config`: what it may say, and what wins over it.

use pavestone::server::Config;

use crate::support::pave::{PAVE, Sandbox, pave};
use crate::support::registry::{Served, http};

const WHOLE: &str = r#"
listen: 127.0.0.1:0
tls: { cert: tls/cert.pem, key: tls/key.pem }
data: var
database_url_file: database.url
store: s3://acme-modules
public_url: https://registry.acme.example
anonymous_read: false
verify_archives: true
archive_url_seconds: 300
loud_deprecations: true
signing_key_file: signing.key
oidc:
  - issuer: https://token.actions.githubusercontent.com
    audience: https://registry.acme.example
    name_claim: repository
    rules:
      - claims: { repository: acme/*, ref: [refs/heads/main, refs/tags/v*] }
        scopes: [publish]
        namespaces: [platform]
        groups: [builders]
sign_in:
  issuer: https://login.acme.example
  client_id: pave
  client_secret_file: client.secret
  scopes: [profile, groups]
  name_claim: email
  groups_claim: groups
  session_minutes: 60
  login_token_days: 7
  rules:
    - claims: { groups: platform-team }
      scopes: [publish, approve]
    - scopes: [read]
limits:
  requests_per_minute: 600
  wrong_tokens_per_minute: 10
trusted_proxies: [10.0.0.0/8, "::1/128"]
sync_seconds: 600
repositories:
  - url: https://git.acme.example/platform/modules.git
    namespace: platform
    path: modules
webhook_secret_file: webhook.secret
logging: { format: json, level: "info,sqlx=warn" }
"#;

#[test]
fn every_key_is_read_and_the_schema_admits_it() {
    let sandbox = Sandbox::new();
    sandbox.write("etc/pave.yaml", WHOLE);
    let path = camino::Utf8PathBuf::from_path_buf(sandbox.path("etc/pave.yaml")).unwrap();
    let config = Config::read(&path).unwrap();
    let folder = path.parent().unwrap();
    assert_eq!(config.webhook_secret_file, Some(folder.join("webhook.secret")));
    assert_eq!(config.tls.unwrap().key, folder.join("tls/key.pem"));
    assert_eq!(config.oidc[0].rules[0].claims.len(), 2);

    let schema = pave(&["schema", "serve"]).ok().json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value: serde_json::Value = serde_saphyr::from_str(WHOLE).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
    assert_eq!(errors, [] as [String; 0]);
    // Every key of the schema stands in the text above, so that none is forgotten here.
    for key in schema["properties"].as_object().unwrap().keys() {
        let is_given = value.get(key).is_some() || key == "database";
        assert!(is_given, "{key} is in no test");
    }
}

#[test]
fn what_is_wrong_is_refused_with_its_place() {
    let cases = [
        ("lisen: 127.0.0.1:0", "there is no key `lisen` here"),
        ("limits: { requests: 3 }", "there is no key `requests` here"),
        ("database: postgres://pave:hunter2@db/pave", "a secret stands in the file"),
        (
            "repositories: [{ url: https://x:y@git.acme.example/m.git }]",
            "a secret stands in the file",
        ),
        ("public_url: registry.acme.example", "the public address is no URL"),
        (
            "oidc: [{ issuer: http://ci.acme.example, audience: us, rules: [] }]",
            "an issuer is asked over https",
        ),
        (
            "oidc: [{ issuer: https://ci.acme.example, audience: us, rules: [{ scopes: [read] }] }]",
            "a rule is for every token that the issuer signs",
        ),
        (
            "oidc: [{ issuer: https://gitlab.com, audience: us, rules: [{ claims: { ref: main }, \
             scopes: [read] }] }]",
            "a rule is for every token that the issuer signs",
        ),
        (
            "oidc: [{ issuer: https://ci.acme.example, audience: us, rules: [{ claims: { ref: main \
             }, scopes: [write] }] }]",
            "`write` is not one of `read`, `publish`, `approve`, `admin`",
        ),
    ];
    for (text, message) in cases {
        let sandbox = Sandbox::new();
        sandbox.write("pave.yaml", text);
        let ran = sandbox.pave(&["serve", "--config", "pave.yaml"]).expect(1);
        assert!(ran.stderr.contains(message), "{text}\n{}", ran.stderr);
        assert!(ran.stderr.contains("pave.yaml:1:"), "{text}\n{}", ran.stderr);
        assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
    }
}

#[test]
fn flags_and_the_environment_win_over_the_file() {
    let sandbox = Sandbox::new();
    sandbox.write("etc/pave.yaml", "listen: 203.0.113.1:1\ndata: data\nanonymous_read: false\n");
    let mut command = sandbox.command(PAVE);
    command.args(["serve", "--config", "etc/pave.yaml"]).env("PAVE_LISTEN", "127.0.0.1:0");
    let served = Served::of(command, sandbox.path("etc/data"));
    assert!(served.data.join("ledger.db").exists());
    let versions = format!("{}/v1/modules/platform/postgres/aws/versions", served.url);
    assert_eq!(http().get(&versions).send().unwrap().status(), 401);
    let with_token = http().get(&versions).bearer_auth(served.admin_token()).send().unwrap();
    assert_eq!(with_token.status(), 200);
}

#[test]
fn a_rule_of_a_public_issuer_says_whose_tokens_it_is_for() {
    let github = "https://token.actions.githubusercontent.com";
    let (gitlab, google) = ("https://gitlab.com", "https://accounts.google.com");
    let for_all = "a rule is for every token that the issuer signs";
    let programs = |issuer: &str, claims: &str| {
        format!(
            "oidc: [{{ issuer: {issuer}, audience: us, rules: [{{ claims: {{ {claims} }}, scopes: \
             [read] }}] }}]"
        )
    };
    let people = |issuer: &str, claims: &str| {
        format!(
            "sign_in: {{ issuer: {issuer}, client_id: us, rules: [{{ claims: {{ {claims} }}, scopes: \
             [read] }}] }}"
        )
    };
    let said = |text: &str| {
        let sandbox = Sandbox::new();
        sandbox.write("pave.yaml", text);
        let path = camino::Utf8PathBuf::from_path_buf(sandbox.path("pave.yaml")).unwrap();
        Config::read(&path).err().map(|error| error.report.unwrap().findings[0].message.clone())
    };
    for (text, is_refused) in [
        (programs(github, "sub: 'repo:**'"), true),
        (programs(github, "sub: 'repo:*/modules:**'"), true),
        (programs(github, "sub: 'environment:*'"), true),
        (programs(github, "repository: '*/modules'"), true),
        (programs(github, "repository: acme*"), true),
        (programs(github, "repository_owner: ac*"), true),
        (programs(github, "repository: [acme/*, '*']"), true),
        (programs(github, "sub: 'repo:acme/**'"), false),
        (programs(github, "sub: 'repo:acme/modules:ref:refs/heads/main'"), false),
        (programs(github, "repository_owner: acme, repository: '*'"), false),
        (programs(gitlab, "sub: 'project_path:**'"), true),
        (programs(gitlab, "sub: 'project_path:acme/*:**'"), false),
        (programs(google, "iss: accounts.google.com"), true),
        (programs(google, "email: ci@acme.iam.gserviceaccount.com"), false),
        (people(gitlab, ""), true),
        (people(gitlab, "email: '*'"), true),
        (people(gitlab, "groups: acme"), false),
        (people(google, "email: '*@*'"), true),
        (people(google, "email: '*@acme.example'"), false),
        (people(google, "hd: acme.example"), false),
        (people("https://login.acme.example", ""), false),
    ] {
        assert_eq!(said(&text).as_deref(), is_refused.then_some(for_all), "{text}");
    }
}
