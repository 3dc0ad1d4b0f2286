//! `pave site`: the registry as files, on a real web server, for real Terraform.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::nginx::Nginx;
use crate::support::pave::{PAVE, Ran, Sandbox};
use crate::support::registry::{Served, http};

/// A root module that calls two releases of the embedded catalog.
const ROOT: &str = "module \"db\" {\n  source  = \"registry.acme.example/platform/postgres/aws\"\n  \
                    version = \"~> 1.0\"\n}\n\
                    module \"q\" {\n  source  = \"registry.acme.example/platform/queue/aws\"\n  \
                    version = \"1.0.0\"\n}\n";

/// A program in the sandbox, with the settings by which Terraform finds the modules at an address.
fn run(sandbox: &Sandbox, url: &str, program: &str, args: &[&str]) -> Ran {
    let services = format!("services = {{ \"modules.v1\" = \"{url}/v1/modules/\" }}");
    sandbox.write("terraform.rc", format!("host \"registry.acme.example\" {{\n  {services}\n}}\n"));
    let mut command = sandbox.command(program);
    command.env("TF_CLI_CONFIG_FILE", sandbox.path("terraform.rc")).args(args);
    Ran::new(command.output().unwrap())
}

fn get(sandbox: &Sandbox, url: &str) -> Ran {
    let _ = fs::remove_dir_all(sandbox.path("root/.terraform"));
    run(sandbox, url, "terraform", &["-chdir=root", "get", "-no-color"])
}

/// The folder `public` on nginx, with or without the settings that come with it.
fn served(sandbox: &Sandbox, settings: &str) -> Nginx {
    Nginx::start(&sandbox.path("nginx"), &sandbox.path("public"), settings)
}

fn include(sandbox: &Sandbox, dir: &str) -> String {
    format!("include {};", sandbox.path(dir).join("servers/nginx.conf").display())
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
#[cfg_attr(no_nginx, ignore = "nginx is not installed")]
fn terraform_installs_from_nginx_with_the_settings_that_are_written() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!(sandbox.pave(&["site", "public"]).ok().stdout, @"wrote public: 12 modules, 12 releases");
    sandbox.write("root/main.tf", ROOT);
    let nginx = served(&sandbox, &include(&sandbox, "public"));
    get(&sandbox, &nginx.url).ok();
    assert!(sandbox.path("root/.terraform/modules/db/main.tf").is_file());
    assert!(sandbox.path("root/.terraform/modules/q/main.tf").is_file());

    // The checksum is enforced: another archive under the same name is refused.
    let location = download(&nginx.url);
    let name = location.split(['/', '?']).find(|part| part.ends_with(".tar.gz")).unwrap();
    let archive = sandbox.path("public/v1/archives").join(name);
    let mut bytes = fs::read(&archive).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&archive, bytes).unwrap();
    let refused = get(&sandbox, &nginx.url).expect(1).stderr;
    assert!(refused.contains("Checksums did not match"), "{refused}");
}

