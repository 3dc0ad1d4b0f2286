//! `heredoc-json`: JSON is data.

use crate::diag::Severity;
use crate::release::vet::expressions;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;

pub(super) static RULE: Rule = Rule {
    id: "heredoc-json",
    group: Group::Body,
    severity: Severity::Warning,
    title: "JSON is made by jsonencode, not written as text",
    explanation: "A text that should be JSON is checked by nobody until the provider reads it, and \
                  what is put into it is not escaped. `jsonencode({ … })` or a policy document is \
                  data.",
    waivable: true,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    for place in expressions::places(root) {
        let text = root.text(place);
        let is_text = text.starts_with("<<") || text.starts_with('"');
        let body = match text.strip_prefix("<<") {
            Some(rest) => rest.split_once('\n').map_or("", |(_, body)| body),
            None => text.trim_start_matches('"'),
        };
        let body = body.trim_start();
        let opens = body.strip_prefix(['{', '[']).map(|rest| rest.trim_start());
        let is_json =
            opens.is_some_and(|rest| rest.starts_with(['"', '{']) || rest.starts_with("\\\""));
        if is_text && is_json {
            problems
                .add(expressions::owner(root, place), "JSON is written as text")
                .at(subject.at(place))
                .help("write `jsonencode({ … })`");
        }
    }
}
