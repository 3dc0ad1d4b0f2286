//! Runs that begin where an earlier one ended.

use super::*;

const NAMES: &str = r#"
resource "terraform_data" "this" {
  for_each = toset(["a", "b"])
  input    = each.key
}
"#;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_was_applied_is_what_the_next_plan_begins_with() {
    let bench = bench(&[("root/main.tf", NAMES)]);
    let applied = bench.run("root", Verb::Apply);
    assert!(applied.success, "{:?}", found(&applied));
    let state = applied.state.unwrap();

    bench.write("root/main.tf", &NAMES.replace("\"a\", ", ""));
    let settings = || Settings { plan_json: true, ..Settings::default() };
    let from = Settings { state: Some(&state), ..settings() };
    let planned = bench.try_run("root", from, Verb::Plan).unwrap();
    assert_eq!(planned.summary, Some(Summary { destroy: 1, ..Summary::default() }));
    assert_eq!(planned.state, None);
    assert_eq!(bench.files(), ["root/main.tf"]);

    let fresh = bench.try_run("root", settings(), Verb::Plan).unwrap();
    assert_eq!(fresh.summary, Some(Summary { add: 1, ..Summary::default() }));
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_refusal_is_told_in_terraforms_own_words() {
    let bench = bench(&[("root/main.tf", "module \"a\" {\n  source = \"./a\"\n  size   = 1\n}\n")]);
    bench.write("root/a/main.tf", "");
    let outcome = bench.run("root", Verb::Plan);
    let [refusal] = &outcome.refusals[..] else { panic!("{:?}", outcome.refusals) };
    assert_eq!(refusal.summary, "Unsupported argument");
    assert_eq!(refusal.detail, "An argument named \"size\" is not expected here.");
    assert_eq!(refusal.place.as_deref(), Some("main.tf:3"));
    assert_eq!(refusal.code, "module \"a\"\n  size   = 1");
}
