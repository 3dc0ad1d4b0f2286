//! YAML text into typed structs; what cannot be read is one finding with its place.
//!
//! Never into a loose value: a mistake is met while the parser still knows where it stands.

use serde::de::DeserializeOwned;
use serde_saphyr::{Error, Location, MergeKeyPolicy};

use crate::diag::{Finding, SourceId, Span, did_you_mean};

/// Longest YAML file that is read, in bytes; the largest card we know has 5 KB.
pub const MAX_YAML_BYTES: usize = 1024 * 1024;

/// Reads `text` as a `T`.
///
/// # Errors
/// A finding that points at the first thing that is not as expected and says what was.
pub fn parse<T: DeserializeOwned>(text: &str, source: SourceId) -> Result<T, Box<Finding>> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 32,
            max_nodes: 100_000,
            max_events: 300_000,
            max_documents: 8,
            max_aliases: 1_000,
            max_recorded_anchor_bytes: 4 * MAX_YAML_BYTES,
        },
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
        emit_comments: false,
    };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| Box::new(finding(error.without_snippet(), text, source)))
}

/// The bytes that a location covers.
#[must_use]
pub fn span_of(location: Location) -> Span {
    let span = location.span();
    match (span.byte_offset(), span.byte_len()) {
        (Some(offset), Some(length)) => Span {
            start: u32::try_from(offset).unwrap_or(u32::MAX),
            end: u32::try_from(offset.saturating_add(length)).unwrap_or(u32::MAX),
        },
        _ => Span::default(),
    }
}

/// The bytes that a location covers, or where none are given those after its line and column.
fn place(location: Location, text: &str) -> Span {
    if location.span().byte_offset().is_some() {
        return span_of(location);
    }
    let line = usize::try_from(location.line().saturating_sub(1)).unwrap_or(0);
    let column = usize::try_from(location.column().saturating_sub(1)).unwrap_or(0);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let inside = text[start..].lines().next().unwrap_or_default();
    let offset = inside.char_indices().nth(column).map_or(inside.len(), |(at, _)| at);
    Span::new(start + offset, start + offset)
}

fn finding(error: &Error, text: &str, source: SourceId) -> Finding {
    let span = error.location().map(|location| place(location, text)).unwrap_or_default();
    let (message, label, help) = explain(error);
    let mut finding =
        Finding::error("catalog-yaml", message).at(source, on_one_line(span, text), label);
    finding.help.extend(help);
    finding
}

/// Message, label and help for one error.
fn explain(error: &Error) -> (String, String, Option<String>) {
    match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            let known = || format!("the keys here are {}", list(expected));
            let help = did_you_mean(field, expected.iter().copied());
            (
                format!("there is no key `{field}` here"),
                "not a known key".to_owned(),
                Some(help.unwrap_or_else(known)),
            )
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let help = did_you_mean(variant, expected.iter().copied());
            (
                format!("`{variant}` is not one of {}", list(expected)),
                "not a known word".to_owned(),
                help,
            )
        }
        Error::SerdeMissingField { field, .. } => {
            (format!("the key `{field}` is missing"), format!("`{field}` must be given"), None)
        }
        Error::DuplicateMappingKey { key, .. } => (
            match key {
                Some(key) => format!("the key `{key}` is given twice"),
                None => "a key is given twice".to_owned(),
            },
            "given before".to_owned(),
            Some("keep one of the two".to_owned()),
        ),
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => (
            format!("expected {expected}, found {unexpected}"),
            format!("expected {expected}"),
            None,
        ),
        Error::Unexpected { expected, .. } => {
            let expected = match *expected {
                "sequence start" => "a list",
                "mapping start" => "a mapping",
                "string scalar" | "scalar" => "a text",
                other => other,
            };
            (format!("expected {expected}"), format!("expected {expected}"), None)
        }
        Error::InvalidBooleanStrict { .. } => {
            ("expected `true` or `false`".to_owned(), "expected `true` or `false`".to_owned(), None)
        }
        Error::NullIntoString { .. } => (
            "expected a text, found nothing".to_owned(),
            "expected a text".to_owned(),
            Some("write the text after the colon, or remove the key".to_owned()),
        ),
        Error::MultipleDocuments { .. } => (
            "the file holds more than one YAML document".to_owned(),
            "a second document".to_owned(),
            Some("remove what follows the `---`".to_owned()),
        ),
        Error::MergeKeyNotAllowed { .. } => (
            "merge keys (`<<`) are not used here".to_owned(),
            String::new(),
            Some("write the keys out".to_owned()),
        ),
        Error::Budget { .. } => (
            "the file is too deep or too large to be read".to_owned(),
            "reading stopped here".to_owned(),
            Some(format!("at most 32 levels and {MAX_YAML_BYTES} bytes are read")),
        ),
        Error::AliasError { error, .. } => explain(error),
        Error::Eof { .. } => ("the file is empty".to_owned(), String::new(), None),
        other => {
            // The library appends the place, which the finding carries already.
            let text = other.to_string();
            let text = text.split(" at line ").next().unwrap_or(&text);
            let text = text.lines().next().unwrap_or("not YAML");
            (format!("not readable: {text}"), String::new(), None)
        }
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Cuts a span that covers a whole block to its first line, so that a label stays small.
fn on_one_line(span: Span, text: &str) -> Span {
    let start = (span.start as usize).min(text.len());
    let end = (span.end as usize).min(text.len());
    let Some(covered) = text.get(start..end) else { return Span::new(start, start) };
    let length = covered.find('\n').unwrap_or(covered.len());
    Span::new(start, start + length)
}
