//! The forms in which findings are told.

use serde::Serialize;

use super::human::{self, Style};
use super::{github, json, sarif};
use crate::error::Report;

/// A form in which findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people: the line, what is wrong with it, what to do
    #[default]
    Human,
    /// For programs, with places and edits
    Json,
    /// SARIF 2.1.0, which code scanning reads
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

/// What is to be told of a rule beside its findings.
#[derive(Debug, Clone, Serialize)]
pub struct About {
    /// What it asks, in a few words.
    pub title: String,
    /// Why, as Markdown.
    pub explanation: String,
}

/// Tells findings in a form; `about` knows the rules.
#[must_use]
pub fn findings_as(
    format: Format,
    reports: &[&Report],
    style: Style,
    about: &dyn Fn(&str) -> Option<About>,
) -> String {
    match format {
        Format::Human => {
            let tell = |report: &&Report| human::findings(&report.findings, &report.sources, style);
            reports.iter().map(tell).collect()
        }
        Format::Json => {
            let tell = |report: &&Report| json::findings(&report.findings, &report.sources);
            let all: Vec<_> = reports.iter().flat_map(tell).collect();
            format!("{}\n", serde_json::to_string_pretty(&all).expect("results are plain data"))
        }
        Format::Sarif => sarif::log(reports, about),
        Format::Github => reports.iter().map(|r| github::annotations(r)).collect(),
    }
}
