//! Where modules may come from.

use super::fake::{Fake, tar_gz};
use super::module::CACHE;
use super::{committed, git, with_catalog, with_theirs};
use crate::support::pave::{PAVE, Ran, Sandbox};
use crate::support::registry::Served;

fn import(sandbox: &Sandbox, source: &str, more: &[&str]) -> serde_json::Value {
    let words = ["--catalog", "acme", "import", source, "--name", "cache-x", "--json"];
    sandbox.pave(&[&words[..], more].concat()).ok().json()
}

fn sha256(bytes: &[u8]) -> String {
    pavestone::store::sha256(bytes)
}

#[test]
fn a_registry_gives_the_newest_version_that_is_admitted() {
    let (sandbox, fake) = (with_catalog(), Fake::start());
    let archive = tar_gz(CACHE.iter().copied());
    let location = format!("/files/1?archive=tar.gz&checksum=sha256:{}", sha256(&archive));
    fake.module("acme/sessions/aws", &["v2.1.0", "2.2.0-rc.1", "1.9.0", "2.0.0", "new"], &location);
    fake.bytes("/files/1", archive.clone());
    let mut command = sandbox.command(PAVE);
    let token = format!("TF_TOKEN_{}", fake.host.replace('.', "_"));
    let source = format!("{}/acme/sessions/aws", fake.host);
    command.env(token, "secret").args(["--catalog", "acme", "import", &source, "--json"]);
    let ran = Ran::new(command.output().unwrap()).ok().json();
    assert_eq!(ran["version"], "2.1.0");
    assert_eq!(ran["from"]["source"], source.as_str());
    assert_eq!(ran["from"]["archive"], sha256(&archive).as_str());
    assert!(ran["from"]["tree"].as_str().unwrap().starts_with("h1:"));
    assert_eq!(
        fake.asked(),
        [
            "/.well-known/terraform.json",
            "/v1/modules/acme/sessions/aws/versions Bearer secret",
            "/v1/modules/acme/sessions/aws/v2.1.0/download Bearer secret",
            "/files/1",
        ],
        "the token goes to the registry and not to where its archives are"
    );
    let older = import(&sandbox, &source, &["--version", "~> 2.0.0"]);
    assert_eq!(older["version"], "2.0.0");
}

#[test]
fn an_archive_is_read_with_or_without_a_folder_around_it() {
    let (sandbox, fake) = (with_catalog(), Fake::start());
    let around: Vec<(String, &str)> =
        CACHE.iter().map(|(path, text)| (format!("repo-1/{path}"), *text)).collect();
    fake.bytes("/x.tar.gz", tar_gz(around.iter().map(|(path, text)| (path.as_str(), *text))));
    for (at, end) in ["x.tar.gz", "x.tar.gz//*", "x.tar.gz//repo-1"].iter().enumerate() {
        let source = format!("http://{}/{end}", fake.host);
        let name = format!("cache-{at}");
        let words = ["--catalog", "acme", "import", &source, "--name", &name, "--json"];
        let ran = sandbox.pave(&words).ok().json();
        assert!(sandbox.path(format!("acme/modules/{name}/main.tf")).exists(), "{end}");
        assert_eq!(ran["version"], "0.1.0");
    }
}

#[test]
fn a_folder_that_is_not_there_is_no_folder() {
    let (sandbox, fake) = (with_theirs(), Fake::start());
    committed(&sandbox, "theirs");
    let around: Vec<(String, &str)> =
        CACHE.iter().map(|(path, text)| (format!("repo-1/{path}"), *text)).collect();
    fake.bytes("/x.tar.gz", tar_gz(around.iter().map(|(path, text)| (path.as_str(), *text))));
    fake.bytes("/y.tar.gz", tar_gz(CACHE.iter().copied()));
    let repository = format!("git::file://{}", sandbox.path("theirs").to_str().unwrap());
    let archive = |name: &str| format!("http://{}/{name}.tar.gz", fake.host);
    for source in [
        format!("{repository}//typo"),
        format!("{repository}//typo/user"),
        format!("{repository}//*"),
        format!("{}//typo", archive("x")),
        format!("{}//repo-2/modules/user", archive("x")),
        format!("{}//repo-1", archive("y")),
    ] {
        let words = ["--catalog", "acme", "import", &source, "--name", "cache-x"];
        let said = sandbox.pave(&words).expect(2).stderr;
        assert!(said.contains("has no folder"), "{source}: {said}");
    }
    // What is there is found with and without the folder around it.
    for (name, end) in [("user-1", "repo-1/modules/user"), ("user-2", "modules/user")] {
        let source = format!("{}//{end}", archive("x"));
        sandbox.pave(&["--catalog", "acme", "import", &source, "--name", name]).ok();
    }
}

