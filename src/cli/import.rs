//! `pave import`

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde::Serialize;

use super::output::Output;
use super::registry;
use super::terraform_settings::config;
use super::vet::today;
use crate::app::import::{Import, ImportRequest, Origin, import, write};
use crate::diag::Severity;
use crate::error::{Error, Report, Result};
use crate::report::{self, table};
use crate::store::upstream::Upstream;

#[derive(Debug, Args)]
#[command(after_help = "\
What the module calls from elsewhere is put into its folder, its card is drafted from its HCL with \
where everything came from, and what the catalog's rules find is left to do. Nothing of it is run.

Examples:
  pave --catalog acme import terraform-aws-modules/sqs/aws --version '~> 5.0' --owner integration
  pave --catalog acme import git::https://git.acme.example/infra/topic.git?ref=v1.2.0
  pave import ./vendor/topic --to acme --name events --dry-run")]
pub(super) struct Words {
    /// A registry's module, a git address, an archive or a folder
    #[arg(value_name = "SOURCE")]
    source: String,

    /// Which versions are wanted; the newest of them is taken
    #[arg(long, value_name = "CONSTRAINT")]
    version: Option<String>,

    /// What the module is to be called; by default as its source
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// The team that will answer for it
    #[arg(long, value_name = "TEAM")]
    owner: Option<String>,

    /// The catalog to write to; by default the one that --catalog names
    #[arg(long, value_name = "DIR")]
    to: Option<Utf8PathBuf>,

    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` tells.
#[derive(Serialize)]
struct Record<'i> {
    name: &'i str,
    version: &'i str,
    folder: &'i Utf8Path,
    written: bool,
    from: &'i Origin,
    nested: Vec<NestedRecord<'i>>,
    files: Vec<&'i Utf8Path>,
    changed: &'i [Utf8PathBuf],
    left_out: Vec<LeftOutRecord<'i>>,
    wiring: &'i [String],
    waived: &'i [&'static str],
    notes: &'i [String],
    left_to_do: Vec<report::FindingRecord>,
}

#[derive(Serialize)]
struct NestedRecord<'i> {
    folder: &'i Utf8Path,
    #[serde(flatten)]
    from: &'i Origin,
}

#[derive(Serialize)]
struct LeftOutRecord<'i> {
    path: &'i Utf8Path,
    why: &'i str,
}

pub(super) fn run(
    words: &Words,
    registry: &registry::Words,
    dir: Option<&Utf8Path>,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let dir = words.to.as_deref().or(dir).ok_or_else(|| {
        Error::usage("the catalog to write to is missing")
            .hint("name it with --catalog DIR or --to DIR; `pave catalog new DIR` makes one")
    })?;
    let request = ImportRequest {
        source: words.source.clone(),
        version: words.version.clone(),
        name: words.name.clone(),
        owner: words.owner.clone(),
        today: today(),
    };
    let upstream = Upstream::new(config(), registry.ca())?;
    let import = import(&upstream, dir, &request)?;
    if !words.dry_run {
        write(&import)?;
    }
    if words.json {
        output.print_json(&record(&import, !words.dry_run));
    } else {
        tell(&import, words.dry_run, output);
    }
    Ok(0)
}

fn record(import: &Import, written: bool) -> Record<'_> {
    let left = &import.left;
    Record {
        name: &import.name,
        version: &import.version,
        folder: &import.folder,
        written,
        from: &import.from,
        nested: import.nested.iter().map(|(folder, from)| NestedRecord { folder, from }).collect(),
        files: import.changes.files.iter().map(|change| change.path.as_path()).collect(),
        changed: &import.changed,
        left_out: import.left_out.iter().map(|(path, why)| LeftOutRecord { path, why }).collect(),
        wiring: &import.wiring,
        waived: &import.waived,
        notes: &import.notes,
        left_to_do: report::findings_for_machines(&left.findings, &left.sources),
    }
}

fn tell(import: &Import, dry_run: bool, output: &mut Output<'_>) {
    let Import { name, version, folder, changes, .. } = import;
    let of = |severity| import.left.findings.iter().filter(|f| f.severity == severity).count();
    let errors = of(Severity::Error);
    let open = import.left.findings.iter().filter(|f| f.severity == Severity::Error).cloned();
    let open = Report { sources: import.left.sources.clone(), findings: open.collect() };
    output.findings(&open);
    let done = if dry_run { "Would import" } else { "Imported" };
    let count = changes.files.len();
    let mut text = output.heading(&format!("{done} {name} {version}: {count} files in {folder}"));
    text.push('\n');
    let mut rows = vec![["  from".to_owned(), origin(&import.from)]];
    for (folder, from) in &import.nested {
        rows.push([format!("  {folder}"), origin(from)]);
    }
    if !import.changed.is_empty() {
        rows.push([
            "  changed".to_owned(),
            listed(import.changed.iter().map(|path| path.as_str())),
        ]);
    }
    for (path, why) in import.left_out.iter().take(10) {
        rows.push(["  left out".to_owned(), format!("{path}, which {why}")]);
    }
    if import.left_out.len() > 10 {
        let more = import.left_out.len() - 10;
        rows.push(["  left out".to_owned(), format!("and {more} more, listed on the card")]);
    }
    for line in &import.wiring {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        rows.push([format!("  {word}"), rest.to_owned()]);
    }
    if !import.waived.is_empty() {
        let waived = listed(import.waived.iter().copied());
        rows.push(["  let pass".to_owned(), format!("{waived}; the card says why")]);
    }
    rows.extend(import.notes.iter().map(|note| ["  note".to_owned(), note.clone()]));
    text.push_str(&table::columns(&rows));
    text.push_str(&output.heading("Left to do"));
    text.push('\n');
    let mut todo = Vec::new();
    if errors > 0 {
        let what = match errors {
            1 => "what is shown above keeps it from being released".to_owned(),
            n => format!("{n} findings, shown above, keep it from being released"),
        };
        todo.push([format!("  pave vet {folder}"), what]);
    }
    let warnings = of(Severity::Warning);
    if warnings > 0 {
        let noun = if warnings == 1 { "warning" } else { "warnings" };
        todo.push([format!("  pave vet {folder} --no-tests"), format!("{warnings} {noun}")]);
    }
    todo.push([
        format!("  $EDITOR {folder}/module.yaml"),
        "read the card over, then set `lifecycle: approved`".to_owned(),
    ]);
    text.push_str(&table::columns(&todo));
    output.print(&text);
}

fn origin(from: &Origin) -> String {
    let mut text = from.source.clone();
    for part in [&from.version, &from.commit].into_iter().flatten() {
        text.push(' ');
        text.push_str(part);
    }
    format!("{text} {}", from.tree)
}

fn listed<'l>(items: impl Iterator<Item = &'l str>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
