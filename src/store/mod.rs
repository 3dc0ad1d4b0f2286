//! Where bytes live: everything that is read from and written to disk passes here.

mod file;
mod write_set;

pub use file::write_file;
pub use write_set::{WriteSet, recover, write};
