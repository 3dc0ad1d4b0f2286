//! `pave list`, `pave search`, `pave show` and `pave catalog`

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use super::ask;
use super::module;
use super::output::Output;
use crate::agent::{self, Detail, Format};
use crate::app::scaffold::{self, CatalogRequest, missing_for_catalog};
use crate::catalog::{Catalog, Files};
use crate::error::{Error, Result};
use crate::operations::{
    HitRecord, List, NoRequest, Operation as _, Search, SearchAnswer, SearchRequest,
};
use crate::report::{self, table};
use crate::store::host_of;
use crate::wizard::CatalogWizard;

#[derive(Debug, Args)]
pub(super) struct ListWords {
    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct SearchWords {
    /// What the module is for, in your own words
    query: String,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ShowWords {
    /// The module's name
    module: String,

    /// Every input and output, not only those worth knowing first
    #[arg(long)]
    full: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct CatalogWords {
    #[command(subcommand)]
    command: CatalogCommand,
}

#[derive(Debug, Subcommand)]
enum CatalogCommand {
    /// Check everything in a catalog: files, cards, and cards against the modules' HCL
    Check {
        /// How findings are told
        #[arg(long, value_enum, value_name = "FORMAT", default_value_t, conflicts_with = "json")]
        format: report::Format,

        /// Tell the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a new catalog: settings, capabilities, modules to begin with, a blueprint, CI
    New(Box<NewWords>),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave catalog new acme --yes
  pave catalog new acme --organisation Acme --registry registry.acme.example \\
    --environment dev=eu-west-1 --environment prod=eu-central-1
  pave catalog new acme --yes --from-embedded container-service --from-embedded postgres")]
struct NewWords {
    /// The folder to write to
    dir: Option<Utf8PathBuf>,

    /// Name of the organisation
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,

    /// Host name of the module registry
    #[arg(long, value_name = "HOST")]
    registry: Option<String>,

    /// Namespace of the modules in the registry; `platform` when left out
    #[arg(long, value_name = "NAME")]
    namespace: Option<String>,

    /// Target system of the modules in the registry; the first provider when left out
    #[arg(long, value_name = "NAME")]
    target_system: Option<String>,

    /// An environment and its region, in the order in which a change travels; may be repeated
    #[arg(long = "environment", value_name = "NAME=REGION")]
    environments: Vec<String>,

    /// A provider, or the name alone of one whose schema is known; may be repeated; aws when left out
    #[arg(long = "provider", value_name = "NAME=SOURCE@VERSION")]
    providers: Vec<String>,

    /// Take a module over from the catalog built into pave; may be repeated
    #[arg(long, value_name = "MODULE")]
    from_embedded: Vec<String>,

    /// Take what is recommended for what nobody said
    #[arg(long, short)]
    yes: bool,

    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn list(words: &ListWords, catalog: &Catalog, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    if words.json {
        output.print_json(&List::run(catalog, NoRequest {})?);
        return Ok(0);
    }
    let mut text = output.heading("Modules");
    text.push('\n');
    let rows: Vec<[String; 4]> = catalog
        .modules()
        .map(|m| {
            let state = if m.is_approved() {
                String::new()
            } else {
                format!(" ({})", m.lifecycle().as_str())
            };
            [
                format!("  {}", m.name),
                m.version.to_string(),
                m.card.owner.value.clone(),
                format!("{}{state}", m.card.summary.value),
            ]
        })
        .collect();
    text.push_str(&table::columns(&rows));
    if !catalog.blueprints.is_empty() {
        text.push('\n');
        text.push_str(&output.heading("Blueprints"));
        text.push('\n');
        let rows: Vec<[String; 2]> = catalog
            .blueprints
            .values()
            .map(|b| [format!("  {}", b.written.name), b.written.summary.value.clone()])
            .collect();
        text.push_str(&table::columns(&rows));
    }
    output.print(&text);
    Ok(0)
}

/// `files` are not loaded yet, so that all that is wrong is found in one go.
pub(super) fn catalog(
    words: &CatalogWords,
    files: &dyn Fn() -> Result<Files>,
    output: &mut Output<'_>,
) -> Result<u8> {
    match &words.command {
        CatalogCommand::Check { json: true, .. } => check(report::Format::Json, files()?, output),
        CatalogCommand::Check { format, .. } => check(*format, files()?, output),
        CatalogCommand::New(words) => new(words, output),
    }
}

fn new(words: &NewWords, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let request = CatalogRequest {
        dir: words.dir.clone(),
        organisation: words.organisation.clone(),
        // PAVE_REGISTRY holds an address, of which the host is meant here.
        registry: words.registry.clone().map(|text| match text.contains("://") {
            true => host_of(&text).unwrap_or(text),
            false => text,
        }),
        namespace: words.namespace.clone(),
        target_system: words.target_system.clone(),
        environments: words.environments.clone(),
        providers: words.providers.clone(),
        from_embedded: words.from_embedded.clone(),
        accept_recommended: words.yes,
    };
    if ask::somebody(output, words.yes || words.dry_run) {
        let wizard = CatalogWizard::new(request);
        return module::hold(&wizard, &|session| wizard.again(session), output);
    }
    let missing = missing_for_catalog(&request);
    if !missing.is_empty() {
        return Ok(module::stopped(&missing, output));
    }
    let scaffold = scaffold::catalog(&request)?;
    let dir = &scaffold.folder;
    let next = [
        [format!("  pave --catalog {dir} catalog check"), "check it, as its CI does".to_owned()],
        [
            format!("  pave --catalog {dir} new --blueprint starter --name orders --owner TEAM"),
            "make a service of it".to_owned(),
        ],
        [format!("  pave --catalog {dir} module new"), "add a module".to_owned()],
    ];
    module::finish(&scaffold, &next, words.dry_run, output)
}

fn check(format: report::Format, files: Files, output: &mut Output<'_>) -> Result<u8> {
    output.json = format == report::Format::Json;
    let no_words = |_: &str| None;
    let catalog = match Catalog::load_checked(files) {
        Ok(catalog) => catalog,
        // Whoever reads findings gets them as findings, not as an error about them.
        Err(Error { report: Some(report), kind, .. })
            if matches!(format, report::Format::Sarif | report::Format::Github) =>
        {
            let style = output.style();
            output.print(&report::findings_as(format, &[&report], style, &no_words));
            return Ok(kind.exit_code());
        }
        Err(error) => return Err(error),
    };
    let warnings = &catalog.warnings;
    if format != report::Format::Human {
        let style = output.style();
        output.print(&report::findings_as(format, &[warnings], style, &no_words));
        return Ok(0);
    }
    output.findings(warnings);
    let count = |n: usize, noun: &str| match n {
        1 => format!("1 {noun}"),
        _ => {
            format!("{n} {}s", noun.strip_suffix('y').map_or(noun.to_owned(), |n| format!("{n}ie")))
        }
    };
    output.print(&format!(
        "{}, {} and {} are in order\n",
        count(catalog.modules().count(), "module"),
        count(catalog.blueprints.len(), "blueprint"),
        count(catalog.capabilities.len(), "capability"),
    ));
    Ok(0)
}

pub(super) fn search(
    words: &SearchWords,
    catalog: &Catalog,
    output: &mut Output<'_>,
) -> Result<u8> {
    output.json = words.json;
    let SearchAnswer { hits } = Search::run(catalog, SearchRequest { query: words.query.clone() })?;
    if words.json {
        output.print_json(&hits);
        return Ok(0);
    }
    if hits.is_empty() {
        output.note(&format!("nothing in the catalog answers \"{}\"", words.query));
        return Ok(1);
    }
    let rows: Vec<[String; 3]> = hits
        .iter()
        .map(|HitRecord { hit, summary }| {
            let reason = hit.reasons.first().cloned().unwrap_or_default();
            [hit.module.clone(), summary.clone(), format!("({reason})")]
        })
        .collect();
    output.print(&table::columns(&rows));
    Ok(0)
}

pub(super) fn show(words: &ShowWords, catalog: &Catalog, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let module = catalog.require_module(&words.module)?;
    let detail = if words.full { Detail::Full } else { Detail::Card };
    let format = if words.json { Format::Json } else { Format::Markdown };
    let text = agent::module_card(catalog, module, detail, format);
    output.print(text.trim_end());
    output.print("\n");
    Ok(0)
}
