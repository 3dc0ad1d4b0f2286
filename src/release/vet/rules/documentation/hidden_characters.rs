//! `hidden-characters`: files read as they look.

use crate::catalog::text::is_hidden;
use crate::diag::Severity;
use crate::diag::Span;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "hidden-characters",
    group: Group::Documentation,
    severity: Severity::Error,
    title: "No file holds hidden characters",
    explanation: "Invisible characters and those that turn the order of others around make a text \
                  read otherwise than it looks: to a reviewer, to Terraform and to an agent.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    for path in subject.package.tree.files.keys() {
        let Some(text) = subject.package.tree.text(path.as_str()) else { continue };
        let hidden = |c: char| is_hidden(c) && !matches!(c, '\n' | '\r' | '\t');
        let mut found = text.char_indices().filter(|(_, c)| hidden(*c));
        let Some((at, c)) = found.next() else { continue };
        let more = found.count();
        let region = subject.in_file(path.as_str(), Span::new(at, at + c.len_utf8()));
        let problem = problems.add(
            path.as_str(),
            format!("{path} holds the hidden character U+{:04X}", u32::from(c)),
        );
        problem.at(region.clone()).help("remove it");
        if more > 0 {
            problem.help(format!("there are {more} more in this file"));
        }
        if let Some(region) = region {
            problem.fix(region, "");
        }
    }
}
