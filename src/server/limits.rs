//! How much a caller may ask, counted by server.
//!
//! Archives are never counted: a client that is sent away there does not come back.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::error::Elapsed;

use super::client::household;
use super::config::Limits;
use super::error::{Fault, Told};
use crate::error::Error;
use crate::registry::Caller;

/// How long an answer to Terraform may take. It waits ten seconds and asks once more; it is better
/// told that it should.
pub(super) const PROTOCOL_PATIENCE: Duration = Duration::from_secs(8);

/// What is asked, as far as its limit goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An archive, or whether the server runs.
    Free,
    /// What Terraform asks before it fetches an archive.
    Protocol,
    /// To sign in.
    SignIn,
    /// Anything else.
    Other,
}

impl Kind {
    /// What is asked of a route, by its path with the parameters in braces: what stands in their
    /// place makes no address another.
    pub(super) fn of_route(path: &str) -> Self {
        let below = |prefix: &str| path.starts_with(prefix);
        let ends = |end: &str| path.ends_with(end);
        if below("/v1/archives/") || ["/healthz", "/readyz", "/metrics"].contains(&path) {
            Self::Free
        } else if path == "/.well-known/terraform.json"
            || (below("/v1/modules/") && (ends("/versions") || ends("/download")))
        {
            Self::Protocol
        } else if below("/login") || below("/oauth/") {
            Self::SignIn
        } else {
            Self::Other
        }
    }
}

/// A caller, as far as it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Who {
    Known(String),
    Address(IpAddr),
}

/// What is being counted.
#[derive(Debug)]
pub(super) struct Counters {
    requests: Option<DefaultKeyedRateLimiter<Who>>,
    protocol: Option<DefaultKeyedRateLimiter<Who>>,
    wrong: Option<DefaultKeyedRateLimiter<Who>>,
    sign_ins: Option<DefaultKeyedRateLimiter<Who>>,
    running: Semaphore,
    uploads: Semaphore,
}

impl Counters {
    pub(super) fn new(limits: &Limits) -> Self {
        let per_minute = |n: u32| {
            let quota = NonZeroU32::new(n).map(Quota::per_minute)?;
            Some(RateLimiter::keyed(quota))
        };
        let permits = |n: usize| {
            let most = if n == 0 { Semaphore::MAX_PERMITS } else { n.min(Semaphore::MAX_PERMITS) };
            Semaphore::new(most)
        };
        Self {
            requests: per_minute(limits.requests_per_minute),
            protocol: per_minute(limits.protocol_per_minute),
            wrong: per_minute(limits.wrong_tokens_per_minute),
            sign_ins: per_minute(limits.sign_ins_per_minute),
            running: permits(limits.max_requests),
            uploads: permits(limits.max_uploads),
        }
    }

    /// Counts a request; how long to wait when it is too many.
    pub(super) fn count(&self, kind: Kind, caller: &Caller, from: IpAddr) -> Result<(), Duration> {
        let who = || match caller.is_known {
            true => Who::Known(caller.name.clone()),
            false => Who::Address(household(from)),
        };
        match kind {
            Kind::Free => Ok(()),
            Kind::Protocol => check(self.protocol.as_ref(), who),
            Kind::SignIn => check(self.sign_ins.as_ref(), || Who::Address(household(from))),
            Kind::Other => check(self.requests.as_ref(), who),
        }
    }

    /// Counts a token that does not stand; how long to wait when it is too many.
    pub(super) fn count_wrong(&self, from: IpAddr) -> Result<(), Duration> {
        check(self.wrong.as_ref(), || Who::Address(household(from)))
    }

    /// Leave to answer a request; none when too many are being answered.
    pub(super) fn enter(&self, is_upload: bool) -> Option<SemaphorePermit<'_>> {
        let of = if is_upload { &self.uploads } else { &self.running };
        of.try_acquire().ok()
    }

    /// Forgets who has not asked for a while.
    pub(super) fn forget(&self) {
        let all = [&self.requests, &self.protocol, &self.wrong, &self.sign_ins];
        for counter in all.into_iter().flatten() {
            counter.retain_recent();
        }
    }
}

/// The error of an answer that had to wait for the database.
pub(super) fn late(elapsed: Elapsed) -> Error {
    Error::io("the registry's database takes too long", elapsed)
}

/// What comes of something that may take only so long.
///
/// # Errors
/// When it takes longer.
pub(super) async fn within<T>(
    patience: Duration,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> Result<T, Elapsed> {
    // Most is done at once, from memory, and needs no clock.
    if let Some(done) = work.as_mut().now_or_never() {
        return Ok(done);
    }
    tokio::time::timeout(patience, work).await
}

fn check(
    counter: Option<&DefaultKeyedRateLimiter<Who>>,
    who: impl FnOnce() -> Who,
) -> Result<(), Duration> {
    let Some(counter) = counter else { return Ok(()) };
    counter.check_key(&who()).map_err(|until| until.wait_time_from(DefaultClock::default().now()))
}

/// The answer to who asks too much.
pub(super) fn too_many(told: Told, wait: Duration) -> Response {
    let seconds = wait.as_secs() + 1;
    let error = Error::refused("too many requests from one caller")
        .hint(format!("ask again in {seconds} s"));
    refused(told, StatusCode::TOO_MANY_REQUESTS, seconds, error)
}

/// The answer when too many ask at the same time.
pub(super) fn busy(told: Told) -> Response {
    let error = Error::refused("too many requests at the same time").hint("ask again in 1 s");
    refused(told, StatusCode::SERVICE_UNAVAILABLE, 1, error)
}

/// The answer when it takes too long: the database to answer, or the client to ask.
pub(super) fn too_slow(kind: Kind, told: Told, elapsed: Elapsed) -> Response {
    if kind == Kind::Protocol {
        return Fault { told, error: late(elapsed) }.into_response();
    }
    let error = Error::refused("the request took too long");
    let mut response = Fault { told, error }.into_response();
    *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn refused(told: Told, status: StatusCode, seconds: u64, error: Error) -> Response {
    let mut response = Fault { told, error }.into_response();
    *response.status_mut() = status;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
