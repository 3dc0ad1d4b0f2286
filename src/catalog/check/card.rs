//! What must hold inside one card.

use std::collections::BTreeMap;

use semver::Version;

use super::{Names, is_name, name, phrases, prose, shown, unknown};
use crate::catalog::words::phrase;
use crate::catalog::{Card, CatalogModule, Lifecycle, Located};
use crate::diag::{Finding, SourceId};

/// Most inputs that a person is asked.
const MOST_ASKED: usize = 5;

pub(super) fn check(module: &CatalogModule, names: &Names, findings: &mut Vec<Finding>) {
    let (card, source) = (&module.card, module.card_source);
    identity(&module.name, card, source, findings);
    lifecycle(card, source, names, findings);
    texts(card, source, findings);
    lists(card, source, findings);
    guardrails(card, source, findings);
}

fn identity(folder: &str, card: &Card, source: SourceId, findings: &mut Vec<Finding>) {
    if card.name.value != folder {
        findings.push(
            Finding::error(
                "catalog-name",
                format!("the card says `{}`, its folder `{}`", shown(&card.name), shown(folder)),
            )
            .at(source, card.name.span, "")
            .help(match is_name(folder) {
                true => format!("write `name: {folder}`, or rename the folder"),
                false => "name the folder by lower-case letters, digits and hyphens".to_owned(),
            }),
        );
    } else {
        name("module", &card.name, source, findings);
    }
    version(&card.version, source, findings);
    if let Some(component) = &card.component {
        self::component(component, source, findings);
    }
}

/// Checks the name of a component, which becomes the name of a module call.
pub(super) fn component(name: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    let good = (1..=63).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !good {
        findings.push(
            Finding::error("catalog-name", format!("`{}` is no valid component name", shown(name)))
                .at(source, name.span, "")
                .help("lower-case letters, digits and underscores, a letter first"),
        );
    }
}

/// Checks a version of ours; Terraform is content with less, the registry is not.
pub(super) fn version(version: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    if let Err(e) = Version::parse(version) {
        findings.push(
            Finding::error(
                "catalog-version",
                format!("`{}` is not a semantic version: {e}", shown(version)),
            )
            .at(source, version.span, "")
            .help("write three numbers, such as `1.0.0`"),
        );
    }
}

fn lifecycle(card: &Card, source: SourceId, names: &Names, findings: &mut Vec<Finding>) {
    let lifecycle = card.lifecycle.value;
    let leaving = matches!(lifecycle, Lifecycle::Deprecated | Lifecycle::Revoked);
    if leaving && card.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
        let message = format!("a {} module says why in `reason`", lifecycle.as_str());
        findings.push(
            Finding::error("catalog-lifecycle", message)
                .at(source, card.lifecycle.span, "no `reason` is given")
                .help("add `reason: …` below"),
        );
    }
    let only_leaving = [
        ("reason", card.reason.as_ref()),
        ("successor", card.successor.as_ref()),
        ("until", card.until.as_ref()),
    ];
    for (key, value) in only_leaving {
        if let Some(value) = value.filter(|_| !leaving) {
            let message = format!(
                "`{key}` is for deprecated and revoked modules, and this one is {}",
                lifecycle.as_str()
            );
            findings.push(
                Finding::error("catalog-lifecycle", message)
                    .at(source, value.span, "")
                    .help(format!("remove `{key}`, or set `lifecycle: deprecated`")),
            );
        }
    }
    if let Some(successor) = &card.successor {
        if successor.value == card.name.value {
            findings.push(
                Finding::error("catalog-lifecycle", "a module cannot be its own successor").at(
                    source,
                    successor.span,
                    "",
                ),
            );
        } else if !names.modules.contains(successor.value.as_str()) {
            let known = names.modules.iter().map(String::as_str);
            findings.push(unknown("module", successor, "", source, known));
        }
    }
    if let Some(until) = card.until.as_ref().filter(|until| !is_date(until)) {
        findings.push(
            Finding::error("catalog-lifecycle", format!("`{}` is not a day", shown(until)))
                .at(source, until.span, "")
                .help("write year, month and day, such as `2027-03-31`"),
        );
    }
}

/// Whether a text is a day of the calendar, `2027-03-31`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return false;
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(year), number(month), number(day));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn texts(card: &Card, source: SourceId, findings: &mut Vec<Finding>) {
    prose::sentence(&card.summary, source, findings);
    prose::sentence(&card.owner, source, findings);
    if let Some(reason) = &card.reason {
        prose::note(reason, source, findings);
    }
    for sample in card.samples.values() {
        if let Some(note) = &sample.note {
            prose::note(note, source, findings);
        }
    }
    for alias in card.aliases.iter().chain(&card.not_aliases) {
        self::alias(alias, source, findings);
    }
    for uses in &card.uses {
        prose::sentence(uses, source, findings);
    }
    phrases::texts(card, source, findings);
}

