//! `--registry URL`: what a registry approves is the catalog that everything is composed from.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::support::mirror;
use crate::support::pave::{PAVE, Ran, Sandbox};
use crate::support::registry::{Served, http};

const NEW: [&str; 9] =
    ["new", "--blueprint", "http-api", "--name", "pay", "--owner", "team-pay", "--yes", "--out"];

#[test]
fn new_writes_from_a_registry_what_it_writes_from_the_catalog() {
    let [here, there] = [Sandbox::new(), Sandbox::new()];
    let served = Served::start(&there, &[]);
    let catalog = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog");
    here.pave(&[&NEW[..], &["pay", "--catalog", catalog]].concat()).ok();
    there.pave(&[&NEW[..], &["pay", "--registry", &served.url]].concat()).ok();
    let files = here.files("pay");
    assert_eq!(files, there.files("pay"));
    assert!(files.len() > 10, "{files:?}");
    for file in files {
        let [here, there] = [&here, &there].map(|sandbox| sandbox.read(format!("pay/{file}")));
        assert_eq!(here, there, "{file}");
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_is_composed_from_a_registry_is_installed_from_it_and_planned() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let new = ["new", "--blueprint", "worker", "--name", "pay", "--owner", "team-pay", "--yes"];
    sandbox.pave(&[&new[..], &["--out", "pay", "--registry", &served.url]].concat()).ok();
    // Modules from the registry, providers from the stand-ins: nothing from anywhere else.
    let [modules, providers] = [served.terraform_rc(), mirror::cli_config()]
        .map(|file| std::fs::read_to_string(file).unwrap());
    sandbox.write("both.rc", format!("{modules}\n{providers}"));
    let terraform = |args: &[&str]| {
        let mut command = sandbox.command(crate::support::terraform::terraform());
        command.args(args).current_dir(sandbox.path("pay/dev"));
        command.env("TF_CLI_CONFIG_FILE", sandbox.path("both.rc"));
        Ran::new(command.output().unwrap()).ok()
    };
    terraform(&["init", "-no-color", "-input=false"]);
    let plan = terraform(&["plan", "-no-color", "-input=false"]);
    assert!(plan.stdout.contains("Plan: "), "{}", plan.stdout);
}

#[test]
fn search_show_list_and_context_ask_the_registry() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    for args in [
        &["search", "postgres"][..],
        &["show", "postgres"],
        &["list", "--json"],
        &["context"],
        &["explain", "an api with postgres"],
    ] {
        let local = sandbox.pave(args).ok();
        let remote = sandbox.pave(&[args, &["--registry", &served.url]].concat()).ok();
        assert_eq!(local.stdout, remote.stdout, "{args:?}");
        assert_eq!(remote.stderr, local.stderr, "{args:?}");
    }
}

#[test]
fn the_catalog_is_fetched_once_and_asked_for_again_by_its_tag() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let url = format!("{}/api/v1/catalog.tar.gz", served.url);
    let first = http().get(&url).send().unwrap();
    assert_eq!(first.status(), 200);
    let etag = first.headers()["etag"].to_str().unwrap().to_owned();
    assert!(etag.starts_with('"'), "it is a strong tag: {etag}");
    let bytes = first.bytes().unwrap();
    assert_eq!(http().get(&url).send().unwrap().bytes().unwrap(), bytes, "the same to the byte");
    let again = http().get(&url).header("if-none-match", &etag).send().unwrap();
    assert_eq!(again.status(), 304);

    // A release that is withdrawn makes another catalog of it.
    let token = served.admin_token();
    let body = serde_json::json!({ "action": "revoke", "reason": "open to the world" });
    let transition = format!("{}/api/v1/modules/platform/queue/aws/1.0.0/transition", served.url);
    let changed = http().post(transition).bearer_auth(token).json(&body).send().unwrap();
    assert_eq!(changed.status(), 200);
    let again = http().get(&url).header("if-none-match", &etag).send().unwrap();
    assert_eq!(again.status(), 200);
    let ran = sandbox.pave(&["list", "--registry", &served.url]).ok();
    assert!(!ran.stdout.contains("queue  "), "{}", ran.stdout);
}

#[test]
fn while_the_registry_is_away_the_catalog_is_as_it_was_last_seen() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let url = served.url.clone();
    let before = sandbox.pave(&["show", "postgres", "--registry", &url]).ok();
    served.kill();
    let ran = sandbox.pave(&["show", "postgres", "--registry", &url]).ok();
    assert_eq!(ran.stdout, before.stdout);
    insta::assert_snapshot!(ran.stderr.replace(&url, "URL"), @"the registry URL cannot be reached: this is its catalog as it was last seen");
    // Who has seen nothing yet is told that nobody answers.
    let ran = Sandbox::new().pave(&["show", "postgres", "--registry", &url]).expect(3);
    assert!(ran.stderr.contains("cannot be reached"), "{ran:?}");
}