/// Where nginx says that a release is.
fn download(url: &str) -> String {
    let url = format!("{url}/v1/modules/platform/postgres/aws/1.0.0/download");
    let response = http().get(url).send().unwrap();
    let header = response.headers()["x-terraform-get"].to_str().unwrap().to_owned();
    // OpenTofu takes the body, and that says the same.
    let body: Value = response.json().unwrap();
    assert_eq!(body["location"], header.as_str());
    header
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
#[cfg_attr(no_nginx, ignore = "nginx is not installed")]
fn the_same_works_below_any_path() {
    let sandbox = Sandbox::new();
    sandbox.pave(&["site", "public/some/modules", "--base-path", "some/modules/"]).ok();
    sandbox.write("root/main.tf", ROOT);
    let nginx = served(&sandbox, &include(&sandbox, "public/some/modules"));
    get(&sandbox, &format!("{}/some/modules", nginx.url)).ok();
    let discovery = sandbox.read("public/some/modules/.well-known/terraform.json");
    assert!(discovery.contains("\"/some/modules/v1/modules/\""), "{discovery}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
#[cfg_attr(no_nginx, ignore = "nginx is not installed")]
fn without_the_settings_terraform_says_so_and_the_archive_is_a_source() {
    let sandbox = Sandbox::new();
    sandbox.pave(&["site", "public"]).ok();
    sandbox.write("root/main.tf", ROOT);
    let nginx = served(&sandbox, "");
    let refused = get(&sandbox, &nginx.url).expect(1).stderr;
    let refused = refused.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(refused.contains("failed to get download URL"), "{refused}");
    assert!(refused.contains("200 OK resp:{"), "{refused}");

    // The source that the module's page shows, on this host.
    let page = sandbox.read("public/modules/platform/postgres/aws/index.html");
    let source =
        page.split('"').find(|part| part.contains("/v1/archives/") && part.starts_with("https:"));
    let source =
        source.unwrap().replace("&amp;", "&").replace("https://registry.acme.example", &nginx.url);
    sandbox.write("root/main.tf", format!("module \"db\" {{\n  source = \"{source}\"\n}}\n"));
    get(&sandbox, &nginx.url).ok();
    assert!(sandbox.path("root/.terraform/modules/db/main.tf").is_file());
    let (rest, last) = source.split_at(source.len() - 1);
    let wrong = if last == "0" { "1" } else { "0" };
    sandbox.write("root/main.tf", format!("module \"db\" {{\n  source = \"{rest}{wrong}\"\n}}\n"));
    get(&sandbox, &nginx.url).expect(1);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
#[cfg_attr(no_nginx, ignore = "nginx is not installed")]
fn a_site_of_a_registry_answers_lock_and_verify() {
    let sandbox = Sandbox::new();
    let registry = Served::start(&sandbox, &[]);
    let transition = |module: &str, body: &Value| {
        let url = format!("{}/api/v1/modules/platform/{module}/aws/1.0.0/transition", registry.url);
        let request = http().post(url).bearer_auth(registry.admin_token()).json(body);
        assert!(request.send().unwrap().status().is_success());
    };
    let reason = "use the new one";
    transition("queue", &serde_json::json!({ "action": "deprecate", "reason": reason }));
    // Made while the registry is served.
    sandbox.pave(&["site", "public", "--data", "data"]).ok();
    sandbox.write("root/main.tf", ROOT);
    let nginx = served(&sandbox, &include(&sandbox, "public"));
    get(&sandbox, &nginx.url).ok();
    run(&sandbox, &nginx.url, PAVE, &["lock", "root"]).ok();
    let found = || {
        run(&sandbox, &nginx.url, PAVE, &["verify", "root", "--json"]).json()["findings"].clone()
    };
    let rules = |found: Value| -> Vec<String> {
        found.as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(rules(found()), ["release-deprecated"]);
    // A revoked release leaves the list, and who has it installed hears of it.
    transition("postgres", &serde_json::json!({ "action": "revoke", "reason": "it loses data" }));
    sandbox.pave(&["site", "public", "--data", "data", "--check"]).expect(1);
    sandbox.pave(&["site", "public", "--data", "data"]).ok();
    assert!(!sandbox.path("public/v1/modules/platform/postgres/aws/versions").exists());
    assert_eq!(rules(found()), ["release-revoked", "release-deprecated"]);
    // The same module from the registry itself is what the lock has.
    let ran = run(&sandbox, &registry.url, PAVE, &["verify", "root"]).expect(1);
    assert!(ran.stderr.contains("was revoked: it loses data"), "{}", ran.stderr);
}

/// Panics unless two folders hold the same files.
#[track_caller]
fn assert_same(sandbox: &Sandbox, one: &str, two: &str) {
    let files = sandbox.files(one);
    assert_eq!(files, sandbox.files(two));
    for file in &files {
        let read = |dir: &str| fs::read(sandbox.path(dir).join(file)).unwrap();
        assert!(read(one) == read(two), "{file}");
    }
}

#[test]
fn what_is_limited_to_groups_is_left_out_here_and_elsewhere() {
    let sandbox = Sandbox::new();
    let registry = Served::start(&sandbox, &[]);
    let limit = http()
        .put(format!("{}/api/v1/access/platform/topic/aws", registry.url))
        .bearer_auth(registry.admin_token())
        .json(&serde_json::json!({ "groups": ["operations"] }));
    assert!(limit.send().unwrap().status().is_success());
    let elsewhere = |args: &[&str]| {
        let mut command = sandbox.command(PAVE);
        command.env("PAVE_TOKEN", registry.admin_token());
        let words = ["--registry", &registry.url, "site", "two"];
        Ran::new(command.args(words).args(args).output().unwrap()).ok()
    };
    let topic = "one/v1/modules/platform/topic/aws/versions";
    // Whoever makes it may see all: what counts is who may read it.
    sandbox.pave(&["site", "one", "--data", "data"]).ok();
    elsewhere(&[]);
    assert_same(&sandbox, "one", "two");
    assert!(!sandbox.path(topic).exists());
    sandbox.pave(&["site", "one", "--data", "data", "--with-limited"]).ok();
    elsewhere(&["--with-limited"]);
    assert_same(&sandbox, "one", "two");
    assert!(sandbox.path(topic).exists());

    // Nor is anybody told what became of it.
    let ask = |token: Option<String>| -> Value {
        let asked = serde_json::json!({ "source": "platform/topic/aws", "version": "1.0.0" });
        let request = http().post(format!("{}/api/v1/verify", registry.url));
        let request = request.json(&serde_json::json!({ "releases": [asked] }));
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        request.send().unwrap().json::<Value>().unwrap()["releases"][0].clone()
    };
    let told = ask(None);
    assert_eq!((&told["state"], &told["tree"]), (&Value::from("unknown"), &Value::from("")));
    assert_eq!(ask(Some(registry.admin_token()))["state"], "approved");
}

#[test]
fn the_same_catalog_gives_the_same_files_and_what_is_gone_is_removed() {
    let sandbox = Sandbox::new();
    sandbox.pave(&["site", "one"]).ok();
    sandbox.pave(&["site", "two"]).ok();
    assert_same(&sandbox, "one", "two");
    assert!(sandbox.pave(&["site", "one", "--check"]).ok().stdout.contains("up to date"));
    // What an earlier site had goes, and nothing else.
    sandbox.write("one/mine.txt", "");
    let manifest =
        sandbox.read("one/pave-site.json").replace("\"_headers\"", "\"_headers\", \"old/x\"");
    sandbox.write("one/pave-site.json", manifest);
    sandbox.write("one/old/x", "");
    sandbox.pave(&["site", "one", "--check"]).expect(1);
    sandbox.pave(&["site", "one"]).ok();
    assert!(sandbox.path("one/mine.txt").exists() && !sandbox.path("one/old/x").exists());
    // A folder with something else in it stays as it is.
    sandbox.write("other/mine.txt", "");
    let refused = sandbox.pave(&["site", "other"]).expect(1).stderr;
    assert!(refused.contains("holds something that is no site"), "{refused}");
    sandbox.pave(&["site", "new", "--data", "nowhere"]).expect(2);
    sandbox.pave(&["site", "new", "--base-path", "a b"]).expect(2);
    assert!(!sandbox.path("new").exists());
}

#[test]
fn every_link_of_a_page_leads_to_a_file_and_nothing_runs() {
    let sandbox = Sandbox::new();
    sandbox.pave(&["site", "public"]).ok();
    let pages = sandbox.files("public").into_iter().filter(|file| file.ends_with(".html"));
    let mut links = 0;
    for page in pages {
        let text = sandbox.read(Path::new("public").join(&page));
        assert!(!text.contains("<script") && !text.contains("onclick"), "{page}");
        let home = Path::new(&page).parent().unwrap().to_owned();
        for link in text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            if link.starts_with("https:") || link.starts_with('#') {
                continue;
            }
            let target = sandbox.path("public").join(&home).join(link);
            // A README may point at files that are no part of what is published.
            let of_ours =
                link.ends_with(".html") || link.ends_with(".css") || link.ends_with(".gz");
            assert!(!of_ours || target.is_file(), "{page}: {link}");
            links += usize::from(of_ours);
        }
    }
    assert!(links > 70, "{links}");
    let page = sandbox.read("public/modules/platform/queue/aws/1.0.0/index.html");
    assert!(page.contains("version = &quot;1.0.0&quot;") || page.contains("version = \"1.0.0\""));
}
