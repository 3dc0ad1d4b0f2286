//! `pave module new` and `pave module docs`

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Subcommand};
use serde::Serialize;

use super::ask;
use super::output::Output;
use crate::app::folder;
use crate::app::module_docs::{self, Readme, readmes};
use crate::app::scaffold::{ModuleRequest, Scaffold, Unsaid, missing_for_module, module};
use crate::catalog::{Catalog, Files};
use crate::error::{Error, Result};
use crate::report::{self, table};
use crate::wizard::{ModuleWizard, Outcome, Session, Wizard};

/// Most files that are listed after they were written.
const MOST_LISTED: usize = 30;

#[derive(Debug, Args)]
pub(super) struct Words {
    #[command(subcommand)]
    command: ModuleCommand,
}

#[derive(Debug, Subcommand)]
enum ModuleCommand {
    /// Write a new module into a catalog: card, HCL, README, example and tests
    New(Box<NewWords>),
    /// Bring the tables of inputs and outputs in READMEs in step with the HCL
    Docs(DocsWords),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave --catalog acme module docs
  pave module docs modules/postgres --check")]
struct DocsWords {
    /// Modules of the catalog, or folders of modules (with a / in them); all of the catalog when left out
    #[arg(value_name = "MODULE")]
    modules: Vec<String>,

    /// Write nothing, and fail when a README is out of date
    #[arg(long)]
    check: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` tells of a README.
#[derive(Serialize)]
struct ReadmeRecord<'r> {
    module: &'r str,
    path: Utf8PathBuf,
    up_to_date: bool,
    written: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave --catalog acme module new job-queue --owner team-integration --resource aws_sqs_queue --yes
  pave --catalog acme module new job-queue --owner team-integration --yes --from main.tf:aws_sqs_queue.jobs
  pave --catalog acme module new cache --owner team-data --summary \"A Redis cache.\" \\
    --resource aws_elasticache_replication_group --requires network --provides binding")]
struct NewWords {
    /// The module's name
    name: Option<String>,

    /// What one gets, in one sentence
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,

    /// The team that answers for the module
    #[arg(long, value_name = "TEAM")]
    owner: Option<String>,

    /// What a developer would call it; may be repeated
    #[arg(long = "alias", value_name = "WORDS")]
    aliases: Vec<String>,

    /// A resource type, or `data.` and a data source; may be repeated
    #[arg(long = "resource", value_name = "TYPE[.NAME]")]
    resources: Vec<String>,

    /// An input; one of an argument's name is passed to it; may be repeated
    #[arg(long = "input", value_name = "NAME:TYPE[=DEFAULT]")]
    inputs: Vec<String>,

    /// An output: an attribute of a resource, or a name and its value; may be repeated
    #[arg(long = "output", value_name = "NAME[=EXPRESSION]")]
    outputs: Vec<String>,

    /// A capability that the module provides; may be repeated
    #[arg(long, value_name = "CAPABILITY")]
    provides: Vec<String>,

    /// A capability that it cannot do without; may be repeated
    #[arg(long, value_name = "CAPABILITY")]
    requires: Vec<String>,

    /// A capability that it uses when something provides it; may be repeated
    #[arg(long, value_name = "CAPABILITY")]
    accepts: Vec<String>,

    /// Take over resources that exist: a file or folder, or one block of it
    #[arg(long, value_name = "PATH[:ADDRESS]", conflicts_with = "resources")]
    from: Option<String>,

    /// Make up a summary when none is given
    #[arg(long, short)]
    yes: bool,

    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` tells.
#[derive(Serialize)]
struct Record<'r> {
    name: &'r str,
    folder: &'r Utf8Path,
    written: bool,
    files: Vec<FileRecord>,
    notes: Vec<report::FindingRecord>,
}

#[derive(Serialize)]
struct FileRecord {
    path: Utf8PathBuf,
    change: &'static str,
}

/// What `--json` tells when something is missing.
#[derive(Serialize)]
struct Stopped<'r> {
    error: &'static str,
    missing: Vec<MissingRecord<'r>>,
}

