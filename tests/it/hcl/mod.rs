//! HCL as it is written.

mod any_input;
mod as_json;
mod cases;
mod differential;
mod format;
mod generate;
mod json;
mod parse;
