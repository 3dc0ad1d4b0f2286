//! Runs real Terraform on a directory, offline, and leaves nothing in it.
//!
//! The work is done in a scratch directory that holds a view of the tree around the root module.
//! There, state is local, every provider is a stand-in, and modules from a registry are put where
//! `terraform init` would have put them. No cloud is spoken to and nothing is downloaded.

mod bench;
mod interrupt;
mod messages;
mod needs;
mod process;
mod scratch;
mod summary;
mod test_files;
mod tree;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

pub use bench::{Bench, terraform_version};
pub use interrupt::Interrupt;
use messages::Collector;
pub use messages::Refusal;
use needs::Needs;
pub use process::INTERRUPTED;
use process::Terraform;
use scratch::Scratch;
pub use summary::Summary;
use tree::Tree;

use super::mirror;
use crate::error::{Error, Report, Result};
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
    /// The state that there is before the run, as an earlier apply gave it; `None` for none.
    pub state: Option<&'a str>,
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
#[derive(Debug, Default)]
pub struct Outcome {
    /// Whether Terraform was content.
    pub success: bool,
    /// How many would be changed, after a plan or an apply that went well.
    pub summary: Option<Summary>,
    /// The plan as `terraform show -json` prints it, when it was asked for.
    pub plan: Option<serde_json::Value>,
    /// The state after an apply, when one was written.
    pub state: Option<String>,
    /// What Terraform found wrong, with places in the user's own files.
    pub report: Report,
    /// The errors among that in Terraform's own words, in the order in which it said them.
    pub refusals: Vec<Refusal>,
    /// Circumstances that the reader should know, such as a provider version stood in for.
    pub notes: Vec<String>,
    /// Everything Terraform printed, in the order it came.
    pub output: String,
    /// Terraform's version.
    pub terraform_version: String,
    /// How long each part took.
    pub timings: Vec<(Stage, Duration)>,
}

/// Runs Terraform as asked, telling `on` what happens.
///
/// What Terraform finds wrong with the configuration is in the outcome; an error is what kept it
/// from being run. Of the environment, what begins with `TF_` is not passed on, save for input
/// variables (`TF_VAR_`).
///
/// # Errors
/// When there is no `terraform`, when a module or provider is not known, when a file cannot be
/// read or written, and when the run is interrupted.
pub fn run(run: &Run<'_>, on: &mut dyn FnMut(Event<'_>)) -> Result<Outcome> {
    on(Event::Stage(Stage::Prepare));
    let started = Instant::now();
    let tree = tree::read(run)?;
    refuse_provisioners(run.verb, &tree)?;
    let needs = needs::needs(&tree, run.providers)?;
    let scratch = Scratch::make(&tree)?;
    scratch.keep_state_here(run.state)?;
    let served = mirror::install_served(&scratch.beside("providers"), &needs.served, run.program)?;
    let terraform = Terraform {
        program: Terraform::program(run.terraform),
        dir: scratch.root().to_owned(),
        environment: environment(served.environment),
    };
    let mut session = Session {
        run,
        terraform: &terraform,
        collector: Collector::new(&scratch, run.dir.to_owned()),
        on,
        outcome: Outcome { notes: notes(&tree, needs), ..Outcome::default() },
    };
    for note in &session.outcome.notes {
        (session.on)(Event::Note(note));
    }
    session.outcome.timings.push((Stage::Prepare, started.elapsed()));
    let mut outcome = session.all()?;
    if run.verb == Verb::Apply {
        outcome.state = scratch.state()?;
    }
    scratch.remove()?;
    Ok(outcome)
}

/// A run under way.
struct Session<'a, 'r, 's> {
    run: &'a Run<'r>,
    terraform: &'a Terraform,
    collector: Collector<'s>,
    on: &'a mut dyn FnMut(Event<'_>),
    outcome: Outcome,
}

/// The file that a plan is kept in.
const PLAN: &str = "offline.tfplan";