#[test]
fn what_a_caller_may_not_use_is_in_no_part_of_the_catalog() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    // Only for one group, as an administrator says.
    let data = camino::Utf8Path::from_path(&served.data).unwrap().to_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        use pavestone::registry::{Caller, Options, Registry};
        let registry = Registry::open(Options::in_folder(&data)).await.unwrap();
        let groups = ["data".to_owned()];
        // One that an answer to a question brings, and one that environments are bound to.
        for path in ["platform/encryption-key/aws", "platform/network/aws"] {
            registry.set_access(&Caller::operator(), path, &groups).await.unwrap();
        }
        registry.ledger.close().await;
    });
    let mut shown = String::new();
    for _ in 0..200 {
        let ran = sandbox.pave(&["list", "--registry", &served.url]);
        shown = ran.stdout;
        if !shown.contains("encryption-key") && !shown.contains("  network ") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    assert!(!shown.contains("encryption-key") && shown.contains("postgres"), "{shown}");
    let archive = http().get(format!("{}/api/v1/catalog.tar.gz", served.url));
    let archive = archive.send().unwrap().bytes().unwrap();
    let files = pavestone::store::read_catalog(&archive).unwrap();
    let (_, settings) = files.iter().find(|(path, _)| path == "catalog.yaml").unwrap();
    let settings = String::from_utf8_lossy(settings);
    assert!(!settings.contains("encryption-key"), "{settings}");
    assert!(!settings.contains("\"network\": \"network\""), "{settings}");
    assert!(settings.contains(">= 1.11.0, < 2.0.0") && settings.contains("6.62.0"), "{settings}");
    assert!(!files.iter().any(|(path, _)| path.as_str().contains("encryption-key")));
    // The administrator sees it.
    let mut command = sandbox.command(PAVE);
    command.args(["list", "--registry", &served.url]).env("PAVE_TOKEN", served.admin_token());
    let ran = Ran::new(command.output().unwrap()).ok();
    assert!(ran.stdout.contains("encryption-key"), "{}", ran.stdout);
}

#[test]
fn a_release_that_does_not_fit_the_organisation_takes_nothing_else_away() {
    let sandbox = Sandbox::new();
    sandbox.pave(&["catalog", "new", "acme", "--yes", "--registry", "registry.acme.example"]).ok();
    let served = Served::start(&sandbox, &["--catalog", "acme"]);
    let before = sandbox.pave(&["list", "--registry", &served.url]).ok();
    assert!(before.stdout.contains("queue") && before.stdout.contains("starter"), "{before:?}");
    // A card of somebody whose capabilities are others.
    let card = sandbox.read("acme/modules/queue/module.yaml");
    let card = card.replace("0.1.0", "0.2.0").replace("  binding: binding", "  mailbox: binding");
    sandbox.write("acme/modules/queue/module.yaml", card);
    let log = "# Changelog\n\n## 0.2.0\n\n- Another.\n\n## 0.1.0\n\n- First.\n";
    sandbox.write("acme/modules/queue/CHANGELOG.md", log);
    let body = crate::support::registry::packed(&sandbox.path("acme/modules/queue"));
    let url = format!("{}/api/v1/modules/platform/queue/aws/0.2.0", served.url);
    let token = served.admin_token();
    let put = http().put(&url).bearer_auth(&token).body(body).send().unwrap();
    assert_eq!(put.status(), 201, "{}", put.text().unwrap());
    let approve = http().post(format!("{url}/transition")).bearer_auth(&token);
    let approve = approve.json(&serde_json::json!({ "action": "approve" })).send().unwrap();
    assert_eq!(approve.status(), 200);
    let after = sandbox.pave(&["list", "--registry", &served.url]).ok();
    assert!(after.stdout.contains("bucket") && !after.stdout.contains("queue"), "{after:?}");
}

