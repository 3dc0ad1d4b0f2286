//! A card with the lifecycle that the registry knows: a release is deprecated after its card was
//! written.

use std::collections::BTreeSet;

use super::Organisation;
use crate::catalog::{Card, Lifecycle, parse};
use crate::diag::{SourceMap, Span};
use crate::registry::state;
use crate::release::ModuleAddress;
use crate::store::ledger::Release;

/// The card of a release, with its state there; as it is where it says the same or cannot be read.
pub(super) fn in_state(
    bytes: &[u8],
    release: &Release,
    organisation: &Organisation,
    there: &BTreeSet<&str>,
) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).ok();
    let changed = text.and_then(|text| changed(text, release, organisation, there));
    changed.map_or_else(|| bytes.to_vec(), String::into_bytes)
}

fn changed(
    text: &str,
    release: &Release,
    organisation: &Organisation,
    there: &BTreeSet<&str>,
) -> Option<String> {
    let mut sources = SourceMap::default();
    let source = sources.add("module.yaml", text);
    let card = parse::<Card>(text, source).ok()?;
    let state = state(&release.state)?;
    let mut edits: Vec<(Span, String)> = Vec::new();
    if card.lifecycle.value != state {
        edits.push((card.lifecycle.span, state.as_str().to_owned()));
    }
    let leaving = matches!(state, Lifecycle::Deprecated | Lifecycle::Revoked);
    let (mut reason, mut successor) = (release.reason.clone(), None);
    if !release.successor.is_empty() {
        // A card names a module of its catalog; anything else is for people to read.
        match module_of(&release.successor, organisation).filter(|name| there.contains(&**name)) {
            Some(name) if name != card.name.value => successor = Some(name),
            _ => reason.push_str(&format!(". Use {}", release.successor)),
        }
    }
    let until = Some(release.until.clone()).filter(|until| !until.is_empty());
    let wanted = [
        ("reason", card.reason.as_ref(), Some(reason)),
        ("successor", card.successor.as_ref(), successor),
        ("until", card.until.as_ref(), until),
    ];
    let after = Span { start: card.lifecycle.span.end, end: card.lifecycle.span.end };
    for (key, written, value) in wanted {
        let value = value.filter(|_| leaving);
        match (written, value) {
            (Some(written), Some(value)) if written.value != value => {
                edits.push((written.span, quoted(&value)));
            }
            (None, Some(value)) => edits.push((after, added(text, key, &value))),
            (Some(written), None) => edits.push(whole_entry(text, key, written.span)?),
            _ => {}
        }
    }
    if edits.is_empty() {
        return None;
    }
    edits.sort_by_key(|(span, _)| span.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in edits {
        out.push_str(text.get(at..span.start as usize)?);
        out.push_str(&new);
        at = span.end as usize;
    }
    out.push_str(text.get(at..)?);
    // What was spliced must read as what was meant.
    let read = parse::<Card>(&out, source).ok()?;
    (read.lifecycle.value == state).then_some(out)
}

/// The name of the module that a successor such as `platform/postgres/aws 2.0.0` names.
fn module_of(successor: &str, organisation: &Organisation) -> Option<String> {
    let address = successor.split_whitespace().next()?;
    let address = address.parse::<ModuleAddress>().ok()?;
    let own =
        address.namespace == organisation.namespace && address.system == organisation.target_system;
    own.then_some(address.name)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether the card is a map in braces.
fn is_flow(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    lines
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .is_some_and(|l| l.starts_with('{'))
}

fn added(text: &str, key: &str, value: &str) -> String {
    match is_flow(text) {
        true => format!(", {key}: {}", quoted(value)),
        false => format!("\n{key}: {}", quoted(value)),
    }
}

/// The bytes of an entry of the card, to be taken away; its value is made empty in a map in braces.
fn whole_entry(text: &str, key: &str, value: Span) -> Option<(Span, String)> {
    let start = text.get(..value.start as usize)?.rfind(key)?;
    let end = value.end as usize;
    match is_flow(text) {
        true => Some((value, "null".to_owned())),
        false => {
            let end = text.get(end..)?.find('\n').map_or(text.len(), |length| end + length + 1);
            Some((Span::new(start, end), String::new()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Files;

    const HEAD: &str = "name: queue\nversion: \"1.0.0\"\nsummary: A queue.\nowner: platform\n";

    fn release(state: &str, reason: &str, successor: &str, until: &str) -> Release {
        Release {
            module: "platform/queue/aws".to_owned(),
            version: "1.0.0".to_owned(),
            state: state.to_owned(),
            reason: reason.to_owned(),
            successor: successor.to_owned(),
            until: until.to_owned(),
            archive: String::new(),
            archive_bytes: 0,
            tree: String::new(),
            source: String::new(),
            source_bytes: 0,
            summary: String::new(),
            words: String::new(),
            glance: String::new(),
            published_by: String::new(),
            published: 0,
            approved_by: String::new(),
            approved: 1,
            changed: 0,
        }
    }

    fn told(card: &str, release: &Release) -> String {
        let organisation = Organisation::read(&Files::embedded()).expect("it is checked");
        let there = BTreeSet::from(["queue", "topic"]);
        let bytes = in_state(card.as_bytes(), release, &organisation, &there);
        String::from_utf8(bytes).expect("it was text")
    }

    #[test]
    fn a_card_says_what_the_registry_knows() {
        let gone = release(
            "deprecated",
            "Too slow: use another",
            "platform/topic/aws 2.0.0",
            "2027-03-31",
        );
        let after = "lifecycle: deprecated\nreason: \"Too slow: use another\"\nsuccessor: \"topic\"\n\
                     until: \"2027-03-31\" # by now\naliases: [queue]\n";
        let before = format!("{HEAD}lifecycle: approved # by now\naliases: [queue]\n");
        assert_eq!(told(&before, &gone), format!("{HEAD}{after}"));

        // Back again, by the card that says it is deprecated.
        let old = "lifecycle: deprecated\nreason: Too slow.\nsuccessor: topic\nuntil: 2027-03-31\n";
        let back = told(&format!("{HEAD}{old}"), &release("approved", "", "", ""));
        assert_eq!(back, format!("{HEAD}lifecycle: approved\n"));
    }

    #[test]
    fn a_successor_that_is_no_module_of_the_catalog_is_part_of_the_reason() {
        let gone = release("deprecated", "Too slow", "data/topic/aws 2.0.0", "");
        let card = told(&format!("{HEAD}lifecycle: approved\n"), &gone);
        let after = "lifecycle: deprecated\nreason: \"Too slow. Use data/topic/aws 2.0.0\"\n";
        assert_eq!(card, format!("{HEAD}{after}"));
    }

    #[test]
    fn a_card_that_says_the_same_or_cannot_be_read_stays_as_it_is() {
        let approved = release("approved", "", "", "");
        for card in [format!("{HEAD}lifecycle: approved\n"), "name: [".to_owned()] {
            assert_eq!(told(&card, &approved), card);
        }
    }
}
