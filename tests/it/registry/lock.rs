//! `pave lock` and `pave verify`: real Terraform installs from a served registry, and what then lies
//! on disk is looked at.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use super::import::fake::Fake;
use crate::support::pave::{PAVE, Ran, Sandbox};
use crate::support::registry::{Served, http};

const LOCK: &str = ".pave.modules.lock.json";

/// A folder with an organisation's catalog: `base` has a module below `modules/`, and `top` calls
/// that by the registry.
fn organisation() -> Sandbox {
    let sandbox = Sandbox::new();
    let ran = |args: &[&str]| drop(sandbox.pave(args).ok());
    ran(&["catalog", "new", "acme", "--yes", "--registry", "registry.acme.example"]);
    for name in ["base", "top"] {
        let [owner, resource] = ["team-integration", "aws_sqs_queue"];
        ran(&[
            "--catalog",
            "acme",
            "module",
            "new",
            name,
            "--owner",
            owner,
            "--resource",
            resource,
            "--yes",
        ]);
        // What is a draft on its card is not released when a server starts.
        let card = format!("acme/modules/{name}/module.yaml");
        let draft = sandbox.read(&card);
        assert!(draft.contains("\nlifecycle: draft\n"), "{draft}");
        sandbox.write(&card, draft.replace("\nlifecycle: draft\n", "\nlifecycle: approved\n"));
    }
    let terraform = "terraform {\n  required_version = \">= 1.11.0\"\n}\n\n";
    let output = "output \"one\" {\n  description = \"One.\"\n  value       = 1\n}\n";
    let extra = "acme/modules/base/modules/extra";
    sandbox.write(format!("{extra}/README.md"), "# Extra\n\nOne output value.\n");
    sandbox.write(format!("{extra}/main.tf"), format!("{terraform}{output}"));
    let main = sandbox.read("acme/modules/top/main.tf");
    let source = "registry.acme.example/platform/base/aws//modules/extra";
    let call =
        format!("\nmodule \"extra\" {{\n  source  = \"{source}\"\n  version = \"0.1.0\"\n}}\n");
    sandbox.write("acme/modules/top/main.tf", main + &call);
    sandbox
}

/// A root module of the folder, `root/`, with these calls, each of `name source version`.
fn root(sandbox: &Sandbox, file: &str, calls: &[[&str; 3]]) {
    let call = |[name, source, version]: &[&str; 3]| {
        let version = match *version {
            "" => String::new(),
            version => format!("\n  version = \"{version}\""),
        };
        let name_of_queue = match source.contains("//") || source.starts_with('.') {
            true => "",
            false => "\n  name = \"orders\"",
        };
        format!("module \"{name}\" {{\n  source = \"{source}\"{version}{name_of_queue}\n}}\n")
    };
    sandbox.write(file, calls.iter().map(call).collect::<String>());
}

const BASE: &str = "registry.acme.example/platform/base/aws";
const TOP: &str = "registry.acme.example/platform/top/aws";
const EXTRA: &str = "registry.acme.example/platform/base/aws//modules/extra";

/// The root module of most tests: one package three times, and one that calls it again.
fn usual_root(sandbox: &Sandbox) {
    let calls = [
        ["a", BASE, "0.1.0"],
        ["b", BASE, "0.1.0"],
        ["sub", EXTRA, "0.1.0"],
        ["local", "./local", ""],
    ];
    root(sandbox, "root/main.tf", &calls);
    root(sandbox, "root/local/main.tf", &[["top", TOP, "0.1.0"]]);
}

struct World {
    sandbox: Sandbox,
    served: Served,
}

impl World {
    /// The organisation's registry, served, and the usual root module, installed.
    fn new() -> Self {
        let sandbox = organisation();
        let served = Served::start(&sandbox, &["--catalog", "acme"]);
        usual_root(&sandbox);
        let world = Self { sandbox, served };
        world.install();
        world
    }

    fn install(&self) {
        let _ = fs::remove_dir_all(self.sandbox.path("root/.terraform"));
        self.run("terraform", &["-chdir=root", "get", "-no-color"]).ok();
    }

    fn run(&self, program: &str, args: &[&str]) -> Ran {
        let mut command: Command = self.sandbox.command(program);
        command.env("TF_CLI_CONFIG_FILE", self.served.terraform_rc()).args(args);
        Ran::new(command.output().unwrap())
    }

