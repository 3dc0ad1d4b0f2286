//! HCL as it is written.

mod parse;
