//! All that the answers come to, before anything is written.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use hcl_rs::Value;

use super::told::counted;
use super::{ServiceWizard, State};
use crate::app::folder::{self, ChangeKind, Changes, STACK_FILE};
use crate::app::new::{Decided, Source, again};
use crate::compose::diagram::ServiceWiring;
use crate::compose::render::{looks_up, render_stack};
use crate::diag::Severity;
use crate::error::Result;
use crate::wizard::{Review, Section, Session, kind};

/// How many guardrails are told in words.
const GUARDRAILS_TOLD: usize = 4;

impl ServiceWizard<'_> {
    pub(super) fn review(&self, _session: &Session, state: &State<'_>) -> Result<Review> {
        let composed = &state.composed;
        let out = composed.out.clone();
        let mut blocked: Vec<String> = Vec::new();
        for finding in &composed.report.findings {
            if finding.severity == Severity::Error {
                let help = finding.help.first().map(|h| format!("; {h}")).unwrap_or_default();
                blocked.push(format!("{}{help}", finding.message));
            }
        }
        for missing in &composed.missing {
            blocked.push(format!("{}: {}", missing.key, missing.why));
        }
        if self.is_taken(&out) {
            blocked.push(format!("{out} holds a service already; give this one another name"));
        }
        let mut changes = Changes::default();
        if blocked.is_empty() {
            match self.changes(state) {
                Ok(found) => changes = found,
                Err(error) => {
                    let hint = error.hints.first().map(|h| format!("; {h}")).unwrap_or_default();
                    blocked.push(format!("{}{hint}", error.message));
                }
            }
        }
        let first = composed.linked.first().map_or("", |linked| linked.environment.as_str());
        let name = &composed.stack.service;
        Ok(Review {
            sections: self.sections(state, &changes),
            changeable: self.changeable(state),
            picture: Some(ServiceWiring::of(name, &composed.linked).picture()),
            plan: (Utf8PathBuf::from(format!("{name}.answers.yaml")), self.plan(state)),
            commands: vec![
                (
                    format!("cd {out}/{first} && terraform init && terraform plan"),
                    "plan it".to_owned(),
                ),
                (
                    format!("pave plan {out}/{first}"),
                    "plan it offline, without an account".to_owned(),
                ),
                (format!("$EDITOR {out}/{STACK_FILE}"), "change what it is made of".to_owned()),
            ],
            again: again(self.catalog, &state.request, composed),
            folder: out,
            changes,
            blocked,
        })
    }

    fn changes(&self, state: &State<'_>) -> Result<Changes> {
        let composed = &state.composed;
        let rendered = render_stack(self.catalog, &composed.stack, &composed.linked, None)?;
        let stack = folder::stack_text(&composed.stack);
        if self.is_elsewhere {
            return Ok(folder::all_new(&rendered, &stack));
        }
        folder::changes(&composed.out, &rendered, Some(&stack), None)
    }

    /// The answers as a file that `pave new --answers` takes.
    fn plan(&self, state: &State<'_>) -> String {
        let stack = folder::stack_text(&state.composed.stack);
        let body = stack.split_once('\n').map_or(&*stack, |(_, body)| body);
        let name = &state.composed.stack.service;
        format!("# Answers for a new service: pave new --answers {name}.answers.yaml\n{body}")
    }

    fn sections(&self, state: &State<'_>, changes: &Changes) -> Vec<Section> {
        let mut sections = vec![
            Section {
                side_by_side: true,
                ..Section::new("Review", value_rows(&state.composed.values))
            },
            Section::new("", component_rows(state)),
            Section::new("", self.facts(state, changes)),
        ];
        let before: Vec<Vec<String>> = state
            .composed
            .assumptions
            .iter()
            .map(|assumption| vec![format!("{}: {}", assumption.key, assumption.text)])
            .collect();
        let warnings: Vec<Vec<String>> = state
            .composed
            .report
            .findings
            .iter()
            .filter(|finding| finding.severity != Severity::Error)
            .map(|finding| vec![finding.message.clone()])
            .collect();
        for (heading, rows) in [("Before you apply", before), ("Warnings", warnings)] {
            if !rows.is_empty() {
                sections.push(Section::new(heading, rows));
            }
        }
        sections
    }

    /// Guardrails, secrets, files and wiring, a line each.
    fn facts(&self, state: &State<'_>, changes: &Changes) -> Vec<Vec<String>> {
        let linked = &state.composed.linked;
        let mut modules = BTreeMap::new();
        for placed in linked.iter().flat_map(|linked| &linked.components) {
            modules.insert(placed.module.name.as_str(), placed.module);
        }
        let count: usize = modules.values().map(|module| module.card.guardrails.len()).sum();
        let mut told: Vec<String> = modules
            .values()
            .filter_map(|module| module.card.guardrails.first())
            .map(|guardrail| guardrail.text.trim_end_matches('.').to_owned())
            .collect();
        told.truncate(GUARDRAILS_TOLD);
        let mut rows = vec![vec!["Guardrails".to_owned(), counted(count, "guardrail")]];
        rows.extend(told.into_iter().map(|text| vec![String::new(), text]));
        let defaults = state.composed.values.iter().filter(|v| v.source == Source::ModuleDefault);
        let defaults: Vec<String> = defaults
            .filter(|value| !value.value.is_null() && value.value != Value::Array(Vec::new()))
            .map(|value| format!("{} {}", value.key, kind::plain(&value.value)))
            .collect();
        if !defaults.is_empty() {
            rows.insert(0, vec!["Defaults".to_owned(), defaults.join(" · ")]);
        }
        let secret = "no secret's value is written or asked for".to_owned();
        rows.push(vec!["Secrets".to_owned(), secret]);
        if !changes.files.is_empty() {
            rows.push(vec!["Files".to_owned(), files_line(changes)]);
        }
        let links: usize = linked.iter().map(|linked| linked.links.len()).sum();
        rows.push(vec![
            "Wiring".to_owned(),
            format!("{}, all type-checked", counted(links, "link")),
        ]);
        rows
    }
}

