//! What was understood of the sentence, and what was not.

use super::{ServiceWizard, State, questions};
use crate::report::table;
use crate::resolve::{Resolution, Rule, Setting};
use crate::terraform::render;
use crate::wizard::Session;

impl ServiceWizard<'_> {
    /// The passage that stands over the questions.
    pub(super) fn told(&self, session: &Session, state: &State<'_>) -> String {
        let mut text = String::new();
        if let Some(resolution) = &state.composed.resolution {
            text.push_str(&understood(resolution, &state.composed.unused));
            text.push_str(&not_understood(resolution, &state.composed.unused));
            text.push('\n');
        }
        let mut modules: Vec<&str> = state
            .composed
            .linked
            .iter()
            .flat_map(|linked| &linked.components)
            .map(|placed| placed.module.name.as_str())
            .collect();
        modules.sort_unstable();
        modules.dedup();
        if modules.is_empty() {
            return text;
        }
        let settings = &self.catalog.settings;
        text.push_str(&format!(
            "Resolved {} from catalog {}/{}, {}.\n",
            counted(modules.len(), "module"),
            settings.organisation.to_lowercase(),
            settings.namespace,
            counted(questions::total(session, &state.open), "question"),
        ));
        text
    }
}

/// A number and what it counts: `1 module`, `2 modules`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{end}")
}

fn understood(resolution: &Resolution, unused: &[Setting]) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |what: &str, name: &str, words: String| {
        rows.push(vec![what.to_owned(), name.to_owned(), words]);
    };
    if let Some(name) = &resolution.service_name {
        let how = if name.guessed { "a guess, from the sentence" } else { "from the sentence" };
        row("service", &name.name, how.to_owned());
    }
    if let Some(blueprint) = &resolution.blueprint {
        row("blueprint", &blueprint.name, quoted(&blueprint.words));
    }
    for chosen in &resolution.components {
        let rule = match chosen.why.rule {
            Rule::Alias => "",
            Rule::Count => "  several",
            Rule::Another => "  another one",
            Rule::Blueprint => "  of the blueprint",
            Rule::Successor => "  its successor",
            Rule::Replaces => "  what it replaces",
            Rule::Ranked => "  by its card",
        };
        row(&chosen.module, &chosen.name, format!("{}{rule}", quoted(&chosen.why.words)));
    }
    for setting in resolution.settings.iter().filter(|setting| !unused.contains(setting)) {
        let of = setting.component.as_ref().unwrap_or(&setting.module);
        let value = render::value(&setting.value);
        row(&format!("{of}.{}", setting.input), &value, quoted(&setting.words));
    }
    if let Some(region) = &resolution.region {
        row("region", &region.name, quoted(&region.words));
    }
    if !resolution.environments.is_empty() {
        let names: Vec<&str> = resolution.environments.iter().map(|e| e.name.as_str()).collect();
        let words: Vec<String> = resolution.environments.iter().map(|e| quoted(&e.words)).collect();
        row("environments", &names.join(", "), words.join(", "));
    }
    for removed in &resolution.removed {
        row("left out", &removed.module, quoted(&removed.words));
    }
    for correction in &resolution.corrections {
        row("read as", &correction.meant, quoted(&correction.written));
    }
    if rows.is_empty() {
        return String::new();
    }
    format!("Understood\n{}", table::fitted(&rows, usize::MAX))
}

/// What nothing came of: `unused` is what the sentence sets and nothing in the service has.
pub(super) fn not_understood(resolution: &Resolution, unused: &[Setting]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for setting in unused {
        let of = setting.component.as_ref().unwrap_or(&setting.module);
        let words = quoted(&setting.words);
        lines.push(format!("{words} sets {} of {of}, which is not part of this", setting.input));
    }
    for not in &resolution.not_covered {
        lines.push(match &not.module {
            Some(module) => {
                format!("{}: {module} cannot do that ({})", not.service, quoted(&not.words))
            }
            None => format!("{}: not in this catalog ({})", not.service, quoted(&not.words)),
        });
    }
    for suggestion in &resolution.suggestions {
        let modules = suggestion.modules.join(", ");
        lines.push(format!("{} chose nothing; closest: {modules}", quoted(&suggestion.words)));
    }
    let suggested = |word: &str| {
        resolution.suggestions.iter().any(|s| s.words.split_whitespace().any(|w| w == word))
    };
    let unused: Vec<String> =
        resolution.unused_words.iter().filter(|w| !suggested(w)).map(|w| quoted(w)).collect();
    if !unused.is_empty() {
        lines.push(format!("not used: {}", unused.join(" ")));
    }
    match &lines[..] {
        [] => "Not understood: nothing\n".to_owned(),
        lines => {
            let lines: Vec<String> = lines.iter().map(|line| format!("  {line}\n")).collect();
            format!("Not understood\n{}", lines.concat())
        }
    }
}

fn quoted(words: &str) -> String {
    format!("\"{words}\"")
}
