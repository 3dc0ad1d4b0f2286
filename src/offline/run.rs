//! Runs real Terraform on a directory, offline, and leaves nothing in it.
//!
//! The work is done in a scratch directory that holds a view of the tree around the root module.
//! There, state is local, every provider is a stand-in, and modules from a registry are put where
//! `terraform init` would have put them. No cloud is spoken to and nothing is downloaded.

use std::collections::BTreeMap;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use crate::diag::Finding;
use crate::error::{Report, Result};
use crate::schema::Providers;
use crate::terraform::{Constraint, ModuleSource};

/// What Terraform is asked to do, after `init`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Nothing more than `init`.
    Init,
    /// `terraform validate`
    Validate,
    /// `terraform plan`
    Plan,
    /// `terraform test`
    Test,
    /// `terraform apply`: everything is made up, and forgotten afterwards.
    Apply,
}

/// What to run on what.
pub struct Run<'a> {
    /// The root module.
    pub dir: &'a Utf8Path,
    /// What to do.
    pub verb: Verb,
    /// Input variables, each `NAME=VALUE`.
    pub vars: &'a [String],
    /// Files of input variables.
    pub var_files: &'a [Utf8PathBuf],
    /// Further arguments for the verb, such as `-filter=tests/x.tftest.hcl`.
    pub arguments: &'a [String],
    /// The providers whose schemas are known.
    pub providers: &'a Providers,
    /// Gives the files of a module that is not in a local directory; `None` when it is not known.
    pub modules: &'a dyn Fn(&ModuleRequest<'_>) -> Result<Option<ModuleFiles>>,
    /// This program's file, which Terraform starts as the provider.
    pub program: &'a Utf8Path,
    /// The `terraform` program, when it is not to be the one in `PAVE_TERRAFORM` or on the `PATH`.
    pub terraform: Option<&'a Utf8Path>,
    /// Whether Terraform may colour its output.
    pub color: bool,
    /// Whether the plan is wanted as JSON (`terraform show -json`).
    pub plan_json: bool,
}

/// A module that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct ModuleRequest<'a> {
    /// What is written as its source.
    pub source: &'a ModuleSource,
    /// The versions that would do; `None` for any.
    pub version: Option<&'a Constraint>,
    /// The address of the call, such as `module.network.module.subnets`.
    pub call: &'a str,
}

/// The files of a module, those of the whole package that its source names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleFiles {
    /// The version it is of.
    pub version: Option<Version>,
    /// The files by their path in the package.
    pub files: BTreeMap<Utf8PathBuf, Vec<u8>>,
}

/// The parts of a run, in the order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading the configuration and setting up the scratch directory.
    Prepare,
    /// `terraform init`
    Init,
    /// The verb itself.
    Main,
    /// `terraform show -json`
    Show,
}

/// What is told while it happens.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A part begins.
    Stage(Stage),
    /// Something the reader should know of the circumstances, one sentence.
    Note(&'a str),
    /// Terraform printed a line.
    Line {
        /// In which part.
        stage: Stage,
        /// Whether on standard error.
        error: bool,
        /// The line, without its ending.
        text: &'a str,
    },
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// Whether Terraform was content.
    pub success: bool,
    /// How many would be changed, after a plan or an apply that went well.
    pub summary: Option<Summary>,
    /// The plan as `terraform show -json` prints it, when it was asked for.
    pub plan: Option<serde_json::Value>,
    /// What Terraform found wrong, with places in the user's own files.
    pub report: Report,
    /// Circumstances that the reader should know, such as a provider version stood in for.
    pub notes: Vec<String>,
    /// Everything Terraform printed, in the order it came.
    pub output: String,
    /// Terraform's version.
    pub terraform_version: String,
    /// How long each part took.
    pub timings: Vec<(Stage, Duration)>,
}

/// What a plan would do, in numbers of resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// To be imported.
    pub import: usize,
    /// To be created; a replacement counts here and in `destroy`.
    pub add: usize,
    /// To be changed in place.
    pub change: usize,
    /// To be destroyed.
    pub destroy: usize,
}

/// Runs Terraform as asked, telling `on` what happens.
///
/// What Terraform finds wrong with the configuration is in the outcome; an error is what kept it
/// from being run.
///
/// # Errors
/// When there is no `terraform`, when a module or provider is not known, when a file cannot be
/// read or written, and when the run is interrupted.
pub fn run(run: &Run<'_>, on: &mut dyn FnMut(Event<'_>)) -> Result<Outcome> {
    let _ = (run, on);
    let _: Option<Finding> = None;
    todo!()
}