/// How many files are new or changed, by kind.
fn files_line(changes: &Changes) -> String {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut new = 0;
    let mut changed = 0;
    for file in &changes.files {
        match file.kind {
            ChangeKind::Create => new += 1,
            ChangeKind::Update | ChangeKind::Remove => changed += 1,
            ChangeKind::Same | ChangeKind::Edited => continue,
        }
        let path = &file.path;
        let kind = if path.starts_with(".pave") {
            "in .pave/".to_owned()
        } else if path.as_str().ends_with(".tftest.hcl") {
            ".tftest.hcl".to_owned()
        } else if path.extension() == Some("tf") {
            ".tf".to_owned()
        } else {
            path.file_name().unwrap_or_default().to_owned()
        };
        *kinds.entry(kind).or_default() += 1;
    }
    let kinds: Vec<String> = kinds
        .into_iter()
        .map(|(kind, count)| {
            if count == 1 && !kind.starts_with(['.', 'i']) {
                kind
            } else {
                format!("{count} {kind}")
            }
        })
        .collect();
    format!("{new} new ({}), {changed} changed", kinds.join(", "))
}

/// Every value with its source, those that differ between environments side by side.
///
/// Names that follow from the catalog's pattern are left out, as are defaults, which have a line
/// of their own; what the environments set for every component alike is one row.
fn value_rows(values: &[Decided]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut keys: Vec<&str> = Vec::new();
    let told = |value: &&Decided| !matches!(value.source, Source::Naming | Source::ModuleDefault);
    for value in values.iter().filter(told) {
        if !keys.contains(&value.key.as_str()) {
            keys.push(&value.key);
        }
    }
    for key in keys {
        let of: Vec<&Decided> = values.iter().filter(|value| value.key == key).collect();
        let mut shown: Vec<String> = of
            .iter()
            .map(|value| match (&value.environment, kind::plain(&value.value)) {
                (Some(environment), text) if text == *environment => text,
                (Some(environment), text) => format!("{text} {environment}"),
                (None, text) if text.is_empty() => "none".to_owned(),
                (None, text) => text,
            })
            .collect();
        shown.dedup();
        let mut sources: Vec<String> = of.iter().map(|value| told_source(&value.source)).collect();
        sources.dedup();
        let policy = of.iter().all(|value| matches!(value.source, Source::Environment { .. }));
        let label = match key.strip_prefix("choose.") {
            Some(question) => question.replace('-', " "),
            None if policy => key.rsplit('.').next().unwrap_or(key).replace('_', " "),
            None => key.to_owned(),
        };
        let same = |row: &Vec<String>| {
            row[0] == label && shown.iter().all(|value| row[1].split(" / ").any(|v| v == value))
        };
        if !policy || !rows.iter().any(same) {
            rows.push(vec![label, shown.join(" / "), sources.join(" / ")]);
        }
    }
    rows
}

/// Where a value comes from, in words that fit into a column; notes are told elsewhere.
fn told_source(source: &Source) -> String {
    match source {
        Source::Sample { .. } => "stand-in".to_owned(),
        Source::Environment { .. } => "policy".to_owned(),
        other => other.to_string(),
    }
}

/// A line for each component: what it is, and where it is made or looked up.
fn component_rows(state: &State<'_>) -> Vec<Vec<String>> {
    let linked = &state.composed.linked;
    let mut names: Vec<&str> =
        linked.iter().flat_map(|l| &l.components).map(|placed| placed.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let head = ["component", "module", "version"].map(str::to_owned).into_iter();
    let environments = linked.iter().map(|linked| linked.environment.clone());
    let mut rows = vec![head.chain(environments).chain(["needed by".to_owned()]).collect()];
    for name in names {
        let placed: Vec<_> = linked
            .iter()
            .map(|linked| linked.components.iter().find(|placed| placed.name == name))
            .collect();
        let there: Vec<_> = placed.iter().flatten().collect();
        let Some(first) = there.first() else { continue };
        let same = there.iter().all(|p| p.module.name == first.module.name);
        let (module, version) = if same {
            (first.module.name.clone(), first.module.version.to_string())
        } else {
            ("--".to_owned(), "--".to_owned())
        };
        let cells = placed.iter().map(|placed| match placed {
            None => "--".to_owned(),
            Some(placed) => {
                let does = if looks_up(placed.module) { "look up" } else { "create" };
                if same {
                    does.to_owned()
                } else {
                    format!("{} {} {does}", placed.module.name, placed.module.version)
                }
            }
        });
        let needed = there.iter().max_by_key(|placed| placed.added_for.is_some());
        let needed = needed.map_or("", |placed| state.composed.needed_by(placed)).to_owned();
        let row = [name.to_owned(), module, version].into_iter().chain(cells).chain([needed]);
        rows.push(row.collect());
    }
    rows
}
