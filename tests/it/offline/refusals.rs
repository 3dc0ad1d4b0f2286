//! What a run cannot do, and what is said then.

use pavestone::error::{Error, ErrorKind};

use super::*;

fn refused(files: &[(&str, &str)], verb: Verb) -> Error {
    let bench = bench(files);
    let error = bench.try_run("root", Settings::default(), verb).expect_err("it cannot be run");
    assert_eq!(bench.files().len(), files.len(), "nothing is left behind");
    error
}

#[test]
fn an_unknown_module_is_named_with_where_it_is_called() {
    let files = [(
        "root/main.tf",
        r#"module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}
"#,
    )];
    let error = refused(&files, Verb::Plan);
    assert_eq!(
        error.message,
        "the module module.vpc (terraform-aws-modules/vpc/aws) is not to be had offline"
    );
    assert!(error.hints[1].contains("terraform init"));
}

#[test]
fn an_unknown_provider_is_named_with_how_to_add_it() {
    let files = [(
        "root/main.tf",
        r#"resource "google_storage_bucket" "b" {}
resource "azurerm_resource_group" "g" {}
"#,
    )];
    let error = refused(&files, Verb::Plan);
    assert_eq!(
        error.message,
        "the schemas of these providers are not known: registry.terraform.io/hashicorp/azurerm, \
         registry.terraform.io/hashicorp/google"
    );
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(error.hints[1].contains("pave offline add"));
}

#[test]
fn provisioners_are_never_started() {
    let files = [(
        "root/main.tf",
        r#"resource "aws_vpc" "this" {
  provisioner "local-exec" {
    command = "touch ran"
  }
}
"#,
    )];
    for verb in [Verb::Apply, Verb::Test] {
        let error = refused(&files, verb);
        assert_eq!(error.kind, ErrorKind::Refused);
        assert_eq!(error.message, "aws_vpc.this would start programs on this machine");
    }
}

#[test]
fn without_terraform_it_is_said_how_to_get_it() {
    let bench = bench(&[("root/main.tf", "")]);
    let nowhere = Utf8Path::new("/nowhere/terraform");
    let error = bench.try_run(
        "root",
        Settings { terraform: Some(nowhere), ..Settings::default() },
        Verb::Plan,
    );
    let error = error.expect_err("there is no such program");
    assert_eq!(error.message, "there is no program `/nowhere/terraform`");
    assert!(error.hints[0].contains("PATH"));
}

#[test]
fn a_directory_that_is_not_there_is_said() {
    let bench = bench(&[]);
    let error =
        bench.try_run("root", Settings::default(), Verb::Plan).expect_err("there is no directory");
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[test]
fn modules_that_call_each_other_in_a_circle_come_to_an_end() {
    let error = refused(
        &[
            (
                "root/main.tf",
                r#"module "a" {
  source = "../a"
}
"#,
            ),
            (
                "a/main.tf",
                r#"module "b" {
  source = "../root"
}
"#,
            ),
        ],
        Verb::Plan,
    );
    assert!(error.message.contains("in a circle"), "{}", error.message);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn remote_state_is_noted() {
    let bench = bench(&[(
        "root/main.tf",
        r#"data "terraform_remote_state" "network" {
  backend = "local"
  config  = { path = "nothing" }
}
"#,
    )]);
    let outcome = bench.run("root", Verb::Validate);
    assert_eq!(
        outcome.notes,
        [
            "data.terraform_remote_state.network reads the state of another configuration, which is not there offline"
        ]
    );
}
