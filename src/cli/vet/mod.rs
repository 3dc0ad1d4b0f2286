//! `pave vet`

pub(super) mod trials;

use std::time::{SystemTime, UNIX_EPOCH};

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde::Serialize;

use super::output::Output;
use crate::app::vet::trials::{Score, Tried};
use crate::app::vet::{Before, Vet, VetRequest, Vetted};
use crate::catalog::Files;
use crate::error::{Report, Result};
use crate::offline::provider::calendar::Date;
use crate::release::vet::rules;
use crate::report::{self, About, Format, table};

#[derive(Debug, Args)]
#[command(after_help = "\
Rules look at the files. Then the examples are planned, the tests run and the last release's \
examples upgraded by real Terraform, offline, and every guardrail of the card is taken out and \
turned around: a mutant that no test notices is a guardrail that could go missing without \
anybody knowing. What went well is remembered.

Examples:
  pave --catalog acme vet postgres
  pave vet modules/postgres --against releases/postgres-1.2.0
  pave --catalog acme vet --all --format sarif --sarif checkov.sarif > vet.sarif")]
pub(super) struct Words {
    /// Modules of the catalog, or folders of modules (with a / in them)
    #[arg(value_name = "MODULE")]
    modules: Vec<String>,

    /// Every module of the catalog
    #[arg(long, conflicts_with = "modules")]
    all: bool,

    /// The release before, as `pave diff` takes it; by default the last one by the tags in git
    #[arg(long, value_name = "OLD")]
    against: Option<String>,

    #[command(flatten)]
    trials: trials::Words,

    /// Add what another program found, in SARIF; may be repeated
    #[arg(long, value_name = "FILE")]
    sarif: Vec<Utf8PathBuf>,

    /// Fail on warnings too
    #[arg(long)]
    strict: bool,

    /// How findings are told
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, conflicts_with = "json")]
    format: Format,

    /// Tell the result as JSON: short for --format json
    #[arg(long)]
    json: bool,
}

/// What `--json` tells.
#[derive(Serialize)]
struct Record<'v> {
    modules: Vec<ModuleRecord<'v>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<ScoreRecord>,
    problems_elsewhere: usize,
    results_elsewhere: usize,
}

#[derive(Serialize)]
struct ModuleRecord<'v> {
    name: &'v str,
    folder: &'v Utf8Path,
    version: Option<String>,
    /// What it was compared with; null where there is no release before.
    previous: Option<PreviousRecord<'v>>,
    errors: usize,
    warnings: usize,
    notes: usize,
    waived: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    trials: Option<TrialsRecord>,
    findings: Vec<report::FindingRecord>,
}

#[derive(Serialize)]
struct PreviousRecord<'v> {
    /// The word that named it, or its tag.
    name: &'v str,
    version: Option<String>,
}

#[derive(Serialize)]
struct TrialsRecord {
    examples: usize,
    examples_planned: usize,
    tests_passed: Option<usize>,
    guardrails: usize,
    guardrails_upheld: usize,
    score: ScoreRecord,
    remembered: usize,
}

#[derive(Serialize)]
struct ScoreRecord {
    #[serde(flatten)]
    score: Score,
    percent: Option<usize>,
}

pub(super) fn run(
    words: &Words,
    catalog: Option<&Utf8Path>,
    files: &dyn Fn() -> Result<Files>,
    output: &mut Output<'_>,
) -> Result<u8> {
    let json = words.json || words.format == Format::Json;
    output.json = json;
    let request = VetRequest {
        modules: words.modules.clone(),
        all: words.all,
        catalog: catalog.map(Utf8Path::to_owned),
        against: words.against.clone(),
        sarif: words.sarif.clone(),
        today: today(),
        ..VetRequest::default()
    };
    let vetted = words.trials.vet(&request, files, output)?;
    match words.format {
        _ if json => output.print_json(&record(&vetted)),
        Format::Human => tell(&vetted, output),
        format => {
            let reports: Vec<&Report> = vetted.modules.iter().map(|one| &one.report).collect();
            let style = output.style();
            output.print(&report::findings_as(format, &reports, style, &about));
        }
    }
    if !json {
        elsewhere(&vetted, output);
    }
    Ok(u8::from(vetted.modules.iter().any(|one| fails(one, words.strict))))
}

/// Whether something was found in a module that keeps it from being released.
pub(super) fn fails(one: &Vetted, strict: bool) -> bool {
    let [errors, warnings, ..] = one.counts();
    errors > 0 || (strict && warnings > 0)
}

/// What a rule asks, for those who have only its name.
fn about(id: &str) -> Option<About> {
    let rule = rules::named(id)?;
    Some(About { title: rule.title.to_owned(), explanation: rule.explanation.to_owned() })
}

