//! The API of our own, under `/api/v1`, in JSON.

mod catalog;
mod modules;
mod releases;
pub(super) mod webhooks;

pub(super) use catalog::catalog;
pub(super) use modules::{keys, module, modules};
pub(super) use releases::{MAX_UPLOAD_BYTES, consumers, publish, release, source, transition};
