//! Bad input and a bad day: a clear error, nothing half written, never a panic.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Stdio;
use std::time::Duration;

use crate::support::pave::{PAVE, Ran, Sandbox};

const WORDS: [&str; 7] = ["new", "--blueprint", "worker", "--yes", "--out", "svc", "--json"];

/// A service in `svc`, as a catalog made it.
fn service() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.pave(&WORDS).ok();
    sandbox
}

/// Wants an error that names `words`, from a program that did not panic.
#[track_caller]
fn refused(ran: Ran, words: &[&str]) -> String {
    assert!(matches!(ran.code, Some(1..=3)), "{ran:?}");
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error"), "{}", ran.stderr);
    for word in words {
        assert!(ran.stderr.contains(word), "`{word}` is not in:\n{}", ran.stderr);
    }
    ran.stderr
}

#[test]
fn a_stack_that_cannot_be_read_is_refused_with_the_place() {
    let deep = format!("service: {}x{}", "[".repeat(500), "]".repeat(500));
    let huge = format!("service: svc\n# {}\n", "x".repeat(50 << 20));
    for (name, text, words) in [
        ("not yaml", b"service: [unclosed\n".to_vec(), &["svc/stack.yaml:"][..]),
        ("a list", b"- a\n- b\n".to_vec(), &["svc/stack.yaml:1:1"]),
        ("empty", Vec::new(), &["svc/stack.yaml"]),
        ("unknown key", b"service: a\nowner: b\nenvironmnets: []\ncomponents: {}\n".to_vec(), &["svc/stack.yaml:3:1", "`environments`"]),
        ("twice", b"service: a\nservice: b\n".to_vec(), &["svc/stack.yaml:2:1", "twice"]),
        ("wrong type", b"service: a\nowner: b\nenvironments: dev\ncomponents: {}\n".to_vec(), &["svc/stack.yaml:3:"]),
        ("nul", b"service: a\0b\n".to_vec(), &["svc/stack.yaml"]),
        ("not utf-8", b"service: \xff\xfe\n".to_vec(), &["svc/stack.yaml", "UTF-8", "byte 9"]),
        ("deep", deep.into_bytes(), &["svc/stack.yaml:1:10"]),
        ("huge", huge.into_bytes(), &["svc/stack.yaml", "52428816 bytes"]),
        ("bad version", b"service: a\nowner: b\nenvironments: [dev]\ncomponents:\n  q: { module: queue, version: newest }\n".to_vec(), &["svc/stack.yaml:5:"]),
    ] {
        let sandbox = service();
        sandbox.write("svc/stack.yaml", text);
        let before = sandbox.files("svc");
        let error = refused(sandbox.pave(&["render", "svc"]), words);
        assert!(error.len() < 4_000, "{name}: an error of {} bytes", error.len());
        assert_eq!(before, sandbox.files("svc"), "{name}");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_mistake() {
    let sandbox = service();
    let text = sandbox.read("svc/stack.yaml");
    sandbox.write("svc/stack.yaml", format!("\u{feff}{}", text.replace('\n', "\r\n")));
    sandbox.pave(&["render", "svc", "--check"]).ok();
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let sandbox = Sandbox::new();
    for name in ["../evil", "a/b", "/tmp/x", "..", ".", "", "Upper", "a b", "a\u{202e}b", "-x"] {
        let ran = sandbox
            .pave(&["new", "--use", "queue", "--owner", "t", "--name", name, "--out", "svc"]);
        assert!(matches!(ran.code, Some(2)), "{name}: {ran:?}");
    }
    for component in ["../../evil", "a/b", "a-b", "A", "1a", "a\"b", "a}b"] {
        let ran = sandbox.pave(&[
            "new",
            "--owner",
            "t",
            "--name",
            "svc",
            "--use",
            &format!("queue={component}"),
        ]);
        refused(ran, &["cannot name a component"]);
    }
    assert!(sandbox.files("").is_empty());
}

#[test]
fn what_is_written_in_a_value_stays_a_value() {
    let sandbox = Sandbox::new();
    for (value, written) in [
        ("a\"b", r#""a\"b""#),
        ("$${x}", r#""$${x}""#),
        ("a\nb", r#""a\nb""#),
        ("%%{ if x }", r#""%%{ if x }""#),
    ] {
        let words =
            ["new", "--use", "container-service=app", "--owner", "t", "--name", "svc", "--diff"];
        let image = "app.image=public.ecr.aws/acme/app:1";
        let set = format!("app.command={}", serde_json::json!([value]));
        let sets = ["--set", image, "--set", &set];
        let ran = sandbox.pave(&[&words[..], &sets].concat()).ok();
        assert!(ran.stdout.contains(written), "{value}: {}", ran.stdout);
    }
    // A reference to what does not exist is met before anything is written.
    let ran = sandbox.pave(&[
        "new",
        "--use",
        "container-service=app",
        "--owner",
        "t",
        "--name",
        "svc",
        "--set",
        "app.image=${file(\"/etc/passwd\")}${module.x.y}",
    ]);
    refused(ran, &["there is no module `module.x`"]);
}

#[test]
fn a_link_out_of_the_target_is_not_followed() {
    let sandbox = service();
    fs::create_dir(sandbox.path("outside")).unwrap();
    fs::remove_dir_all(sandbox.path("svc/dev")).unwrap();
    symlink(sandbox.path("outside"), sandbox.path("svc/dev")).unwrap();
    refused(sandbox.pave(&["render", "svc"]), &["svc/dev is a symbolic link"]);
    assert!(sandbox.files("outside").is_empty());
}

#[test]
fn a_target_that_is_a_file_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("svc", "a file\n");
    refused(sandbox.pave(&WORDS[..6]), &["svc exists and is not a folder"]);
    assert_eq!(sandbox.read("svc"), "a file\n");
}

#[test]
fn a_target_that_cannot_be_written_is_refused_and_stays_as_it_is() {
    // Root writes everywhere, so the program runs as nobody where that is possible.
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("locked")).unwrap();
    fs::set_permissions(sandbox.path("locked"), fs::Permissions::from_mode(0o555)).unwrap();
    let inner = format!("{PAVE} new --blueprint worker --yes --out locked/svc");
    let mut command = sandbox.command("sh");
    let as_nobody = format!(
        "if [ \"$(id -u)\" = 0 ]; then chmod a+x .. && \
         exec setpriv --reuid=65534 --regid=65534 --clear-groups {inner}; else exec {inner}; fi"
    );
    let ran = Ran::new(command.args(["-c", &as_nobody]).output().unwrap());
    refused(ran, &["cannot write locked/svc", "ermission denied"]);
    assert!(sandbox.files("locked").is_empty());
}

#[test]
fn a_full_disk_changes_nothing() {
    // A limit on the size of files stands for the disk: a write fails half way.
    let sandbox = service();
    let stack = sandbox.read("svc/stack.yaml");
    sandbox.write("svc/stack.yaml", stack.replace("owner: svc", "owner: team-other"));
    let before: Vec<_> =
        sandbox.files("svc").iter().map(|f| sandbox.read(format!("svc/{f}"))).collect();
    let limited = |words: &str| {
        let script = format!("trap '' XFSZ; ulimit -f 1; exec {PAVE} {words}");
        Ran::new(sandbox.command("sh").args(["-c", &script]).output().unwrap())
    };
    refused(limited("render svc"), &["cannot write to svc"]);
    refused(limited("new --blueprint worker --yes --out other"), &["cannot write other"]);
    let after: Vec<_> =
        sandbox.files("svc").iter().map(|f| sandbox.read(format!("svc/{f}"))).collect();
    assert!(before == after, "something changed");
    assert!(!sandbox.path("other").exists());
    assert!(!sandbox.files("").iter().any(|f| f.contains("partial") || f.contains("staging")));
}

#[test]
fn a_killed_write_leaves_the_old_or_the_new_and_never_a_mixture() {
    let sandbox = service();
    let stack = sandbox.read("svc/stack.yaml");
    let (mut old, mut new) = ("owner: svc".to_owned(), String::new());
    let mut killed = 0;
    for round in 0..60_u64 {
        new = format!("owner: team-{round}");
        sandbox.write("svc/stack.yaml", stack.replace("owner: svc", &new));
        let mut child = sandbox
            .command(PAVE)
            .args(["render", "svc"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(round * 997 % 60_000));
        let running = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        killed += u32::from(running);
        // Recovery is a part of every render; what is there after it is whole.
        sandbox.pave(&["render", "svc"]).ok();
        sandbox.pave(&["render", "svc", "--check"]).ok();
        assert!(!sandbox.path("svc/.pave/staging").exists());
        let tf = sandbox.read("svc/dev/terraform.tf");
        assert!(tf.contains(&format!("\"{}\"", &new[7..])), "{old} -> {new}\n{tf}");
        old.clone_from(&new);
    }
    assert!(killed > 10, "only {killed} of 60 runs were killed before they ended");
    assert!(!new.is_empty());
}

#[test]
fn a_killed_new_leaves_nothing_or_everything() {
    let mut whole = 0;
    for round in 0..40_u64 {
        let sandbox = Sandbox::new();
        let mut child = sandbox
            .command(PAVE)
            .args(&WORDS[..6])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(round * 1_777 % 70_000));
        child.kill().unwrap();
        child.wait().unwrap();
        if sandbox.path("svc").exists() {
            whole += 1;
            sandbox.pave(&["render", "svc", "--check"]).ok();
        } else {
            // What is left beside it does not stand in the way of the next try.
            sandbox.pave(&WORDS[..6]).ok();
            assert_eq!(fs::read_dir(sandbox.path("")).unwrap().count(), 1);
        }
    }
    assert!(whole < 40, "no run was killed before its end");
}

#[test]
fn two_writers_do_not_meet_in_one_folder() {
    let sandbox = service();
    let stack = sandbox.read("svc/stack.yaml");
    sandbox.write("svc/stack.yaml", stack.replace("owner: svc", "owner: team-other"));
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = sandbox.command(PAVE);
            command.args(["render", "svc"]).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let mut done = 0;
    for child in children {
        let ran = Ran::new(child.wait_with_output().unwrap());
        match ran.code {
            Some(0) => done += 1,
            _ => {
                refused(ran, &["another process is writing to svc"]);
            }
        }
    }
    assert!(done >= 1);
    sandbox.pave(&["render", "svc", "--check"]).ok();
}

#[test]
fn a_damaged_lock_is_refused() {
    let sandbox = service();
    for text in
        ["{", "{\"format\": 99, \"organisation\": \"x\", \"environments\": {}, \"files\": {}}"]
    {
        sandbox.write("svc/.pave/lock.json", text);
        refused(sandbox.pave(&["render", "svc"]), &[".pave/lock.json"]);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let sandbox = Sandbox::new();
    let script =
        format!("{PAVE} list --json | head -c 10 >/dev/null; {PAVE} schema aws_lb | head -1");
    let ran = Ran::new(sandbox.command("sh").args(["-c", &script]).output().unwrap());
    assert_eq!(ran.stderr, "", "{ran:?}");
}

#[test]
fn a_catalog_that_is_not_there_is_named() {
    let sandbox = Sandbox::new();
    refused(sandbox.pave(&["list", "--catalog", "nowhere"]), &["nowhere", "--catalog"]);
    fs::create_dir(sandbox.path("empty")).unwrap();
    refused(sandbox.pave(&["list", "--catalog", "empty"]), &["catalog.yaml"]);
}
