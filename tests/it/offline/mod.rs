//! Real Terraform on configurations of all kinds, offline.

mod added;
#[cfg(unix)]
mod interrupt;
mod lifecycle;
mod modules;
mod plan;
mod provider;
mod refusals;
mod state;
mod utility;

use std::process::Output;

use camino::{Utf8Path, Utf8PathBuf};
use pavestone::error::Result;
use pavestone::offline::{self, Event, ModuleFiles, ModuleRequest, Outcome, Run, Summary, Verb};
use pavestone::schema::Providers;

use crate::support::pave::{PAVE, Sandbox};
use crate::support::terraform::terraform;

/// A folder of configurations.
pub(super) struct Bench {
    folder: Sandbox,
}

/// What a test has otherwise than usual.
pub(super) struct Settings<'a> {
    pub(super) vars: &'a [String],
    pub(super) var_files: &'a [Utf8PathBuf],
    pub(super) providers: &'a Providers,
    pub(super) modules: &'a dyn Fn(&ModuleRequest<'_>) -> Result<Option<ModuleFiles>>,
    pub(super) terraform: Option<&'a Utf8Path>,
    pub(super) plan_json: bool,
    pub(super) state: Option<&'a str>,
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Self {
            vars: &[],
            var_files: &[],
            providers: Providers::embedded(),
            modules: &|_| Ok(None),
            terraform: None,
            plan_json: false,
            state: None,
        }
    }
}

/// Writes files into a folder of their own.
pub(super) fn bench(files: &[(&str, &str)]) -> Bench {
    let folder = Sandbox::new();
    for (path, text) in files {
        folder.write(path, text);
    }
    Bench { folder }
}

impl Bench {
    pub(super) fn path(&self, path: &str) -> Utf8PathBuf {
        Utf8PathBuf::from_path_buf(self.folder.path(path)).unwrap()
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        self.folder.write(path, text);
    }

    /// Every file there is, to see that nothing was left behind.
    pub(super) fn files(&self) -> Vec<String> {
        self.folder.files("")
    }

    pub(super) fn run(&self, dir: &str, verb: Verb) -> Outcome {
        self.try_run(dir, Settings::default(), verb).unwrap()
    }

    pub(super) fn try_run(&self, dir: &str, settings: Settings<'_>, verb: Verb) -> Result<Outcome> {
        let dir = self.path(dir);
        let run = Run {
            dir: &dir,
            verb,
            vars: settings.vars,
            var_files: settings.var_files,
            arguments: &[],
            providers: settings.providers,
            modules: settings.modules,
            program: Utf8Path::new(PAVE),
            terraform: settings.terraform,
            color: false,
            plan_json: settings.plan_json,
            state: settings.state,
        };
        offline::run(&run, &mut |_: Event<'_>| {})
    }

    /// Runs Terraform itself, with a mirror of stand-ins.
    pub(super) fn terraform(&self, arguments: &[&str]) -> Output {
        self.terraform_with(Providers::embedded(), arguments)
    }

    pub(super) fn terraform_with(&self, providers: &Providers, arguments: &[&str]) -> Output {
        let mirror = self.path("mirror");
        let installed = offline::install(&mirror, providers, Utf8Path::new(PAVE)).unwrap();
        let mut command = self.folder.command(terraform());
        command.args(arguments).envs(installed.environment).current_dir(self.path("root"));
        command.output().unwrap()
    }

    /// [`Bench::terraform`], which has to go well; what it printed.
    pub(super) fn succeed(&self, arguments: &[&str]) -> String {
        succeeded(self.terraform(arguments))
    }
}

/// What a program printed that had to go well.
pub(super) fn succeeded(output: Output) -> String {
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// The findings of an outcome, each with its file and line.
pub(super) fn found(outcome: &Outcome) -> Vec<String> {
    let sources = &outcome.report.sources;
    let finding = |f: &pavestone::diag::Finding| match f.labels.first() {
        Some(label) => {
            let place = sources.line_column(label.source, label.span.start);
            let file = sources.get(label.source).path.file_name().unwrap();
            format!("{file}:{}: {}", place.line, f.message)
        }
        None => f.message.clone(),
    };
    outcome.report.findings.iter().map(finding).collect()
}
