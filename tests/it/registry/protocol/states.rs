//! Real Terraform and releases that should, or must, no longer be used.

use super::{Client, MODULE, one_line};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_deprecated_version_is_installed_and_warned_of_where_that_is_wanted() {
    for (loud, warned) in [("false", false), ("true", true)] {
        let sandbox = Sandbox::new();
        let served = Served::start(&sandbox, &["--loud-deprecations", loud]);
        served.release(MODULE, "1.0.0");
        served.deprecate(MODULE, "1.0.0", "it greets strangers");
        let client = Client::new(&sandbox, &served);
        let ran = client.call(MODULE, "1.0.0").run(&["init"]).ok();
        assert_eq!(client.version(), "1.0.0");
        let told = one_line(&format!("{} {}", ran.stdout, ran.stderr));
        let warning = "acme/greeting/test 1.0.0 is deprecated: it greets strangers";
        assert_eq!(told.contains(warning), warned, "{told}");
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_revoked_version_is_refused_with_the_reason_and_kept_by_who_has_it() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.release(MODULE, "1.1.0");
    let known =
        Client::new(&sandbox, &served).with("TF_TOKEN_registry_acme_example", served.admin_token());
    known.call(MODULE, "1.0.0").run(&["init"]).ok();
    served.revoke(MODULE, "1.0.0", "it greets strangers, CVE-2026-1");

    // Somebody whom the registry does not know gets it no more, and reads why.
    let stranger_at = Sandbox::new();
    let stranger = Client::new(&stranger_at, &served);
    let ran = stranger.call(MODULE, "1.0.0").run(&["init"]).expect(1);
    let told = one_line(&ran.stderr);
    let reason =
        "410 Gone resp:acme/greeting/test 1.0.0 was revoked: it greets strangers, CVE-2026-1";
    assert!(told.contains(reason), "{told}");
    stranger.call(MODULE, "~> 1.0").run(&["init"]).ok();
    assert_eq!(stranger.version(), "1.1.0");

    // So does somebody whom it knows, and who never had it.
    let newcomer = Client::new(&stranger_at, &served)
        .with("TF_TOKEN_registry_acme_example", served.reader("newcomer", &[]));
    let ran = newcomer.call(MODULE, "1.0.0").run(&["init", "-upgrade"]).expect(1);
    assert!(one_line(&ran.stderr).contains(reason), "{}", ran.stderr);

    // Who had it before can install it again, from nothing.
    std::fs::remove_dir_all(sandbox.path("root/.terraform")).unwrap();
    known.run(&["init"]).ok();
    assert_eq!(known.version(), "1.0.0");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn where_everything_is_revoked_the_reason_is_told() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.revoke(MODULE, "1.0.0", "it greets strangers");
    let client = Client::new(&sandbox, &served);
    let ran = client.call(MODULE, "~> 1.0").run(&["init"]).expect(1);
    let told = one_line(&ran.stderr);
    assert!(told.contains("1.0.0 was revoked: it greets strangers"), "{told}");
    assert_eq!(served.json("/v1/modules?limit=100")["modules"].as_array().unwrap().len(), 12);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_version_in_review_is_not_there_for_terraform() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.publish_greeting(MODULE, "1.1.0");
    let client = Client::new(&sandbox, &served);
    client.call(MODULE, "~> 1.0").run(&["init"]).ok();
    assert_eq!(client.version(), "1.0.0");
    let ran = client.call(MODULE, "1.1.0").run(&["init"]).expect(1);
    assert!(one_line(&ran.stderr).contains("newest available version is 1.0.0"), "{}", ran.stderr);
}
