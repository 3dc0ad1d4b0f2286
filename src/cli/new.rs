//! `pave new`

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde::Serialize;

use super::output::Output;
use super::{ask, interview};
use crate::app::folder::{self, Changes, STACK_FILE};
use crate::app::new::{Answers, Composed, Facts, NewRequest, compose};
use crate::catalog::{Catalog, MAX_YAML_BYTES, parse};
use crate::compose::Missing;
use crate::compose::link::Assumption;
use crate::compose::render::{looks_up, render_stack};
use crate::compose::stack::SourceKind;
use crate::diag::{Severity, SourceMap};
use crate::error::{Error, Report, Result};
use crate::report::{self, table};
use crate::resolve::Resolution;

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
    #[arg(long = "use", value_name = "MODULE[=NAME]")]
    uses: Vec<String>,

    /// Start from a blueprint
    #[arg(long, value_name = "NAME")]
    blueprint: Option<String>,

    /// Give an input a value; may be repeated
    #[arg(long = "set", value_name = "COMPONENT.INPUT=VALUE")]
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
    #[arg(conflicts_with_all = ["intent", "uses", "blueprint", "sets", "wires", "chooses"])]
    #[arg(conflicts_with_all = ["environments", "region", "name", "owner", "answers", "source"])]
    #[arg(conflicts_with_all = ["out", "yes", "dry_run", "diff", "json"])]
    resume: Option<Option<String>>,
}

/// What `--json` tells.
#[derive(Serialize)]
struct Record<'r> {
    service: &'r str,
    out: &'r Utf8Path,
    written: bool,
    understood: Option<&'r Resolution>,
    environments: Vec<EnvironmentRecord<'r>>,
    assumptions: Vec<AssumptionRecord<'r>>,
    files: Vec<FileRecord>,
    warnings: Vec<report::FindingRecord>,
}

#[derive(Serialize)]
struct EnvironmentRecord<'r> {
    name: &'r str,
    region: &'r str,
    components: Vec<ComponentRecord<'r>>,
    links: Vec<LinkRecord<'r>>,
}

#[derive(Serialize)]
struct ComponentRecord<'r> {
    name: &'r str,
    module: &'r str,
    version: String,
    added_for: Option<&'r str>,
    looks_up: bool,
}

#[derive(Serialize)]
struct LinkRecord<'r> {
    to: &'r str,
    from: &'r str,
    rule: &'static str,
}

#[derive(Serialize)]
struct AssumptionRecord<'r> {
    key: &'r str,
    text: &'r str,
}

#[derive(Serialize)]
struct FileRecord {
    path: Utf8PathBuf,
    change: &'static str,
}

/// What `--json` tells when something is missing or wrong.
#[derive(Serialize)]
struct Stopped<'r> {
    error: &'static str,
    understood: Option<&'r Resolution>,
    missing: Vec<MissingRecord<'r>>,
    findings: Vec<report::FindingRecord>,
}

#[derive(Serialize)]
struct MissingRecord<'r> {
    key: &'r str,
    #[serde(rename = "type")]
    ty: &'r str,
    choices: Vec<serde_json::Value>,
    recommended: Option<serde_json::Value>,
    why: &'r str,
    fix: &'r str,
}

pub(super) fn run(
    words: &Words,
    catalog: &Catalog,
    folder_of_catalog: Option<&Utf8Path>,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    if let Some(name) = &words.resume {
        return interview::resume(catalog, name.as_deref(), folder_of_catalog, output);
    }
    let request = NewRequest {
        intent: words.intent.clone(),
        person: Answers::default(),
        answers: words.answers.as_deref().map(read_answers).transpose()?.unwrap_or_default(),
        uses: words.uses.clone(),
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
        catalog: folder_of_catalog.map(Utf8Path::to_owned),
    };
    // Answers that come from standard input leave nobody there to ask.
    let piped = words.answers.as_deref().is_some_and(|path| path == "-");
    let settled = words.yes || words.dry_run || words.diff || piped;
    if ask::somebody(output, settled) {
        return interview::begin(catalog, request, output);
    }
    let composed = compose(catalog, &request)?;
    let errors = composed.report.findings.iter().any(|f| f.severity == Severity::Error);
    if errors || !composed.missing.is_empty() {
        return Ok(stopped(&composed, errors, output));
    }
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
        output.print_json(&record(&composed, &changes, !words.dry_run));
        return Ok(0);
    }
    output.findings(&composed.report);
    summary(&composed, &changes, words, output);
    Ok(0)
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

/// Reports everything that is missing and wrong, at once.
fn stopped(composed: &Composed<'_>, errors: bool, output: &mut Output<'_>) -> u8 {
    let report = &composed.report;
    // Missing alone is a matter of asking again with more words.
    let code = if errors { 1 } else { 2 };
    if output.json {
        let json = |value: &hcl_rs::Value| {
            serde_json::to_value(value).expect("a value of HCL is one of JSON")
        };
        output.print_json(&Stopped {
            error: if errors { "findings" } else { "missing_input" },
            understood: composed.resolution.as_ref(),
            missing: composed
                .missing
                .iter()
                .map(|m| MissingRecord {
                    key: &m.key,
                    ty: &m.ty,
                    choices: m.choices.iter().map(|c| json(&c.value)).collect(),
                    recommended: m.recommended.as_ref().map(|(value, _)| json(value)),
                    why: &m.why,
                    fix: &m.fix,
                })
                .collect(),
            findings: report::findings_for_machines(&report.findings, &report.sources),
        });
        return code;
    }
    output.findings(report);
    if !composed.missing.is_empty() {
        let count = composed.missing.len();
        let noun = if count == 1 { "answer is" } else { "answers are" };
        output.note(&format!("error: {count} {noun} missing; nothing was written"));
        for missing in &composed.missing {
            output.note(&missing_line(missing));
        }
        if composed.missing.iter().all(|m| m.recommended.is_some() || m.key == "owner") {
            output.note("  or take stated stand-ins for all of them: --yes");
        }
    }
    code
}

