//! Two versions of a module compared, by the built `pave`.

mod any_input;
mod findings;
mod history;
mod hostile;
mod layout;
mod operands;
mod prove;
mod rows;
mod tried;
mod unfelt;
mod variables;

pub(crate) use findings::repository;

use crate::support::pave::{Ran, Sandbox};

/// Runs `git` in the folder, which must go well.
#[track_caller]
pub(crate) fn git(sandbox: &Sandbox, args: &[&str]) {
    let mut command = sandbox.command("git");
    Ran::new(command.args(["-c", "init.defaultBranch=main"]).args(args).output().unwrap()).ok();
}

/// Commits everything in the folder.
#[track_caller]
pub(crate) fn commit(sandbox: &Sandbox) {
    git(sandbox, &["add", "-A"]);
    git(sandbox, &["commit", "-q", "-m", "work"]);
}
