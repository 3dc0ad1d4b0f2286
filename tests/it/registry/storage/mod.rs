//! What the registry promises of what it keeps, on SQLite with a folder and on PostgreSQL with S3.
//!
//! The promises P1 to P10 of docs/explanation/storage.md are tests whose names begin with their
//! number.

mod archives;
mod backup;
mod both;
mod crash;
mod model;
mod outages;
mod promises;
mod races;
mod servers;
mod texts;

use pavestone::registry::{Caller, Scope, Scopes};

/// Somebody with a token.
fn known(name: &str, scopes: &[Scope]) -> Caller {
    let (name, scopes) = (format!("token:{name}"), Scopes::of(scopes));
    Caller { name, is_known: true, scopes, ..Caller::default() }
}
