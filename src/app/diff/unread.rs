//! What of two versions could not be read, so that a comparison may have missed something.

use super::{Compared, Texts};
use crate::diag::{Finding, Label, Severity, SourceMap, Span};
use crate::error::Report;
use crate::release::Package;
use crate::terraform::is_configuration;

/// The rules of findings behind which declarations may be hidden.
const HIDING: [&str; 2] = ["syntax", "unreadable-file"];

impl Compared {
    /// Configuration that could not be read: files that were refused, and syntax errors. What is
    /// told of the rest holds; what is not told may be there all the same.
    #[must_use]
    pub fn unread(&self) -> Report {
        let mut texts = Texts::default();
        let mut findings = Vec::new();
        for package in [&self.old, &self.new] {
            findings.extend(refused(package, &mut texts.sources));
            for module in package.modules.values() {
                let hiding =
                    |f: &&Finding| f.severity == Severity::Error && HIDING.contains(&&*f.rule);
                for finding in module.findings.iter().filter(hiding) {
                    let label = |l: &Label| Label {
                        source: texts.id(&module.sources, l.source),
                        ..l.clone()
                    };
                    let labels = finding.labels.iter().map(label).collect();
                    findings.push(Finding { labels, fix: Vec::new(), ..finding.clone() });
                }
            }
        }
        Report { sources: texts.sources, findings }
    }
}

/// The configuration that was not read at all.
fn refused(package: &Package, sources: &mut SourceMap) -> Vec<Finding> {
    let configuration = package.tree.refused.iter().filter(|(path, _)| is_configuration(path));
    configuration
        .map(|(path, reason)| {
            let name = path.file_name().unwrap_or(path.as_str());
            let source = sources.add(package.tree.show(path), "");
            Finding::error("unreadable-file", format!("{name} {reason}")).at(
                source,
                Span::default(),
                "",
            )
        })
        .collect()
}
