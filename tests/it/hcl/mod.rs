//! HCL as it is written.

mod as_json;
mod differential;
mod json;
mod parse;
