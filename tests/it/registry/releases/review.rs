//! Four eyes: who published cannot approve, where the catalog says so.

use super::Acme;

#[test]
fn who_published_cannot_approve_and_somebody_else_can() {
    let acme = Acme::new("\nreleases:\n  self_approval: false\n");
    acme.change("0.1.1", "outputs.tf", "ARN of the SQS queue", "The ARN of the SQS queue");
    let ada = acme.token("ada", &["publish", "approve"]);
    let grace = acme.token("grace", &["approve"]);
    let ran = acme.pave_as(&ada, &["publish", "queue", "--no-tests", "--approve"]).expect(1);
    assert!(ran.stdout.contains("platform/queue/aws 0.1.1 is published: in-review"), "{ran:?}");
    insta::assert_snapshot!(ran.stderr, @r"
    warning[card-incomplete]: the card has no `aliases`
     --> acme/modules/queue/module.yaml:1:7
      |
    1 | name: queue
      |       ^^^^^
      |
    help: list what a developer would call it

    error: token:ada published platform/queue/aws 0.1.1 and may not approve it
      help: somebody else with the scope approve has to look at it
    ");
    acme.pave_as(&ada, &["approve", "queue", "0.1.1"]).expect(1);
    let ran = acme.pave_as(&grace, &["approve", "queue", "0.1.1", "--json"]).ok().json();
    assert_eq!(ran["published_by"], "token:ada");
    assert_eq!(ran["approved_by"], "token:grace");
    // And for whom it is approved already there is nothing to do.
    acme.pave_as(&grace, &["approve", "queue", "0.1.1"]).ok();
}

#[test]
fn without_review_what_is_fit_is_approved() {
    let acme = Acme::new("\nreleases:\n  review: false\n");
    acme.change("0.1.1", "outputs.tf", "ARN of the SQS queue", "The ARN of the SQS queue");
    let ran = acme.pave(&["publish", "queue", "--no-tests", "--json"]).ok().json();
    assert_eq!(ran["releases"][0]["state"], "approved");
}

#[test]
fn a_second_person_without_a_review_is_a_mistake_of_the_catalog() {
    let sandbox = crate::support::pave::Sandbox::new();
    let made = ["catalog", "new", "acme", "--yes", "--registry", "registry.acme.example"];
    sandbox.pave(&made).ok();
    let mut text = sandbox.read("acme/catalog.yaml");
    text.push_str("\nreleases:\n  review: false\n  self_approval: false\n");
    sandbox.write("acme/catalog.yaml", text);
    let ran = sandbox.pave(&["--catalog", "acme", "catalog", "check"]).expect(1);
    assert!(ran.stderr.contains("it has no effect without `review`"), "{ran:?}");
}
