//! `steering-text`: what is written for people does not steer agents.

use crate::catalog::text::{Suspicion, suspicious};
use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::problem::Region;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::release::vet::text::paragraphs;
use crate::terraform::{Module, Place};

pub(super) static RULE: Rule = Rule {
    id: "steering-text",
    group: Group::Documentation,
    severity: Severity::Warning,
    title: "No text reads as an order to an agent",
    explanation: "READMEs, changelogs, comments, descriptions and error messages of modules end up \
                  in the context of AI agents. What reads as an order to one may be an attack or \
                  an accident; either way a person has to look at it. A list of patterns is never \
                  complete.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let tree = &subject.package.tree;
    let files = tree.files.keys().filter(|path| path.extension() == Some("md"));
    for path in files {
        let Some(text) = tree.text(path.as_str()) else { continue };
        for (span, paragraph) in paragraphs(text) {
            tell(path.as_str(), "text", paragraph, subject.in_file(path.as_str(), span), problems);
        }
    }
    let package = subject.package.modules.values();
    for module in package.chain(subject.examples.values()) {
        for place in &module.comments {
            let region = subject.region(module, *place);
            let path = subject.inner(&region.path).to_string();
            tell(&path, "comment", module.text(*place), Some(region), problems);
        }
        for (address, what, text, place) in spoken(module) {
            let region = subject.region(module, place);
            tell(&address, what, &text, Some(region), problems);
        }
    }
}

fn tell(about: &str, what: &str, text: &str, region: Option<Region>, problems: &mut Problems) {
    for reason in suspicious(text) {
        // Links and markup have their place in a README; long words are hashes and addresses.
        let order =
            matches!(&reason, Suspicion::Orders(how) if !how.contains("a word of more than"));
        if order {
            problems
                .add(about, format!("the {what} {reason}"))
                .at(region.clone())
                .help("say what is, in plain words, and let a person look at it");
        }
    }
}

/// What the HCL says in words: descriptions, reasons and error messages.
fn spoken(module: &Module) -> Vec<(String, &'static str, String, Place)> {
    let mut found = Vec::new();
    let mut add = |about: &str, what: &'static str, text: &Option<String>, place: Place| {
        if let Some(text) = text {
            found.push((about.to_owned(), what, text.clone(), place));
        }
    };
    let mut conditions = Vec::new();
    for variable in module.variables.values() {
        let about = format!("var.{}", variable.name);
        add(&about, "description", &variable.description, variable.name_place);
        add(&about, "reason", &variable.deprecated, variable.name_place);
        conditions.extend(variable.validations.iter().map(|c| (about.clone(), c)));
    }
    for output in module.outputs.values() {
        let about = format!("output.{}", output.name);
        add(&about, "description", &output.description, output.name_place);
        add(&about, "reason", &output.deprecated, output.name_place);
        conditions.extend(output.preconditions.iter().map(|c| (about.clone(), c)));
    }
    for resource in module.resources.values() {
        let lifecycle = resource.lifecycle.iter();
        let of_lifecycle = lifecycle.flat_map(|l| l.preconditions.iter().chain(&l.postconditions));
        conditions.extend(of_lifecycle.map(|c| (resource.address(), c)));
    }
    for (about, condition) in conditions {
        if let Some(message) = &condition.error_message {
            let text = Some(module.text(message.place).to_owned());
            add(&about, "error message", &text, message.place);
        }
    }
    found
}