#[test]
fn the_folder_is_meant_in_what_an_address_leads_to() {
    let (sandbox, fake) = (with_catalog(), Fake::start());
    let around: Vec<(String, &str)> =
        CACHE.iter().map(|(path, text)| (format!("repo-1/{path}"), *text)).collect();
    fake.bytes("/x.tar.gz", tar_gz(around.iter().map(|(path, text)| (path.as_str(), *text))));
    fake.leads("/cache", "/x.tar.gz//repo-1", Vec::new());
    let source = format!("http://{}/cache//modules/user", fake.host);
    let told = import(&sandbox, &source, &[]);
    assert_eq!(told["files"], serde_json::json!(["README.md", "main.tf", "module.yaml"]));
    assert_eq!(told["from"]["source"], source.as_str());
}

#[test]
fn git_gives_a_tag_a_commit_and_a_folder() {
    let sandbox = with_theirs();
    committed(&sandbox, "theirs");
    git(&sandbox, "theirs", &["tag", "v2.1.0"]);
    sandbox.write("theirs/README.md", "# Later\n");
    committed(&sandbox, "theirs");
    let url = format!("git::file://{}", sandbox.path("theirs").to_str().unwrap());
    let tagged = import(&sandbox, &format!("{url}?ref=v2.1.0"), &[]);
    assert_eq!(tagged["version"], "2.1.0");
    let commit = tagged["from"]["commit"].as_str().unwrap().to_owned();
    assert_eq!(commit.len(), 40);
    let by = |name: &str, source: &str, more: &[&str]| {
        let words = ["--catalog", "acme", "import", source, "--name", name, "--json"];
        sandbox.pave(&[&words[..], more].concat()).ok().json()
    };
    let chosen = by("cache-tag", &url, &["--version", "~> 2.0"]);
    assert_eq!(chosen["from"]["commit"], commit.as_str());
    let same = by("cache-id", &format!("{url}?ref={commit}"), &[]);
    assert_eq!(same["from"]["tree"], tagged["from"]["tree"]);
    let head = by("cache-head", &url, &[]);
    assert_ne!(head["from"]["commit"], commit.as_str());
    let inner = by("user", &format!("{url}//modules/user?ref=v2.1.0"), &[]);
    assert_eq!(inner["files"], serde_json::json!(["README.md", "main.tf", "module.yaml"]));
}

#[test]
fn what_is_there_is_never_overwritten_and_a_dry_run_writes_nothing() {
    let sandbox = with_theirs();
    let words = ["--catalog", "acme", "import", "./theirs", "--name", "cache-x"];
    let ran = sandbox.pave(&[&words[..], &["--dry-run"]].concat()).ok();
    assert!(ran.stdout.starts_with("Would import cache-x 0.1.0"), "{}", ran.stdout);
    assert!(!sandbox.path("acme/modules/cache-x").exists());
    sandbox.pave(&words).ok();
    let again = sandbox.pave(&words).expect(1);
    assert!(again.stderr.contains("acme/modules/cache-x exists already"), "{}", again.stderr);
}

#[test]
fn a_registry_is_found_by_terraforms_settings_and_trusted_by_a_certificate_of_its_own() {
    let sandbox = with_catalog();
    let tls = crate::support::ca::certificate(&sandbox);
    let (cert, key) = (tls.cert.to_str().unwrap(), tls.key.to_str().unwrap());
    let served = Served::start(&sandbox, &["--tls-cert", cert, "--tls-key", key]);
    let source = "modules.acme.example/platform/queue/aws";
    let run = |more: &[&str]| {
        let mut command = sandbox.command(PAVE);
        command.env("TF_CLI_CONFIG_FILE", sandbox.path("settings.tfrc"));
        command
            .args(["--catalog", "acme", "import", source, "--name", "theirs", "--json"])
            .args(more);
        Ran::new(command.output().unwrap())
    };
    let modules = format!("{}/v1/modules/", served.url);
    sandbox.write(
        "settings.tfrc",
        format!(
            "host \"modules.acme.example\" {{\n  services = {{ \"modules.v1\" = \"{modules}\" }}\n}}\n"
        ),
    );
    let ran = run(&["--dry-run"]).expect(3);
    assert!(ran.stdout.contains("does not answer"), "{}", ran.stdout);
    assert!(ran.stdout.contains("--ca names a file of certificates"), "{}", ran.stdout);
    let json = run(&["--ca", tls.ca.to_str().unwrap()]).ok().json();
    assert_eq!(json["from"]["source"], source);
    assert!(sandbox.path("acme/modules/theirs/main.tf").exists());
}
