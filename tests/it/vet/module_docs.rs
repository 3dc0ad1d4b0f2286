//! `pave module docs`

use std::fs;

use super::put_base;
use crate::support::pave::Sandbox;

#[test]
fn tables_are_put_into_a_readme_that_has_none_and_kept_in_step() {
    let sandbox = Sandbox::new();
    put_base(&sandbox, "module");
    let readme = sandbox.path("module/README.md");
    let before = fs::read_to_string(&readme).unwrap();
    let check = ["module", "docs", "./module", "--check"];

    assert_eq!(sandbox.pave(&check).expect(1).stdout, "./module/README.md: out of date\n");
    assert_eq!(fs::read_to_string(&readme).unwrap(), before, "--check writes nothing");
    sandbox.pave(&["module", "docs", "./module"]).ok();
    let text = fs::read_to_string(&readme).unwrap();
    insta::assert_snapshot!(text.strip_prefix(before.trim_end()).unwrap().trim(), @"
    ## Interface

    <!-- pave:interface -->

    | input | type | default | |
    | --- | --- | --- | --- |
    | `name` | `string` | required | Name of the queue. |
    | `retention_seconds` | `number` | `3600` | How long a message is kept, in seconds. |

    | output | |
    | --- | --- |
    | `queue_url` | Address of the queue. |

    <!-- /pave:interface -->
    ");
    assert_eq!(sandbox.pave(&check).ok().stdout, "./module/README.md: up to date\n");

    fs::write(&readme, format!("{}\nMore of it.\n", text.replace("`3600`", "`1`"))).unwrap();
    sandbox.pave(&["module", "docs", "./module"]).ok();
    assert_eq!(fs::read_to_string(&readme).unwrap(), format!("{text}\nMore of it.\n"));
}

#[test]
fn a_module_without_a_readme_gets_one() {
    let sandbox = Sandbox::new();
    put_base(&sandbox, "module");
    fs::remove_file(sandbox.path("module/README.md")).unwrap();
    sandbox.pave(&["module", "docs", "./module"]).ok();
    let text = fs::read_to_string(sandbox.path("module/README.md")).unwrap();
    assert!(text.starts_with("# module\n\n## Interface\n"), "{text}");
}

#[test]
fn nothing_is_written_when_one_of_them_cannot_be() {
    let sandbox = Sandbox::new();
    put_base(&sandbox, "a");
    put_base(&sandbox, "b");
    fs::write(sandbox.path("b/README.md"), "<!-- pave:interface -->\n").unwrap();
    let ran = sandbox.pave(&["module", "docs", "./a", "./b"]).expect(1);
    assert!(ran.stderr.contains("the marker of the tables is not closed"), "{}", ran.stderr);
    assert!(!fs::read_to_string(sandbox.path("a/README.md")).unwrap().contains("pave:interface"));
    fs::write(sandbox.path("b/README.md"), "").unwrap();
    fs::write(sandbox.path("b/main.tf"), "resource {").unwrap();
    sandbox.pave(&["module", "docs", "./b"]).expect(1);
}

#[test]
fn the_embedded_catalog_is_not_written() {
    let ran = Sandbox::new().pave(&["module", "docs"]).expect(2);
    assert!(ran.stderr.contains("--catalog DIR"), "{}", ran.stderr);
}
