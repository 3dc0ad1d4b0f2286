//! One thing tried after the other, with Terraform.

use camino::{Utf8Path, Utf8PathBuf};

use super::case::{Case, Task};
use super::record::Fate;
use super::{Trials, findings};
use crate::error::{Error, Result};
use crate::offline::{self, Bench, ModuleFiles, ModuleRequest, Outcome, Run, Verb};
use crate::release::{Mutant, Package, Tree};

/// The folder that the modules' files are put into; it is removed with this value.
#[derive(Debug)]
pub(super) struct Stage {
    dir: tempfile::TempDir,
    path: Utf8PathBuf,
}

impl Stage {
    /// Makes an empty one.
    pub(super) fn new() -> Result<Self> {
        let failed = |e| Error::io("cannot make a scratch directory", e);
        let dir = offline::files::private_dir("pave-vet-", None).map_err(failed)?;
        let path = Utf8Path::from_path(dir.path()).map(Utf8Path::to_owned);
        let path = path.ok_or_else(|| {
            Error::usage("the path of the directory for temporary files is not UTF-8")
        })?;
        Ok(Self { dir, path })
    }

    /// Removes it now, and says so when that fails.
    pub(super) fn remove(self) -> Result<()> {
        let path = self.path;
        self.dir.close().map_err(|e| Error::io(format!("cannot remove {path}"), e))
    }

    /// Puts the files of a case's module into a folder of its own.
    fn put<'t>(
        &self,
        at: usize,
        kind: &str,
        files: impl Iterator<Item = (&'t Utf8PathBuf, &'t [u8])>,
    ) -> Result<Utf8PathBuf> {
        // Two steps down: what is around a module is shown to Terraform as well.
        let folder = self.path.join(at.to_string()).join(kind);
        for (path, bytes) in files {
            offline::files::write(&folder.join(path), bytes)?;
        }
        Ok(folder)
    }
}

/// Gives the files of modules that are called.
type Called<'w> = dyn Fn(&ModuleRequest<'_>) -> Result<Option<ModuleFiles>> + 'w;

/// Tries one thing after the other, in a scratch directory that serves as long as the module does.
pub(super) struct Worker<'w, M> {
    trials: &'w Trials<'w>,
    cases: &'w [Case<'w>],
    modules: &'w [M],
    stage: &'w Stage,
    bench: Option<(usize, Bench<'w>)>,
}