/// Checks a phrase by which an intent finds something.
pub(super) fn alias(alias: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    let help = if phrase(alias).is_empty() {
        "an alias has at least one letter or digit"
    } else if alias.chars().count() > 60 {
        "an alias is what one says in a sentence: a few words"
    } else if alias.chars().any(char::is_uppercase) {
        "write it in lower case"
    } else {
        return prose::plain(alias, source, findings);
    };
    findings.push(
        Finding::error("catalog-alias", format!("`{}` is no alias", shown(alias)))
            .at(source, alias.span, "")
            .help(help),
    );
}

fn lists(card: &Card, source: SourceId, findings: &mut Vec<Finding>) {
    if let Some(sixth) = card.ask.get(MOST_ASKED) {
        findings.push(
            Finding::error("catalog-ask", format!("at most {MOST_ASKED} inputs are asked"))
                .at(source, sixth.span, "one too many")
                .help("keep the ones that nobody can guess"),
        );
    }
    for kind in &card.replaces {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !(kind.contains('_') && kind.bytes().all(plain)) {
            findings.push(
                Finding::error(
                    "catalog-replaces",
                    format!("`{}` is no resource type", shown(kind)),
                )
                .at(source, kind.span, "")
                .help("write it as in a resource block, such as `aws_s3_bucket`"),
            );
        }
    }
    for (key, list) in [("ask", &card.ask), ("replaces", &card.replaces)] {
        once(key, list.iter(), source, findings);
    }
}

/// Checks that nothing is listed twice.
fn once<'l>(
    key: &str,
    list: impl Iterator<Item = &'l Located<String>>,
    source: SourceId,
    findings: &mut Vec<Finding>,
) {
    let mut first: BTreeMap<&str, &Located<String>> = BTreeMap::new();
    for item in list {
        if let Some(before) = first.insert(item, item) {
            findings.push(
                Finding::error("catalog-twice", format!("`{}` stands twice in {key}", shown(item)))
                    .at(source, item.span, "again")
                    .at(source, before.span, "first here"),
            );
        }
    }
}

fn guardrails(card: &Card, source: SourceId, findings: &mut Vec<Finding>) {
    once("guardrails", card.guardrails.iter().map(|g| &g.id), source, findings);
    for guardrail in &card.guardrails {
        name("guardrail", &guardrail.id, source, findings);
        prose::sentence(&guardrail.text, source, findings);
        for address in &guardrail.at {
            if address_of(address).is_none() {
                findings.push(
                    Finding::error(
                        "catalog-guardrail",
                        format!("`{}` is no address of a resource or variable", shown(address)),
                    )
                    .at(source, address.span, "")
                    .help("write `type.name`, `type.name.argument` or `var.name`"),
                );
            }
        }
        for control in &guardrail.controls {
            let plain = |c: char| c.is_ascii_alphanumeric() || "_-.:/".contains(c);
            if control.is_empty() || control.len() > 60 || !control.chars().all(plain) {
                findings.push(
                    Finding::error(
                        "catalog-guardrail",
                        format!("`{}` is no id of a control", shown(control)),
                    )
                    .at(source, control.span, "")
                    .help("write an id as published, such as `CKV_AWS_17`"),
                );
            }
        }
    }
}

/// The address at the start of a guardrail's place: that of a resource, such as `aws_vpc.this`, or
/// of an input variable, such as `var.size`.
pub(super) fn address_of(at: &str) -> Option<String> {
    let is_part = |part: &&str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    let parts: Vec<&str> = at.split('.').collect();
    if parts.len() > 12 || !parts.iter().all(is_part) {
        return None;
    }
    let length = if parts[0] == "data" { 3 } else { 2 };
    (parts.len() >= length).then(|| parts[..length].join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for (text, is) in [
            ("2027-03-31", true),
            ("2028-02-29", true),
            ("2027-02-29", false),
            ("2027-13-01", false),
            ("2027-3-1", false),
            ("soon", false),
            ("", false),
            ("2027-03-31-", false),
        ] {
            assert_eq!(is_date(text), is, "{text}");
        }
    }

    #[test]
    fn a_place_begins_with_the_address_of_a_resource_or_variable() {
        assert_eq!(address_of("var.network.zones").as_deref(), Some("var.network"));
        assert_eq!(address_of("aws_vpc.this.tags").as_deref(), Some("aws_vpc.this"));
        assert_eq!(address_of("data.aws_x.y.z").as_deref(), Some("data.aws_x.y"));
        for none in ["aws_vpc", "data.aws_x", "", "a..b", "a b.c", "A.b"] {
            assert_eq!(address_of(none), None, "{none}");
        }
    }
}
