//! Findings as people read them: the line, what is wrong with it, what to do.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diag::{Finding, Label, Severity, SourceMap};

/// How text for people is dressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether colours may be used.
    pub colour: bool,
    /// Columns to fit into.
    pub width: usize,
}

/// Lines of a text over this many bytes are not quoted: they are no longer read by people.
const MAX_QUOTED_BYTES: usize = 2 << 20;

/// Renders `findings`, one paragraph each, most of them with the source lines they speak of.
#[must_use]
pub fn findings(findings: &[Finding], sources: &SourceMap, style: Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() }
        .decor_style(DecorStyle::Ascii)
        .term_width(style.width);
    let mut out = String::new();
    for finding in findings {
        out.push_str(&one(finding, sources, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn one(finding: &Finding, sources: &SourceMap, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&*finding.message).id(&*finding.rule);
    let mut main = Group::with_title(title);
    let mut done: Vec<crate::diag::SourceId> = Vec::new();
    for label in &finding.labels {
        if done.contains(&label.source) {
            continue;
        }
        done.push(label.source);
        main = main.element(snippet(finding, label, sources));
    }
    if finding.labels.is_empty() {
        // With no source to show there is nothing for a margin to run along.
        let mut text = renderer.render(&[main]).to_string();
        for help in &finding.help {
            text.push_str(&format!("\n  help: {help}"));
        }
        if let Some(reason) = &finding.waived {
            text.push_str(&format!("\n  let pass: {reason}"));
        }
        return text;
    }
    let mut groups = vec![main];
    for help in &finding.help {
        groups.push(Group::with_title(Level::HELP.secondary_title(&**help)));
    }
    let reason = finding.waived.as_ref().map(|reason| format!("let pass: {reason}"));
    if let Some(reason) = &reason {
        groups.push(Group::with_title(Level::NOTE.secondary_title(&**reason)));
    }
    renderer.render(&groups).to_string()
}

fn snippet<'a>(
    finding: &'a Finding,
    first: &Label,
    sources: &'a SourceMap,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = sources.get(first.source);
    let text: &str = if source.text.len() > MAX_QUOTED_BYTES { "" } else { &source.text };
    let mut snippet = Snippet::source(text).path(source.path.as_str());
    for (i, label) in finding.labels.iter().enumerate() {
        if label.source != first.source {
            continue;
        }
        let kind = if i == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let mut annotation = kind.span(on_boundaries(text, label.span.range()));
        if !label.text.is_empty() {
            annotation = annotation.label(&*label.text);
        }
        snippet = snippet.annotation(annotation);
    }
    snippet
}

/// Spans come from many places; a renderer must not panic over a bad one.
fn on_boundaries(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(range.start);
    start..floor(range.end).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;

    #[test]
    fn a_finding_shows_its_line_and_its_help() {
        let mut sources = SourceMap::default();
        let id = sources.add("main.tf", "module \"db\" {\n  sorce = \"x\"\n}\n");
        let finding = Finding::error("syntax", "unknown argument `sorce`")
            .at(id, Span::new(16, 21), "not an argument")
            .help("did you mean `source`?");
        let text = findings(&[finding], &sources, Style { colour: false, width: 100 });
        insta::assert_snapshot!(text.trim_end(), @r#"
        error[syntax]: unknown argument `sorce`
         --> main.tf:2:3
          |
        2 |   sorce = "x"
          |   ^^^^^ not an argument
          |
        help: did you mean `source`?
        "#);
    }
}
