//! The API of our own, under `/api/v1`, in JSON.

mod releases;
mod verify;

pub(super) use releases::{publish, transition};
pub(super) use verify::{keys, verify};
