//! The command line: words in, an operation, a report out.
//!
//! Nothing here decides anything; [`run`] is the entry. Only a person at a terminal is asked;
//! for everybody else what is missing is reported, all of it at once, with the flag that gives
//! each.

mod access;
mod ask;
mod backup;
mod catalog;
mod context;
mod diff;
mod explain;
mod graph;
mod import;
mod last_words;
mod lock;
mod module;
mod new;
pub mod offline;
mod output;
mod pages;
mod place;
mod plan;
mod provenance;
mod publish;
mod registry;
mod release;
mod render;
mod schema;
mod serve;
mod serve_setup;
mod site;
mod sync;
mod terraform_settings;
mod verify;
mod vet;

use std::ffi::OsString;
use std::io::Write;

use camino::Utf8PathBuf;
use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches as _, Parser, Subcommand};

use output::Output;
pub use output::Terminal;

use crate::catalog::{Catalog, Files};
use crate::error::Result;

/// Terraform root modules, composed of nothing but approved modules.
///
/// Say what a service needs, and get a root module that is wired, pinned and checked.
#[derive(Debug, Parser)]
#[command(name = "pave", version, max_term_width = 100)]
#[command(after_help = "Start here: pave new")]
struct Words {
    /// The catalog's folder; without it the catalog built into pave
    #[arg(long, global = true, value_name = "DIR", env = "PAVE_CATALOG")]
    catalog: Option<Utf8PathBuf>,

    #[command(flatten)]
    registry: registry::Words,

    #[command(flatten)]
    ask: ask::Words,

    /// Whether the registry's catalog is meant, not that of a folder.
    #[arg(skip)]
    from_registry: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a new service: root modules for each environment, from an intent
    New(Box<new::Words>),
    /// Bring a service's files in step with its stack.yaml
    Render(render::Words),
    /// List the modules and blueprints of the catalog
    List(catalog::ListWords),
    /// Find modules by what they are for
    Search(catalog::SearchWords),
    /// Show a module: what it is, takes, gives and guarantees
    Show(catalog::ShowWords),
    /// Look after a catalog
    Catalog(catalog::CatalogWords),
    /// Write a new module into a catalog, and look after its README
    Module(module::Words),
    /// Make a module of others one of a catalog: from a registry, git, an archive or a folder
    Import(import::Words),
    /// Publish the tags of a git repository that are releases
    Sync(sync::Words),
    /// Serve the approved modules to Terraform, to programs and to people
    Serve(serve::Words),
    /// Copy a whole registry into one file or folder, while it serves
    Backup(backup::BackupWords),
    /// Fill an empty registry from a backup
    Restore(backup::RestoreWords),
    /// Check everything that a registry keeps against its hashes and its log
    Scrub(backup::ScrubWords),
    /// Write the registry as static files, for any web host
    Site(site::Words),
    /// Print the catalog for an AI agent's prompt
    Context(context::Words),
    /// Compare two versions of a module, and say what the new one may be called
    Diff(diff::Words),
    /// Say whether modules are fit to be released
    Vet(vet::Words),
    /// Release modules: vet them, judge their versions, send them to the registry
    Publish(publish::Words),
    /// Let a release be used
    Approve(release::ApproveWords),
    /// Say that something else should be used in place of a release
    Deprecate(release::DeprecateWords),
    /// Take a release out of use: who has it keeps it and is warned
    Revoke(release::RevokeWords),
    /// Look at the releases of a registry, and after them
    Release(release::Words),
    /// Write down which modules a root module uses, with the hash of every file
    Lock(lock::Words),
    /// Say whether installed modules still are what was approved
    Verify(verify::Words),
    /// Look after the tokens of a registry
    Token(access::TokenWords),
    /// Say which groups may use a namespace or a module
    Access(access::GrantWords),
    /// Export and verify a registry's log of everything that was done and refused
    Audit(access::AuditWords),
    /// Say how an intent is understood, and why
    Explain(explain::Words),
    /// Show who serves whom in a service, as a picture
    Graph(graph::Words),
    /// Run real `terraform plan` on a root module, offline
    Plan(plan::Words),
    /// Run real Terraform with no network and no cloud
    Offline(offline::OfflineArgs),
    /// Print a JSON Schema of pave's files, or the arguments of a resource type
    Schema(schema::Words),
    /// Print a completion script for a shell
    Completions(pages::CompletionWords),
    /// Print the manual page of pave or of one of its commands
    Man(pages::ManWords),
}

/// Runs one command and returns the process's exit code.
///
/// 0 is fine, 1 is findings or a refusal, 2 is usage or something missing, 3 is a failure to
/// read, write or run.
pub fn run(
    words: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    terminal: Terminal,
) -> u8 {
    let mut output = Output::new(out, err, terminal);
    let words = match Words::read(words) {
        Ok(words) => words,
        Err(error) => return output.clap(&error),
    };
    words.ask.settle(&mut output.terminal);
    let result = dispatch(&words, &mut output);
    words.tell(&mut output);
    match result {
        Ok(code) => code,
        Err(error) => output.error(&error),
    }
}

