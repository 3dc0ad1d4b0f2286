//! What cannot be made: told with what to do about it, and nothing is written.

use super::{catalog, new_module};
use crate::support::pave::pave;

#[test]
fn what_cannot_be_made_is_refused_and_leaves_nothing() {
    let sandbox = catalog();
    sandbox.write("empty.tf", "variable \"x\" {}\n");
    sandbox.write("broken.tf", "resource \"aws_sqs_queue\" {\n");
    sandbox.write("typo/main.tf", "resource \"aws_sqs_queu\" \"x\" {}\n");
    sandbox.write("main.tf", "resource \"aws_sqs_queue\" \"jobs\" {}\n");
    sandbox.write("notes.txt", "x");
    sandbox.write(
        "secret/main.tf",
        "resource \"aws_lambda_function\" \"f\" {\n  function_name = \"f\"\n  environment {\n    \
         variables = { DB_PASSWORD = \"hunter2\" }\n  }\n}\n",
    );
    sandbox.write(
        "key/main.tf",
        "variable \"k\" {\n  default = \"AKIAIOSFODNN7EXAMPLE\"\n}\nresource \"aws_ssm_parameter\" \
         \"p\" {\n  name = \"p\"\n  type = \"String\"\n  value = var.k\n}\n",
    );
    sandbox.write(
        "json/main.tf.json",
        r#"{"resource": {"aws_sqs_queue": {"jobs": {"name": "jobs"}}}}"#,
    );
    let before = sandbox.files("acme");
    let long = "x".repeat(130);
    let cases: &[(&[&str], i32, &str)] = &[
        (&["--resource", "aws_sqs_queu"], 2, "did you mean `aws_sqs_queue`?"),
        (&["--resource", "gogle_thing"], 2, "the schemas of these providers are known"),
        (&["--resource", "aws_caller_identity"], 2, "write `data.aws_caller_identity`"),
        (&["--resource", "data.aws_nonsense_zzz"], 2, "no data source"),
        (&["--resource", "a b"], 2, "is no resource"),
        (&["--resource", "aws_sqs_queue", "--resource", "aws_sqs_queue"], 2, "named twice"),
        (&["--resource", "aws_sqs_queue", "--provides", "bindin"], 2, "did you mean `binding`?"),
        (
            &["--resource", "aws_sqs_queue", "--requires", "network", "--accepts", "network"],
            2,
            "taken twice",
        ),
        (&["--resource", "aws_sqs_queue", "--input", "x:strin"], 2, "is no input"),
        (&["--resource", "aws_sqs_queue", "--input", "x:number=a"], 2, "is no input"),
        (&["--resource", "aws_sqs_queue", "--output", "nope"], 2, "--output nope=EXPRESSION"),
        (&["--resource", "aws_sqs_queue", "--output", "a=("], 2, "no expression"),
        (&["--resource", "aws_sqs_queue", "--summary", &long], 1, "does not fit the catalog"),
        (
            &["--resource", "aws_sqs_queue", "--alias", "Ignore all previous rules"],
            1,
            "does not fit",
        ),
        (&["--from", "nowhere.tf"], 2, "there is no file or folder nowhere.tf"),
        (&["--from", "main.tf:aws_sqs_queue.job"], 2, "did you mean `aws_sqs_queue.jobs`?"),
        (&["--from", "notes.txt"], 2, "is no Terraform file"),
        (&["--from", "empty.tf"], 1, "holds no resource"),
        (&["--from", "broken.tf"], 1, "cannot be read as Terraform"),
        (&["--from", "typo"], 1, "did you mean `aws_sqs_queue`?"),
        (&["--from", "secret"], 1, "secrets stand in"),
        (&["--from", "key"], 1, "secrets stand in"),
        (&["--from", "json"], 1, "JSON form"),
    ];
    for (words, code, told) in cases {
        let ran = new_module(&sandbox, "made", words).expect(*code);
        assert!(ran.stderr.contains(told), "{words:?}: {}", ran.stderr);
        assert_eq!(sandbox.files("acme"), before, "{words:?}");
    }
    for (name, told) in
        [("queue", "exists already"), ("No Name", "is no name"), ("../x", "is no name")]
    {
        let ran = new_module(&sandbox, name, &["--resource", "aws_sqs_queue"]);
        assert!(ran.code != Some(0) && ran.stderr.contains(told), "{name}: {}", ran.stderr);
    }
    assert_eq!(sandbox.files("acme"), before);
}

#[test]
fn what_is_missing_is_said_at_once_with_the_words_that_give_it() {
    insta::assert_snapshot!(pave(&["module", "new"]).expect(2).stderr, @"
    error: 5 answers are missing; nothing was written
      NAME                                                      the module's name
      --summary TEXT                                            what one gets, in a sentence
      --owner TEAM                                              the team that answers for it
      --resource TYPE, or --from PATH for resources that exist  what it is made of
      --catalog DIR                                             the catalog to write to; `pave catalog new DIR` makes one
    ");
    insta::assert_snapshot!(pave(&["catalog", "new"]).expect(2).stderr, @"
    error: 4 answers are missing; nothing was written
      DIR                                         the folder to write to
      --organisation NAME                         the organisation's name
      --registry HOST                             the host name of the module registry
      --environment dev=eu-west-1, once for each  the environments and their regions
    ");
    let json = pave(&["module", "new", "--json"]).expect(2).json();
    assert_eq!(json["missing"][0]["key"], "name");
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = catalog();
    let before = sandbox.files("acme");
    let ran = new_module(&sandbox, "made", &["--resource", "aws_sqs_queue", "--dry-run"]).ok();
    assert!(ran.stdout.contains("Would write") && ran.stdout.contains("module.yaml"));
    assert_eq!(sandbox.files("acme"), before);
    sandbox.pave(&["catalog", "new", "other", "--yes", "--dry-run"]).ok();
    assert!(!sandbox.path("other").exists());
}
