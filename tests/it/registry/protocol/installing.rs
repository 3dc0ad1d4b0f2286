//! Real Terraform with a `host` block: what it installs, and when.

use super::{Client, MODULE, one_line};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn init_keeps_a_version_and_upgrade_takes_the_newest() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    let client = Client::new(&sandbox, &served);
    client.call(MODULE, "~> 1.0").run(&["init"]).ok();
    assert_eq!(client.version(), "1.0.0");
    let plan = client.run(&["plan"]).ok();
    assert!(plan.stdout.contains("m = \"Hello, Ada.\""), "{}", plan.stdout);
    served.release(MODULE, "1.1.0");
    client.run(&["init"]).ok();
    client.run(&["get"]).ok();
    assert_eq!(client.version(), "1.0.0");
    client.run(&["init", "-upgrade"]).ok();
    assert_eq!(client.version(), "1.1.0");
    served.release(MODULE, "1.2.0");
    client.run(&["get", "-update"]).ok();
    assert_eq!(client.version(), "1.2.0");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn constraints_select_the_version_that_they_mean() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    for version in ["1.0.0", "1.1.0", "1.9.9", "1.10.0", "2.0.0", "2.1.0-rc.1"] {
        served.release(MODULE, version);
    }
    let client = Client::new(&sandbox, &served);
    let table = [
        ("exact", "1.1.0", "1.1.0"),
        ("minor", "~> 1.1", "1.10.0"),
        ("patch", "~> 1.9.0", "1.9.9"),
        ("any", ">= 1.0.0", "2.0.0"),
        ("range", ">= 1.0, < 1.10", "1.9.9"),
        ("without", "~> 1.0, != 1.10.0", "1.9.9"),
        ("old", "< 1.1", "1.0.0"),
        ("candidate", "2.1.0-rc.1", "2.1.0-rc.1"),
        ("stable", ">= 2.0.0-beta", "2.0.0"),
    ];
    let calls = table.map(|(name, constraint, _)| (name, MODULE, constraint));
    client.calls(&calls).run(&["get"]).ok();
    let mut selected = client.installed();
    selected.sort();
    let mut meant = table.map(|(name, _, version)| (name.to_owned(), version.to_owned()));
    meant.sort();
    assert_eq!(selected, meant);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_version_that_is_not_there_is_told_with_the_newest_that_is() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.release(MODULE, "1.1.0-rc.1");
    let client = Client::new(&sandbox, &served);
    for constraint in ["~> 2.0", "= 1.1.0-rc.1"] {
        let ran = client.call(MODULE, constraint).run(&["init"]).expect(1);
        let told = one_line(&ran.stderr);
        assert!(told.contains("newest available version is 1.0.0"), "{constraint}: {told}");
    }
    let ran = client.call("acme/nope/test", "1.0.0").run(&["init"]).expect(1);
    assert!(one_line(&ran.stderr).contains("Module not found"), "{}", ran.stderr);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_submodule_is_installed_with_its_package() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    let client = Client::new(&sandbox, &served);
    client
        .calls(&[("quiet", MODULE, "1.0.0"), ("loud", &format!("{MODULE}//modules/loud"), "1.0.0")])
        .run(&["init"])
        .ok();
    let plan = client.run(&["plan"]).ok();
    assert!(plan.stdout.contains("loud  = \"HELLO, ADA!\""), "{}", plan.stdout);
    assert!(plan.stdout.contains("quiet = \"Hello, Ada.\""), "{}", plan.stdout);
    let none = format!("{MODULE}//modules/none");
    let ran = client.call(&none, "1.0.0").run(&["get"]).expect(1);
    assert!(one_line(&ran.stderr).contains("modules/none"), "{}", ran.stderr);
}
