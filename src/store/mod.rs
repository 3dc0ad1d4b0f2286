//! Where bytes live: everything that is read from and written to disk passes here.

mod write_set;

pub use write_set::{WriteSet, recover, write};
