//! What is tried of a module with real Terraform, offline.
//!
//! Its examples have to plan and its tests to pass. Then each mutant is put to the tests: one that
//! no test notices is a guardrail that could go missing without anybody knowing. And who upgrades
//! from the previous release must not lose anything. What went well is remembered by a digest of
//! everything it depends on; what went wrong is tried again.

mod case;
mod findings;
mod record;
mod score;
mod work;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use camino::Utf8Path;

use crate::error::{Error, ErrorKind, Result};
use crate::offline::{self, INTERRUPTED, Interrupt, ModuleFiles, ModuleRequest};
use crate::release::Package;
use crate::schema::Providers;
use crate::store::Cache;
use case::{Case, Task};
pub use record::Fate;
pub use score::{Score, Tried};
use work::Worker;

/// Where the files of modules that others call come from.
pub type Modules<'a> = dyn Fn(&ModuleRequest<'_>) -> Result<Option<ModuleFiles>> + Sync + 'a;

/// How things are tried.
pub struct Trials<'a> {
    /// The providers whose schemas are known.
    pub providers: &'a Providers,
    /// Gives the files of modules that are called by registry address or from git.
    pub modules: &'a Modules<'a>,
    /// This program's file; when it changes, what is remembered no longer counts.
    pub program: &'a Utf8Path,
    /// The `terraform` program, when it is not the one in `PAVE_TERRAFORM` or on the `PATH`.
    pub terraform: Option<&'a Utf8Path>,
    /// Which mutants are put to the tests.
    pub mutants: Which,
    /// How many runs of Terraform there are at a time.
    pub jobs: NonZeroUsize,
    /// Where results are remembered.
    pub cache: Option<&'a Cache>,
}

/// Which mutants are put to the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All of them.
    #[default]
    All,
    /// The first of each guardrail.
    Sample,
    /// None.
    None,
}

/// A module to try.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its name, among the subjects.
    pub name: &'a str,
    /// The module.
    pub package: &'a Package,
    /// The release that callers have.
    pub previous: Option<&'a Package>,
}

/// How far the trials are.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// How many things have been tried.
    pub done: usize,
    /// How many there are to try, without those that are remembered.
    pub all: usize,
}

/// Tries everything of some modules; `on` is told whenever something is done.
///
/// # Errors
/// When Terraform cannot be run, a provider or a called module is not known, files cannot be
/// written, or the run is interrupted. What was found out until then is remembered.
pub fn run(
    trials: &Trials<'_>,
    subjects: &[Subject<'_>],
    on: &mut dyn FnMut(Progress),
) -> Result<Vec<Tried>> {
    // Noted from here on, so that a run that is ended leaves nothing behind.
    let interrupt = Interrupt::watch();
    let ground = ground(trials)?;
    let cases: Vec<Case<'_>> =
        subjects.iter().map(|s| Case::new(*s, trials.mutants, trials.cache, &ground)).collect();
    let tasks: Vec<(usize, Task)> =
        cases.iter().enumerate().flat_map(|(at, c)| c.tasks().map(move |t| (at, t))).collect();
    let stage = work::Stage::new()?;
    let modules: Vec<_> = cases
        .iter()
        .map(|case| {
            move |request: &ModuleRequest<'_>| {
                case.leads_outside();
                (trials.modules)(request)
            }
        })
        .collect();
    let next = AtomicUsize::new(0);
    let (stop, failure) = (AtomicBool::new(false), Mutex::new(None::<Error>));
    let all = tasks.len();
    on(Progress { done: 0, all });
    std::thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        for _ in 0..trials.jobs.get().min(all) {
            let tell = tell.clone();
            let (next, tasks, cases, modules) = (&next, &tasks, &cases, &modules);
            let (stage, stop, failure, interrupt) = (&stage, &stop, &failure, &interrupt);
            scope.spawn(move || {
                let mut worker = Worker::new(trials, cases, modules, stage);
                while !stop.load(Ordering::Relaxed) && !interrupt.happened() {
                    let Some((at, task)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) else {
                        return;
                    };
                    if let Err(error) = worker.work(*at, task) {
                        stop.store(true, Ordering::Relaxed);
                        failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        return;
                    }
                    // It fails only when nobody counts any more.
                    let _ = tell.send(());
                }
            });
        }
        drop(tell);
        // Told by this thread alone: another may not write where this one holds the lock.
        for (before, ()) in told.iter().enumerate() {
            on(Progress { done: before + 1, all });
        }
    });
    stage.remove()?;
    if let Some(cache) = trials.cache {
        // Not being able to remember costs time later, and nothing else.
        cases.iter().for_each(|case| drop(case.remember(cache)));
    }
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    if interrupt.happened() {
        return Err(Error::new(ErrorKind::Refused, INTERRUPTED));
    }
    Ok(cases.into_iter().map(Case::finish).collect())
}

/// What every result depends on beside the module: Terraform, the stand-ins, this program.
fn ground(trials: &Trials<'_>) -> Result<String> {
    let terraform = offline::terraform_version(trials.terraform)?;
    let program = std::fs::metadata(trials.program).ok();
    let built = program.as_ref().and_then(|p| p.modified().ok());
    let length = program.as_ref().map(std::fs::Metadata::len);
    let providers: BTreeMap<&str, String> = trials
        .providers
        .iter()
        .map(|provider| {
            // The head of a pack holds a checksum of the rest.
            let head = &provider.pack().bytes()[..20];
            (provider.address(), Cache::key([head]))
        })
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    Ok(format!("1 {version} {built:?} {length:?} {terraform} {providers:?}"))
}
