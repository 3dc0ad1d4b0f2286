//! What a module calls comes with it.

use std::os::unix::fs::symlink;

use super::fake::{Fake, tar_gz};
use super::with_catalog;

const LABEL: &[(&str, &str)] = &[
    (
        "main.tf",
        "variable \"name\" {\n  type = string\n}\n\nmodule \"case\" {\n  source = \"./modules/case\"\n  name   = var.name\n}\n\noutput \"id\" {\n  value = module.case.id\n}\n",
    ),
    (
        "modules/case/main.tf",
        "variable \"name\" {\n  type = string\n}\n\noutput \"id\" {\n  value = lower(var.name)\n}\n",
    ),
    ("examples/x/main.tf", "module \"x\" {\n  source = \"../..\"\n  name   = \"x\"\n}\n"),
    ("README.md", "# Label\n"),
];

#[test]
fn packages_that_are_called_lie_in_the_module_and_are_pinned_by_hash() {
    let (sandbox, fake) = (with_catalog(), Fake::start());
    fake.module("acme/label/null", &["1.0.0", "1.4.2", "2.0.0"], "./label.tar.gz");
    fake.bytes("/v1/modules/acme/label/null/1.4.2/label.tar.gz", tar_gz(LABEL.iter().copied()));
    let host = &fake.host;
    let main = format!(
        "variable \"name\" {{\n  type = string\n}}\n\nmodule \"label\" {{\n  source  = \
         \"{host}/acme/label/null\" # ours\n  version = \"~> 1.0\"\n\n  name = var.name\n}}\n\nmodule \
         \"case\" {{\n  source  = \"{host}/acme/label/null//modules/case\"\n  version = \"~> \
         1.0\"\n  name    = var.name\n}}\n\nresource \"aws_sqs_queue\" \"this\" {{\n  name = \
         module.label.id\n}}\n"
    );
    sandbox.write("theirs/main.tf", &main);
    let words = ["--catalog", "acme", "import", "./theirs", "--name", "labelled", "--json"];
    let ran = sandbox.pave(&words).ok().json();
    let nested = &ran["nested"];
    assert_eq!(nested.as_array().unwrap().len(), 1, "one package, called twice");
    assert_eq!(nested[0]["folder"], "imported/label");
    assert_eq!(nested[0]["version"], "1.4.2");
    assert_eq!(ran["changed"], serde_json::json!(["main.tf"]));
    insta::assert_snapshot!(sandbox.read("acme/modules/labelled/main.tf"), @r#"
    variable "name" {
      type = string
    }

    module "label" {
      source  = "./imported/label" # ours

      name = var.name
    }

    module "case" {
      source  = "./imported/label/modules/case"
      name    = var.name
    }

    resource "aws_sqs_queue" "this" {
      name = module.label.id
    }
    "#);
    let files = sandbox.files("acme/modules/labelled");
    assert_eq!(
        files,
        [
            "imported/label/README.md",
            "imported/label/main.tf",
            "imported/label/modules/case/main.tf",
            "main.tf",
            "module.yaml"
        ]
    );
    let card = sandbox.read("acme/modules/labelled/module.yaml");
    assert!(card.contains("nested:\n"), "{card}");
    sandbox.pave(&["--catalog", "acme", "catalog", "check"]).ok();
}

#[test]
fn a_submodule_brings_the_neighbours_that_it_calls() {
    let sandbox = with_catalog();
    let call = "module \"b\" {\n  source = \"../b\"\n}\n\nresource \"aws_sqs_queue\" \"this\" {}\n";
    sandbox.write("theirs/modules/a/main.tf", call);
    sandbox.write("theirs/modules/b/main.tf", "resource \"aws_sns_topic\" \"this\" {}\n");
    super::committed(&sandbox, "theirs");
    let source = format!("git::file://{}//modules/a", sandbox.path("theirs").to_str().unwrap());
    let words = ["--catalog", "acme", "import", &source, "--name", "a-of-others", "--json"];
    sandbox.pave(&words).ok();
    let main = sandbox.read("acme/modules/a-of-others/main.tf");
    assert!(main.contains("source = \"./imported/package/modules/b\""), "{main}");
    assert!(sandbox.path("acme/modules/a-of-others/imported/package/modules/b/main.tf").exists());
}

#[test]
fn what_cannot_be_read_of_a_package_that_is_called_is_told_or_refused() {
    let sandbox = with_catalog();
    sandbox.write("inner/main.tf", "resource \"aws_sns_topic\" \"this\" {}\n");
    sandbox.write("inner/big.bin", vec![0; 10_000_001]);
    symlink("../secret.tf", sandbox.path("inner/notes.txt")).unwrap();
    super::committed(&sandbox, "inner");
    let inner = sandbox.path("inner");
    let call = format!(
        "module \"inner\" {{\n  source = \"git::file://{}\"\n}}\n",
        inner.to_str().unwrap()
    );
    sandbox.write("theirs/main.tf", call);
    let words = ["--catalog", "acme", "import", "./theirs", "--name", "calling", "--json"];
    let told = sandbox.pave(&words).ok().json();
    let left_out = told["left_out"].as_array().unwrap();
    let paths: Vec<&str> = left_out.iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["imported/inner/big.bin", "imported/inner/notes.txt"]);
    // Configuration that nobody would call is not missed; any other is.
    for (path, code) in [("inner/examples/x/link.tf", 0), ("inner/link.tf", 1)] {
        std::fs::remove_dir_all(sandbox.path("acme/modules/calling")).unwrap();
        std::fs::create_dir_all(sandbox.path(path).parent().unwrap()).unwrap();
        symlink("../secret.tf", sandbox.path(path)).unwrap();
        super::committed(&sandbox, "inner");
        let ran = sandbox.pave(&words).expect(code);
        assert_eq!(ran.stdout.contains("link.tf of git::file://"), code == 1, "{ran:?}");
    }
}
