//! Where bytes live: everything that is read from and written to disk passes here.

mod archive;
mod backup;
mod blobs;
mod bucket;
mod cache;
mod checkout;
mod file;
mod folder;
mod gather;
pub mod git;
mod installed;
pub mod ledger;
mod private;
mod remembered;
mod remote;
pub mod upstream;
mod verify_client;
mod write_set;

pub use archive::{is_archive, read_archive, read_archive_bytes};
pub use backup::{Backup, BackupWriter, Manifest, Part, Rows};
pub use blobs::{Blobs, Found, Listed, sha256};
pub use cache::{Cache, cache_folder};
pub use checkout::Checkout;
pub use file::{read_file, write_file};
pub use folder::read_folder;
pub(crate) use gather::Gather;
pub use installed::read_installed;
pub use private::{
    make_private_folder, newest_first, read_private, remove_private, state_folder, write_private,
};
pub use remembered::{Remembered, read_catalog};
pub use remote::{Fetched, Remote, RemoteSettings, host_of, is_loopback};
pub use verify_client::{Registries, VerifyClient};
pub use write_set::{WriteSet, recover, write};