fn dispatch(words: &Words, output: &mut Output<'_>) -> Result<u8> {
    match &words.command {
        Command::New(w) => new::run(w, words.origin(), &told(words, output)?, output),
        Command::Render(w) => render::run(w, &told(words, output)?, output),
        Command::List(w) => catalog::list(w, &told(words, output)?, output),
        Command::Search(w) => catalog::search(w, &told(words, output)?, output),
        Command::Show(w) => catalog::show(w, &told(words, output)?, output),
        Command::Catalog(w) => catalog::catalog(w, &|| words.local_files(), output),
        Command::Module(w) => {
            module::run(w, words.catalog.as_deref(), &|| words.local_files(), output)
        }
        Command::Import(w) => import::run(w, &words.registry, words.catalog.as_deref(), output),
        Command::Sync(w) => sync::run(w, &words.place(), output),
        Command::Context(w) => context::run(w, &told(words, output)?, output),
        Command::Diff(w) => diff::run(w, words.catalog.as_deref(), &|| words.catalog(), output),
        Command::Vet(w) => vet::run(w, words.catalog.as_deref(), &|| words.local_files(), output),
        Command::Publish(w) => publish::run(w, &words.place(), output),
        Command::Approve(w) => release::approve(w, &words.place(), output),
        Command::Deprecate(w) => release::deprecate(w, &words.place(), output),
        Command::Revoke(w) => release::revoke(w, &words.place(), output),
        Command::Release(w) => release::run(w, &words.place(), output),
        Command::Token(w) => access::token(w, &words.place(), output),
        Command::Access(w) => access::grant(w, &words.place(), output),
        Command::Audit(w) => access::audit(w, &words.place(), output),
        Command::Explain(w) => explain::run(w, &told(words, output)?, output),
        Command::Graph(w) => graph::run(w, &told(words, output)?, output),
        Command::Plan(w) => plan::run(w, &|| words.catalog(), output),
        Command::Offline(w) => offline::run(w).map(|_| 0),
        Command::Serve(w) => serve::run(w, words.local_files()?, output),
        Command::Backup(w) => backup::backup(w, output),
        Command::Restore(w) => backup::restore(w, output),
        Command::Scrub(w) => backup::scrub(w, output),
        Command::Lock(w) => lock::run(w, &words.registry, output),
        Command::Verify(w) => verify::run(w, &words.registry, output),
        Command::Site(w) => {
            let registry = words.from_registry.then_some(&words.registry);
            site::run(w, registry, words.files()?, output)
        }
        Command::Schema(w) => schema::run(w, output),
        Command::Completions(w) => pages::completions(w, &mut Words::command(), output),
        Command::Man(w) => pages::man(w, &Words::command(), output),
    }
}

/// The catalog, with what there is to say of it said first.
fn told(words: &Words, output: &mut Output<'_>) -> Result<Catalog> {
    let catalog = words.catalog();
    words.tell(output);
    catalog
}

impl Words {
    /// Reads the words, and the environment where they say nothing.
    fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(words)?;
        let mut read = Self::from_arg_matches(&matches).map_err(|e| e.format(&mut command))?;
        // What somebody wrote counts before what stands in the environment; else the folder does.
        let written = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
        let folder = read.catalog.is_some();
        read.from_registry =
            read.registry.is_named() && (!folder || (written("registry") && !written("catalog")));
        let mut innermost = &matches;
        while let Some((_, inner)) = innermost.subcommand() {
            innermost = inner;
        }
        let is_place_written = ["data", "database", "config"].iter().any(|id| {
            innermost.try_contains_id(id).unwrap_or(false)
                && innermost.value_source(id) == Some(ValueSource::CommandLine)
        });
        read.registry.is_overruled = is_place_written && !written("registry");
        Ok(read)
    }

    /// The files of the catalog that the words name, a registry's too, or of the one built in.
    fn files(&self) -> Result<Files> {
        if self.from_registry { self.registry.files() } else { self.local_files() }
    }

    /// Where the catalog comes from, when it is named.
    fn origin(&self) -> registry::Origin<'_> {
        match self.from_registry {
            true => registry::Origin { folder: None, registry: self.registry.url() },
            false => registry::Origin { folder: self.catalog.as_deref(), registry: None },
        }
    }

    /// Where releases are, and the catalog that they are made from.
    fn place(&self) -> registry::Place<'_> {
        registry::Place { registry: &self.registry, catalog: self.catalog.as_deref() }
    }

    /// Says beside the result what there is to say of the registry.
    fn tell(&self, output: &mut Output<'_>) {
        for note in self.registry.take_notes() {
            output.note(&note);
        }
    }

    /// The files of the catalog in the folder that the words name, or of the one built in.
    fn local_files(&self) -> Result<Files> {
        match &self.catalog {
            Some(dir) => Files::folder(dir),
            None => Ok(Files::embedded()),
        }
    }

    fn catalog(&self) -> Result<Catalog> {
        Catalog::load(self.files()?)
    }
}

/// The whole command line as data, for documentation and tests.
#[must_use]
pub fn command() -> clap::Command {
    Words::command()
}

/// Whether to use colour on a stream, by what the user's environment says.
#[must_use]
pub fn colour_wanted(is_terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !set("NO_COLOR") && (set("CLICOLOR_FORCE") || (is_terminal && !terminal_is_dumb()))
}

/// Whether the terminal says that it can print lines and no more.
#[must_use]
pub fn terminal_is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Whether questions may be asked at a terminal, by what the user's environment says.
///
/// Never where there is none, in a continuous integration run (`CI`), or with `PAVE_NO_INPUT`.
#[must_use]
pub fn asking_allowed(is_terminal: bool) -> bool {
    let off = |value: &std::ffi::OsStr| value.is_empty() || value == "0" || value == "false";
    let on = |name: &str| std::env::var_os(name).is_some_and(|value| !off(&value));
    is_terminal && !on("CI") && !on("PAVE_NO_INPUT")
}

/// How many columns to fill: those of the terminal, up to 100.
#[must_use]
pub fn terminal_width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let asked = || Some(usize::from(terminal_size::terminal_size()?.0.0));
    let columns = told.or_else(asked);
    columns.unwrap_or(100).clamp(40, 100)
}
