//! `pave explain`

use clap::Args;

use super::output::Output;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::report::{self, table};
use crate::resolve::{Answer, AnswerRule, Need, resolve};

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
        let heading = |text: &str| output.heading(text);
        let mut text = report::understood(&resolution, &[], &heading);
        text.push_str(&report::not_understood(&resolution, &[], &heading));
        text.push_str(&needed(&resolution.needs, output));
        output.print(&text);
    }
    Ok(0)
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
