//! `pave vet`

use std::num::NonZeroUsize;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::output::Output;
use super::plan::module_files;
use crate::app::vet::package;
use crate::app::vet::trials::{self, Progress, Score, Subject, Trials, Tried, Which};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::offline::added;
use crate::release::Package;
use crate::report;
use crate::store::{self, Cache};

#[derive(Debug, Args)]
#[command(after_help = "\
A mutant is the module with a guardrail taken out or turned around; one that no test notices \
is a guardrail that could go missing without anybody knowing.

Examples:
  pave vet queue
  pave vet modules/queue --against modules/queue-1.2.0
  pave vet --all --mutants sample")]
pub(super) struct Words {
    /// Modules of the catalog by name, or folders
    #[arg(value_name = "MODULE", required_unless_present = "all")]
    modules: Vec<String>,

    /// All modules of the catalog
    #[arg(long, conflicts_with = "modules")]
    all: bool,

    /// Which mutants are put to the tests
    #[arg(long, value_enum, default_value_t = Mutants::All)]
    mutants: Mutants,

    /// The release that callers have, a folder: nothing may be lost by an upgrade
    #[arg(long, value_name = "DIR", conflicts_with = "all")]
    against: Option<Utf8PathBuf>,

    /// How many runs of Terraform there are at a time; by default as many as processors
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Try everything again, and remember nothing
    #[arg(long)]
    no_cache: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,

    /// The terraform program; by default the one on the PATH
    #[arg(long, value_name = "FILE", env = "PAVE_TERRAFORM")]
    terraform: Option<Utf8PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mutants {
    /// All of them
    All,
    /// The first of each guardrail
    Sample,
    /// None
    None,
}

#[derive(Serialize)]
struct Record {
    modules: Vec<ModuleRecord>,
    score: ScoreRecord,
}

#[derive(Serialize)]
struct ModuleRecord {
    name: String,
    examples: usize,
    examples_planned: usize,
    tests_passed: Option<usize>,
    guardrails: usize,
    guardrails_upheld: usize,
    score: ScoreRecord,
    remembered: usize,
    findings: Vec<report::FindingRecord>,
}

#[derive(Serialize)]
struct ScoreRecord {
    #[serde(flatten)]
    score: Score,
    percent: Option<usize>,
}

pub(super) fn run(words: &Words, catalog: &Catalog, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let packages = packages(words, catalog)?;
    let read = |dir: &Utf8PathBuf| Ok(Package::read(store::read_folder(dir)?, None));
    let previous = words.against.as_ref().map(read).transpose()?;
    let subjects: Vec<Subject<'_>> = packages
        .iter()
        .map(|(name, package)| Subject { name, package, previous: previous.as_ref() })
        .collect();
    let program = std::env::current_exe().ok().and_then(|p| Utf8PathBuf::from_path_buf(p).ok());
    let program = program.ok_or_else(|| Error::usage("pave cannot find its own file"))?;
    let cache = if words.no_cache { None } else { Some(Cache::of("vet")?) };
    let trials = Trials {
        providers: &added::load(&added::default_data_dir()?)?,
        modules: &|request| module_files(catalog, request),
        program: &program,
        terraform: words.terraform.as_deref(),
        mutants: match words.mutants {
            Mutants::All => Which::All,
            Mutants::Sample => Which::Sample,
            Mutants::None => Which::None,
        },
        jobs: jobs(words),
        cache: cache.as_ref(),
    };
    let bar = bar(output.terminal.progress && !words.json);
    let tried = trials::run(&trials, &subjects, &mut |Progress { done, all }| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    Ok(told(words, &tried?, output))
}

/// The modules that are asked for, with their names.
fn packages(words: &Words, catalog: &Catalog) -> Result<Vec<(String, Package)>> {
    if words.all {
        return catalog.modules().map(|m| Ok((m.name.clone(), package(m)?))).collect();
    }
    let one = |name: &String| match catalog.module(name) {
        Some(module) => Ok((name.clone(), package(module)?)),
        None if name.contains(['/', '.']) || Utf8Path::new(name).is_dir() => {
            let tree = store::read_folder(Utf8Path::new(name))?;
            let folder = Utf8Path::new(name).canonicalize_utf8().ok();
            let folder = folder.as_ref().and_then(|f| f.file_name()).unwrap_or("module");
            Ok((folder.to_owned(), Package::read(tree, None)))
        }
        None => Err(Error::not_found(format!("there is no module `{name}`"))
            .hint("`pave list` names those of the catalog; a folder is named by its path")),
    };
    words.modules.iter().map(one).collect()
}

fn jobs(words: &Words) -> NonZeroUsize {
    let processors = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    words.jobs.unwrap_or_else(processors)
}

fn bar(shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} tried, {eta} left");
    ProgressBar::new(0).with_style(style.expect("the template is well formed"))
}

fn told(words: &Words, tried: &[Tried], output: &mut Output<'_>) -> u8 {
    let mut total = Score::default();
    tried.iter().for_each(|one| total += one.score);
    let wrong = tried
        .iter()
        .any(|one| one.report.findings.iter().any(|f| f.severity == crate::diag::Severity::Error));
    if words.json {
        let modules = tried.iter().map(record).collect();
        output.print_json(&Record { modules, score: scored(total) });
        return u8::from(wrong);
    }
    for one in tried {
        output.findings(&one.report);
    }
    for one in tried {
        output.print(&format!("{}: {}\n", one.name, summary(one)));
    }
    if tried.len() > 1 {
        output.print(&format!("in all: {}\n", mutants(total)));
    }
    u8::from(wrong)
}

fn summary(one: &Tried) -> String {
    let tests = one.tests.map_or("tests fail".to_owned(), |n| format!("{n} tests pass"));
    let mut text = format!("{} of {} examples plan; {tests}", one.planned, one.examples);
    if one.guardrails > 0 {
        let (upheld, guardrails) = (one.upheld, one.guardrails);
        text = format!("{text}; guardrails: {upheld} of {guardrails} hold; {}", mutants(one.score));
    }
    text
}

fn mutants(score: Score) -> String {
    let Some(percent) = score.percent() else { return "no mutants".to_owned() };
    let invalid = match score.invalid {
        0 => String::new(),
        n => format!(", {n} more that Terraform itself refuses"),
    };
    format!("{} mutants, {} killed ({percent} %){invalid}", score.tried(), score.killed)
}

fn record(one: &Tried) -> ModuleRecord {
    ModuleRecord {
        name: one.name.clone(),
        examples: one.examples,
        examples_planned: one.planned,
        tests_passed: one.tests,
        guardrails: one.guardrails,
        guardrails_upheld: one.upheld,
        score: scored(one.score),
        remembered: one.remembered,
        findings: report::findings_for_machines(&one.report.findings, &one.report.sources),
    }
}

fn scored(score: Score) -> ScoreRecord {
    ScoreRecord { score, percent: score.percent() }
}
