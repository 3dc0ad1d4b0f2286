//! What was understood of a sentence, and what was not, in lines for people.

use super::table;
use crate::resolve::{Resolution, Rule, Setting};
use crate::terraform::render;

/// A heading as a face shows it, in bold where it can.
type Heading<'h> = &'h dyn Fn(&str) -> String;

/// What was understood, a line each with the words and the rule; empty when it is nothing.
///
/// `unused` is what the sentence sets and nothing in the service has.
#[must_use]
pub fn understood(resolution: &Resolution, unused: &[Setting], heading: Heading<'_>) -> String {
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
            Rule::Alias => String::new(),
            Rule::Count => "  several".to_owned(),
            Rule::Another => "  another one".to_owned(),
            Rule::Blueprint => "  of the blueprint".to_owned(),
            Rule::Successor => "  its successor".to_owned(),
            Rule::Replaces => "  what it replaces".to_owned(),
            Rule::Ranked => {
                let score = chosen.why.score.unwrap_or_default();
                format!("  by its card, {}.{:02}", score / 100, score % 100)
            }
        };
        row(&chosen.module, &chosen.name, format!("{}{rule}", quoted(&chosen.why.words)));
    }
    for setting in resolution.settings.iter().filter(|setting| !unused.contains(setting)) {
        let of = setting.component.as_ref().unwrap_or(&setting.module);
        let value = render::value(&setting.value);
        row(&format!("{of}.{}", setting.input), &value, quoted(&setting.words));
    }
    for holding in &resolution.holds {
        row("anyway", &holding.module, quoted(&holding.words));
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
    format!("{}\n{}", heading("Understood"), table::fitted(&rows, usize::MAX))
}

/// What nothing came of: what the catalog lacks, what chose nothing, words that were not used.
///
/// `unused` is what the sentence sets and nothing in the service has.
#[must_use]
pub fn not_understood(resolution: &Resolution, unused: &[Setting], heading: Heading<'_>) -> String {
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
            format!("{}\n{}", heading("Not understood"), lines.concat())
        }
    }
}

fn quoted(words: &str) -> String {
    format!("\"{words}\"")
}