fn missing_line(missing: &Missing) -> String {
    let why = if missing.why.is_empty() { String::new() } else { format!("  {}", missing.why) };
    let choices: Vec<String> =
        missing.choices.iter().map(|c| crate::terraform::render::value(&c.value)).collect();
    let choices = match &choices[..] {
        [] => String::new(),
        list => format!("  One of {}.", list.join(", ")),
    };
    format!("  {}{why}{choices}", missing.fix)
}

fn record<'r>(composed: &'r Composed<'_>, changes: &Changes, written: bool) -> Record<'r> {
    let environments = composed
        .linked
        .iter()
        .map(|linked| EnvironmentRecord {
            name: &linked.environment,
            region: &linked.region,
            components: linked
                .components
                .iter()
                .map(|p| ComponentRecord {
                    name: &p.name,
                    module: &p.module.name,
                    version: p.module.version.to_string(),
                    added_for: p.added_for.as_deref(),
                    looks_up: looks_up(p.module),
                })
                .collect(),
            links: linked
                .links
                .iter()
                .map(|l| LinkRecord { to: &l.to, from: &l.from, rule: l.rule.as_str() })
                .collect(),
        })
        .collect();
    Record {
        service: &composed.stack.service,
        out: &composed.out,
        written,
        understood: composed.resolution.as_ref(),
        environments,
        assumptions: composed
            .assumptions
            .iter()
            .map(|a| AssumptionRecord { key: &a.key, text: &a.text })
            .collect(),
        files: changes
            .files
            .iter()
            .map(|c| FileRecord { path: c.path.clone(), change: c.kind.as_str() })
            .collect(),
        warnings: report::findings_for_machines(
            &composed.report.findings,
            &composed.report.sources,
        ),
    }
}

fn summary(composed: &Composed<'_>, changes: &Changes, words: &Words, output: &mut Output<'_>) {
    let mut text = String::new();
    if let Some(resolution) = &composed.resolution {
        text.push_str(&super::explain::understood(resolution, output));
        text.push('\n');
    }
    text.push_str(&output.heading("Made of"));
    text.push('\n');
    text.push_str(&components(composed));
    if !composed.assumptions.is_empty() {
        text.push('\n');
        text.push_str(&output.heading("Before you apply"));
        text.push('\n');
        for Assumption { key, text: what } in &composed.assumptions {
            text.push_str(&format!("  {key}: {what}\n"));
        }
    }
    let out = &composed.out;
    let count = changes.files.iter().filter(|f| !f.path.starts_with(".pave")).count();
    text.push('\n');
    if words.dry_run {
        text.push_str(&output.heading(&format!("Would write {count} files to {out}")));
        text.push('\n');
        for change in changes.files.iter().filter(|f| !f.path.starts_with(".pave")) {
            text.push_str(&format!("  {}\n", change.path));
        }
    } else {
        let first = composed.linked.first().map_or("", |l| l.environment.as_str());
        text.push_str(&output.heading(&format!("Wrote {count} files to {out}")));
        text.push_str("\nNext\n");
        text.push_str(&table::columns(&[
            [
                format!("  pave plan {out}/{first}"),
                "plan it with real Terraform, offline".to_owned(),
            ],
            [
                format!("  $EDITOR {out}/{STACK_FILE}"),
                format!("change what it is made of, then: pave render {out}"),
            ],
        ]));
    }
    output.print(&text);
}

/// A line for each component: what it is, and where it is made or looked up.
fn components(composed: &Composed<'_>) -> String {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for placed in composed.linked.iter().flat_map(|l| &l.components) {
        let key = (placed.name.as_str(), placed.module.name.as_str());
        if !names.contains(&key) {
            names.push(key);
        }
    }
    names.sort_unstable();
    let mut rows: Vec<[String; 5]> = Vec::new();
    let environments: Vec<&str> = composed.linked.iter().map(|l| l.environment.as_str()).collect();
    rows.push([
        "  component".into(),
        "module".into(),
        "version".into(),
        environments.join("  "),
        "needed by".into(),
    ]);
    for (name, module) in names {
        let mut cells = Vec::new();
        let mut version = String::new();
        let mut needed = "you asked";
        for linked in &composed.linked {
            let placed =
                linked.components.iter().find(|p| p.name == name && p.module.name == module);
            let width = linked.environment.len().max(7);
            let cell = match placed {
                Some(p) => {
                    version = p.module.version.to_string();
                    needed = p.added_for.as_deref().unwrap_or(needed);
                    if looks_up(p.module) { "look up" } else { "create" }
                }
                None => "-",
            };
            cells.push(format!("{cell:width$}"));
        }
        rows.push([
            format!("  {name}"),
            module.to_owned(),
            version,
            cells.join("  "),
            needed.to_owned(),
        ]);
    }
    let header: Vec<String> = composed
        .linked
        .iter()
        .map(|l| format!("{:width$}", l.environment, width = l.environment.len().max(7)))
        .collect();
    rows[0][3] = header.join("  ");
    table::columns(&rows)
}
