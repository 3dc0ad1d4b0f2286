//! Intent to components: which modules a sentence asks for, and why.
//!
//! Words are matched against what cards say of themselves; nothing is guessed, and every choice
//! says which words made it. What else a choice needs is the linker's business.

mod choice;
mod english;
mod naming;
mod negation;
mod reading;
mod resolution;
mod resolver;
mod search;
mod vocabulary;

pub use resolution::{
    Answer, AnswerRule, Chosen, ChosenBlueprint, Correction, Need, NotCovered, Place, Removed,
    Resolution, Rule, ServiceName, Setting, Suggestion, Why,
};
pub use resolver::{Resolver, resolve};
pub use search::{Hit, search};
