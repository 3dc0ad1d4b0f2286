//! The API of our own, under `/api/v1`, in JSON.

mod access;
mod audit;
mod catalog;
mod description;
mod input;
mod interfaces;
mod modules;
mod operations;
mod releases;
mod tokens;
mod verify;
pub(super) mod webhooks;

pub(super) use access::{grant, grants, set_grant};
pub(super) use audit::{AuditQuery, AuditView, ExportQuery, LINES, audit, export};
pub(super) use catalog::catalog;
pub(super) use description::openapi;
pub(super) use interfaces::{Comparisons, DiffQuery, InterfaceAnswer, diff, interface};
pub(super) use modules::{keys, module, modules};
pub(super) use operations::{operation, question};
pub(super) use releases::{
    PublishQuery, ReleaseView, consumers, publish, release, source, transition,
};
pub(super) use tokens::{create_token, revoke_token, tokens};
pub(super) use verify::verify;
