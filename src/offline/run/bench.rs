//! A scratch directory in which Terraform is run again and again, as [`super::run`] does once.
//!
//! The providers are hosted in this process and modules are installed by hand, so nothing has to be
//! initialised, and a file can be swapped between runs: a run costs Terraform's own work alone.

use camino::{Utf8Path, Utf8PathBuf};

use super::messages::Collector;
use super::process::Terraform;
use super::scratch::Scratch;
use super::{Event, Outcome, Run, Session, Verb, needs, refuse_provisioners, tree};
use crate::error::Result;
use crate::offline::files;
use crate::offline::provider::Hosted;

/// A scratch directory that is ready for runs; it is removed with this value.
pub struct Bench<'a> {
    /// What every run has in common.
    run: Run<'a>,
    /// How the root module's directory is called in findings.
    shown: Utf8PathBuf,
    terraform: Terraform,
    scratch: Scratch,
    /// Ends after the scratch directory is gone.
    _providers: Vec<Hosted>,
}

impl<'a> Bench<'a> {
    /// Sets up for the root module in `dir`, which is called `shown` in findings; the directory, the
    /// verb and the arguments of `run` do not matter.
    ///
    /// # Errors
    /// As [`super::run`], save for what Terraform does.
    pub fn open(run: Run<'a>, dir: &Utf8Path, shown: &Utf8Path) -> Result<Self> {
        let tree = tree::read(&Run { dir, ..run })?;
        refuse_provisioners(Verb::Apply, &tree)?;
        let needs = needs::needs(&tree, run.providers)?;
        let scratch = Scratch::make(&tree)?;
        let mut providers = Vec::new();
        for served in needs.served {
            let provider = run.providers.shared(served.provider.address());
            let provider = provider.expect("it was found among them");
            providers.push(Hosted::start(provider, served.only)?);
        }
        // The user's own may name other places to find providers.
        let config = scratch.beside("terraform.rc");
        files::write(&config, b"disable_checkpoint = true\n")?;
        let environment = super::environment(vec![
            ("TF_CLI_CONFIG_FILE".to_owned(), config.into_string()),
            Hosted::variable(&providers),
            // A run is over before collecting garbage pays: this saves a fifth of its time.
            ("GOGC".to_owned(), "400".to_owned()),
        ]);
        let terraform = Terraform {
            program: Terraform::program(run.terraform),
            dir: scratch.root().to_owned(),
            environment,
        };
        let bench =
            Self { run, shown: shown.to_owned(), terraform, scratch, _providers: providers };
        let root = tree.modules.iter().find(|module| {
            let settings = &module.settings;
            settings.backend.is_some() || settings.cloud.is_some()
        });
        // Only a backend has to be initialised, the one put in place of another too.
        if root.is_some() {
            bench.scratch.keep_state_here(None)?;
            bench.run(Verb::Init, &[])?;
        }
        Ok(bench)
    }

    /// Puts a file into the root module's directory; the user's own is not touched.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, path: &Utf8Path, bytes: &[u8]) -> Result<()> {
        files::write(&self.scratch.root().join(path), bytes)
    }

    /// The bytes of a file in the root module's directory, such as the state that an apply left.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn get(&self, path: &Utf8Path) -> Result<Vec<u8>> {
        files::read(&self.scratch.root().join(path))
    }

    /// Runs Terraform; a plan that is asked for comes as JSON where the run says so.
    ///
    /// # Errors
    /// When Terraform cannot be started or the run is interrupted.
    pub fn run(&self, verb: Verb, arguments: &[String]) -> Result<Outcome> {
        let run = Run { dir: &self.shown, verb, arguments, ..self.run };
        let on = &mut |_: Event<'_>| {};
        let mut session = Session {
            run: &run,
            terraform: &self.terraform,
            collector: Collector::new(&self.scratch, self.shown.clone()),
            on,
            outcome: Outcome::default(),
        };
        session.outcome.success = match verb {
            Verb::Init => session.initialise()?,
            _ => session.main()?,
        };
        if session.outcome.success && verb == Verb::Plan && run.plan_json {
            session.outcome.plan = Some(session.show()?);
        }
        Ok(session.finish())
    }
}

/// What the `terraform` that would be run says its version is, and of what build.
///
/// # Errors
/// When it cannot be started or fails.
pub fn terraform_version(given: Option<&Utf8Path>) -> Result<String> {
    let terraform = Terraform {
        program: Terraform::program(given),
        dir: Utf8PathBuf::from("."),
        environment: super::environment(Vec::new()),
    };
    // What follows tells of the directory's providers.
    let told = terraform.capture(&["version".to_owned()])?;
    Ok(told.lines().take(2).collect::<Vec<_>>().join(" "))
}
