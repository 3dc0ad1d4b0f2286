//! Where bytes live: everything that is read from and written to disk passes here.

mod archive;
mod blobs;
mod cache;
mod file;
mod folder;
mod gather;
pub mod git;
mod installed;
pub mod ledger;
mod private;
mod verify_client;
mod write_set;

pub use archive::{is_archive, read_archive, read_archive_bytes};
pub use blobs::{Blobs, sha256};
pub use cache::Cache;
pub use file::{read_file, write_file};
pub use folder::read_folder;
pub(crate) use gather::Gather;
pub use installed::read_installed;
pub use private::{newest_first, read_private, remove_private, state_folder, write_private};
pub use verify_client::{Registries, VerifyClient};
pub use write_set::{WriteSet, recover, write};
