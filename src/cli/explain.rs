//! `pave explain`

use clap::Args;

use super::output::Output;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::report::table;
use crate::resolve::{Resolution, Rule, resolve};

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
        let text = understood(&resolution, output);
        output.print(&text);
    }
    Ok(0)
}

/// What was understood, and what was not, in lines.
pub(super) fn understood(resolution: &Resolution, output: &Output<'_>) -> String {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for chosen in &resolution.components {
        let rule = match chosen.why.rule {
            Rule::Alias => "",
            Rule::Count => " (several)",
            Rule::Another => " (another)",
            Rule::Blueprint => " (of the blueprint)",
            Rule::Successor => " (its successor)",
            Rule::Replaces => " (what it replaces)",
            Rule::Ranked => " (by its card)",
        };
        let words = format!("\"{}\"{rule}", chosen.why.words);
        rows.push([format!("  {}", chosen.module), chosen.name.clone(), words]);
    }
    let mut more = |what: &str, name: &str, words: &str| {
        rows.push([format!("  {what}"), name.to_owned(), format!("\"{words}\"")]);
    };
    if let Some(blueprint) = &resolution.blueprint {
        more("blueprint", &blueprint.name, &blueprint.words);
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
    let mut text = output.heading("Understood");
    text.push('\n');
    text.push_str(&table::columns(&rows));
    for service in &resolution.not_covered {
        text.push_str(&format!(
            "  {}: not in this catalog (\"{}\")\n",
            service.service, service.words
        ));
    }
    if !resolution.unused_words.is_empty() {
        text.push_str(&format!("Not used: {}\n", resolution.unused_words.join(" ")));
    }
    text
}
