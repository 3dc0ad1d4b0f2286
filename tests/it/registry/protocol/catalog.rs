//! Every module of the embedded catalog, installed from the registry by real Terraform and planned
//! with no network.

use std::fs;
use std::path::Path;

use pavestone::catalog::Catalog;

use super::{Client, HOST};
use crate::support::mirror;
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

/// The example of a module, with the module taken from the registry.
fn example(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("catalog/modules/{name}/examples/basic/main.tf"));
    let text = fs::read_to_string(file).unwrap();
    let local = "source = \"../..\"";
    assert_eq!(text.matches(local).count(), 1, "{name}");
    let called = format!("source  = \"{HOST}/platform/{name}/aws\"\n  version = \"~> 1.0\"");
    text.replace(local, &called)
}

/// Installs and plans the modules at every other place of the catalog, so that two tests share it.
fn planned(half: usize) {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let registry = fs::read_to_string(served.terraform_rc()).unwrap();
    let providers = fs::read_to_string(mirror::cli_config()).unwrap();
    sandbox.write("terraform.rc", format!("{registry}\n{providers}"));
    let rc = sandbox.path("terraform.rc").to_str().unwrap().to_owned();
    let catalog = Catalog::embedded();
    let mut tried = 0;
    for module in catalog.modules().skip(half).step_by(2) {
        let name = &module.name;
        sandbox.write("root/main.tf", example(name));
        let client = Client { sandbox: &sandbox, env: vec![("TF_CLI_CONFIG_FILE", rc.clone())] };
        client.run(&["init", "-input=false"]).ok();
        assert_eq!(client.version(), module.version.to_string(), "{name}");
        let plan = client.run(&["plan", "-input=false"]).ok();
        assert!(plan.stdout.contains("Plan: ") || plan.stdout.contains("Changes to Outputs"));
        fs::remove_dir_all(sandbox.path("root")).unwrap();
        tried += 1;
    }
    assert!(tried >= 6, "{tried}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn one_half_of_the_catalog_is_installed_from_the_registry_and_planned() {
    planned(0);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn the_other_half_of_the_catalog_is_installed_from_the_registry_and_planned() {
    planned(1);
}
