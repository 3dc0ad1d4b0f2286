//! `pave render`

use camino::Utf8PathBuf;
use clap::Args;
use serde::Serialize;

use super::output::Output;
use crate::app::folder::{self, ChangeKind, Changes};
use crate::app::new::link_stack;
use crate::catalog::Catalog;
use crate::compose::render::render_stack;
use crate::diag::Severity;
use crate::error::{Error, Result};
use crate::report;
use crate::store;

#[derive(Debug, Args)]
pub(super) struct Words {
    /// The service's folder
    #[arg(default_value = ".", value_name = "DIR")]
    dir: Utf8PathBuf,

    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Show what would change as a diff, and write nothing
    #[arg(long)]
    diff: bool,

    /// Write nothing, and end with 1 when anything would change
    #[arg(long)]
    check: bool,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Record {
    written: bool,
    files: Vec<FileRecord>,
}

#[derive(Serialize)]
struct FileRecord {
    path: Utf8PathBuf,
    change: &'static str,
}

pub(super) fn run(words: &Words, catalog: &Catalog, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let dir = &words.dir;
    if store::recover(dir)? {
        output.note(&format!("finished a write to {dir} that was interrupted"));
    }
    let file = folder::read_stack(dir)?;
    let previous = folder::read_lock(dir)?;
    let linked = link_stack(catalog, &file)?;
    let report = linked.report;
    let errors = report.findings.iter().any(|f| f.severity == Severity::Error);
    if errors {
        return Err(Error::findings(format!("{dir} cannot be rendered"), report));
    }
    if let Some(first) = linked.missing.first() {
        let mut error = Error::usage(format!(
            "{} answers are missing in {dir}/stack.yaml",
            linked.missing.len()
        ));
        for missing in &linked.missing {
            error = error.hint(format!("{}: {}", missing.key, missing.why));
        }
        let (component, input) = first.key.split_once('.').unwrap_or((&first.key, ""));
        return Err(error.hint(format!("write it under components.{component}.inputs.{input}")));
    }
    let rendered = render_stack(catalog, &file.stack, &linked.linked, previous.as_ref())?;
    let changes = folder::changes(dir, &rendered, None, previous.as_ref())?;
    if words.diff {
        output.print(&report::diff(&changes));
        return Ok(0);
    }
    let write = !words.dry_run && !words.check;
    if write {
        folder::apply(dir, &changes)?;
    }
    let changed: Vec<_> = visible(&changes).filter(|c| alters(c.kind)).collect();
    let code = u8::from(words.check && !changed.is_empty());
    if words.json {
        let files = visible(&changes)
            .map(|c| FileRecord { path: c.path.clone(), change: c.kind.as_str() })
            .collect();
        output.print_json(&Record { written: write, files });
        return Ok(code);
    }
    output.findings(&report);
    let mut text = String::new();
    for change in visible(&changes).filter(|c| c.kind != ChangeKind::Same) {
        text.push_str(&format!("{:7} {}\n", change.kind.as_str(), change.path));
    }
    if changed.is_empty() {
        text.push_str(&format!("{dir} is in step with its stack.yaml\n"));
    }
    output.print(&text);
    Ok(code)
}

/// The files that people look at.
fn visible(changes: &Changes) -> impl Iterator<Item = &folder::Change> {
    changes.files.iter().filter(|c| !c.path.starts_with(".pave"))
}

fn alters(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::Create | ChangeKind::Update | ChangeKind::Remove)
}
