//! Asking a person: what comes next as a value, and the faces that put it to somebody.
//!
//! A [`Wizard`] is pure: from the answers so far it says what to ask next, or that nothing is left
//! and what would be written. A [`Prompter`] puts one question to somebody: a terminal, numbered
//! lines, a script. [`drive`] joins the two. Only prompters print.

mod catalog;
mod columns;
pub mod draft;
mod drive;
mod elements;
pub mod kind;
mod layout;
mod making;
mod module;
mod options;
mod plain;
mod prompter;
mod question;
mod script;
mod service;
mod session;
mod step;
mod terminal;
pub mod typed;

pub use catalog::CatalogWizard;
pub use drive::{Outcome, drive};
pub use module::ModuleWizard;
pub use plain::PlainPrompter;
pub use prompter::{Prompter, Reply};
pub use question::{Choice, Kind, Question};
pub use script::ScriptPrompter;
pub use service::{MOST_QUESTIONS, ServiceWizard};
pub use session::Session;
pub use step::{Review, Section, Step, Wizard};
pub use terminal::TerminalPrompter;
