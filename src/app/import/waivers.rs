//! What an imported module may be released with although the house's rules ask for more: matters
//! of form, which its makers settle otherwise, and which say nothing of what it does.
//!
//! A rule about what a module does (programs that it runs, data that it may lose) is waived by a
//! person or not at all.

use std::collections::BTreeSet;

use crate::diag::Severity;
use crate::error::Report;

/// The rules that are a matter of form, each with the reason that stands on the card.
pub(super) const FORM: [(&str, &str); 16] = [
    ("changelog-entry", "Its makers keep their changes elsewhere."),
    ("changelog-missing", "Its makers keep their changes elsewhere."),
    ("count-list", "Its makers count lists; the lists of a caller must keep their order."),
    ("example-missing", "Its makers show it in their own documentation."),
    ("example-self-contained", "Its examples are those of its makers."),
    ("example-source", "Its examples are those of its makers."),
    ("inputs-too-many", "It is made for many uses; the card says which inputs matter here."),
    ("output-undescribed", "Its makers describe it in their own documentation."),
    ("output-whole-resource", "Its makers give out whole resources; link what the card names."),
    ("provider-version-bounds", "Its makers set no upper bound; the root module pins providers."),
    ("readme-interface", "Its README is that of its makers."),
    ("terraform-block", "Its makers lay out their files otherwise."),
    ("terraform-version-bounds", "Its makers set no upper bound; the root module pins Terraform."),
    ("tests-missing", "Its makers test it elsewhere; tests of what matters here are to be added."),
    ("variable-any", "Its makers leave types open; what is given is checked by Terraform alone."),
    ("variable-undescribed", "Its makers describe it in their own documentation."),
];

/// The matters of form that were found as errors, and that a card may let pass.
pub(super) fn needed(report: &Report) -> Vec<&'static str> {
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let found: BTreeSet<&str> = errors.map(|finding| &*finding.rule).collect();
    FORM.iter().map(|(rule, _)| *rule).filter(|rule| found.contains(rule)).collect()
}

/// Why a matter of form is let pass.
pub(super) fn reason(rule: &str) -> &'static str {
    FORM.iter().find(|(id, _)| *id == rule).map_or("", |(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::vet::rules;

    #[test]
    fn matters_of_form_are_rules_that_a_card_may_let_pass() {
        for (id, reason) in FORM {
            let rule = rules::named(id).unwrap_or_else(|| panic!("there is no rule {id}"));
            assert!(rule.waivable && !reason.is_empty(), "{id}");
        }
    }
}
