//! The module registry protocol, as Terraform and OpenTofu speak it.

mod archive;
mod discovery;
mod download;
mod versions;

pub(super) use archive::archive;
pub(super) use discovery::discovery;
pub(super) use download::download;
pub(super) use versions::versions;
