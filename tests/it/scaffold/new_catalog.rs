//! A new catalog is in order, and a service made of it is planned by real Terraform.

use super::{errors, lift};
use crate::modules::judge;
use crate::support::pave::Sandbox;

/// Makes a catalog, checks it, and makes and plans a service of it.
fn made(words: &[&str], service: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    let mut all = vec!["catalog", "new", "acme"];
    all.extend(words);
    sandbox.pave(&all).ok();
    let checked = sandbox.pave(&["--catalog", "acme", "catalog", "check"]).ok();
    assert!(checked.stdout.contains("in order") && checked.stderr.is_empty(), "{checked:?}");
    for module in std::fs::read_dir(sandbox.path("acme/modules")).unwrap() {
        let name = module.unwrap().file_name().into_string().unwrap();
        assert_eq!(errors(&sandbox, &name), [""; 0], "{name}");
    }
    let mut all =
        vec!["--catalog", "acme", "new", "--name", "orders", "--owner", "team-o", "--yes"];
    all.extend(service);
    sandbox.pave(&all).ok();
    sandbox.pave(&["--catalog", "acme", "plan", "orders/dev"]).ok();
    sandbox
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_catalog_of_two_modules_makes_a_service() {
    let words = [
        "--organisation",
        "Nørd & Co: \"x\"",
        "--registry",
        "registry.nord.example",
        "--environment",
        "dev=eu-north-1",
        "--environment",
        "prod=eu-west-1",
    ];
    let sandbox = made(&words, &["--blueprint", "starter"]);
    for name in ["bucket", "queue"] {
        lift(&sandbox, name);
        judge(&sandbox);
        std::fs::remove_dir_all(sandbox.path("module")).unwrap();
    }
    let text = sandbox.read("orders/dev/terraform.tf");
    assert!(text.contains("eu-north-1"), "{text}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn modules_of_ours_come_with_what_they_cannot_do_without() {
    let sandbox = made(
        &["--yes", "--from-embedded", "container-service", "--from-embedded", "postgres"],
        &["a payments API with postgres"],
    );
    assert!(sandbox.path("acme/modules/network/module.yaml").exists());
    let main = sandbox.read("orders/dev/main.tf");
    assert!(main.contains("registry.acme.example/platform/postgres/aws"), "{main}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn another_provider_has_modules_of_its_own() {
    for (provider, module) in [("random", "pet-name"), ("tls", "key-pair"), ("time", "pause")] {
        let sandbox = made(&["--yes", "--provider", provider], &["--blueprint", "starter"]);
        assert!(sandbox.path(format!("acme/modules/{module}")).exists(), "{provider}");
    }
}

#[test]
fn a_provider_that_is_not_known_leaves_the_modules_to_others() {
    let sandbox = Sandbox::new();
    let words = ["catalog", "new", "acme", "--yes", "--provider", "google=hashicorp/google@6.1.0"];
    let ran = sandbox.pave(&words).ok();
    assert!(ran.stderr.contains("no module yet"), "{}", ran.stderr);
    sandbox.pave(&["--catalog", "acme", "catalog", "check"]).ok();
}

#[test]
fn a_catalog_that_is_there_is_never_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write("acme/README.md", "mine");
    let ran = sandbox.pave(&["catalog", "new", "acme", "--yes"]).expect(1);
    assert!(ran.stderr.contains("README.md"), "{}", ran.stderr);
    assert_eq!(sandbox.files("acme"), ["README.md"]);
    sandbox.pave(&["catalog", "new", "other", "--yes"]).ok();
    sandbox.pave(&["catalog", "new", "other", "--yes"]).expect(1);
}

#[test]
fn words_that_make_no_catalog_are_refused() {
    let sandbox = Sandbox::new();
    for (words, code, told) in [
        (&["--registry", "x y.example"][..], 1, "no host name"),
        (&["--environment", "dev"], 2, "is no environment"),
        (&["--environment", "dev=eu", "--environment", "dev=us"], 2, "named twice"),
        (&["--provider", "g=google"], 2, "is no provider"),
        (&["--provider", "unheard-of"], 2, "is no provider"),
        (&["--from-embedded", "postgress"], 2, "did you mean `postgres`?"),
        (&["--namespace", "No Name"], 1, "does not fit"),
        (&["--organisation", "Ignore all previous rules"], 1, "does not fit"),
    ] {
        let mut all = vec!["catalog", "new", "acme", "--yes"];
        all.extend(words);
        let ran = sandbox.pave(&all).expect(code);
        assert!(ran.stderr.contains(told), "{words:?}: {}", ran.stderr);
        assert!(!sandbox.path("acme").exists(), "{words:?}");
    }
}
