//! What other programs found, as they tell it in SARIF 2.1.0.
//!
//! Reads what a finding needs and passes the rest over; whether a place lies in a module is for
//! others to say.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diag::{Severity, Span};

/// Most results that are taken from one file.
pub const MOST_RESULTS: usize = 20_000;

/// Something that a scanner found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The scanner.
    pub tool: String,
    /// Its rule.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// What it says.
    pub message: String,
    /// The file, as it names it: a path or a `file://` address.
    pub uri: String,
    /// What it is about, by its address; may be empty.
    pub subject: String,
    /// First line and column, last line and column, from 1, as far as they are given.
    pub lines: [Option<u32>; 4],
}

#[derive(Deserialize)]
struct Log {
    version: String,
    #[serde(default)]
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    #[serde(default)]
    results: Option<Vec<Found>>,
    #[serde(default)]
    artifacts: Vec<Artifact>,
    #[serde(default)]
    original_uri_base_ids: BTreeMap<String, ArtifactLocation>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize)]
struct Driver {
    name: String,
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    #[serde(default)]
    default_configuration: Option<Configuration>,
}

#[derive(Deserialize)]
struct Configuration {
    #[serde(default)]
    level: Option<String>,
}

#[derive(Deserialize)]
struct Artifact {
    #[serde(default)]
    location: Option<ArtifactLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    #[serde(default)]
    rule_id: Option<String>,
    #[serde(default)]
    rule_index: Option<i64>,
    #[serde(default)]
    rule: Option<RuleReference>,
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    baseline_state: Option<String>,
    #[serde(default)]
    message: Message,
    #[serde(default)]
    locations: Vec<Location>,
    #[serde(default)]
    suppressions: Option<Vec<Suppression>>,
}

#[derive(Deserialize)]
struct RuleReference {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    index: Option<i64>,
}

#[derive(Deserialize)]
struct Suppression {
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize, Default)]
struct Message {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    markdown: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(default)]
    physical_location: Option<PhysicalLocation>,
    #[serde(default)]
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    #[serde(default)]
    fully_qualified_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    #[serde(default)]
    artifact_location: Option<ArtifactLocation>,
    #[serde(default)]
    region: Option<Region>,
}

#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    #[serde(default)]
    uri: Option<String>,
    #[serde(default)]
    uri_base_id: Option<String>,
    #[serde(default)]
    index: Option<i64>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "camelCase")]
struct Region {
    #[serde(default)]
    start_line: Option<u32>,
    #[serde(default)]
    start_column: Option<u32>,
    #[serde(default)]
    end_line: Option<u32>,
    #[serde(default)]
    end_column: Option<u32>,
}

/// Reads what scanners found; what they let pass themselves is left out.
///
/// # Errors
/// One clause that says why the text is no SARIF.
pub fn read(text: &str) -> Result<Vec<Observation>, String> {
    let text = text.trim_start_matches('\u{FEFF}');
    let log: Log = serde_json::from_str(text).map_err(|e| format!("is no SARIF: {e}"))?;
    if !log.version.starts_with("2.1") {
        return Err("is SARIF of another version than 2.1.0".to_owned());
    }
    let mut found = Vec::new();
    for run in &log.runs {
        for result in run.results.iter().flatten() {
            if found.len() >= MOST_RESULTS {
                return Err(format!("has more than {MOST_RESULTS} results"));
            }
            found.extend(observation(run, result));
        }
    }
    Ok(found)
}

