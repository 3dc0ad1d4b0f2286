//! The module registry protocol, as Terraform and OpenTofu speak it.

mod answer;
mod archive;
mod discovery;
mod download;
mod read;
mod versions;

pub(super) use archive::archive;
pub(super) use discovery::discovery;
pub(super) use download::download;
pub(super) use read::{download_latest, downloads, latest, list, list_systems, search, version};
pub(super) use versions::versions;
