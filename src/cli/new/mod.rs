//! `pave new`: words to a request, a request to a composition, a composition to files.
//!
//! At a terminal what is missing is asked for; elsewhere it is told, all of it, with the words
//! that give it.

mod interview;
mod record;
mod summary;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::ask;
use super::output::Output;
use super::registry::Origin;
use crate::app::folder::{self, STACK_FILE};
use crate::app::new::{Answers, Composed, Facts, NewRequest, again, compose};
use crate::catalog::{Catalog, MAX_YAML_BYTES, parse};
use crate::compose::render::render_stack;
use crate::compose::stack::SourceKind;
use crate::diag::{Severity, SourceMap};
use crate::error::{Error, Report, Result};
use crate::report;

#[derive(Debug, Args)]
#[command(after_help = "\
At a terminal it asks for what is left open, and shows everything before it writes. Away from one,
and with --yes, --json, --dry-run, --diff, --no-input, PAVE_NO_INPUT=1 or CI, it asks nothing.

Examples:
  pave new
  pave new \"a payments API in containers with Postgres\" --yes --out payments
  pave new --blueprint http-api --name orders --owner team-orders --set api.image=acme/orders:1.4.2
  pave new --use queue=jobs --use table --name intake --owner team-intake --dry-run")]
pub(super) struct Words {
    /// What the service needs, in your own words
    intent: Option<String>,

    /// A module, and the name it gets in the service; may be repeated
    ///
    /// CAPABILITY@ENVIRONMENT=MODULE says which module provides a capability in one environment.
    #[arg(long = "use", value_name = "MODULE[=NAME]")]
    uses: Vec<String>,

    /// Leave out a component that the words would make; may be repeated
    #[arg(long = "without", value_name = "COMPONENT")]
    without: Vec<String>,

    /// Start from a blueprint
    #[arg(long, value_name = "NAME")]
    blueprint: Option<String>,

    /// Give an input a value, in one environment or in all; may be repeated
    #[arg(long = "set", value_name = "COMPONENT.INPUT[@ENV]=VALUE")]
    sets: Vec<String>,

    /// Say who serves a slot: a component, several with commas, an output, or `none`
    #[arg(long = "wire", value_name = "COMPONENT.SLOT=SERVER")]
    wires: Vec<String>,

    /// Answer a question of the organisation; may be repeated
    #[arg(long = "choose", value_name = "QUESTION=OPTION")]
    chooses: Vec<String>,

    /// An environment; may be repeated; all of the catalog when left out
    #[arg(long = "env", value_name = "NAME")]
    environments: Vec<String>,

    /// The region, for all environments
    #[arg(long, value_name = "REGION")]
    region: Option<String>,

    /// The service's name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// The team that answers for the service
    #[arg(long, value_name = "TEAM")]
    owner: Option<String>,

    /// Answers from a file, in the form of stack.yaml; `-` for standard input
    #[arg(long, value_name = "FILE")]
    answers: Option<Utf8PathBuf>,

    /// Where module sources point
    #[arg(long, value_enum, value_name = "KIND")]
    source: Option<SourceKind>,

    /// The folder to write to; the service's name when left out
    #[arg(long, short, value_name = "DIR")]
    out: Option<Utf8PathBuf>,

    /// Take the stated stand-in for what nobody answered
    #[arg(long, short)]
    yes: bool,

    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Show the files that would be written as a diff, and write nothing
    #[arg(long)]
    diff: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,

    /// Go on with the questions where they were stopped; of the newest draft without a name
    #[arg(long, value_name = "NAME", help_heading = "Questions")]
    #[arg(conflicts_with_all = ["intent", "uses", "without", "blueprint", "sets", "wires"])]
    #[arg(conflicts_with_all = ["chooses", "environments", "region", "name", "owner", "answers"])]
    #[arg(conflicts_with_all = ["source", "out", "yes", "dry_run", "diff", "json"])]
    resume: Option<Option<String>>,
}

pub(super) fn run(
    words: &Words,
    origin: Origin<'_>,
    catalog: &Catalog,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    if let Some(name) = &words.resume {
        return interview::resume(catalog, name.as_deref(), origin, output);
    }
    let request = request(words, origin)?;
    // Answers that come from standard input leave nobody there to ask.
    let piped = words.answers.as_deref().is_some_and(|path| path == "-");
    if ask::somebody(output, words.yes || words.dry_run || words.diff || piped) {
        return interview::begin(catalog, request, output);
    }
    let composed = compose(catalog, &request)?;
    if is_wrong(&composed) || !composed.missing.is_empty() {
        return Ok(stopped(words, &request, &composed, output));
    }
    write(words, catalog, &request, &composed, output)
}

