//! What an imported module is worth: it is published, and composed with the others.

use pavestone::release::pack;
use pavestone::store::read_folder;

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
    insta::assert_snapshot!(ran.stdout, @r"");
    insta::assert_snapshot!(sandbox.read("acme/modules/cache-of-others/module.yaml"), @r"");
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

#[test]
fn an_imported_module_is_published_as_it_is() {
    let sandbox = approved();
    let served = Served::start(&sandbox, &[]);
    let folder = sandbox.path("acme/modules/cache-of-others");
    let tree = read_folder(folder.to_str().unwrap().into()).unwrap();
    let url = format!("{}/api/v1/modules/platform/cache-of-others/aws/0.1.0", served.url);
    let put = http().put(url).bearer_auth(served.admin_token()).body(pack(&tree).unwrap().bytes);
    let response = put.send().unwrap();
    let status = response.status();
    assert_eq!(status, 201, "{}", response.text().unwrap());
}