#[derive(Serialize)]
struct MissingRecord<'r> {
    key: &'r str,
    why: &'r str,
    fix: &'r str,
}

pub(super) fn run(
    words: &Words,
    dir: Option<&Utf8Path>,
    files: &dyn Fn() -> Result<Files>,
    output: &mut Output<'_>,
) -> Result<u8> {
    match &words.command {
        ModuleCommand::New(words) => new(words, dir, &|| Catalog::load(files()?), output),
        ModuleCommand::Docs(words) => docs(words, dir, files, output),
    }
}

fn docs(
    words: &DocsWords,
    dir: Option<&Utf8Path>,
    files: &dyn Fn() -> Result<Files>,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let in_catalog = words.modules.iter().any(|module| !module.contains(['/', '\\', '.']));
    if dir.is_none() && (in_catalog || words.modules.is_empty()) {
        return Err(Error::usage("the catalog that is part of pave cannot be written")
            .hint("name a catalog with --catalog DIR, or the folder of a module as ./NAME"));
    }
    let readmes = readmes(&words.modules, dir, files)?;
    let stale = readmes.iter().filter(|readme| readme.text.is_some()).count();
    if !words.check {
        module_docs::write(&readmes)?;
    }
    if words.json {
        output.print_json(
            &readmes.iter().map(|readme| readme_record(readme, words.check)).collect::<Vec<_>>(),
        );
    } else {
        let done = if words.check { "out of date" } else { "written" };
        for readme in &readmes {
            let state = if readme.text.is_some() { done } else { "up to date" };
            output.print(&format!("{}: {state}\n", readme.folder.join("README.md")));
        }
    }
    Ok(u8::from(words.check && stale > 0))
}

fn readme_record(readme: &Readme, check: bool) -> ReadmeRecord<'_> {
    ReadmeRecord {
        module: &readme.name,
        path: readme.folder.join("README.md"),
        up_to_date: readme.text.is_none(),
        written: readme.text.is_some() && !check,
    }
}

fn new(
    words: &NewWords,
    dir: Option<&Utf8Path>,
    catalog: &dyn Fn() -> Result<Catalog>,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let request = request(words);
    if let Some(dir) = dir
        && ask::somebody(output, words.yes || words.dry_run)
    {
        let catalog = catalog()?;
        let wizard = ModuleWizard::new(&catalog, dir, request);
        return hold(&wizard, &|session| wizard.again(session), output);
    }
    let mut missing = missing_for_module(&request);
    if dir.is_none() {
        missing.push(Unsaid {
            key: "catalog",
            what: "the catalog to write to; `pave catalog new DIR` makes one",
            fix: "--catalog DIR",
        });
    }
    let (Some(dir), []) = (dir, &missing[..]) else {
        return Ok(stopped(&missing, output));
    };
    let scaffold = module(&catalog()?, dir, &request)?;
    let name = &scaffold.name;
    let folder = &scaffold.folder;
    let next = [
        [format!("  $EDITOR {folder}/main.tf"), "read it over: it is a draft".to_owned()],
        [
            format!("  terraform -chdir={folder} init && terraform -chdir={folder} test"),
            "run its tests; `pave offline install` gives the providers".to_owned(),
        ],
        [
            format!("  $EDITOR {folder}/module.yaml"),
            format!("set `lifecycle: approved`, and {name} is offered"),
        ],
    ];
    finish(&scaffold, &next, words.dry_run, output)
}

fn request(words: &NewWords) -> ModuleRequest {
    ModuleRequest {
        name: words.name.clone(),
        summary: words.summary.clone(),
        owner: words.owner.clone(),
        aliases: words.aliases.clone(),
        resources: words.resources.clone(),
        inputs: words.inputs.clone(),
        outputs: words.outputs.clone(),
        provides: words.provides.clone(),
        requires: words.requires.clone(),
        accepts: words.accepts.clone(),
        from: words.from.clone(),
        accept_recommended: words.yes,
    }
}

