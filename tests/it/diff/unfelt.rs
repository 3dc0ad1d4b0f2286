//! Changes that look like breaks and that no caller feels: nothing is told of them.

use crate::support::pave::Sandbox;

/// What is found between two versions of a module, but for its files.
fn found(old: &str, new: &str) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.write("old/main.tf", old);
    sandbox.write("new/main.tf", new);
    let told = sandbox.pave(&["diff", "old", "new", "--json"]).json();
    let changes = told["changes"].as_array().unwrap();
    let told = changes.iter().map(|c| format!("{} {}", c["class"], c["lint"]).replace('"', ""));
    told.filter(|told| !told.ends_with("files-changed")).collect()
}

fn instance(ignored: &str) -> String {
    let lifecycle = format!("  lifecycle {{\n    ignore_changes = [{ignored}]\n  }}\n");
    format!("resource \"aws_db_instance\" \"a\" {{\n  instance_class = \"x\"\n{lifecycle}}}\n")
}

#[test]
fn what_only_a_provider_sets_need_not_be_ignored() {
    let none: [String; 0] = [];
    assert_eq!(found(&instance("latest_restorable_time"), &instance("")), none);
    let [brackets, point] = ["blue_green_update[0].enabled", "blue_green_update.0.enabled"];
    assert_eq!(found(&instance(brackets), &instance(point)), none);
    assert_eq!(
        found(&instance("instance_class"), &instance("")),
        ["major ignore-changes-narrowed"]
    );
}

#[test]
fn what_a_provider_marks_as_sensitive_is_so_without_a_mark() {
    let output = |attribute: &str, mark: &str| {
        let password = "resource \"random_password\" \"a\" {\n  length = 8\n}\n";
        format!("{password}output \"x\" {{\n  value = random_password.a.{attribute}\n{mark}}}\n")
    };
    let mark = "  sensitive = true\n";
    assert_eq!(found(&output("result", ""), &output("result", mark)), [""; 0]);
    let told = found(&output("length", ""), &output("length", mark));
    assert_eq!(told, ["major output-sensitive-added"]);
}

#[test]
fn what_cannot_be_read_is_not_told_to_be_gone_for_certain() {
    let old = "variable \"x\" {\n  type = string\n}\n";
    assert_eq!(found(old, ""), ["major variable-removed"]);
    let told = found(old, "variable \"x\" {\n  a. = 1\n}\nlocals {\n  b. = 1\n}\n");
    assert!(told.iter().all(|told| !told.starts_with("major")), "{told:?}");
}

#[test]
fn a_folder_of_examples_is_no_submodule_wherever_it_is() {
    let sandbox = Sandbox::new();
    for side in ["old", "new"] {
        sandbox.write(format!("{side}/modules/a/main.tf"), "output \"x\" {\n  value = 1\n}\n");
    }
    sandbox.write("old/modules/a/examples/b/main.tf", "output \"x\" {\n  value = 1\n}\n");
    let told = sandbox.pave(&["diff", "old", "new", "--json"]).json();
    let changes = told["changes"].as_array().unwrap();
    assert!(changes.iter().all(|c| c["lint"] == "files-changed"), "{told}");
}

#[test]
fn a_number_beside_a_text_stays_a_number() {
    let output = |value: &str| {
        let group = "resource \"aws_autoscaling_group\" \"a\" {\n  count    = 1\n  max_size = 1\n  \
                     min_size = 1\n}\n";
        format!("{group}output \"x\" {{\n  value = {value}\n}}\n")
    };
    let old = output("element(concat(aws_autoscaling_group.a.*.max_size, [\"\"]), 0)");
    let told = found(&old, &output("try(aws_autoscaling_group.a[0].max_size, null)"));
    assert!(told.iter().all(|told| !told.starts_with("major")), "{told:?}");
}
