//! Releases from git: tags that become releases, by a server that follows a repository and by hand.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::pave::{PAVE, Ran, Sandbox};
use crate::support::registry::{Served, http};

/// A catalog in `acme` that is a git repository, with one module and a tag for its first version.
fn tagged() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.pave(&["catalog", "new", "acme", "--yes", "--registry", "registry.acme.example"]).ok();
    let words = ["--catalog", "acme", "module", "new", "job-queue", "--owner", "team-integration"];
    sandbox.pave(&[&words[..], &["--resource", "aws_sqs_queue", "--yes"]].concat()).ok();
    git(&sandbox, &["init", "--quiet", "--initial-branch=main"]);
    commit(&sandbox);
    git(&sandbox, &["tag", "--annotate", "--message=first", "job-queue/v0.1.0"]);
    sandbox
}

#[track_caller]
fn git(sandbox: &Sandbox, args: &[&str]) -> String {
    let mut command = sandbox.command("git");
    let output = command.args(["-C", "acme"]).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(sandbox: &Sandbox) {
    git(sandbox, &["add", "--all"]);
    git(sandbox, &["commit", "--quiet", "--message=more"]);
}

/// Gives the module another version, and tags it.
fn release(sandbox: &Sandbox, version: &str) {
    let path = "acme/modules/job-queue/module.yaml";
    let card = sandbox.read(path);
    let card: Vec<String> = card
        .lines()
        .map(|line| match line.starts_with("version:") {
            true => format!("version: {version}"),
            false => line.to_owned(),
        })
        .collect();
    sandbox.write(path, format!("{}\n", card.join("\n")));
    let notes = sandbox.read("acme/modules/job-queue/CHANGELOG.md");
    let notes = notes.replacen("## ", &format!("## {version}\n\n- More.\n\n## "), 1);
    sandbox.write("acme/modules/job-queue/CHANGELOG.md", notes);
    commit(sandbox);
    git(sandbox, &["tag", &format!("job-queue/v{version}")]);
}

fn url(sandbox: &Sandbox) -> String {
    format!("file://{}", sandbox.path("acme").to_str().unwrap())
}

/// The versions of the module that an administrator sees.
fn versions(served: &Served) -> Vec<String> {
    let url = format!("{}/v1/modules/platform/job-queue/aws/versions", served.url);
    let response = http().get(url).bearer_auth(served.admin_token()).send().unwrap();
    let Ok(body) = response.json::<Value>() else { return Vec::new() };
    let listed = body["modules"][0]["versions"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<String> =
        listed.iter().map(|v| v["version"].as_str().unwrap().to_owned()).collect();
    found.sort();
    found
}

/// Waits until the registry has these versions.
#[track_caller]
fn wait_for(served: &Served, wanted: &[&str]) {
    let begun = Instant::now();
    while versions(served) != wanted {
        assert!(begun.elapsed() < Duration::from_secs(60), "there are {:?}", versions(served));
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A delivery as GitHub makes it.
fn deliver(served: &Served, body: &Value, secret: &str) -> (u16, Value) {
    let body = body.to_string();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let signature = ring::hmac::sign(&key, body.as_bytes());
    let signature = pavestone::terraform::hex(signature.as_ref());
    let request = http()
        .post(format!("{}/api/v1/webhooks/git", served.url))
        .header("X-GitHub-Event", "push")
        .header("X-Hub-Signature-256", format!("sha256={signature}"))
        .body(body);
    let response = request.send().unwrap();
    (response.status().as_u16(), response.json().unwrap())
}

#[test]
fn a_server_looks_again_without_a_webhook() {
    let sandbox = tagged();
    let url = url(&sandbox);
    let args = ["--sync-repository", url.as_str(), "--sync-every", "1"];
    let served = Served::start(&sandbox, &args);
    wait_for(&served, &["0.1.0"]);
    release(&sandbox, "0.1.1");
    wait_for(&served, &["0.1.0", "0.1.1"]);
}

#[test]
fn a_server_follows_a_repository_by_its_webhook() {
    let sandbox = tagged();
    let url = url(&sandbox);
    let follow = ["--sync-repository", url.as_str(), "--sync-every", "0"];
    let args = [&follow[..], &["--webhook-secret", "hush"]].concat();
    let served = Served::start(&sandbox, &args);
    wait_for(&served, &["0.1.0"]);

    release(&sandbox, "0.1.1");
    let push = json!({ "ref": "refs/tags/job-queue/v0.1.1", "repository": { "clone_url": url } });
    let (status, body) = deliver(&served, &push, "guessed");
    assert_eq!(
        (status, body["error"].as_str()),
        (401, Some("the delivery is not signed with the webhook's secret"))
    );
    let (status, body) = deliver(&served, &push, "hush");
    assert_eq!((status, &body["heard"]), (202, &json!("the repository is being looked at")));
    wait_for(&served, &["0.1.0", "0.1.1"]);
    assert_eq!(deliver(&served, &push, "hush").0, 409, "the same delivery again");

    // GitLab shows the secret itself.
    release(&sandbox, "0.1.2");
    let tag = json!({ "object_kind": "tag_push", "project": { "git_http_url": url } });
    let shown = |token: &str| {
        let request = http().post(format!("{}/api/v1/webhooks/git", served.url));
        let request =
            request.header("X-Gitlab-Event", "Tag Push Hook").header("X-Gitlab-Token", token);
        request.body(tag.to_string()).send().unwrap().status().as_u16()
    };
    assert_eq!([shown("guessed"), shown("hush")], [401, 202]);
    wait_for(&served, &["0.1.0", "0.1.1", "0.1.2"]);
}

#[test]
fn a_delivery_chooses_no_address() {
    let sandbox = tagged();
    let url = url(&sandbox);
    let args = ["--sync-repository", url.as_str(), "--webhook-secret", "hush"];
    let served = Served::start(&sandbox, &args);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let elsewhere = format!("http://{}/x.git", listener.local_addr().unwrap());
    for other in [elsewhere.as_str(), "ext::sh -c true", "file:///etc", ""] {
        let push = json!({ "repository": { "clone_url": other, "ssh_url": other } });
        assert_eq!(deliver(&served, &push, "hush").0, 404, "{other}");
    }
    let asked = listener.accept();
    assert!(asked.is_err(), "the server asked what the delivery named");
    assert_eq!(deliver(&served, &json!([1]), "hush").0, 400);
}

#[test]
fn without_a_secret_nobody_is_heard() {
    let sandbox = tagged();
    let url = url(&sandbox);
    let served = Served::start(&sandbox, &["--sync-repository", url.as_str()]);
    let push = json!({ "repository": { "clone_url": url } });
    assert_eq!(deliver(&served, &push, "").0, 401);
}

#[test]
fn tags_are_published_by_hand_and_what_is_refused_holds_up_nothing() {
    let sandbox = tagged();
    let served = Served::start(&sandbox, &[]);
    // A tag that the card does not agree with, and one without a module.
    git(&sandbox, &["tag", "job-queue/v0.1.1"]);
    git(&sandbox, &["tag", "nobody/v1.0.0"]);
    git(&sandbox, &["tag", "v1"]);
    release(&sandbox, "0.2.0");
    let token = served.admin_token();
    let sync = |more: &[&str]| {
        let mut command = sandbox.command(PAVE);
        command.env("PAVE_TOKEN", &token).args(["--catalog", "acme", "sync"]).args(more);
        Ran::new(command.output().unwrap())
    };
    let words = ["acme", "--registry", served.url.as_str()];
    insta::assert_snapshot!(sync(&words).expect(1).stdout, @r"
    job-queue/v0.1.0  platform/job-queue/aws  published
    job-queue/v0.1.1  platform/job-queue/aws  refused: the card says job-queue 0.1.0, and job-queue 0.1.1 is published
    job-queue/v0.2.0  platform/job-queue/aws  published
    nobody/v1.0.0     -                       refused: there is no module in catalog/modules/nobody, modules/nobody, nobody
    ");
    assert_eq!(versions(&served), ["0.1.0", "0.2.0"]);
    git(&sandbox, &["tag", "--delete", "job-queue/v0.1.1", "nobody/v1.0.0"]);
    // By its address the same, once more, and nothing is published twice.
    let url = url(&sandbox);
    let again = sync(&[url.as_str(), "--registry", served.url.as_str(), "--json"]).ok().json();
    let outcomes: Vec<&str> =
        again["tags"].as_array().unwrap().iter().map(|t| t["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["existed", "existed"]);
    // A tag that was moved to other files is found out.
    sandbox.write("acme/modules/job-queue/extra.txt", "more");
    commit(&sandbox);
    git(&sandbox, &["tag", "--force", "job-queue/v0.2.0"]);
    let moved = sync(&words).expect(1).stdout;
    assert!(moved.contains("0.2.0 exists with other files"), "{moved}");
    // What is known of a release says which commit it is.
    let release = format!("{}/api/v1/modules/platform/job-queue/aws/0.1.0", served.url);
    let told: Value = http().get(release).bearer_auth(&token).send().unwrap().json().unwrap();
    let commit = git(&sandbox, &["rev-parse", "job-queue/v0.1.0^{commit}"]);
    assert!(told.to_string().contains(&commit), "{told:#}");
}

#[test]
fn without_a_catalog_the_registry_says_what_its_namespace_is() {
    let sandbox = tagged();
    let settings = sandbox.read("acme/catalog.yaml");
    assert!(settings.contains("\nnamespace: platform\n"), "{settings}");
    sandbox.write(
        "acme/catalog.yaml",
        settings.replace("\nnamespace: platform\n", "\nnamespace: infra\n"),
    );
    let served = Served::start(&sandbox, &["--catalog", "acme"]);
    let words = ["sync", "acme", "--dry-run", "--registry", served.url.as_str()];
    insta::assert_snapshot!(sandbox.pave(&words).ok().stdout, @"job-queue/v0.1.0  infra/job-queue/aws  would publish");
}