#[test]
fn a_registry_with_a_certificate_of_its_own_is_trusted_when_somebody_says_so() {
    let sandbox = Sandbox::new();
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    sandbox.write("cert.pem", params.self_signed(&key).unwrap().pem());
    sandbox.write("key.pem", key.serialize_pem());
    let served = Served::start(&sandbox, &["--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    assert!(served.url.starts_with("https://"), "{}", served.url);
    let list = ["release", "list", "--registry", &served.url];
    let ran = sandbox.pave(&list).expect(3);
    assert!(ran.stderr.contains("cannot be reached") && ran.stderr.contains("--ca"), "{ran:?}");
    sandbox.pave(&[&list[..], &["--ca", "cert.pem"]].concat()).ok();
    let mut command = sandbox.command(PAVE);
    command.args(list).env("SSL_CERT_FILE", sandbox.path("cert.pem"));
    Ran::new(command.output().unwrap()).ok();
    let ran = sandbox.pave(&[&list[..], &["--ca", "nowhere.pem"]].concat()).expect(3);
    assert!(ran.stderr.contains("cannot use the certificates of nowhere.pem"), "{ran:?}");
}

#[test]
fn what_is_written_counts_before_the_environment_and_a_folder_before_a_registry() {
    let sandbox = Sandbox::new();
    sandbox.pave(&["catalog", "new", "acme", "--yes", "--registry", "registry.acme.example"]).ok();
    let served = Served::start(&sandbox, &[]);
    let listed = |args: &[&str], environment: &[(&str, &str)]| {
        let mut command = sandbox.command(PAVE);
        command.arg("list").args(args).envs(environment.iter().copied());
        let ran = Ran::new(command.output().unwrap()).ok();
        if ran.stdout.contains("postgres") { "registry" } else { "folder" }
    };
    let (registry, folder) = (("PAVE_REGISTRY", &*served.url), ("PAVE_CATALOG", "acme"));
    assert_eq!(listed(&[], &[registry]), "registry");
    assert_eq!(listed(&[], &[registry, folder]), "folder");
    assert_eq!(listed(&["--catalog", "acme"], &[registry]), "folder");
    assert_eq!(listed(&["--registry", &served.url], &[folder]), "registry");
    assert_eq!(listed(&["--registry", &served.url, "--catalog", "acme"], &[]), "folder");

    // A new catalog's host is that of the registry that everything else is asked of.
    let mut command = sandbox.command(PAVE);
    command.args(["catalog", "new", "other", "--yes"]);
    command.env("PAVE_REGISTRY", "https://registry.other.example/");
    Ran::new(command.output().unwrap()).ok();
    let settings = sandbox.read("other/catalog.yaml");
    assert!(settings.contains("\nregistry: registry.other.example\n"), "{settings}");
}

#[test]
fn the_command_that_gives_a_service_again_names_the_registry() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let url = &*served.url;
    let new =
        ["new", "--blueprint", "worker", "--yes", "--json", "--out", "pay", "--registry", url];
    let again = sandbox.pave(&new).ok().json()["again"].as_str().unwrap().to_owned();
    assert!(again.contains(&format!("--registry {url}")), "{again}");
}

/// Answers one request with a status and tells what it was asked.
fn listen_once() -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        let mut chunk = [0; 4096];
        while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
            let read = stream.read(&mut chunk).unwrap();
            asked.extend_from_slice(&chunk[..read]);
        }
        stream
            .write_all(b"HTTP/1.1 418 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .unwrap();
        String::from_utf8(asked).unwrap()
    });
    (url, asked)
}

/// The token that a registry is shown, in a sandbox and an environment.
fn shown(sandbox: &Sandbox, environment: &dyn Fn(&str) -> Vec<(String, String)>) -> Option<String> {
    let (url, asked) = listen_once();
    let host = url.strip_prefix("http://").unwrap();
    let mut command = sandbox.command(PAVE);
    command.args(["release", "list", "--registry", &url]).envs(environment(host));
    Ran::new(command.output().unwrap()).expect(3);
    let asked = asked.join().unwrap();
    let line = asked.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization:"));
    line.map(|line| line.split_once("Bearer ").unwrap().1.to_owned())
}

#[test]
fn the_token_is_paves_else_terraforms_else_that_of_the_registry_on_this_machine() {
    let sandbox = Sandbox::new();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(shown(&sandbox, &|_| Vec::new()), None);
    let data = sandbox.path("data").to_str().unwrap().to_owned();
    sandbox.write("data/admin.token", "of-this-machine\n");
    let own = || pair("PAVE_DATA", &data);
    assert_eq!(shown(&sandbox, &|_| vec![own()]).as_deref(), Some("of-this-machine"));

    let rc = sandbox.path("terraformrc").to_str().unwrap().to_owned();
    let of_terraform = |host: &str| {
        let text = format!("credentials \"{host}\" {{\n  token = \"of-terraform\"\n}}\n");
        sandbox.write("terraformrc", text);
        vec![own(), pair("TF_CLI_CONFIG_FILE", &rc)]
    };
    assert_eq!(shown(&sandbox, &of_terraform).as_deref(), Some("of-terraform"));
    let of_pave = |host: &str| [of_terraform(host), vec![pair("PAVE_TOKEN", "of-pave")]].concat();
    assert_eq!(shown(&sandbox, &of_pave).as_deref(), Some("of-pave"));
}

#[test]
fn a_token_is_not_sent_over_the_network_unencrypted() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(PAVE);
    command.args(["release", "list", "--registry", "http://registry.acme.example"]);
    command.env("TF_TOKEN_registry_acme_example", "s3cret");
    let ran = Ran::new(command.output().unwrap()).expect(1);
    insta::assert_snapshot!(ran.stderr, @r"
    error: a token would go to http://registry.acme.example unencrypted
      help: name the registry by https://
    ");
}

#[test]
fn without_a_registry_and_with_something_else_there_is_a_plain_message() {
    let sandbox = Sandbox::new();
    let ran = sandbox.pave(&["release", "list"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: no registry is named
      help: name one with --registry URL, or in PAVE_REGISTRY
    ");
    let ran = sandbox.pave(&["release", "list", "--registry", "acme"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: `acme` is no address of a registry
      help: write it like https://registry.acme.example
    ");
}
