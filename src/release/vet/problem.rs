//! Where a rule is not met, and what to do about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::rule::Rule;
use crate::diag::{Edit, Finding, Label, SourceId, SourceMap, Span};

/// Most problems of one rule that are told; the rest are counted.
const MOST_TOLD: usize = 50;

/// A place in one of a module's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The file, as it is shown.
    pub path: Utf8PathBuf,
    /// Its text.
    pub text: Arc<str>,
    /// The place in it.
    pub span: Span,
}

/// One place where a rule is not met.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What it is about, by its address or its path in the module: `var.size`, `README.md`.
    pub subject: String,
    message: String,
    labels: Vec<(Region, String)>,
    help: Vec<String>,
    fix: Vec<(Region, String)>,
}

impl Problem {
    /// Points at a place; the first one is the primary place.
    pub fn at(&mut self, region: impl Into<Option<Region>>) -> &mut Self {
        self.and_at(region, "")
    }

    /// Points at a place and says what it has to do with it.
    pub fn and_at(
        &mut self,
        region: impl Into<Option<Region>>,
        text: impl Into<String>,
    ) -> &mut Self {
        self.labels.extend(region.into().map(|region| (region, text.into())));
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help.push(help.into());
        self
    }

    /// Replaces a place, which mends it and breaks nothing.
    pub fn fix(&mut self, region: Region, text: impl Into<String>) -> &mut Self {
        self.fix.push((region, text.into()));
        self
    }
}

/// Collects what a rule finds.
#[derive(Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    untold: usize,
}

impl Problems {
    /// Adds a problem of `subject`, and returns it to be completed.
    pub fn add(&mut self, subject: impl Into<String>, message: impl Into<String>) -> &mut Problem {
        let problem = Problem {
            subject: subject.into(),
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
            fix: Vec::new(),
        };
        if self.list.len() >= MOST_TOLD {
            // Completed by the rule and dropped by the next.
            self.untold += 1;
            self.list.truncate(MOST_TOLD);
        }
        self.list.push(problem);
        self.list.last_mut().expect("it was just put there")
    }

    /// Turns what was found into findings of `rule`, their places in `texts`.
    pub(super) fn into_findings(mut self, rule: &'static Rule, texts: &mut Texts) -> Vec<Told> {
        self.list.truncate(MOST_TOLD);
        if let Some(last) = self.list.last_mut().filter(|_| self.untold > 0) {
            last.help(format!("{} more like it are not shown", self.untold));
        }
        let told = self.list.into_iter().map(|problem| {
            let Problem { subject, message, labels, help, fix } = problem;
            let mut finding = Finding::warning(rule.id, message);
            finding.severity = rule.severity;
            finding.help = help;
            for (region, text) in labels {
                let source = texts.id(&region.path, &region.text);
                finding.labels.push(Label { source, span: region.span, text });
            }
            for (region, text) in fix {
                let source = texts.id(&region.path, &region.text);
                finding.fix.push(Edit { source, span: region.span, text });
            }
            Told { subject, finding }
        });
        told.collect()
    }
}

/// A finding, and what it is about.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) subject: String,
    pub(super) finding: Finding,
}

/// The texts that findings point into, each once.
#[derive(Debug, Default)]
pub struct Texts {
    /// The texts.
    pub sources: SourceMap,
    known: BTreeMap<Utf8PathBuf, SourceId>,
}

impl Texts {
    /// The name of a file's text, which is added when it is not there yet.
    pub fn id(&mut self, path: &Utf8Path, text: &Arc<str>) -> SourceId {
        if let Some(id) = self.known.get(path) {
            return *id;
        }
        let id = self.sources.add(path, Arc::clone(text));
        self.known.insert(path.to_owned(), id);
        id
    }

    /// The same for a text that is copied when it is not there yet.
    pub fn id_of(&mut self, path: &Utf8Path, text: &str) -> SourceId {
        match self.known.get(path) {
            Some(id) => *id,
            None => self.id(path, &text.into()),
        }
    }

    /// Takes a finding over whose places are in `from`.
    #[must_use]
    pub fn adopt(&mut self, finding: &Finding, from: &SourceMap) -> Finding {
        let mut finding = finding.clone();
        let mut take = |id: SourceId| {
            let source = from.get(id);
            self.id(&source.path, &source.text)
        };
        finding.labels.iter_mut().for_each(|label| label.source = take(label.source));
        finding.fix.iter_mut().for_each(|edit| edit.source = take(edit.source));
        finding
    }
}
