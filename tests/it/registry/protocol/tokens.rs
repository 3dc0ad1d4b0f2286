//! Real Terraform where nobody may read without a token.

use super::{Client, HOST, MODULE, one_line};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_token_opens_and_none_or_a_wrong_one_does_not() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &["--anonymous-read", "false"]);
    served.release(MODULE, "1.0.0");
    let missing = Client::new(&sandbox, &served);
    let ran = missing.call(MODULE, "1.0.0").run(&["init"]).expect(1);
    assert!(one_line(&ran.stderr).contains("401 Unauthorized"), "{}", ran.stderr);
    let wrong = Client::new(&sandbox, &served).with("TF_TOKEN_registry_acme_example", "pave_00");
    let ran = wrong.run(&["init"]).expect(1);
    assert!(one_line(&ran.stderr).contains("401 Unauthorized"), "{}", ran.stderr);
    assert!(!missing.has_files());

    // By the environment, and by a file.
    let token = served.admin_token();
    let right = Client::new(&sandbox, &served).with("TF_TOKEN_registry_acme_example", &token);
    right.run(&["init"]).ok();
    std::fs::remove_dir_all(sandbox.path("root/.terraform")).unwrap();
    let host = std::fs::read_to_string(served.terraform_rc()).unwrap();
    let credentials = format!("{host}\ncredentials \"{HOST}\" {{\n  token = \"{token}\"\n}}\n");
    sandbox.write("terraform.rc", credentials);
    let rc = sandbox.path("terraform.rc").to_str().unwrap().to_owned();
    let by_file = Client { sandbox: &sandbox, env: vec![("TF_CLI_CONFIG_FILE", rc)] };
    by_file.run(&["init"]).ok();
    assert!(by_file.has_files());
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_wrong_token_is_refused_where_none_is_needed_too() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    let wrong = Client::new(&sandbox, &served).with("TF_TOKEN_registry_acme_example", "pave_00");
    let ran = wrong.call(MODULE, "1.0.0").run(&["init"]).expect(1);
    assert!(one_line(&ran.stderr).contains("401 Unauthorized"), "{}", ran.stderr);
}
