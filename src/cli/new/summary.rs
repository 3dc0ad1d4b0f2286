//! What `pave new` tells people.

use crate::app::folder::{Changes, STACK_FILE};
use crate::app::new::{Composed, Decided, Source};
use crate::cli::output::Output;
use crate::compose::Missing;
use crate::compose::link::Assumption;
use crate::compose::render::looks_up;
use crate::report::{self, table};
use crate::terraform::render;

/// What is missing, a line each; `accepting` says whether recommendations are taken.
pub(super) fn missing(composed: &Composed<'_>, accepting: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let count = composed.missing.len();
    if count == 0 {
        return lines;
    }
    let noun = if count == 1 { "answer is" } else { "answers are" };
    lines.push(format!("error: {count} {noun} missing; nothing was written"));
    lines.extend(composed.missing.iter().map(missing_line));
    let open = |m: &&Missing| !m.must_choose && m.recommended.is_some();
    if composed.missing.iter().filter(open).count() == count {
        lines.push("  or take stated stand-ins for all of them: --yes".to_owned());
    } else if accepting {
        lines.push("  --yes takes recommendations; what is left is for a person to say".to_owned());
    }
    lines
}

fn missing_line(missing: &Missing) -> String {
    let why = if missing.why.is_empty() { String::new() } else { format!("  {}", missing.why) };
    let mut line = format!("  {}{why}", missing.fix);
    let open = missing.choices.iter().filter(|choice| choice.refused.is_none());
    let values: Vec<String> = open.map(|choice| render::value(&choice.value)).collect();
    if !values.is_empty() {
        line.push_str(&format!("  One of {}.", values.join(", ")));
    }
    for choice in &missing.choices {
        if let Some(why) = &choice.refused {
            line.push_str(&format!("  Not {}: {why}", render::value(&choice.value)));
        }
    }
    line
}

/// What was made, or would be.
pub(super) fn done(
    composed: &Composed<'_>,
    changes: &Changes,
    dry_run: bool,
    output: &Output<'_>,
) -> String {
    let mut text = String::new();
    if let Some(resolution) = &composed.resolution {
        let heading = |text: &str| output.heading(text);
        text.push_str(&report::understood(resolution, &composed.unused, &heading));
        text.push_str(&report::not_understood(resolution, &composed.unused, &heading));
        text.push('\n');
    }
    text.push_str(&output.heading("Made of"));
    text.push('\n');
    text.push_str(&components(composed));
    let told: Vec<[String; 2]> = composed.values.iter().filter_map(told).collect();
    if !told.is_empty() {
        text.push('\n');
        text.push_str(&output.heading("With"));
        text.push('\n');
        text.push_str(&table::columns(&told));
    }
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
    if dry_run {
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
    text
}

/// A value and its source, where the reader would not know without.
fn told(decided: &Decided) -> Option<[String; 2]> {
    let of_component = decided.key.contains('.') && !decided.key.starts_with("choose.");
    let told = match decided.source {
        Source::Sentence { .. } | Source::Blueprint { .. } | Source::Question { .. } => {
            of_component
        }
        Source::Repository { .. } => true,
        _ => false,
    };
    let there = decided.environment.as_ref().map_or(String::new(), |e| format!(" in {e}"));
    let value = match decided.value.as_str() {
        Some(text) if !text.contains(char::is_control) => text.to_owned(),
        _ => render::value(&decided.value),
    };
    let line = format!("  {} = {value}{there}", decided.key);
    told.then(|| [line, decided.source.to_string()])
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
        let mut needed = "";
        for linked in &composed.linked {
            let placed =
                linked.components.iter().find(|p| p.name == name && p.module.name == module);
            let width = linked.environment.len().max(7);
            let cell = match placed {
                Some(p) => {
                    version = p.module.version.to_string();
                    needed = composed.needed_by(p);
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