impl<'w, M> Worker<'w, M>
where
    M: Fn(&ModuleRequest<'_>) -> Result<Option<ModuleFiles>>,
{
    pub(super) fn new(
        trials: &'w Trials<'w>,
        cases: &'w [Case<'w>],
        modules: &'w [M],
        stage: &'w Stage,
    ) -> Self {
        Self { trials, cases, modules, stage, bench: None }
    }

    /// Tries one thing of the case with this number.
    pub(super) fn work(&mut self, at: usize, task: &Task) -> Result<()> {
        let case = &self.cases[at];
        match task {
            Task::Tests => self.tests(at, case),
            Task::Example(name) => self.example(at, case, name),
            Task::Upgrade(name) => self.upgrade(at, case, name),
            Task::Mutant(number) if !case.tests_fail() => {
                let mutant = &case.mutants[*number];
                let fate = self.mutant(at, case, mutant)?;
                case.fate(mutant, fate);
                Ok(())
            }
            Task::Mutant(_) => Ok(()),
        }
    }

    fn tests(&mut self, at: usize, case: &Case<'_>) -> Result<()> {
        let outcome = self.module(at)?.run(Verb::Test, &[])?;
        if outcome.success {
            case.tested(Some(passed(&outcome)));
        } else {
            case.tested(None);
            case.found().outcome(findings::TEST, "a test fails", outcome);
        }
        Ok(())
    }

    fn mutant(&mut self, at: usize, case: &Case<'_>, mutant: &Mutant) -> Result<Fate> {
        let module = case.subject.package.root();
        let text = &module.sources.get(mutant.edit.source).text;
        let bench = self.module(at)?;
        bench.put(&mutant.path, mutant.apply(text).as_bytes())?;
        let mut fate = Fate::Survived;
        for test in case.tests_for(mutant) {
            let outcome = bench.run(Verb::Test, &[format!("-filter={test}")])?;
            if !outcome.success {
                fate = Fate::Killed(test.to_string());
                // Where no test failed as such, it may be that none could be run.
                if !an_assertion_failed(&outcome) && !is_valid(bench)? {
                    fate = Fate::Invalid;
                }
                break;
            }
        }
        bench.put(&mutant.path, text.as_bytes())?;
        Ok(fate)
    }

    fn example(&self, at: usize, case: &Case<'_>, name: &str) -> Result<()> {
        let tree = &case.subject.package.tree;
        let dir = self.stage.put(at, "now", files(tree))?.join("examples").join(name);
        let bench = self.open(at, &dir, &example_shown(tree, name))?;
        let outcome = bench.run(Verb::Plan, &[])?;
        if outcome.success {
            case.planned(name);
        } else {
            let what = format!("examples/{name} does not plan");
            case.found().outcome(findings::EXAMPLE, &what, outcome);
        }
        Ok(())
    }

    /// Applies an example of the previous release as it was, and plans it with the module as it is.
    fn upgrade(&self, at: usize, case: &Case<'_>, name: &str) -> Result<()> {
        const STATE: &str = "terraform.tfstate";
        let Some(previous) = case.subject.previous else { return Ok(()) };
        let (old, new) = (&previous.tree, &case.subject.package.tree);
        let sources = &previous.sources;
        let inner = Utf8Path::new("examples").join(name);

        let dir = self.stage.put(at, "before", files(old))?;
        let before = self.open(at, &dir.join(&inner), &example_shown(old, name))?;
        if !before.run(Verb::Apply, &[])?.success {
            case.found().add(findings::not_applied(name), sources);
            return Ok(());
        }
        let state = before.get(Utf8Path::new(STATE))?;
        drop(before);

        let is_example = |path: &Utf8PathBuf| path.starts_with("examples");
        let module = files(new).filter(|(path, _)| !is_example(path));
        let example = files(old).filter(|(path, _)| is_example(path));
        let dir = self.stage.put(at, "after", module.chain(example))?;
        let after = self.open_for(at, &dir.join(&inner), &example_shown(old, name), true)?;
        after.put(Utf8Path::new(STATE), &state)?;
        let outcome = after.run(Verb::Plan, &[])?;
        let breaking = is_breaking(previous, case.subject.package);
        let Some(plan) = &outcome.plan else {
            let why = outcome.report.findings.first().map(|f| f.message.clone());
            let why = why.unwrap_or_else(|| "terraform failed".to_owned());
            let mut finding = findings::not_planned(name, &why);
            if breaking {
                finding.severity = crate::diag::Severity::Warning;
            }
            case.found().add(finding, sources);
            return Ok(());
        };
        let destroyed = destroyed(plan);
        if destroyed.is_empty() {
            case.upgraded(old, name);
        }
        for address in destroyed {
            case.found().add(findings::destroyed(name, &address, breaking), sources);
        }
        Ok(())
    }

    /// The scratch directory of a case's module.
    fn module(&mut self, at: usize) -> Result<&Bench<'w>> {
        if self.bench.as_ref().is_none_or(|(of, _)| *of != at) {
            // The one before it is removed first.
            self.bench = None;
            let tree = &self.cases[at].subject.package.tree;
            let dir = self.stage.put(at, "now", files(tree))?;
            self.bench = Some((at, self.open(at, &dir, &tree.shown)?));
        }
        let (_, bench) = self.bench.as_ref().expect("it was opened");
        Ok(bench)
    }

    fn open(&self, at: usize, dir: &Utf8Path, shown: &Utf8Path) -> Result<Bench<'w>> {
        self.open_for(at, dir, shown, false)
    }

    /// Sets up in a folder of a case; with `plan_json`, plans are shown as JSON.
    fn open_for(
        &self,
        at: usize,
        dir: &Utf8Path,
        shown: &Utf8Path,
        plan_json: bool,
    ) -> Result<Bench<'w>> {
        let modules: &'w Called<'w> = &self.modules[at];
        let run = Run {
            dir: Utf8Path::new("."),
            verb: Verb::Test,
            vars: &[],
            var_files: &[],
            arguments: &[],
            providers: self.trials.providers,
            modules,
            program: self.trials.program,
            terraform: self.trials.terraform,
            color: false,
            plan_json,
            state: None,
        };
        Bench::open(run, dir, shown)
    }
}

fn files(tree: &Tree) -> impl Iterator<Item = (&Utf8PathBuf, &[u8])> {
    tree.files.iter().map(|(path, bytes)| (path, &**bytes))
}

fn example_shown(tree: &Tree, name: &str) -> Utf8PathBuf {
    tree.show(Utf8Path::new("examples")).join(name)
}

/// How many runs passed, from what Terraform says last.
fn passed(outcome: &Outcome) -> usize {
    let told = outcome.output.lines().rev().find_map(|line| line.split_once(" passed"));
    let number = told.and_then(|(before, _)| before.split(' ').next_back());
    number.and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Whether it is a module at all; what tests refer to is their business.
fn is_valid(bench: &Bench<'_>) -> Result<bool> {
    Ok(bench.run(Verb::Validate, &["-no-tests".to_owned()])?.success)
}

/// Whether an assertion did not hold, rather than a run not being possible.
fn an_assertion_failed(outcome: &Outcome) -> bool {
    outcome.report.findings.iter().any(|f| f.message.starts_with("Test assertion failed"))
}

fn is_breaking(old: &Package, new: &Package) -> bool {
    match (&old.version, &new.version) {
        (Some(old), Some(new)) => match old.major {
            0 => (old.major, old.minor) != (new.major, new.minor),
            major => major != new.major,
        },
        _ => false,
    }
}

/// The addresses that a plan destroys, replacing them or not.
fn destroyed(plan: &serde_json::Value) -> Vec<String> {
    let changes = plan["resource_changes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let destroyed = changes.iter().filter(|change| {
        let actions = change["change"]["actions"].as_array();
        actions.is_some_and(|actions| actions.iter().any(|action| action == "delete"))
    });
    destroyed.filter_map(|change| change["address"].as_str().map(str::to_owned)).collect()
}
