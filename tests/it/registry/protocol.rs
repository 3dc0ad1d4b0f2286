//! The module registry protocol, point by point as real clients need it.

use std::process::Command;

use crate::support::pave::{Ran, Sandbox};
use crate::support::registry::{Served, http};

/// Terraform in a sandbox, with the settings by which it finds a registry.
fn terraform(sandbox: &Sandbox, served: &Served, args: &[&str]) -> Ran {
    let mut command: Command = sandbox.command("terraform");
    command.env("TF_CLI_CONFIG_FILE", served.terraform_rc()).args(args);
    Ran::new(command.output().unwrap())
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_installs_a_module_by_a_host_block() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    sandbox.write(
        "main.tf",
        "module \"m\" {\n  source  = \"registry.acme.example/platform/postgres/aws\"\n  \
         version = \"1.0.0\"\n}\n",
    );
    terraform(&sandbox, &served, &["get", "-no-color"]).ok();
    assert!(sandbox.path(".terraform/modules/m/main.tf").exists());
}

#[test]
fn an_unknown_module_is_404() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let url = format!("{}/v1/modules/platform/nope/aws/versions", served.url);
    let response = http().get(url).send().unwrap();
    assert_eq!(response.status(), 404);
    insta::assert_snapshot!(response.text().unwrap(), @r"
    there is no module platform/nope/aws
    `pave search` finds modules by what they are for
    ");
}
