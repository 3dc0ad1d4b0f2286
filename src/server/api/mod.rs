//! The API of our own, under `/api/v1`, in JSON.

mod access;
mod audit;
mod description;
mod input;
mod interfaces;
mod catalog;
mod modules;
mod operations;
mod releases;
mod tokens;

pub(super) use access::{GrantRequest, GrantView, GrantsView, grant, grants, set_grant};
pub(super) use audit::{AuditQuery, AuditView, ExportQuery, LINES, audit, export};
pub(super) use description::openapi;
pub(super) use interfaces::{Comparisons, DiffQuery, InterfaceAnswer, diff, interface};
pub(super) use operations::{operation, question};
pub(super) use tokens::{TokensView, create_token, revoke_token, tokens};
pub(super) use catalog::catalog;
pub(super) use modules::{keys, module, modules};
pub(super) use releases::{
    MAX_UPLOAD_BYTES, PublishQuery, ReleaseView, consumers, publish, release, source, transition,
};