/// Tells what was found, and what came of it in a table.
pub(super) fn tell(vetted: &Vet, output: &mut Output<'_>) {
    for one in &vetted.modules {
        output.findings(&one.report);
    }
    let modules = vetted.modules.iter();
    output.print(&match total(vetted) {
        Some(_) => {
            let head = ["examples", "tests", "guardrails", "mutants killed"].map(str::to_owned);
            let rows =
                modules.map(|one| [row(one), one.tried.as_ref().map(tried).unwrap_or_default()]);
            let rows: Vec<[String; 8]> =
                [[heading(), head]].into_iter().chain(rows).map(joined).collect();
            table::columns(&rows)
        }
        None => {
            let rows: Vec<_> = [heading()].into_iter().chain(modules.map(row)).collect();
            table::columns(&rows)
        }
    });
    if vetted.modules.len() > 1
        && let Some(score) = total(vetted)
    {
        output.print(&format!("in all: {}\n", mutants(score)));
    }
}

/// What became of all mutants; none when nothing was tried.
fn total(vetted: &Vet) -> Option<Score> {
    let tried: Vec<_> = vetted.modules.iter().filter_map(|one| one.tried.as_ref()).collect();
    let mut total = Score::default();
    tried.iter().for_each(|one| total += one.score);
    (!tried.is_empty()).then_some(total)
}

fn heading() -> [String; 4] {
    ["module", "version", "findings", "compared with"].map(str::to_owned)
}

/// What was found in a module, and what it was compared with.
fn row(one: &Vetted) -> [String; 4] {
    let version = one.package.version.as_ref().map(ToString::to_string);
    let before = match &one.before {
        Before::Embedded => "-".to_owned(),
        Before::Unknown => "no release".to_owned(),
        Before::Release { name, .. } => name.clone(),
    };
    [one.name.clone(), version.unwrap_or_default(), summary(one.counts()), before]
}

/// What trying a module came to.
fn tried(one: &Tried) -> [String; 4] {
    let of = |some: usize, all: usize| format!("{some} of {all}");
    let Score { killed, invalid, .. } = one.score;
    let mutants = match (one.score == Score::default(), invalid) {
        (true, _) => return [of(one.planned, one.examples), tests(one), "-".into(), "-".into()],
        (false, 0) => of(killed, one.score.tried()),
        (false, n) => format!("{}, {n} refused", of(killed, one.score.tried())),
    };
    [of(one.planned, one.examples), tests(one), of(one.upheld, one.guardrails), mutants]
}

fn tests(one: &Tried) -> String {
    one.tests.map_or("none pass".to_owned(), |passed| format!("{passed} pass"))
}

fn joined([left, right]: [[String; 4]; 2]) -> [String; 8] {
    let [a, b, c, d] = left;
    let [e, f, g, h] = right;
    [a, b, c, d, e, f, g, h]
}

fn mutants(score: Score) -> String {
    let Some(percent) = score.percent() else { return "no mutants".to_owned() };
    let invalid = match score.invalid {
        0 => String::new(),
        n => format!(", {n} more that Terraform itself refuses"),
    };
    format!("{} mutants, {} killed ({percent} %){invalid}", score.tried(), score.killed)
}

fn scored(score: Score) -> ScoreRecord {
    ScoreRecord { score, percent: score.percent() }
}

fn summary(counts: [usize; 4]) -> String {
    let nouns = [("error", "errors"), ("warning", "warnings"), ("note", "notes")];
    let mut parts: Vec<String> = nouns
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|((one, many), count)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    if counts[3] > 0 {
        parts.push(format!("{} let pass", counts[3]));
    }
    if parts.is_empty() { "fit".to_owned() } else { parts.join(", ") }
}

/// Says beside the result what was not looked at.
pub(super) fn elsewhere(vetted: &Vet, output: &mut Output<'_>) {
    if vetted.problems_elsewhere > 0 {
        output.note(&format!(
            "the catalog has {} problems elsewhere, so that what it says of its modules was not \
             checked; `pave catalog check` tells them",
            vetted.problems_elsewhere
        ));
    }
    if vetted.results_elsewhere > 0 {
        let count = vetted.results_elsewhere;
        output.note(&format!("{count} results of other programs lie in none of these modules"));
    }
}

fn record(vetted: &Vet) -> Record<'_> {
    Record {
        modules: vetted.modules.iter().map(module_record).collect(),
        score: total(vetted).map(scored),
        problems_elsewhere: vetted.problems_elsewhere,
        results_elsewhere: vetted.results_elsewhere,
    }
}

fn module_record(vetted: &Vetted) -> ModuleRecord<'_> {
    let Vetted { name, package, report, tried, before } = vetted;
    let [errors, warnings, notes, waived] = vetted.counts();
    ModuleRecord {
        name,
        folder: &package.tree.shown,
        version: package.version.as_ref().map(ToString::to_string),
        previous: match before {
            Before::Release { name, version } => {
                let version = version.as_ref().map(ToString::to_string);
                Some(PreviousRecord { name, version })
            }
            Before::Embedded | Before::Unknown => None,
        },
        errors,
        warnings,
        notes,
        waived,
        trials: tried.as_ref().map(|tried| TrialsRecord {
            examples: tried.examples,
            examples_planned: tried.planned,
            tests_passed: tried.tests,
            guardrails: tried.guardrails,
            guardrails_upheld: tried.upheld,
            score: scored(tried.score),
            remembered: tried.remembered,
        }),
        findings: report::findings_for_machines(&report.findings, &report.sources),
    }
}

/// The day, in UTC.
pub(super) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Date::from_unix(seconds).rfc3339().chars().take(10).collect()
}