    fn pave(&self, args: &[&str]) -> Ran {
        self.run(PAVE, args)
    }

    /// What `pave verify` finds, each by its rule and what it says.
    #[track_caller]
    fn found(&self, args: &[&str], code: i32) -> Vec<String> {
        let words: Vec<&str> = ["verify", "root", "--json"].iter().chain(args).copied().collect();
        let told = self.pave(&words).expect(code).json();
        let line = |f: &Value| {
            format!(
                "{} {}: {}",
                f["severity"].as_str().unwrap(),
                f["rule"].as_str().unwrap(),
                f["message"].as_str().unwrap()
            )
        };
        told["findings"].as_array().unwrap().iter().map(line).collect()
    }

    fn installed(&self, path: &str) -> PathBuf {
        self.sandbox.path("root/.terraform/modules").join(path)
    }

    /// Changes the state of a release.
    fn transition(&self, module: &str, transition: &Value) {
        let url =
            format!("{}/api/v1/modules/platform/{module}/aws/0.1.0/transition", self.served.url);
        let request = http().post(url).bearer_auth(self.served.admin_token()).json(transition);
        assert!(request.send().unwrap().status().is_success());
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_terraform_installed_is_locked_and_found_as_released() {
    let world = World::new();
    insta::assert_snapshot!(world.pave(&["lock", "root"]).ok().stdout, @r"
      + registry.acme.example/platform/base/aws 0.1.0
      + registry.acme.example/platform/top/aws 0.1.0
    wrote root/.pave.modules.lock.json: 2 modules
    ");
    insta::assert_snapshot!(world.pave(&["verify", "root"]).ok().stdout, @r"
    call                                  module                                   version  state     findings
    module.a                              registry.acme.example/platform/base/aws  0.1.0    approved  as released
    module.b                              registry.acme.example/platform/base/aws  0.1.0    approved  as released
    module.local.module.top               registry.acme.example/platform/top/aws   0.1.0    approved  as released
    module.local.module.top.module.extra  registry.acme.example/platform/base/aws  0.1.0    approved  as released
    module.sub                            registry.acme.example/platform/base/aws  0.1.0    approved  as released
    ");
    let lock = world.sandbox.read(format!("root/{LOCK}"));
    // The same again, wherever it is run from and whatever was installed in which order.
    world.install();
    world.pave(&["lock", "root"]).ok();
    assert_eq!(lock, world.sandbox.read(format!("root/{LOCK}")));
    assert!(!lock.contains(world.sandbox.path("").to_str().unwrap()));
    world.pave(&["lock", "root", "--check"]).ok();
    // Terraform's own files stay as they are, and it does not mind ours.
    world.run("terraform", &["-chdir=root", "get", "-no-color"]).ok();
    assert_eq!(world.found(&["--offline"], 0), [""; 0]);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_flipped_byte_in_any_file_is_found() {
    let world = World::new();
    world.pave(&["lock", "root"]).ok();
    let files = world.sandbox.files("root/.terraform/modules");
    assert!(files.len() > 20, "{files:?}");
    for file in files.iter().filter(|file| *file != "modules.json") {
        let path = world.installed(file);
        let before = fs::read(&path).unwrap();
        let mut bytes = before.clone();
        // The lowest bit: what was text stays text.
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
        let found = world.found(&["--offline"], 1);
        let name = file.split_once('/').unwrap().1;
        let is_told =
            |f: &String| f.contains("module-changed") && f.contains(&format!("{name} was changed"));
        assert!(found.iter().any(is_told), "{file}: {found:?}");
        fs::write(&path, before).unwrap();
    }
    assert_eq!(world.found(&["--offline"], 0), [""; 0]);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn files_that_were_changed_added_and_removed_are_named() {
    let world = World::new();
    fs::write(world.installed("a/main.tf"), "# nothing\n").unwrap();
    fs::write(world.installed("a/.hidden"), "").unwrap();
    fs::create_dir(world.installed("a/new")).unwrap();
    fs::write(world.installed("a/new/x.tf"), "").unwrap();
    fs::remove_file(world.installed("a/outputs.tf")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", world.installed("sub/link.tf")).unwrap();
    let expected = world.found(&[], 1);
    insta::assert_snapshot!(expected.join("\n"), @r"
    error module-changed: the files of `module.a` are not those of registry.acme.example/platform/base/aws 0.1.0: main.tf was changed, .hidden was added, new/x.tf was added, outputs.tf is missing
    error module-changed: the files of `module.sub` are not those of registry.acme.example/platform/base/aws 0.1.0: link.tf was added
    ");
    // Nothing of it can be locked, and with the lock of before no registry is needed to see it.
    insta::assert_snapshot!(world.pave(&["lock", "root"]).expect(1).stderr.lines().filter(|l| l.starts_with("error")).collect::<Vec<_>>().join("\n"), @r"
    error[module-changed]: the files of `module.a` are not those of registry.acme.example/platform/base/aws 0.1.0: main.tf was changed, .hidden was added, new/x.tf was added, outputs.tf is missing
    error[module-changed]: the files of `module.sub` are not those of registry.acme.example/platform/base/aws 0.1.0: link.tf was added
    error: what is installed is not what was approved
    ");
    assert!(!world.sandbox.path(format!("root/{LOCK}")).exists());
    let saved = world.sandbox.path("saved");
    fs::rename(world.installed(""), &saved).unwrap();
    world.install();
    world.pave(&["lock", "root"]).ok();
    fs::remove_dir_all(world.installed("")).unwrap();
    fs::rename(&saved, world.installed("")).unwrap();
    assert_eq!(world.found(&["--offline"], 1), expected);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn deprecated_and_revoked_releases_are_told_with_the_reason() {
    let world = World::new();
    world.pave(&["lock", "root"]).ok();
    world.transition(
        "base",
        &json!({
            "action": "deprecate", "reason": "queues are encrypted otherwise now",
            "successor": "platform/base/aws 0.2.0", "until": "2030-01-31",
        }),
    );
    insta::assert_snapshot!(world.found(&[], 0).join("\n"), @r"
    warning release-deprecated: registry.acme.example/platform/base/aws 0.1.0, which `module.a` uses, is deprecated and may be used until 2030-01-31: queues are encrypted otherwise now
    warning release-deprecated: registry.acme.example/platform/base/aws 0.1.0, which `module.b` uses, is deprecated and may be used until 2030-01-31: queues are encrypted otherwise now
    warning release-deprecated: registry.acme.example/platform/base/aws 0.1.0, which `module.local.module.top.module.extra` uses, is deprecated and may be used until 2030-01-31: queues are encrypted otherwise now
    warning release-deprecated: registry.acme.example/platform/base/aws 0.1.0, which `module.sub` uses, is deprecated and may be used until 2030-01-31: queues are encrypted otherwise now
    ");
    world.found(&["--strict"], 1);
    world.pave(&["lock", "root", "--check"]).ok();
    world.transition(
        "top",
        &json!({ "action": "revoke", "reason": "it loses messages", "successor": "" }),
    );
    let revoked = |text: &str| text.contains("release-revoked");
    let found = world.found(&[], 1);
    insta::assert_snapshot!(found.iter().find(|f| revoked(f)).unwrap(), @"error release-revoked: registry.acme.example/platform/top/aws 0.1.0, which `module.local.module.top` uses, was revoked: it loses messages");
    // What became of releases is not known without the registry.
    assert_eq!(world.found(&["--offline"], 0), [""; 0]);
    let told = world.pave(&["verify", "root", "--format", "github"]).expect(1).stdout;
    insta::assert_snapshot!(told.lines().find(|line| revoked(line)).unwrap(), @"::error file=root/local/main.tf,line=2,endLine=2,col=12,endColumn=52,title=release-revoked::registry.acme.example/platform/top/aws 0.1.0, which `module.local.module.top` uses, was revoked: it loses messages");
    let sarif = world.pave(&["verify", "root", "--format", "sarif"]).expect(1).json();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().all(|rule| rule["help"]["text"].as_str().is_some_and(|t| !t.is_empty())));
    // Who locks anew is told, and nothing is locked.
    fs::remove_file(world.sandbox.path(format!("root/{LOCK}"))).unwrap();
    world.pave(&["lock", "root"]).expect(1);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_manifest_that_leads_elsewhere_is_found() {
    let world = World::new();
    world.pave(&["lock", "root"]).ok();
    world.sandbox.write("root/evil/main.tf", "");
    let manifest = world.installed("modules.json");
    let honest = fs::read_to_string(&manifest).unwrap();
    let mut all = Vec::new();
    for (from, to) in [
        ("\"Dir\":\".terraform/modules/a\"", "\"Dir\":\"evil\""),
        ("\"Dir\":\".terraform/modules/a\"", "\"Dir\":\".terraform/modules/a/../../../evil\""),
        ("\"Dir\":\".terraform/modules/a\"", "\"Dir\":\".terraform/modules/b\""),
        ("\"Dir\":\".terraform/modules/a\"", "\"Dir\":\".terraform/modules/a/modules/extra\""),
        ("\"Dir\":\"local\"", "\"Dir\":\"evil\""),
        ("\"Key\":\"a\"", "\"Key\":\"z\""),
        (BASE, TOP),
    ] {
        assert!(honest.contains(from), "{from} in {honest}");
        fs::write(&manifest, honest.replacen(from, to, 1)).unwrap();
        all.extend(world.found(&["--offline"], 1));
    }
    insta::assert_snapshot!(all.join("\n"), @r"
    error module-moved: Terraform is told to read `module.a` in evil, and it belongs in .terraform/modules/a
    error module-moved: Terraform is told to read `module.a` in evil, and it belongs in .terraform/modules/a
    error module-moved: Terraform is told to read `module.a` in .terraform/modules/b, and it belongs in .terraform/modules/a
    error module-moved: Terraform is told to read `module.a` in .terraform/modules/a/modules/extra, and it belongs in .terraform/modules/a
    error module-moved: Terraform is told to read `module.local` in evil, and it belongs in local
    error module-not-installed: `module.a` is not installed
    error module-not-installed: `module.a` was installed from registry.acme.example/platform/top/aws, and is called from registry.acme.example/platform/base/aws
    ");
    // Terraform takes the last of keys that differ in case alone.
    let evil = honest
        .replace("\"Dir\":\"local\"", "\"Dir\":\"evil\"")
        .replace("\"Modules\"", "\"modules\"");
    let twice = format!("{},{}", honest.trim_end_matches('}'), evil.trim_start_matches('{'));
    let dir = honest.replace("\"Dir\":\"local\"", "\"Dir\":\"local\",\"dir\":\"evil\"");
    for (manifest_text, key) in [(dir, "dir"), (twice, "modules")] {
        fs::write(&manifest, manifest_text).unwrap();
        let refused = world.pave(&["verify", "root", "--offline"]).expect(1).stderr;
        assert!(refused.contains(&format!("unknown field `{key}`")), "{refused}");
    }
}

#[test]
fn configuration_that_is_not_read_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("root/outputs.tf", "output \"one\" {\n  value = 1\n}\n");
    sandbox.write("root/main.tf", "module \"evil\" {\n  source = \"./evil\"\n}\n");
    sandbox.write("root/main.tofu", "");
    sandbox.write("root/broken.tf", "output \"two\" {\n");
    let told = sandbox.pave(&["verify", "root", "--json"]).expect(1).json();
    let line =
        |f: &Value| format!("{}: {}", f["rule"].as_str().unwrap(), f["message"].as_str().unwrap());
    let told: Vec<String> = told["findings"].as_array().unwrap().iter().map(line).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    configuration-unread: root/broken.tf hides configuration: this `{` is never closed
    configuration-unread: root/main.tofu hides configuration: main.tofu takes the place of main.tf, which was not read
    ");
    sandbox.pave(&["lock", "root"]).expect(1);
    // What the user links is the user's, and may be all that there is.
    let call = "module \"queue\" {\n  source = \"registry.acme.example/platform/queue/aws\"\n}\n";
    sandbox.write("shared/main.tf", call);
    fs::create_dir(sandbox.path("only")).unwrap();
    std::os::unix::fs::symlink("../shared/main.tf", sandbox.path("only/main.tf")).unwrap();
    let told = sandbox.pave(&["verify", "only"]).expect(2).stderr;
    assert!(told.contains("no modules are installed in only"), "{told}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_lock_that_was_made_to_fit_is_found_by_the_signature() {
    let world = World::new();
    world.pave(&["lock", "root"]).ok();
    let lock = format!("root/{LOCK}");
    let honest: Value = serde_json::from_str(&world.sandbox.read(&lock)).unwrap();
    // Whoever changes a file writes its hash, and the tree's, into the lock.
    fs::write(world.installed("local.top/main.tf"), "# nothing\n").unwrap();
    let told = world.pave(&["verify", "root", "--json"]).expect(1).json();
    let of = |m: &&Value| m["call"] == "module.local.module.top";
    let tree = told["modules"].as_array().unwrap().iter().find(of).unwrap()["tree"].clone();
    let mut forged = honest.clone();
    let entry =
        forged["modules"].as_array_mut().unwrap().iter_mut().find(|m| m["source"] == TOP).unwrap();
    let signed = entry["tree"].as_str().unwrap().to_owned();
    entry["files"]["main.tf"] =
        json!("a8ba672bbb05ebaf1ed6bd7ee0e13e16bb0b0e1d9ab37dd7b6d4bbd7b2e9f2fa");
    entry["tree"] = tree.clone();
    world.sandbox.write(&lock, forged.to_string());
    assert!(
        world
            .found(&["--offline"], 1)
            .concat()
            .contains("its files are not those of its tree hash")
    );
    let files = &mut forged["modules"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|m| m["source"] == TOP)
        .unwrap()["files"];
    files["main.tf"] = json!(sha256("# nothing\n"));
    world.sandbox.write(&lock, forged.to_string());
    let found = world.found(&["--offline"], 1).concat();
    let expected = format!("the tree {signed} was signed, and not {}", tree.as_str().unwrap());
    assert!(found.contains("signature-wrong") && found.contains(&expected), "{found}");
    // With the statement made to fit as well, it was not signed.
    let text = forged.to_string().replace(&signed, tree.as_str().unwrap());
    world.sandbox.write(&lock, &text);
    assert!(world.found(&["--offline"], 1).concat().contains("it was not signed by the registry"));
    // And a key of one's own is not the registry's.
    let mut other = honest.clone();
    other["keys"]["registry.acme.example"] =
        json!(["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]);
    world.sandbox.write(&lock, other.to_string());
    assert!(world.found(&[], 1).concat().contains("registry-key-changed"));
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn another_registry_under_the_same_name_is_found() {
    let world = World::new();
    world.pave(&["lock", "root"]).ok();
    let mut command = world.sandbox.command(PAVE);
    command.args(["serve", "--catalog", "acme", "--data", "other", "--listen", "127.0.0.1:0"]);
    let other = Served::of(command, world.sandbox.path("other"));
    let found = world.found(&["--registry", &other.url], 1);
    assert_eq!(
        found[0],
        "error registry-key-changed: registry.acme.example signs with another key than the one that is locked"
    );
    let lock = |more: &[&str]| {
        let words: Vec<&str> =
            ["lock", "root", "--registry", &other.url].iter().chain(more).copied().collect();
        world.pave(&words)
    };
    lock(&[]).expect(1);
    assert!(
        lock(&["--new-key"]).ok().stdout.contains("registry.acme.example signs with another key")
    );
    assert_eq!(world.found(&["--registry", &other.url], 0), [""; 0]);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_registry_that_signs_no_more_is_found() {
    let world = World::new();
    world.pave(&["lock", "root"]).ok();
    let locked = world.sandbox.read(format!("root/{LOCK}"));
    // It answers, and knows nothing of what it is asked.
    let url = format!("http://{}", Fake::start().host);
    let found = world.found(&["--registry", &url], 1);
    assert_eq!(
        found[0],
        "error registry-key-changed: registry.acme.example signed its releases when they were locked, and signs nothing now"
    );
    let refused = world.pave(&["lock", "root", "--registry", &url]).expect(1).stderr;
    assert!(refused.contains("registry-key-changed"), "{refused}");
    assert_eq!(world.sandbox.read(format!("root/{LOCK}")), locked);
    world.pave(&["lock", "root", "--registry", &url, "--new-key"]).ok();
    assert!(!world.sandbox.read(format!("root/{LOCK}")).contains("\"signed\""));
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn without_the_registry_files_are_compared_with_the_lock() {
    let world = World::new();
    world.pave(&["lock", "root"]).ok();
    let World { sandbox, served } = world;
    let (rc, url) = (served.terraform_rc(), served.url.clone());
    served.kill();
    let pave = |args: &[&str]| {
        let mut command = sandbox.command(PAVE);
        command.env("TF_CLI_CONFIG_FILE", &rc).args(args);
        Ran::new(command.output().unwrap())
    };
    let ran = pave(&["verify", "root"]).ok();
    insta::assert_snapshot!(ran.stderr.replace(&url, "[url]"), @"warning[registry-unreachable]: the registry [url] cannot be reached, so what became of its releases is not known");
    assert_eq!(ran.stdout.matches("not known").count(), 5);
    pave(&["verify", "root", "--strict"]).expect(1);
    pave(&["lock", "root"]).expect(3);
    fs::write(sandbox.path("root/.terraform/modules/a/main.tf"), "").unwrap();
    pave(&["verify", "root"]).expect(1);
    fs::remove_file(sandbox.path(format!("root/{LOCK}"))).unwrap();
    assert!(pave(&["verify", "root"]).expect(3).stderr.contains("cannot be reached"));
    pave(&["verify", "root", "--offline"]).expect(2);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_comes_from_elsewhere_is_told_and_can_be_pinned() {
    let sandbox = organisation();
    let served = Served::start(&sandbox, &["--catalog", "acme"]);
    sandbox.write("repository/main.tf", "output \"one\" {\n  value = 1\n}\n");
    let git = "git init -q && git add . && git commit -qm one";
    Ran::new(
        sandbox.command("sh").args(["-c", &format!("cd repository && {git}")]).output().unwrap(),
    )
    .ok();
    let url = format!("git::file://{}", sandbox.path("repository").display());
    let text = format!(
        "module \"git\" {{\n  source = \"{url}\"\n}}\n\
         module \"beside\" {{\n  source = \"../beside\"\n}}\n"
    );
    sandbox.write("root/main.tf", text);
    sandbox.write("beside/main.tf", "");
    let world = World { sandbox, served };
    world.install();
    let told = |found: Vec<String>| {
        found.join("\n").replace(world.sandbox.path("").to_str().unwrap(), "/work/")
    };
    insta::assert_snapshot!(told(world.found(&[], 1)), @r"
    warning outside-root: `module.beside` is ../beside, which is not part of this folder
    error not-from-registry: nobody approved git::file:///work/repository, which `module.git` uses: it comes from git
    ");
    world.pave(&["lock", "root"]).ok();
    insta::assert_snapshot!(told(world.found(&["--offline"], 0)), @r"
    warning outside-root: `module.beside` is ../beside, which is not part of this folder
    warning not-from-registry: nobody approved git::file:///work/repository, which `module.git` uses: it comes from git
    ");
    // Another clone has another .git and the same files.
    world.install();
    world.found(&["--offline"], 0);
    fs::write(world.installed("git/main.tf"), "").unwrap();
    assert!(world.found(&["--offline"], 1).concat().contains("main.tf was changed"));
    world.found(&["--offline", "--host", "elsewhere.example"], 1);
    // Nobody looks at what git keeps, and so nothing is called there.
    world.install();
    world.sandbox.write("root/.terraform/modules/git/.git/evil/main.tf", "");
    let manifest = world.installed("modules.json");
    let honest = fs::read_to_string(&manifest).unwrap();
    let dir = ".terraform/modules/git";
    let mut all = Vec::new();
    for evil in [".git/evil", ".GIT/evil", "extra"] {
        let text = honest.replace(&format!("\"{dir}\""), &format!("\"{dir}/{evil}\""));
        fs::write(&manifest, text).unwrap();
        let found = world.found(&["--offline"], 1);
        all.extend(found.into_iter().filter(|found| found.contains("module-moved")));
    }
    insta::assert_snapshot!(all.join("\n"), @r"
    error module-moved: Terraform is told to read `module.git` in .terraform/modules/git/.git/evil, and it belongs in .terraform/modules/git
    error module-moved: Terraform is told to read `module.git` in .terraform/modules/git/.GIT/evil, and it belongs in .terraform/modules/git
    error module-moved: Terraform is told to read `module.git` in .terraform/modules/git/extra, and it belongs in .terraform/modules/git
    ");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_further_call_of_a_package_lacks_what_is_hidden_and_is_the_same_all_the_same() {
    let sandbox = organisation();
    let served = Served::start(&sandbox, &["--catalog", "acme"]);
    sandbox.write("repository/main.tf", "output \"one\" {\n  value = 1\n}\n");
    sandbox.write("repository/.docs.yml", "a: 1\n");
    let git = "cd repository && git init -q && git add . && git commit -qm one";
    Ran::new(sandbox.command("sh").args(["-c", git]).output().unwrap()).ok();
    let url = format!("git::file://{}", sandbox.path("repository").display());
    let call = |name| format!("module \"{name}\" {{\n  source = \"{url}\"\n}}\n");
    sandbox.write("root/main.tf", call("a") + &call("b"));
    let world = World { sandbox, served };
    world.install();
    let hidden = ["a", "b"].map(|name| world.installed(&format!("{name}/.docs.yml")));
    assert_eq!(hidden.iter().filter(|path| path.exists()).count(), 1, "Terraform copies no more");
    world.pave(&["lock", "root"]).ok();
    world.found(&["--offline"], 0);
    let hidden = hidden.into_iter().find(|path| path.exists()).unwrap();
    fs::write(hidden, "a: 2\n").unwrap();
    assert!(world.found(&["--offline"], 1).concat().contains(".docs.yml was changed"));
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn another_clone_of_what_a_registry_of_others_sends_to_is_the_same() {
    let (sandbox, fake) = (Sandbox::new(), Fake::start());
    sandbox.write("repository/main.tf", "output \"one\" {\n  value = 1\n}\n");
    let script = "cd repository && git init -q && git add . && git commit -qm one";
    Ran::new(sandbox.command("sh").args(["-c", script]).output().unwrap()).ok();
    let location = format!("git::file://{}", sandbox.path("repository").display());
    fake.module("a/b/c", &["1.0.0"], &location);
    let url = format!("http://{}/v1/modules/", fake.host);
    let host = "others.example";
    let services = format!("services = {{ \"modules.v1\" = \"{url}\" }}");
    sandbox.write("terraform.rc", format!("host \"{host}\" {{\n  {services}\n}}\n"));
    root(&sandbox, "root/main.tf", &[["b", "others.example/a/b/c", "1.0.0"]]);
    let run = |program: &str, args: &[&str]| {
        let mut command = sandbox.command(program);
        command.env("TF_CLI_CONFIG_FILE", sandbox.path("terraform.rc")).args(args);
        Ran::new(command.output().unwrap()).ok()
    };
    let install = || {
        let _ = fs::remove_dir_all(sandbox.path("root/.terraform"));
        run("terraform", &["-chdir=root", "get", "-no-color"]);
        assert!(sandbox.path("root/.terraform/modules/b/.git").is_dir());
    };
    install();
    run(PAVE, &["lock", "root"]);
    assert!(!sandbox.read(format!("root/{LOCK}")).contains(".git/"));
    install();
    run(PAVE, &["lock", "root", "--check"]);
    run(PAVE, &["verify", "root"]);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn another_version_than_the_locked_one_is_found() {
    let world = World::new();
    world.pave(&["lock", "root"]).ok();
    let World { sandbox, served } = world;
    drop(served);
    let card = sandbox.read("acme/modules/top/module.yaml").replace("0.1.0", "0.1.1");
    sandbox.write("acme/modules/top/module.yaml", card);
    let notes = sandbox.read("acme/modules/top/CHANGELOG.md");
    let notes = notes.replacen("## 0.1.0", "## 0.1.1\n\n- The same again.\n\n## 0.1.0", 1);
    sandbox.write("acme/modules/top/CHANGELOG.md", notes);
    let served = Served::start(&sandbox, &["--catalog", "acme"]);
    root(&sandbox, "root/local/main.tf", &[["top", TOP, "~> 0.1.0"]]);
    let world = World { sandbox, served };
    // The configuration has changed in a way that Terraform itself takes.
    assert_eq!(world.found(&[], 0), [""; 0]);
    world.install();
    insta::assert_snapshot!(world.found(&[], 1).join("\n"), @"error version-differs: `module.local.module.top` is registry.acme.example/platform/top/aws 0.1.1, and 0.1.0 is locked");
    world.pave(&["lock", "root", "--check"]).expect(1);
    insta::assert_snapshot!(world.pave(&["lock", "root"]).ok().stdout, @r"
      ~ registry.acme.example/platform/top/aws 0.1.0 -> 0.1.1
    wrote root/.pave.modules.lock.json: 2 modules
    ");
    world.found(&["--offline"], 0);
    // Only hosts that count are asked.
    let found = world.found(&["--host", "other.example"], 0);
    assert!(found.iter().all(|f| f.starts_with("warning not-from-registry")), "{found:?}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn calls_that_are_not_installed_are_told() {
    let world = World::new();
    let calls = [["a", TOP, "0.1.0"], ["sub", EXTRA, "0.1.0"], ["new", BASE, "0.1.0"]];
    root(&world.sandbox, "root/main.tf", &calls);
    fs::remove_dir_all(world.installed("sub")).unwrap();
    insta::assert_snapshot!(world.found(&[], 1).join("\n"), @r"
    error module-not-installed: `module.a` was installed from registry.acme.example/platform/base/aws, and is called from registry.acme.example/platform/top/aws
    error module-not-installed: `module.sub` should be in root/.terraform/modules/sub, which is not there
    error module-not-installed: `module.new` is not installed
    ");
    fs::remove_dir_all(world.sandbox.path("root/.terraform")).unwrap();
    insta::assert_snapshot!(world.pave(&["verify", "root"]).expect(2).stderr, @r"
    error: no modules are installed in root
      help: run `terraform init` or `terraform get` there first
    ");
    world.pave(&["verify", "acme"]).expect(2);
    world.pave(&["verify", "nowhere"]).expect(2);
}

#[test]
fn a_lock_that_cannot_be_read_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("main.tf", "output \"one\" {\n  value = 1\n}\n");
    let said = |lock: &str| {
        sandbox.write(LOCK, lock);
        sandbox.pave(&["verify", "--offline"]).expect(1).stderr
    };
    assert!(said("{").contains("cannot be read"));
    assert!(
        said("{\"format\": 2, \"modules\": 7}")
            .contains("has format 2, and this version of pave reads 1")
    );
    assert!(said("{\"format\": 1, \"keys\": {}}").contains("missing field `modules`"));
    // No calls, nothing to lock: no lock is written, and none is asked for.
    fs::remove_file(sandbox.path(LOCK)).unwrap();
    assert!(sandbox.pave(&["lock"]).ok().stdout.contains("is up to date: 0 modules"));
    assert!(!sandbox.path(LOCK).exists());
    sandbox.pave(&["verify"]).ok();
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_new_service_is_installed_locked_and_verified() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    sandbox.pave(&["new", "--blueprint", "http-api", "--yes", "--out", "root/svc"]).ok();
    let world = World { sandbox, served };
    for environment in ["dev", "prod"] {
        let dir = format!("root/svc/{environment}");
        world.run("terraform", &[&format!("-chdir={dir}"), "get", "-no-color"]).ok();
        world.pave(&["lock", &dir]).ok();
        let told = world.pave(&["verify", &dir, "--json"]).ok().json();
        assert!(told["modules"].as_array().unwrap().len() > 2, "{told}");
        assert!(told["modules"].as_array().unwrap().iter().all(|m| m["state"] == "approved"));
    }
    // The lock is in nobody's way.
    world.pave(&["render", "root/svc"]).ok();
}

#[test]
fn the_registry_tells_of_many_releases_in_one_answer() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let url = format!("{}/api/v1/verify", served.url);
    let ask = |body: &Value| http().post(&url).json(body).send().unwrap();
    let one = |source: &str, version: &str| json!({ "source": source, "version": version });
    let asked = [
        one("platform/postgres/aws", "1.0.0"),
        one("platform/postgres/aws", "v1.0.0"),
        one("platform/postgres/aws", "9.9.9"),
        one("platform/nothing/aws", "1.0.0"),
        one("../../x", "\u{0}"),
    ];
    let told: Value = ask(&json!({ "releases": asked })).json().unwrap();
    let states: Vec<&str> =
        told["releases"].as_array().unwrap().iter().map(|r| r["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["approved", "approved", "unknown", "unknown", "unknown"]);
    let keys: Value =
        http().get(format!("{}/api/v1/keys", served.url)).send().unwrap().json().unwrap();
    assert_eq!(told["keys"], json!([keys["keys"][0]["public"]]));
    let many: Vec<Value> =
        (0..501).map(|i| one("platform/postgres/aws", &format!("{i}.0.0"))).collect();
    assert_eq!(ask(&json!({ "releases": many })).status(), 400);
    assert_eq!(ask(&json!({ "releases": many[..500] })).status(), 200);
}
