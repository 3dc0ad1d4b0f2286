//! `pave module new`: a request to the files of a module that fits its catalog.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::draft::Draft;
use super::files::{ModuleFiles, files};
use super::request::ModuleRequest;
use super::{Scaffold, Unsaid, existing, interface, words};
use crate::app::folder;
use crate::catalog::{Catalog, Files};
use crate::diag::{Finding, Severity, SourceMap};
use crate::error::{Error, Report, Result};

/// Most inputs that a card has a person asked; the catalog's check holds it.
const MOST_ASKED: usize = 5;

/// What a request lacks, all of it.
#[must_use]
pub fn missing_for_module(request: &ModuleRequest) -> Vec<Unsaid> {
    let mut missing = Vec::new();
    let mut need = |said: bool, key, what, fix| {
        if !said {
            missing.push(Unsaid { key, what, fix });
        }
    };
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    need(said(&request.name), "name", "the module's name", "NAME");
    let summary = said(&request.summary) || request.accept_recommended;
    need(summary, "summary", "what one gets, in a sentence", "--summary TEXT");
    need(said(&request.owner), "owner", "the team that answers for it", "--owner TEAM");
    let content = request.from.is_some() || !request.resources.is_empty();
    need(
        content,
        "resources",
        "what it is made of",
        "--resource TYPE, or --from PATH for resources that exist",
    );
    missing
}

/// Makes a module for the catalog in a folder; nothing is written yet.
///
/// # Errors
/// When something is missing, names nothing that exists or is refused, when the folder of the
/// module is there already, or when the module would not fit the catalog.
pub fn module(catalog: &Catalog, dir: &Utf8Path, request: &ModuleRequest) -> Result<Scaffold> {
    if let Some(first) = missing_for_module(request).first() {
        return Err(Error::usage(format!("{} is missing", first.what)).hint(first.fix));
    }
    let name = request.name.as_deref().unwrap_or_default();
    new_module_name(catalog, dir, name)?;
    let folder = dir.join("modules").join(name);
    let (draft, notes) = draft(catalog, request)?;
    let files = files(&draft, &catalog.source_of(name));
    fits(dir, name, &files)?;
    let changes = folder::new_files(&folder, files)?;
    Ok(Scaffold { name: name.to_owned(), folder, changes, notes })
}

/// Drafts the module that is asked for.
///
/// # Errors
/// When a word of the request names nothing that exists.
pub(super) fn draft(catalog: &Catalog, request: &ModuleRequest) -> Result<(Draft, Report)> {
    let name = request.name.as_deref().unwrap_or_default();
    let summary = request.summary.clone().unwrap_or_else(|| recommended_summary(request));
    let owner = request.owner.as_deref().unwrap_or_default();
    let mut draft = Draft::new(name, summary.trim(), owner.trim());
    draft.terraform = catalog.settings.terraform.value.clone();
    draft.aliases = request.aliases.clone();
    if request.from.is_some() {
        let (mut draft, notes) = existing::draft(catalog, request, draft)?;
        if let (None, Some(kind)) = (&request.summary, draft.replaces.first()) {
            draft.summary = summary_of(kind);
        }
        ask(&mut draft);
        return Ok((draft, notes));
    }
    let (mut draft, notes) = interface::draft(catalog, request, draft)?;
    ask(&mut draft);
    let notes = Report { findings: notes.into_iter().map(note).collect(), ..Report::default() };
    Ok((draft, notes))
}

/// Chooses the inputs that a person is asked: those that must be given and nothing else gives.
fn ask(draft: &mut Draft) {
    let slots: Vec<&String> =
        draft.requires.values().chain(draft.accepts.values()).map(|(input, _)| input).collect();
    let open = draft.variables.iter().filter(|variable| {
        variable.default.is_none() && variable.name != "name" && !slots.contains(&&variable.name)
    });
    draft.ask = open.take(MOST_ASKED).map(|variable| variable.name.clone()).collect();
}

/// Something to tell that no text is to blame for.
pub(super) fn note(message: String) -> Finding {
    Finding { severity: Severity::Note, ..Finding::warning("scaffold", message) }
}

/// A summary where nobody gave one.
#[must_use]
pub fn recommended_summary(request: &ModuleRequest) -> String {
    let first = request.resources.first().map(|word| word.trim_start_matches("data."));
    match first.and_then(|word| word.split('.').next()) {
        Some(kind) => summary_of(kind),
        None => "What the organisation has approved.".to_owned(),
    }
}

fn summary_of(kind: &str) -> String {
    let noun = words::noun(kind);
    let article = words::capitalised(words::article(&noun));
    format!("{article} {noun}, as the organisation sets it up.")
}

/// Checks that a new module can have a name.
///
/// # Errors
/// When it is none, or something of that name is there.
pub fn new_module_name(catalog: &Catalog, dir: &Utf8Path, name: &str) -> Result<()> {
    check_name(name)?;
    let folder = dir.join("modules").join(name);
    if catalog.module(name).is_some() || folder.exists() {
        return Err(Error::refused(format!("{folder} exists already"))
            .hint("give the module another name; nothing is ever overwritten"));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    let good = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.ends_with('-')
        && !name.contains("--")
        && name.len() <= 63;
    if good {
        return Ok(());
    }
    Err(Error::usage(format!("`{}` is no name of a module", name.escape_debug()))
        .hint("write lower-case letters, digits and hyphens, a letter first, such as `job-queue`"))
}

/// Checks that the catalog is in order with the new module in it.
fn fits(dir: &Utf8Path, name: &str, new: &ModuleFiles) -> Result<()> {
    let there = Files::folder(dir)?;
    let mut all = BTreeMap::new();
    for path in there.paths() {
        let bytes = there.read(path).map_err(|why| Error::refused(format!("{path} {why}")))?;
        all.insert(path.clone(), bytes.into_owned());
    }
    let home = Utf8Path::new("modules").join(name);
    all.extend(new.iter().map(|(path, bytes)| (home.join(path), bytes.clone())));
    in_order(all, dir, &home)
}

/// Checks that a catalog in memory is in order, as far as `home` in the folder `dir` goes.
pub(super) fn in_order(
    all: BTreeMap<Utf8PathBuf, Vec<u8>>,
    dir: &Utf8Path,
    home: &Utf8Path,
) -> Result<()> {
    let error = match Catalog::load_checked(Files::memory(all)) {
        Ok(_) => return Ok(()),
        Err(error) => error,
    };
    let Some(mut report) = error.report else { return Err(error) };
    let sources = &report.sources;
    let ours = |finding: &Finding| {
        finding.labels.iter().any(|label| {
            let path = &sources.get(label.source).path;
            path.strip_prefix("memory").unwrap_or(path).starts_with(home)
        })
    };
    let kept: Vec<Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error && ours(finding))
        .cloned()
        .collect();
    if kept.is_empty() {
        // What was wrong before is for `pave catalog check` to tell.
        return Ok(());
    }
    report.findings = kept;
    report.sources = shown(&report.sources, dir);
    Err(Error::findings("what would be written does not fit the catalog", *report)
        .hint("change the words that the findings point at; nothing was written"))
}

/// The same texts in the same order, shown where they would be written.
fn shown(sources: &SourceMap, dir: &Utf8Path) -> SourceMap {
    let mut shown = SourceMap::default();
    for (_, source) in sources.iter() {
        let path = source.path.strip_prefix("memory").unwrap_or(&source.path);
        shown.add(dir.join(path), source.text.clone());
    }
    shown
}