/// What the words ask for, with what is known of the place that is written to.
fn request(words: &Words, origin: Origin<'_>) -> Result<NewRequest> {
    Ok(NewRequest {
        intent: words.intent.clone(),
        person: Answers::default(),
        answers: words.answers.as_deref().map(read_answers).transpose()?.unwrap_or_default(),
        uses: words.uses.clone(),
        without: words.without.clone(),
        blueprint: words.blueprint.clone(),
        sets: words.sets.clone(),
        wires: words.wires.clone(),
        chooses: words.chooses.clone(),
        environments: words.environments.clone(),
        region: words.region.clone(),
        name: words.name.clone(),
        owner: words.owner.clone(),
        source: words.source,
        out: words.out.clone(),
        accept_samples: words.yes,
        facts: Facts::read(words.out.as_deref()),
        catalog: origin.folder.map(Utf8Path::to_owned),
        registry: origin.registry.map(str::to_owned),
    })
}

fn is_wrong(composed: &Composed<'_>) -> bool {
    composed.report.findings.iter().any(|f| f.severity == Severity::Error)
}

/// Writes a composition in which nothing is missing and nothing is wrong, and tells of it.
fn write(
    words: &Words,
    catalog: &Catalog,
    request: &NewRequest,
    composed: &Composed<'_>,
    output: &mut Output<'_>,
) -> Result<u8> {
    let out = &composed.out;
    if out.join(STACK_FILE).exists() {
        return Err(Error::refused(format!("{out} holds a service already"))
            .hint(format!("edit {out}/{STACK_FILE} and run `pave render {out}`"))
            .hint("or write to another folder with --out"));
    }
    let rendered = render_stack(catalog, &composed.stack, &composed.linked, None)?;
    let stack = folder::stack_text(&composed.stack);
    let changes = folder::changes(out, &rendered, Some(&stack), None)?;
    if words.diff {
        output.print(&report::diff(&changes));
        return Ok(0);
    }
    if !words.dry_run {
        folder::apply(out, &changes)?;
    }
    if words.json {
        let again = again(catalog, request, composed);
        output.print_json(&record::done(composed, &changes, !words.dry_run, again));
        return Ok(0);
    }
    output.findings(&composed.report);
    let text = summary::done(composed, &changes, words.dry_run, output);
    output.print(&text);
    Ok(0)
}

/// Reports everything that is missing and wrong, at once.
fn stopped(
    words: &Words,
    request: &NewRequest,
    composed: &Composed<'_>,
    output: &mut Output<'_>,
) -> u8 {
    let wrong = is_wrong(composed);
    // Missing alone is a matter of asking again with more words.
    let code = if wrong { 1 } else { 2 };
    if output.json {
        let answers = words.answers.as_deref().map(Utf8Path::as_str);
        output.print_json(&record::stopped(request, answers, composed, wrong));
        return code;
    }
    output.findings(&composed.report);
    for line in summary::missing(composed, words.yes) {
        output.note(&line);
    }
    code
}

fn read_answers(path: &Utf8Path) -> Result<Answers> {
    let text = if path == "-" {
        let mut text = String::new();
        let mut input = std::io::Read::take(std::io::stdin(), MAX_YAML_BYTES as u64 + 1);
        std::io::Read::read_to_string(&mut input, &mut text)
            .map_err(|e| Error::io("cannot read the answers from standard input", e))?;
        text
    } else {
        let size = std::fs::metadata(path).map(|m| m.len());
        if size.as_ref().is_ok_and(|s| *s > MAX_YAML_BYTES as u64) {
            let message = format!("{path} is larger than the {MAX_YAML_BYTES} bytes that are read");
            return Err(Error::usage(message));
        }
        std::fs::read_to_string(path).map_err(|e| Error::io(format!("cannot read {path}"), e))?
    };
    let mut sources = SourceMap::default();
    let source = sources.add(path, text);
    let text = sources.get(source).text.clone();
    parse(&text, source).map_err(|finding| {
        let report = Report { sources, findings: vec![*finding] };
        Error::findings(format!("{path} holds no answers"), report)
            .hint("`pave schema answers` prints what may stand in it")
    })
}
