//! Where what is published comes from: git, and the continuous integration that runs this.

use camino::Utf8Path;

use crate::error::{Error, Result};
use crate::release::{Provenance, Tree};
use crate::store::Checkout;

/// Where the files of a module's folder come from. Files that are not those of the commit are
/// refused, unless that is `allowed`; then the commit says so.
///
/// # Errors
/// When they are refused, and when git fails.
pub(super) fn provenance(
    folder: Option<&Utf8Path>,
    files: &Tree,
    version: &str,
    allowed: bool,
) -> Result<Provenance> {
    let checkout = match folder {
        Some(folder) => match Checkout::of(folder, files) {
            // Without git there is nothing that it could say.
            Err(error) if error.hints.iter().any(|hint| hint.starts_with("install git")) => None,
            other => other?,
        },
        None => None,
    };
    let mut told = Provenance { run: run(), ..Provenance::default() };
    let Some(checkout) = checkout else {
        told.commit = ["GITHUB_SHA", "CI_COMMIT_SHA"].into_iter().find_map(variable);
        return Ok(told);
    };
    if checkout.is_dirty && !allowed {
        return Err(Error::refused(format!("{} is not as it is committed", files.shown))
            .hint("commit the changes, so that the release can be traced to them")
            .hint("--allow-dirty publishes it all the same, and the release says so"));
    }
    told.tag = checkout.tag_of(version).filter(|_| !checkout.is_dirty).map(str::to_owned);
    told.repository = checkout.repository;
    told.commit = checkout.commit.map(|commit| match checkout.is_dirty {
        true => format!("{commit}-dirty"),
        false => commit,
    });
    Ok(told)
}

/// The run of a continuous integration, by its address.
fn run() -> Option<String> {
    if let Some(run) = variable("GITHUB_RUN_ID") {
        let server = variable("GITHUB_SERVER_URL")?;
        let repository = variable("GITHUB_REPOSITORY")?;
        return Some(format!("{server}/{repository}/actions/runs/{run}"));
    }
    ["CI_JOB_URL", "CI_PIPELINE_URL"].into_iter().find_map(variable)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
