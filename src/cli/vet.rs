//! `pave vet`

use std::time::{SystemTime, UNIX_EPOCH};

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde::Serialize;

use super::output::Output;
use crate::app::vet::{Vet, VetRequest, Vetted, vet};
use crate::catalog::Files;
use crate::error::{Report, Result};
use crate::offline::provider::calendar::Date;
use crate::release::vet::rules;
use crate::report::{self, About, Format, table};

#[derive(Debug, Args)]
#[command(after_help = "\
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

    /// Compare with the release before, a folder: is the version an honest one?
    #[arg(long, value_name = "OLD")]
    against: Option<Utf8PathBuf>,

    /// Add what another program found, in SARIF; may be repeated
    #[arg(long, value_name = "FILE")]
    sarif: Vec<Utf8PathBuf>,

    /// Fail on warnings too
    #[arg(long)]
    strict: bool,

    /// How findings are told
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, conflicts_with = "json")]
    format: Format,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` tells.
#[derive(Serialize)]
struct Record<'v> {
    modules: Vec<ModuleRecord<'v>>,
    problems_elsewhere: usize,
    results_elsewhere: usize,
}

#[derive(Serialize)]
struct ModuleRecord<'v> {
    name: &'v str,
    folder: &'v Utf8Path,
    version: Option<String>,
    errors: usize,
    warnings: usize,
    notes: usize,
    waived: usize,
    findings: Vec<report::FindingRecord>,
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
    };
    let vetted = vet(&request, files)?;
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
    let fails = |one: &Vetted| {
        let [errors, warnings, ..] = one.counts();
        errors > 0 || (words.strict && warnings > 0)
    };
    Ok(u8::from(vetted.modules.iter().any(fails)))
}

/// What a rule asks, for those who have only its name.
fn about(id: &str) -> Option<About> {
    let rule = rules::named(id)?;
    Some(About { title: rule.title.to_owned(), explanation: rule.explanation.to_owned() })
}

fn tell(vetted: &Vet, output: &mut Output<'_>) {
    for one in &vetted.modules {
        output.findings(&one.report);
    }
    let rows: Vec<[String; 3]> = vetted
        .modules
        .iter()
        .map(|one| {
            let version = one.package.version.as_ref().map(ToString::to_string);
            [one.name.clone(), version.unwrap_or_default(), summary(one.counts())]
        })
        .collect();
    output.print(&table::columns(&rows));
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

fn elsewhere(vetted: &Vet, output: &mut Output<'_>) {
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
        problems_elsewhere: vetted.problems_elsewhere,
        results_elsewhere: vetted.results_elsewhere,
    }
}

fn module_record(vetted: &Vetted) -> ModuleRecord<'_> {
    let Vetted { name, package, report } = vetted;
    let [errors, warnings, notes, waived] = vetted.counts();
    ModuleRecord {
        name,
        folder: &package.tree.shown,
        version: package.version.as_ref().map(ToString::to_string),
        errors,
        warnings,
        notes,
        waived,
        findings: report::findings_for_machines(&report.findings, &report.sources),
    }
}

/// The day, in UTC.
fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Date::from_unix(seconds).rfc3339().chars().take(10).collect()
}
