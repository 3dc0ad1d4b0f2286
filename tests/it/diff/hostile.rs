//! Modules that nobody should have written: an answer in bounded time, and what is wrong is told.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::pave::{Ran, Sandbox};

/// Far more than any of these takes on a busy machine, far less than forever.
const LONG: Duration = Duration::from_secs(30);

fn sides(old: impl AsRef<[u8]>, new: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("old/main.tf", old);
    sandbox.write("new/main.tf", new);
    sandbox
}

fn diff(sandbox: &Sandbox) -> Ran {
    let started = Instant::now();
    let ran = sandbox.pave(&["diff", "old", "new", "--json"]);
    assert!(started.elapsed() < LONG, "it took {:?}", started.elapsed());
    ran
}

#[test]
fn thousands_of_variables_are_compared_in_no_time() {
    let many = |prefix: &str, ty: &str| {
        (0..5_000).fold(String::new(), |mut text, i| {
            let _ = writeln!(text, "variable \"{prefix}_{i}\" {{\n  type = {ty}\n}}");
            text
        })
    };
    let sandbox = sides(
        many("same", "string") + &many("gone", "string"),
        many("same", "list(string)") + &many("come", "string"),
    );
    let found = diff(&sandbox).ok().json();
    assert_eq!(found["changes"].as_array().unwrap().len(), 15_000);
}

#[test]
fn modules_that_call_each_other_in_a_circle_come_to_an_end() {
    let sandbox = sides(
        "module \"a\" {\n  source = \"./modules/a\"\n}\n",
        "module \"a\" {\n  source = \"./modules/a\"\n}\n\nvariable \"x\" {\n  default = 1\n}\n",
    );
    for side in ["old", "new"] {
        let call = |to: &str| format!("module \"x\" {{\n  source = \"../{to}\"\n}}\n");
        sandbox.write(format!("{side}/modules/a/main.tf"), call("b") + "# a\n");
        sandbox.write(format!("{side}/modules/b/main.tf"), call("a"));
        // One that calls itself twice over would double at every step.
        let twice = "module \"l\" {\n  source = \"./\"\n}\nmodule \"r\" {\n  source = \"./\"\n}\n";
        sandbox.write(format!("{side}/modules/c/main.tf"), twice);
        sandbox.write(format!("{side}/modules/c/README.md"), "c\n");
    }
    let found = diff(&sandbox).ok().json();
    assert_eq!(found["changes"][0]["lint"], "variable-added-optional");
}

#[test]
fn a_chain_of_modules_that_doubles_at_every_step_is_cut() {
    let sandbox = sides(
        "module \"x\" {\n  source = \"./modules/m0\"\n}\n",
        "module \"x\" {\n  source = \"./modules/m0\"\n}\n",
    );
    for side in ["old", "new"] {
        for i in 0..40 {
            let call =
                |name: &str| format!("module \"{name}\" {{\n  source = \"../m{}\"\n}}\n", i + 1);
            let file = format!("{side}/modules/m{i}/main.tf");
            sandbox.write(file, call("left") + &call("right"));
        }
        sandbox.write(format!("{side}/modules/m40/main.tf"), "resource \"a_b\" \"c\" {}\n");
    }
    diff(&sandbox).ok();
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_compared() {
    let sandbox = sides(
        "variable \"x\" {\n  type = string\n}\n\nvariable \"y\" {\n  type = \n}\n",
        "variable \"y\" {}\n\nresource \"a\" {\n\u{0}",
    );
    let ran = diff(&sandbox);
    let found = ran.json();
    let lints: Vec<_> =
        found["changes"].as_array().unwrap().iter().map(|c| c["lint"].clone()).collect();
    assert!(lints.contains(&"variable-removed".into()), "{lints:?}");
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let rules: Vec<_> =
        found["unread"].as_array().unwrap().iter().map(|f| f["rule"].clone()).collect();
    assert!(rules.contains(&"syntax".into()), "{rules:?}");
}

#[cfg(unix)]
#[test]
fn links_and_large_files_are_not_read_and_told() {
    let sandbox = sides("variable \"x\" {}\n", "variable \"x\" {}\n");
    sandbox.write("secret.tf", "variable \"stolen\" {}\n");
    std::os::unix::fs::symlink("../secret.tf", sandbox.path("new/link.tf")).unwrap();
    std::os::unix::fs::symlink("..", sandbox.path("new/folder")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", sandbox.path("new/endless.tf")).unwrap();
    sandbox.write("new/large.tf", " ".repeat(11_000_000));
    let ran = diff(&sandbox).expect(3);
    assert!(!ran.stdout.contains("stolen"), "{}", ran.stdout);
    for told in ["link.tf is a link that leads out", "endless.tf is a link", "large.tf has over"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
}

#[test]
fn deep_and_odd_texts_do_not_stop_it() {
    let deep = format!(
        "variable \"x\" {{\n  type = {}string{}\n}}\n",
        "list(".repeat(5_000),
        ")".repeat(5_000)
    );
    diff(&sides(&deep, "variable \"x\" {\n  type = string\n}\n"));
    let wide = |n: usize| {
        let attributes: Vec<_> = (0..n).map(|i| format!("a{i} = optional(string)")).collect();
        format!("variable \"x\" {{\n  type = object({{ {} }})\n}}\n", attributes.join(", "))
    };
    let found = diff(&sides(wide(3_000), wide(2_000))).ok().json();
    assert_eq!(found["bump"], "major");
    diff(&sides([0xff, 0xfe, b'a'], "\u{feff}variable \"x\" {}\n"));
    diff(&sides("", ""));
}
