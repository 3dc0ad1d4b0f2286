//! The API of our own, under `/api/v1`, in JSON.

mod releases;
pub(super) mod webhooks;

pub(super) use releases::{publish, transition};
