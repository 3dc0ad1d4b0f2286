//! What an imported module is worth: it is published, and composed with the others.

use pavestone::release::pack;
use pavestone::store::read_folder;
use serde_json::Value;

use super::with_theirs;
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

/// Imports the module as `cache-of-others` and approves it.
fn approved() -> Sandbox {
    let sandbox = with_theirs();
    let words = ["--catalog", "acme", "import", "./theirs", "--name", "cache-of-others"];
    sandbox.pave(&[&words[..], &["--owner", "team-data"]].concat()).ok();
    let path = "acme/modules/cache-of-others/module.yaml";
    let card = sandbox.read(path).replace("lifecycle: draft", "lifecycle: approved");
    sandbox.write(path, card);
    sandbox
}

#[test]
fn a_card_is_drafted_from_the_hcl() {
    let sandbox = with_theirs();
    let words = ["--catalog", "acme", "import", "./theirs", "--name", "cache-of-others"];
    let ran = sandbox.pave(&[&words[..], &["--owner", "team-data"]].concat()).ok();
    insta::assert_snapshot!(ran.stdout, @r"
    Imported cache-of-others 0.1.0: 12 files in acme/modules/cache-of-others
      from      ./theirs h1:BiYdEGpIwAj6kDu3vKo7+54jQ4gnTMhkBVARUY2pvc4=
      left out  examples/complete/fixtures.tfvars, which is somebody's own
      requires  network: subnets = private_subnet_ids, vpc_id = vpc_id
      accepts   encryption: kms_key_arn = key_arn
      let pass  changelog-entry, output-whole-resource, provider-version-bounds, readme-interface, terraform-version-bounds, tests-missing, variable-any; the card says why
    Left to do
      pave vet acme/modules/cache-of-others             what is shown above keeps it from being released
      pave vet acme/modules/cache-of-others --no-tests  16 warnings
      $EDITOR acme/modules/cache-of-others/module.yaml  read the card over, then set `lifecycle: approved`
    ");
    insta::assert_snapshot!(sandbox.read("acme/modules/cache-of-others/module.yaml"), @r#"
    name: cache-of-others
    version: "0.1.0"
    summary: Terraform module which creates ElastiCache replication groups on AWS.
    owner: team-data
    lifecycle: draft
    aliases:
    - cache of others
    - elasticache replication group
    replaces:
    - aws_elasticache_replication_group
    - aws_elasticache_subnet_group
    requires:
      network:
        into:
          subnets: private_subnet_ids
          vpc_id: vpc_id
    accepts:
      encryption:
        into:
          kms_key_arn: key_arn
    waivers:
    - rule: changelog-entry
      reason: Its makers keep their changes elsewhere.
    - rule: output-whole-resource
      reason: Its makers give out whole resources; link what the card names.
    - rule: provider-version-bounds
      reason: Its makers set no upper bound; the root module pins providers.
    - rule: readme-interface
      reason: Its README is that of its makers.
    - rule: terraform-version-bounds
      reason: Its makers set no upper bound; the root module pins Terraform.
    - rule: tests-missing
      reason: Its makers test it elsewhere; tests of what matters here are to be added.
    - rule: variable-any
      reason: Its makers leave types open; what is given is checked by Terraform alone.
    imported:
      source: ./theirs
      tree: h1:BiYdEGpIwAj6kDu3vKo7+54jQ4gnTMhkBVARUY2pvc4=
      left_out:
      - examples/complete/fixtures.tfvars
    "#);
    sandbox.pave(&["--catalog", "acme", "catalog", "check"]).ok();
}

#[test]
fn nothing_of_the_makers_is_changed() {
    let sandbox = approved();
    for (path, text) in super::module::CACHE {
        if path.starts_with('.') || path.ends_with(".tfvars") {
            continue;
        }
        let there = sandbox.read(format!("acme/modules/cache-of-others/{path}"));
        assert_eq!(there, *text, "{path}");
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_plans_an_imported_module_that_is_wired_by_its_card() {
    let sandbox = approved();
    let words = ["--catalog", "acme", "new", "--use", "cache-of-others=cache", "--env", "dev"];
    let rest = ["--name", "sessions", "--owner", "team-data", "--yes", "--out", "sessions"];
    sandbox.pave(&[&words[..], &rest[..]].concat()).ok();
    let main = sandbox.read("sessions/dev/main.tf");
    assert!(main.contains("vpc_id  = module.network.network.vpc_id"), "{main}");
    assert!(main.contains("subnets = module.network.network.private_subnet_ids"), "{main}");
    let ran = sandbox.pave(&["--catalog", "acme", "plan", "sessions/dev"]).ok();
    assert!(ran.stdout.contains("aws_elasticache_replication_group.this"), "{}", ran.stdout);
}

/// Publishes the module; the status and what is said.
fn publish(sandbox: &Sandbox, served: &Served) -> (u16, Value) {
    let folder = sandbox.path("acme/modules/cache-of-others");
    let tree = read_folder(folder.to_str().unwrap().into()).unwrap();
    let url = format!("{}/api/v1/modules/platform/cache-of-others/aws/0.1.0", served.url);
    let put = http().put(url).bearer_auth(served.admin_token()).body(pack(&tree).unwrap().bytes);
    let response = put.send().unwrap();
    (response.status().as_u16(), response.json().unwrap())
}

#[test]
fn a_module_of_others_is_released_once_a_person_has_answered_for_what_it_does() {
    let sandbox = approved();
    let served = Served::start(&sandbox, &[]);
    // Matters of form are waived by the draft; that it may lose data is not.
    let (status, said) = publish(&sandbox, &served);
    assert_eq!((status, &said["findings"][0]["rule"]), (422, &"stateful-unprotected".into()));
    assert_eq!(said["findings"].as_array().unwrap().len(), 1, "{said:#}");
    let path = "acme/modules/cache-of-others/module.yaml";
    let waiver = "waivers:\n- rule: stateful-unprotected\n  reason: Sessions may be lost.\n";
    sandbox.write(path, sandbox.read(path).replace("waivers:\n", waiver));
    let (status, said) = publish(&sandbox, &served);
    assert_eq!((status, &said["state"]), (201, &"in-review".into()));
}
