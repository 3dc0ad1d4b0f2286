//! Two versions of a module compared, by the built `pave`.

mod history;
mod hostile;
mod layout;
mod operands;
mod prove;
mod rows;
mod tried;
mod unfelt;
mod variables;

use crate::support::pave::{Ran, Sandbox};

/// Runs `git` in the folder, which must go well.
#[track_caller]
fn git(sandbox: &Sandbox, args: &[&str]) {
    let mut command = sandbox.command("git");
    Ran::new(command.args(["-c", "init.defaultBranch=main"]).args(args).output().unwrap()).ok();
}

/// Commits everything in the folder.
#[track_caller]
fn commit(sandbox: &Sandbox) {
    git(sandbox, &["add", "-A"]);
    git(sandbox, &["commit", "-q", "-m", "work"]);
}