/// Asks what is open, and writes what the review showed.
pub(super) fn hold(
    wizard: &dyn Wizard,
    again: &dyn Fn(&Session) -> String,
    output: &mut Output<'_>,
) -> Result<u8> {
    let stopped = |session: &Session| {
        format!("Stopped; nothing was written. Go on with:  {}\n", again(session))
    };
    let mut session = Session::default();
    let mut last_words = String::new();
    let mut keep = |session: &Session| {
        last_words = stopped(session);
        last_words.clone()
    };
    match ask::hold(wizard, &mut session, &mut keep, output)? {
        Outcome::Write(review) => {
            folder::apply(&review.folder, &review.changes)?;
            let count = review.files().len();
            let mut text = output.heading(&format!("Wrote {count} files to {}", review.folder));
            text.push_str("\nNext\n");
            let rows: Vec<[String; 2]> = review
                .commands
                .iter()
                .map(|(command, what)| [format!("  {command}"), what.clone()])
                .collect();
            text.push_str(&table::columns(&rows));
            text.push_str(&format!("Same again without questions\n  {}\n", review.again));
            output.print(&text);
            Ok(0)
        }
        Outcome::Save(review) => {
            let (path, text) = &review.plan;
            let only = [(path.clone(), text.clone().into_bytes())].into_iter().collect();
            let changes = folder::new_files(Utf8Path::new("."), only)?;
            folder::apply(Utf8Path::new("."), &changes)?;
            output.print(&format!("Saved the command to {path}; nothing else was written\n"));
            Ok(0)
        }
        Outcome::Cancelled => {
            output.note("Cancelled; nothing was written.");
            Ok(1)
        }
        Outcome::Stopped => {
            output.note(last_words.trim_end());
            Ok(ask::STOPPED)
        }
    }
}

/// Says what is missing, all of it at once.
pub(super) fn stopped(missing: &[Unsaid], output: &mut Output<'_>) -> u8 {
    if output.json {
        let record =
            |unsaid: &Unsaid| MissingRecord { key: unsaid.key, why: unsaid.what, fix: unsaid.fix };
        let missing = missing.iter().map(record).collect();
        output.print_json(&Stopped { error: "missing_input", missing });
        return 2;
    }
    let count = missing.len();
    let noun = if count == 1 { "answer is" } else { "answers are" };
    output.note(&format!("error: {count} {noun} missing; nothing was written"));
    let rows: Vec<[String; 2]> =
        missing.iter().map(|m| [format!("  {}", m.fix), m.what.to_owned()]).collect();
    output.note(table::columns(&rows).trim_end());
    2
}

/// Writes what was made, unless only told, and says what there is now.
pub(super) fn finish(
    scaffold: &Scaffold,
    next: &[[String; 2]],
    dry_run: bool,
    output: &mut Output<'_>,
) -> Result<u8> {
    if !dry_run {
        folder::apply(&scaffold.folder, &scaffold.changes)?;
    }
    let (folder, files) = (&scaffold.folder, &scaffold.changes.files);
    if output.json {
        let notes = &scaffold.notes;
        output.print_json(&Record {
            name: &scaffold.name,
            folder,
            written: !dry_run,
            files: files
                .iter()
                .map(|c| FileRecord { path: c.path.clone(), change: c.kind.as_str() })
                .collect(),
            notes: report::findings_for_machines(&notes.findings, &notes.sources),
        });
        return Ok(0);
    }
    output.findings(&scaffold.notes);
    let count = files.len();
    let done = if dry_run { "Would write" } else { "Wrote" };
    let mut text = output.heading(&format!("{done} {count} files to {folder}"));
    text.push('\n');
    // A long list of what is there now helps nobody.
    if dry_run || count <= MOST_LISTED {
        for change in files {
            text.push_str(&format!("  {}\n", change.path));
        }
    }
    if !dry_run {
        text.push_str(&output.heading("Next"));
        text.push('\n');
        text.push_str(&table::columns(next));
    }
    output.print(&text);
    Ok(0)
}