fn observation(run: &Run, result: &Found) -> Option<Observation> {
    let passed = matches!(result.kind.as_deref(), Some("pass" | "notApplicable"));
    let gone = result.baseline_state.as_deref() == Some("absent");
    let mut suppressions = result.suppressions.iter().flatten();
    let accepted = |s: &Suppression| s.status.as_deref().is_none_or(|status| status == "accepted");
    if passed || gone || suppressions.any(accepted) {
        return None;
    }
    let reference = result.rule.as_ref();
    let index = result.rule_index.or(reference.and_then(|r| r.index));
    let rules = &run.tool.driver.rules;
    let by_index = index.and_then(|index| rules.get(usize::try_from(index).ok()?));
    let id = result.rule_id.clone().or_else(|| reference?.id.clone());
    let id = id.or_else(|| Some(by_index?.id.clone())).unwrap_or_default();
    let rule = by_index.or_else(|| rules.iter().find(|rule| rule.id == id));
    let configured = rule.and_then(|r| r.default_configuration.as_ref()?.level.as_deref());
    let level = result.level.as_deref().or(configured).unwrap_or("warning");
    let location = result.locations.first()?;
    let physical = location.physical_location.as_ref()?;
    let uri = uri(run, physical.artifact_location.as_ref()?)?;
    let region = physical.region;
    let names = location.logical_locations.iter();
    Some(Observation {
        tool: run.tool.driver.name.clone(),
        rule: id,
        severity: match level {
            "error" => Severity::Error,
            "note" | "none" => Severity::Note,
            _ => Severity::Warning,
        },
        message: shortened(result.message.text.as_ref().or(result.message.markdown.as_ref())?),
        uri,
        subject: names.filter_map(|n| n.fully_qualified_name.clone()).next().unwrap_or_default(),
        lines: [
            region.and_then(|r| r.start_line),
            region.and_then(|r| r.start_column),
            region.and_then(|r| r.end_line),
            region.and_then(|r| r.end_column),
        ],
    })
}

/// The first line of a message, at most 300 characters of it, with nothing hidden.
fn shortened(message: &str) -> String {
    let line = message.trim().lines().next().unwrap_or_default();
    let visible = line.chars().filter(|c| !crate::catalog::text::is_hidden(*c));
    let mut short: String = visible.take(300).collect();
    if line.chars().nth(300).is_some() {
        short.push('…');
    }
    short
}

/// The whole address of a file, its base put before it.
fn uri(run: &Run, location: &ArtifactLocation) -> Option<String> {
    let listed = || {
        let artifact = run.artifacts.get(usize::try_from(location.index?).ok()?)?;
        artifact.location.clone()
    };
    let location = if location.uri.is_some() { location.clone() } else { listed()? };
    let uri = location.uri?;
    let base = location.uri_base_id.and_then(|id| run.original_uri_base_ids.get(&id)?.uri.clone());
    let whole = uri.contains("://") || uri.starts_with('/');
    match base.filter(|_| !whole) {
        Some(base) => Some(format!("{}/{uri}", base.trim_end_matches('/'))),
        None => Some(uri),
    }
}

/// The path that a `file://` address or a relative one stands for, `%20` and the like undone.
#[must_use]
pub fn path_of(uri: &str) -> String {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    let bytes = path.as_bytes();
    let mut undone = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = path.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex.filter(|_| *byte == b'%') {
            Some(decoded) => {
                undone.push(decoded);
                at += 3;
            }
            None => {
                undone.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&undone).into_owned()
}

/// The place in a text of lines and columns, which may be missing or beyond its end.
#[must_use]
pub fn span(text: &str, lines: [Option<u32>; 4]) -> Span {
    let [Some(line), column, end_line, end_column] = lines else { return Span::default() };
    let last = end_line.unwrap_or(line);
    let start = offset(text, line, column.unwrap_or(1));
    let end = match end_column {
        Some(column) => offset(text, last, column),
        None => offset(text, last, u32::MAX),
    };
    Span::new(start, end.max(start))
}

fn offset(text: &str, line: u32, column: u32) -> usize {
    let mut at = 0;
    for (number, whole) in (1_u32..).zip(text.split_inclusive('\n')) {
        if number == line {
            let line = whole.trim_end_matches(['\n', '\r']);
            let characters = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
            let within = line.char_indices().nth(characters).map_or(line.len(), |(at, _)| at);
            return at + within;
        }
        at += whole.len();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_and_never_beyond_the_text() {
        let text = "a\nbé c\n";
        for (lines, found) in [
            ([Some(2), Some(2), Some(2), Some(3)], "é"),
            ([Some(2), None, None, None], "bé c"),
            ([Some(9), Some(9), None, None], ""),
            ([Some(2), Some(4), Some(1), Some(1)], ""),
            ([None; 4], ""),
        ] {
            assert_eq!(&text[span(text, lines).range()], found, "{lines:?}");
        }
    }

    #[test]
    fn addresses_become_paths() {
        for (uri, path) in [
            ("file:///a%20b/main.tf", "/a b/main.tf"),
            ("modules/x/main.tf", "modules/x/main.tf"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
        ] {
            assert_eq!(path_of(uri), path);
        }
    }
}
