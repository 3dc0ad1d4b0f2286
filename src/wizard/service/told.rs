//! What was understood of the sentence, and what was not.

use super::{ServiceWizard, State, questions};
use crate::report;
use crate::wizard::Session;

impl ServiceWizard<'_> {
    /// The passage that stands over the questions.
    pub(super) fn told(&self, session: &Session, state: &State<'_>) -> String {
        let mut text = String::new();
        if let Some(resolution) = &state.composed.resolution {
            let unused = &state.composed.unused;
            text.push_str(&report::understood(resolution, unused, &str::to_owned));
            text.push_str(&report::not_understood(resolution, unused, &str::to_owned));
            text.push('\n');
        }
        let mut modules: Vec<&str> = state
            .composed
            .linked
            .iter()
            .flat_map(|linked| &linked.components)
            .map(|placed| placed.module.name.as_str())
            .collect();
        modules.sort_unstable();
        modules.dedup();
        if modules.is_empty() {
            return text;
        }
        let settings = &self.catalog.settings;
        text.push_str(&format!(
            "Resolved {} from catalog {}/{}, {}.\n",
            counted(modules.len(), "module"),
            settings.organisation.to_lowercase(),
            settings.namespace,
            counted(questions::total(session, &state.open), "question"),
        ));
        text
    }
}

/// A number and what it counts: `1 module`, `2 modules`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{end}")
}
