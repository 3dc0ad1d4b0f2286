//! Questions at a real terminal: keys go into a pseudo-terminal, and the screen is read.

mod errand;
mod prompts;
mod runs;
mod screens;
mod script;
