//! How much a caller may ask of a server.

use schemars::JsonSchema;
use serde::Deserialize;

/// How much a caller may ask. A caller is a token, a person who signed in, or a network address;
/// what is counted by the minute may come all at once. 0 is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests a minute of one caller to the API and the pages. Archives are never limited: their
    /// clients do not try again.
    pub requests_per_minute: u32,
    /// Requests a minute of one caller to what Terraform asks before it fetches an archive.
    pub protocol_per_minute: u32,
    /// Requests a minute of one address with a token that does not stand.
    pub wrong_tokens_per_minute: u32,
    /// Requests a minute of one address to sign in.
    pub sign_ins_per_minute: u32,
    /// Requests that are being answered at the same time.
    pub max_requests: usize,
    /// Uploads that are being taken at the same time.
    pub max_uploads: usize,
    /// Largest archive that is taken.
    pub max_archive_bytes: Option<usize>,
    /// Most bytes of archives that are kept in memory.
    pub max_cached_bytes: Option<u64>,
    /// Largest body of any other request.
    pub max_body_bytes: usize,
    /// How long a client may take to send the head of a request.
    pub head_seconds: u64,
    /// How long a request may take, its body included.
    pub request_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_per_minute: 12_000,
            protocol_per_minute: 0,
            wrong_tokens_per_minute: 60,
            sign_ins_per_minute: 30,
            max_requests: 2048,
            max_uploads: 8,
            max_archive_bytes: None,
            max_cached_bytes: None,
            max_body_bytes: 1024 * 1024,
            head_seconds: 30,
            request_seconds: 120,
        }
    }
}