impl Session<'_, '_, '_> {
    fn all(mut self) -> Result<Outcome> {
        self.outcome.success = self.timed(Stage::Init, Self::initialise)?;
        if self.outcome.success && self.run.verb != Verb::Init {
            self.outcome.success = self.timed(Stage::Main, Self::main)?;
        }
        if self.outcome.success && self.run.verb == Verb::Plan && self.run.plan_json {
            self.outcome.plan = Some(self.timed(Stage::Show, Self::show)?);
        }
        Ok(self.finish())
    }

    fn finish(mut self) -> Outcome {
        self.outcome.terraform_version = self.collector.version.take().unwrap_or_default();
        self.outcome.refusals = std::mem::take(&mut self.collector.refusals);
        self.outcome.report = self.collector.finish();
        self.outcome
    }

    fn initialise(&mut self) -> Result<bool> {
        self.messages(Stage::Init, &["init"])
    }

    fn main(&mut self) -> Result<bool> {
        match self.run.verb {
            Verb::Init => Ok(true),
            Verb::Validate => self.validate(),
            Verb::Plan => self.plan(),
            Verb::Test => self.messages(Stage::Main, &["test"]),
            Verb::Apply => self.messages(Stage::Main, &["apply", "-auto-approve"]),
        }
    }

    /// A plan is told to people. Only when it fails is it made again, to be told where things are.
    fn plan(&mut self) -> Result<bool> {
        let mut arguments = self.arguments(&["plan"]);
        arguments.push(format!("-out={PLAN}"));
        arguments.extend((!self.run.color).then(|| "-no-color".to_owned()));
        let mut summary = None;
        let ok = self.terraform.run(&arguments, &mut |line| {
            summary = summary.or(Summary::read(&line.text));
            tell(self.on, &mut self.outcome.output, Stage::Main, line.error, &line.text);
        })?;
        if ok {
            // A plan that changes nothing but outputs is not summed up.
            self.outcome.summary = Some(summary.unwrap_or_default());
            return Ok(true);
        }
        let mut arguments = self.arguments(&["plan"]);
        arguments.push("-json".to_owned());
        self.terraform.run(&arguments, &mut |line| {
            self.collector.line(&line.text);
        })?;
        Ok(false)
    }

    fn validate(&mut self) -> Result<bool> {
        let mut answer = String::new();
        let mut arguments = vec!["validate".to_owned(), "-json".to_owned()];
        arguments.extend(self.run.arguments.iter().cloned());
        let ok = self.terraform.run(&arguments, &mut |line| answer.push_str(&line.text))?;
        self.collector.validation(&answer);
        if ok {
            let text = "Success! The configuration is valid.";
            tell(self.on, &mut self.outcome.output, Stage::Main, false, text);
        }
        Ok(ok)
    }

    fn show(&mut self) -> Result<serde_json::Value> {
        let arguments = ["show", "-json", PLAN].map(str::to_owned);
        let json = self.terraform.capture(&arguments)?;
        let plan = serde_json::from_str(&json);
        let plan = plan.map_err(|e| Error::io("cannot read the plan that terraform shows", e))?;
        self.outcome.summary = Some(Summary::count(&plan));
        Ok(plan)
    }

    /// Runs a command that tells its findings and its progress as messages.
    fn messages(&mut self, stage: Stage, command: &[&str]) -> Result<bool> {
        let mut arguments = match stage {
            Stage::Main => self.arguments(command),
            _ => command.iter().chain(&["-input=false"]).map(|a| (*a).to_owned()).collect(),
        };
        arguments.push("-json".to_owned());
        self.terraform.run(&arguments, &mut |line| {
            let Some(text) = self.collector.line(&line.text) else { return };
            self.outcome.summary = self.outcome.summary.or(Summary::read(&text));
            for text in text.lines() {
                tell(self.on, &mut self.outcome.output, stage, line.error, text);
            }
        })
    }

    fn arguments(&self, command: &[&str]) -> Vec<String> {
        let mut arguments: Vec<String> = command.iter().map(|a| (*a).to_owned()).collect();
        if command != ["test"] {
            arguments.push("-input=false".to_owned());
        }
        // A file is found from where the user stands, which is not where Terraform works.
        let file = |f: &Utf8PathBuf| camino::absolute_utf8(f).unwrap_or_else(|_| f.clone());
        arguments.extend(self.run.var_files.iter().map(|f| format!("-var-file={}", file(f))));
        arguments.extend(self.run.vars.iter().map(|v| format!("-var={v}")));
        arguments.extend(self.run.arguments.iter().cloned());
        arguments
    }

    fn timed<T>(&mut self, stage: Stage, part: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        (self.on)(Event::Stage(stage));
        let started = Instant::now();
        let result = part(self);
        self.outcome.timings.push((stage, started.elapsed()));
        result
    }
}

fn tell(on: &mut dyn FnMut(Event<'_>), output: &mut String, stage: Stage, error: bool, text: &str) {
    output.push_str(text);
    output.push('\n');
    on(Event::Line { stage, error, text });
}

/// What is set for Terraform. Nobody answers at the proxy: what is not served here is not had.
fn environment(mut environment: Vec<(String, String)>) -> Vec<(String, String)> {
    let fixed = [
        ("CHECKPOINT_DISABLE", "1"),
        ("TF_IN_AUTOMATION", "1"),
        ("HTTP_PROXY", "http://127.0.0.1:1"),
        ("HTTPS_PROXY", "http://127.0.0.1:1"),
        ("http_proxy", "http://127.0.0.1:1"),
        ("https_proxy", "http://127.0.0.1:1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    environment.extend(fixed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    environment
}

fn notes(tree: &Tree, needs: Needs<'_>) -> Vec<String> {
    let mut notes = needs.notes;
    let resources = tree.modules.iter().flat_map(|m| m.resources.values());
    notes.extend(resources.filter_map(|resource| {
        let why = match resource.kind.as_str() {
            "terraform_remote_state" => {
                "reads the state of another configuration, which is not there offline"
            }
            "external" => "runs a program, which is not done offline: its result is empty",
            _ => return None,
        };
        Some(format!("{} {why}", resource.address()))
    }));
    notes
}

/// Provisioners are programs of the configuration, and an apply would start them.
fn refuse_provisioners(verb: Verb, tree: &Tree) -> Result<()> {
    if !matches!(verb, Verb::Apply | Verb::Test) {
        return Ok(());
    }
    let resources = tree.modules.iter().flat_map(|m| m.resources.values());
    let provisioned = resources.filter(|r| r.provisioners.iter().any(|p| p.kind == "provisioner"));
    let addresses: Vec<_> = provisioned.map(|r| r.address()).collect();
    if addresses.is_empty() {
        return Ok(());
    }
    let message = format!("{} would start programs on this machine", addresses.join(", "));
    Err(Error::refused(message)
        .hint("plan or validate instead: neither runs a provisioner")
        .hint("or move what the provisioner does out of the configuration"))
}
