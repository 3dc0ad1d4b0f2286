//! `pave explain`

use clap::Args;

use super::output::Output;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::report::table;
use crate::resolve::{Answer, AnswerRule, Need, Resolution, Rule, Why, resolve};
use crate::terraform::render;

#[derive(Debug, Args)]
pub(super) struct Words {
    /// What a service needs, in your own words
    intent: String,

    /// Tell the result as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(words: &Words, catalog: &Catalog, output: &mut Output<'_>) -> Result<u8> {
    output.json = words.json;
    let resolution = resolve(catalog, &words.intent);
    if words.json {
        output.print_json(&resolution);
    } else {
        let mut text = understood(&resolution, output);
        text.push_str(&needed(&resolution.needs, output));
        output.print(&text);
    }
    Ok(0)
}

/// What was understood, and what was not, in lines.
pub(super) fn understood(resolution: &Resolution, output: &Output<'_>) -> String {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for chosen in &resolution.components {
        rows.push([format!("  {}", chosen.module), chosen.name.clone(), why(&chosen.why)]);
    }
    let mut more = |what: &str, name: &str, words: &str| {
        rows.push([format!("  {what}"), name.to_owned(), format!("\"{words}\"")]);
    };
    if let Some(blueprint) = &resolution.blueprint {
        more("blueprint", &blueprint.name, &blueprint.words);
    }
    for setting in &resolution.settings {
        let of = setting.component.as_ref().unwrap_or(&setting.module);
        let name = format!("{of}.{} = {}", setting.input, render::value(&setting.value));
        more("input", &name, &setting.words);
    }
    for holding in &resolution.holds {
        more("anyway", &holding.module, &holding.words);
    }
    if let Some(region) = &resolution.region {
        more("region", &region.name, &region.words);
    }
    for environment in &resolution.environments {
        more("environment", &environment.name, &environment.words);
    }
    for removed in &resolution.removed {
        more("left out", &removed.module, &removed.words);
    }
    for correction in &resolution.corrections {
        more("read as", &correction.meant, &correction.written);
    }
    let mut text = output.heading("Understood");
    text.push('\n');
    text.push_str(&table::columns(&rows));
    for lacking in &resolution.not_covered {
        let place = match &lacking.module {
            Some(module) => format!("not possible with {module}"),
            None => "not in this catalog".to_owned(),
        };
        text.push_str(&format!("  {}: {place} (\"{}\")\n", lacking.service, lacking.words));
    }
    for suggestion in &resolution.suggestions {
        let modules = suggestion.modules.join(", ");
        text.push_str(&format!("  perhaps {modules}? (\"{}\")\n", suggestion.words));
    }
    if !resolution.unused_words.is_empty() {
        text.push_str(&format!("Not used: {}\n", resolution.unused_words.join(" ")));
    }
    text
}

fn why(why: &Why) -> String {
    let rule = match why.rule {
        Rule::Alias => String::new(),
        Rule::Count => " (several)".to_owned(),
        Rule::Another => " (another)".to_owned(),
        Rule::Blueprint => " (of the blueprint)".to_owned(),
        Rule::Successor => " (its successor)".to_owned(),
        Rule::Replaces => " (what it replaces)".to_owned(),
        Rule::Ranked => {
            let score = why.score.unwrap_or_default();
            format!(" (by its card, {}.{:02})", score / 100, score % 100)
        }
    };
    format!("\"{}\"{rule}", why.words)
}

/// What the components cannot do without, and who answers for it in each environment.
fn needed(needs: &[Need], output: &Output<'_>) -> String {
    if needs.is_empty() {
        return String::new();
    }
    let mut rows: Vec<[String; 3]> = Vec::new();
    for need in needs {
        let of = format!("  {} for {}", need.capability, need.needed_by.join(", "));
        for answer in &need.answers {
            rows.push([of.clone(), answer.environment.clone(), answered(answer)]);
        }
    }
    format!("{}\n{}", output.heading("Needed"), table::columns(&rows))
}

fn answered(answer: &Answer) -> String {
    let module = answer.module.as_deref().unwrap_or_default();
    match answer.rule {
        AnswerRule::Component => format!("{module} (asked for)"),
        AnswerRule::Environment => format!("{module} (the environment says so)"),
        AnswerRule::CatalogDefault => format!("{module} (the catalog's default)"),
        AnswerRule::OnlyModule => format!("{module} (the only one)"),
        AnswerRule::Ambiguous => format!("one of {}", answer.candidates.join(", ")),
        AnswerRule::Nobody => "nobody provides it".to_owned(),
    }
}
