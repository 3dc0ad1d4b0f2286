//! Intent to components: which modules a sentence asks for, and why.
//!
//! Words are matched against what cards say of themselves; nothing is guessed, and every choice
//! says which words made it. What else a choice needs is the linker's business.

mod asides;
mod choice;
mod english;
mod leftovers;
mod lists;
mod measures;
mod naming;
mod needs;
mod negation;
mod nouns;
mod ranking;
mod reading;
mod resolution;
mod resolver;
mod sayings;
mod search;
mod settings;
mod slips;
mod vocabulary;

pub(crate) use ranking::root;
pub use resolution::{
    Answer, AnswerRule, Chosen, ChosenBlueprint, Correction, Holding, Need, NotCovered, Place,
    Removed, Resolution, Rule, ServiceName, Setting, Suggestion, Why,
};
pub use resolver::{Resolver, resolve};
pub use search::{Hit, search};
