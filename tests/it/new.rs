//! `pave new` and `pave render`, as a user runs them.

use std::fs;

use crate::support::pave::Sandbox;

const INTENT: &str = "a payments API in containers with Postgres, and receipts stored as files";

/// The service of the README, written to `payments`.
fn payments() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.pave(&["new", INTENT, "--yes", "--out", "payments"]).ok();
    sandbox
}

/// Every file below a folder that people read, with its text.
fn texts(sandbox: &Sandbox, folder: &str) -> Vec<(String, String)> {
    let files = sandbox.files(folder);
    files.into_iter().map(|f| (f.clone(), sandbox.read(format!("{folder}/{f}")))).collect()
}

#[test]
fn an_intent_becomes_a_service() {
    let sandbox = Sandbox::new();
    let ran = sandbox.pave(&["new", INTENT, "--yes", "--out", "payments"]).ok();
    insta::assert_snapshot!("new_summary", ran.stdout);
    assert_eq!(ran.stderr, "");
    for (path, text) in texts(&sandbox, "payments") {
        if path.starts_with(".pave/") {
            continue;
        }
        let name = format!("new_file_{}", path.replace(['/', '.'], "_"));
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn what_is_missing_is_said_at_once_with_the_flag_that_gives_it() {
    let sandbox = Sandbox::new();
    let ran = sandbox.pave(&["new", INTENT, "--out", "payments"]).expect(2);
    insta::assert_snapshot!(ran.stderr);
    assert!(sandbox.files("").is_empty());
    let json = sandbox.pave(&["new", INTENT, "--out", "payments", "--json"]).expect(2).json();
    assert_eq!(json["error"], "missing_input");
    let keys: Vec<&str> =
        json["missing"].as_array().unwrap().iter().map(|m| m["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["owner", "choose.data-class", "app.image"]);
}

#[test]
fn rendering_again_changes_no_byte() {
    let sandbox = payments();
    let before = texts(&sandbox, "payments");
    let ran = sandbox.pave(&["render", "payments"]).ok();
    assert_eq!(ran.stdout, "payments is in step with its stack.yaml\n");
    assert!(before == texts(&sandbox, "payments"));
    sandbox.pave(&["render", "payments", "--check"]).ok();
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let (one, other) = (payments(), payments());
    assert!(texts(&one, "payments") == texts(&other, "payments"));
}

#[test]
fn an_edit_of_the_stack_is_rendered() {
    let sandbox = payments();
    let stack = sandbox.read("payments/stack.yaml");
    let edited = stack.replace(
        "  db:\n    module: postgres\n",
        "  db:\n    module: postgres\n    inputs: { size: large }\n",
    );
    assert_ne!(stack, edited);
    sandbox.write("payments/stack.yaml", &edited);
    sandbox.pave(&["render", "payments", "--check"]).expect(1);
    insta::assert_snapshot!(sandbox.pave(&["render", "payments", "--diff"]).ok().stdout);
    sandbox.pave(&["render", "payments"]).ok();
    assert!(sandbox.read("payments/dev/main.tf").contains("size    = \"large\""));
    assert_eq!(sandbox.read("payments/stack.yaml"), edited, "stack.yaml is the reader's");
}

#[test]
fn a_mistake_in_the_stack_is_shown_where_it_stands() {
    let sandbox = payments();
    let stack = sandbox.read("payments/stack.yaml");
    let edited = stack
        .replace("  db:\n    module: postgres\n", "  db:\n    module: postgress\n    inputs: { sise: 1 }\n")
        .replace("  files:\n    module: object-store\n", "  files:\n    module: object-store\n    inputs: { tier: gold, retention_days: soon }\n");
    sandbox.write("payments/stack.yaml", &edited);
    let before = texts(&sandbox, "payments");
    insta::assert_snapshot!(sandbox.pave(&["render", "payments"]).expect(1).stderr);
    assert!(before == texts(&sandbox, "payments"));
}

#[test]
fn files_of_others_are_never_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write("payments/dev/main.tf", "# mine\n");
    sandbox.write("payments/README.md", "mine\n");
    let ran = sandbox.pave(&["new", INTENT, "--yes", "--out", "payments"]).expect(1);
    insta::assert_snapshot!(ran.stderr);
    assert_eq!(sandbox.files("payments"), ["README.md", "dev/main.tf"]);
}

#[test]
fn a_service_is_not_made_twice_in_one_folder() {
    let sandbox = payments();
    let ran = sandbox.pave(&["new", INTENT, "--yes", "--out", "payments"]).expect(1);
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn an_edited_file_is_kept_while_its_render_is_the_same_and_in_the_way_when_not() {
    let sandbox = payments();
    let main = sandbox.read("payments/dev/main.tf");
    sandbox.write("payments/dev/main.tf", format!("{main}\n# a note\n"));
    let ran = sandbox.pave(&["render", "payments"]).ok();
    assert!(ran.stdout.contains("edited  dev/main.tf"), "{}", ran.stdout);
    assert!(sandbox.read("payments/dev/main.tf").ends_with("# a note\n"));
    let stack = sandbox.read("payments/stack.yaml");
    sandbox.write(
        "payments/stack.yaml",
        stack.replace(
            "  db:\n    module: postgres\n",
            "  db:\n    module: postgres\n    inputs: { size: large }\n",
        ),
    );
    let ran = sandbox.pave(&["render", "payments"]).expect(1);
    insta::assert_snapshot!(ran.stderr);
    assert!(sandbox.read("payments/dev/main.tf").ends_with("# a note\n"));
}

#[test]
fn a_component_that_goes_takes_nothing_of_others_with_it() {
    let sandbox = payments();
    sandbox.write("payments/dev/own.tf", "# mine\n");
    let stack = sandbox.read("payments/stack.yaml");
    let shorter = stack.replace("  files:\n    module: object-store\n    version: \"1.0.0\"\n", "");
    assert_ne!(stack, shorter);
    sandbox.write("payments/stack.yaml", shorter);
    sandbox.pave(&["render", "payments"]).ok();
    for file in ["main.tf", "outputs.tf"] {
        let text = sandbox.read(format!("payments/dev/{file}"));
        assert!(!text.contains("files") && text.contains("module"), "{text}");
    }
    assert_eq!(sandbox.read("payments/dev/own.tf"), "# mine\n");
    sandbox.pave(&["render", "payments", "--check"]).ok();
}

#[test]
fn going_from_create_to_look_up_destroys_nothing() {
    let sandbox = payments();
    let stack = sandbox.read("payments/stack.yaml");
    let edited = stack.replace(
        "components:\n",
        "components:\n  shared_network:\n    module: shared-network\n    version: 1.0.0\n    inputs: { network_name: main }\n",
    );
    sandbox.write("payments/stack.yaml", edited);
    sandbox.pave(&["render", "payments"]).ok();
    insta::assert_snapshot!(sandbox.read("payments/dev/removed.tf"));
    assert!(!sandbox.path("payments/prod/removed.tf").exists());
    // It stays until the component is back.
    sandbox.pave(&["render", "payments"]).ok();
    assert!(sandbox.path("payments/dev/removed.tf").exists());
}

#[test]
fn module_sources_point_where_they_are_asked_to() {
    for (kind, line) in [
        (
            "registry",
            "source  = \"registry.acme.example/platform/postgres/aws\"\n  version = \"1.0.0\"",
        ),
        (
            "git",
            "source  = \"git::https://git.acme.example/platform/catalog.git//modules/postgres?ref=postgres/v1.0.0\"",
        ),
        ("vendor", "source  = \"../modules/postgres\""),
    ] {
        let sandbox = Sandbox::new();
        sandbox.pave(&["new", INTENT, "--yes", "--out", "payments", "--source", kind]).ok();
        let main = sandbox.read("payments/dev/main.tf");
        assert!(main.contains(line), "{kind}:\n{main}");
        let vendored = sandbox.path("payments/modules/postgres/main.tf").exists();
        assert_eq!(vendored, kind == "vendor");
    }
}

#[test]
fn a_dry_run_and_a_diff_write_nothing() {
    for flag in ["--dry-run", "--diff"] {
        let sandbox = Sandbox::new();
        let ran = sandbox.pave(&["new", INTENT, "--yes", "--out", "payments", flag]).ok();
        assert!(ran.stdout.contains("dev/main.tf"), "{}", ran.stdout);
        assert!(sandbox.files("").is_empty(), "{flag}");
    }
}

#[test]
fn answers_come_from_a_file_and_flags_go_before_them() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "answers.yaml",
        "service: orders\nowner: team-orders\nenvironments: [dev]\nblueprint: http-api\n\
         choices: { data-class: internal }\n\
         components:\n  api: { inputs: { image: \"acme/orders:1\", size: small } }\n",
    );
    sandbox.pave(&["new", "--answers", "answers.yaml", "--set", "api.image=acme/orders:2"]).ok();
    let stack = sandbox.read("orders/stack.yaml");
    assert!(stack.contains("acme/orders:2") && stack.contains("owner: team-orders"), "{stack}");
    assert!(!sandbox.path("orders/prod").exists());
    // A stack is a valid file of answers.
    sandbox.pave(&["new", "--answers", "orders/stack.yaml", "--out", "again"]).ok();
    assert_eq!(
        fs::read(sandbox.path("again/dev/main.tf")).unwrap(),
        fs::read(sandbox.path("orders/dev/main.tf")).unwrap()
    );
}

#[test]
fn words_that_name_nothing_are_refused_with_the_nearest_name() {
    let base = ["new", "--name", "svc", "--owner", "team", "--use", "postgres=db"];
    for (name, words) in [
        ("module", &["--use", "postgress"][..]),
        ("blueprint", &["--blueprint", "http-apy"]),
        ("environment", &["--env", "prd"]),
        ("component", &["--set", "dbb.size=large"]),
        ("input", &["--set", "db.sise=large"]),
        ("bare_input", &["--set", "sise=large"]),
        ("value", &["--set", "db.size=huge"]),
        ("number", &["--set", "db.backup_retention_days=many"]),
        ("wire", &["--wire", "db=network"]),
        ("name", &["--name", "../svc"]),
    ] {
        let sandbox = Sandbox::new();
        let mut all = base.to_vec();
        if name == "name" {
            all.drain(1..3);
        }
        all.extend(words);
        let ran = sandbox.pave(&all);
        assert!(matches!(ran.code, Some(1 | 2)), "{name}: {ran:?}");
        insta::assert_snapshot!(format!("refused_{name}"), ran.stderr);
        assert!(sandbox.files("").is_empty(), "{name}");
    }
}

#[test]
fn nothing_in_the_catalog_is_said_and_not_replaced() {
    let sandbox = Sandbox::new();
    let ran = sandbox.pave(&["new", "a Kinesis Firehose", "--yes", "--out", "x"]).expect(2);
    insta::assert_snapshot!(ran.stderr);
}
