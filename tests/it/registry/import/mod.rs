//! `pave import`: modules of others, as their makers publish them and as somebody hostile would.

mod composed;
pub(super) mod fake;
mod hostile;
mod module;
mod nested;
mod sources;

use std::path::Path;

use crate::support::pave::Sandbox;

/// A sandbox with a copy of the repository's catalog in `acme`.
fn with_catalog() -> Sandbox {
    let sandbox = Sandbox::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    for entry in walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let inner = entry.path().strip_prefix(&root).unwrap();
            sandbox.write(Path::new("acme").join(inner), std::fs::read(entry.path()).unwrap());
        }
    }
    sandbox
}

/// The module in the style of others, in the folder `theirs`.
fn with_theirs() -> Sandbox {
    let sandbox = with_catalog();
    for (path, text) in module::CACHE {
        sandbox.write(Path::new("theirs").join(path), text);
    }
    sandbox
}

/// Runs git in a folder of a sandbox.
#[track_caller]
fn git(sandbox: &Sandbox, dir: &str, args: &[&str]) {
    let mut command = sandbox.command("git");
    let output = command.args(["-C", dir]).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Makes a folder a repository with all that is in it committed.
fn committed(sandbox: &Sandbox, dir: &str) {
    git(sandbox, dir, &["init", "--quiet", "--initial-branch=main"]);
    git(sandbox, dir, &["add", "--all", "--force"]);
    git(sandbox, dir, &["commit", "--quiet", "--message=all"]);
}
