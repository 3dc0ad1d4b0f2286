//! Findings and tables, for people and for machines.
//!
//! Rooms return values; what they look like is decided here. Nothing here prints: a face does.

mod changes;
mod changes_markdown;
mod comparison;
mod diff;
mod format;
mod github;
mod history;
mod human;
mod json;
mod proof;
mod sarif;
pub mod table;
mod understood;

pub use changes::{changes, meaning};
pub use changes_markdown::changes as changes_as_markdown;
pub use comparison::{
    ComparisonRecord, HistoryRecord, comparison as comparison_for_machines,
    history as history_for_machines,
};
pub use diff::diff;
pub use format::{About, Format, findings_as};
pub use history::{history, history_as_markdown};
pub use human::{Style, findings as findings_for_people};
pub use json::{EditRecord, FindingRecord, LabelRecord, findings as findings_for_machines};
pub use understood::{not_understood, understood};
