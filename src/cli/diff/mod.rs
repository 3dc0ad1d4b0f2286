//! `pave diff`

mod prove;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use semver::Version;

use super::output::Output;
use crate::app::diff::{Compared, DiffRequest, HistoryRequest, diff, history};
use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Report, Result};
use crate::release::{Verdict, lints};
use crate::report::{self, About, Format, Style};
use crate::terraform::{self, Constraint, is_configuration};

#[derive(Debug, Args)]
#[command(after_help = "\
OLD and NEW are each a folder; an archive (.tar.gz, .tgz, .tar, .zip); a git revision, REV for the \
same folder as it was or REV:PATH; a module of the catalog, NAME; or a release of one, \
NAME@VERSION, from the catalog or by the tag NAME/vVERSION of its repository.

Releases are tags: those with the module's path or name before the version, such as \
postgres/v1.2.0, else those of the whole repository, such as v1.2.0.

A reason in the module's CHANGELOG.md, under the heading Compatible of the release, says why what \
cannot be decided is no break.

Exit code: 0 when the version is an honest one, or there is none to judge; 1 when it is too low or a \
guarantee is weakened; 3 when part of the configuration could not be read.

As SARIF and as annotations, what keeps the new version from being called what it is is an error, \
every other break a warning, and the rest a note.

Examples:
  pave diff modules/postgres
  pave diff v1.2.0 modules/postgres --to 1.3.0
  pave diff postgres-1.2.0.tar.gz modules/postgres --json
  pave diff v1.2.0 modules/postgres --prove
  pave diff modules/postgres --format sarif > diff.sarif
  pave diff --history modules/postgres")]
pub(super) struct Words {
    /// The version that callers have; alone, a folder or module is compared with its last release
    #[arg(default_value = ".")]
    old: String,

    /// The version that they are to get
    new: Option<String>,

    /// The folder whose git repository revisions are looked up in
    #[arg(long, value_name = "DIR", conflicts_with = "history")]
    repo: Option<Utf8PathBuf>,

    /// What the old version is called
    #[arg(long, value_name = "VERSION", value_parser = version, conflicts_with = "history")]
    from: Option<Version>,

    /// What the new version is to be called
    #[arg(long, value_name = "VERSION", value_parser = version, conflicts_with = "history")]
    to: Option<Version>,

    /// Which Terraform versions callers have, of those that are looked at: ">= 1.9"
    #[arg(long, value_name = "VERSIONS", value_parser = constraint)]
    terraform: Option<Constraint>,

    /// Compare every release of OLD, a folder of a git repository or FOLDER:PATH, with the one
    /// before
    #[arg(long, conflicts_with = "new")]
    history: bool,

    /// Count pre-releases in the history too
    #[arg(long, requires = "history")]
    pre_releases: bool,

    #[command(flatten)]
    prove: prove::Words,

    /// How to tell the result
    #[arg(long, value_enum, default_value_t = FormatWord::Human, value_name = "FORMAT")]
    format: FormatWord,

    /// Tell the result as JSON: short for --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatWord {
    /// For a terminal
    Human,
    /// For programs
    Json,
    /// For a pull request
    Markdown,
    /// SARIF 2.1.0, which code scanning reads
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

fn version(text: &str) -> Result<Version, String> {
    terraform::version::parse(text).map_err(|e| e.message)
}

fn constraint(text: &str) -> Result<Constraint, String> {
    text.parse().map_err(|e: terraform::ConstraintError| e.message)
}

pub(super) fn run(
    words: &Words,
    catalog_folder: Option<&Utf8Path>,
    catalog: &dyn Fn() -> Result<Catalog>,
    output: &mut Output<'_>,
) -> Result<u8> {
    let format = if words.json { FormatWord::Json } else { words.format };
    output.json = format == FormatWord::Json;
    if words.history {
        return run_history(words, format, output);
    }
    let request = DiffRequest {
        old: words.old.clone(),
        new: words.new.clone(),
        old_version: words.from.clone(),
        new_version: words.to.clone(),
        repository: words.repo.clone(),
        catalog_folder: catalog_folder.map(Utf8Path::to_owned),
        terraform: words.terraform.clone(),
    };
    let mut compared = diff(&request, catalog)?;
    let unread = compared.unread();
    if format != FormatWord::Json {
        tell_unread(&compared, &unread, output);
    }
    prove::run(&words.prove, &mut compared, output)?;
    match format {
        FormatWord::Human => output.print(&report::changes(&compared, style(output))),
        FormatWord::Json => output.print_json(&report::comparison_for_machines(&compared, &unread)),
        FormatWord::Markdown => output.print(&report::changes_as_markdown(&compared)),
        FormatWord::Sarif => tell_findings(Format::Sarif, &compared, &unread, output),
        FormatWord::Github => tell_findings(Format::Github, &compared, &unread, output),
    }
    if !unread.findings.is_empty() {
        return Ok(ErrorKind::Io.exit_code());
    }
    Ok(u8::from(compared.judgement.verdict() != Verdict::Honest))
}

fn style(output: &Output<'_>) -> Style {
    Style { colour: output.terminal.out_colour, width: output.terminal.width }
}

/// Tells the changes as findings, and what could not be read with them.
fn tell_findings(format: Format, compared: &Compared, unread: &Report, output: &mut Output<'_>) {
    let about = |id: &str| {
        let lint = lints::all().find(|lint| lint.id == id)?;
        Some(About { title: lint.title.to_owned(), explanation: lint.explanation.to_owned() })
    };
    let reports = [&compared.report(), unread];
    output.print(&report::findings_as(format, &reports, style(output), &about));
}

/// Says beside the result what was not looked at.
fn tell_unread(compared: &Compared, unread: &Report, output: &mut Output<'_>) {
    for package in [&compared.old, &compared.new] {
        let other = package.tree.refused.iter().filter(|(path, _)| !is_configuration(path));
        for (path, reason) in other {
            output.note(&format!("not read: {} {reason}", package.tree.show(path)));
        }
    }
    output.findings(unread);
    if !unread.findings.is_empty() {
        output.note("part of the configuration could not be read: changes may have been missed\n");
    }
}

fn run_history(words: &Words, format: FormatWord, output: &mut Output<'_>) -> Result<u8> {
    if matches!(format, FormatWord::Sarif | FormatWord::Github) {
        return Err(Error::usage("a history has no places that findings could point at")
            .hint("--format json and --format markdown tell it"));
    }
    let (folder, path) = match words.old.split_once(':') {
        Some((folder, path)) if !Utf8Path::new(&words.old).exists() => (folder, Some(path)),
        _ => (words.old.as_str(), None),
    };
    let request = HistoryRequest {
        folder: if folder.is_empty() { ".".into() } else { folder.into() },
        path: path.map(str::to_owned),
        pre_releases: words.pre_releases,
        terraform: words.terraform.clone(),
    };
    let bar = progress(output.terminal.progress);
    let judged = history(&request, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let judged = judged?;
    match format {
        FormatWord::Human => output.print(&report::history(&judged, style(output))),
        FormatWord::Json => output.print_json(&report::history_for_machines(&judged)),
        _ => output.print(&report::history_as_markdown(&judged)),
    }
    Ok(0)
}

/// A bar that fills as releases are compared; an invisible one where nobody watches.
fn progress(watched: bool) -> ProgressBar {
    if !watched {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("comparing releases {bar:30} {pos}/{len}")
        .expect("the template is well formed");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.with_style(style)
}
