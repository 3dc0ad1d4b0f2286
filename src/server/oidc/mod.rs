//! Who a caller is by what somebody else says: an OpenID Connect provider that the configuration
//! names.
//!
//! Nothing that a caller or a token names is ever fetched: only what the configuration names, and
//! what that leads to.

mod claims;
mod http;
mod people;
mod provider;

pub(super) use people::Started;

use self::provider::Provider;
use super::setup::Setup;
use crate::error::{Error, Result};
use crate::registry::Caller;

/// Longest token that is looked at, in bytes.
const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// The issuers and the provider of a server.
#[derive(Debug)]
pub(super) struct Oidc {
    programs: Vec<(super::config::Issuer, Provider)>,
    people: Option<people::People>,
}

impl Oidc {
    pub(super) fn new(setup: &Setup) -> Self {
        let of =
            |issuer: &super::config::Issuer| (issuer.clone(), Provider::new(&issuer.issuer.value));
        Self { programs: setup.oidc.iter().map(of).collect(), people: people::People::new(setup) }
    }

    /// Where people sign in, when that is elsewhere.
    pub(super) fn people(&self) -> Option<&people::People> {
        self.people.as_ref()
    }

    /// Who shows a token that an issuer has signed; `None` when it is no such token at all.
    ///
    /// # Errors
    /// When it is not true, fits no rule, or the issuer does not answer.
    pub(super) async fn caller(&self, token: &str) -> Option<Result<Caller>> {
        if token.len() > MAX_TOKEN_BYTES || token.split('.').count() != 3 {
            return None;
        }
        let issuer = claims::unverified_issuer(token)?;
        // One issuer may stand in several places, for several audiences.
        let mut last = None;
        let all = self.programs.iter().filter(|(settings, _)| settings.issuer.value == issuer);
        for (settings, provider) in all {
            let verified = provider.verified(token, &settings.audience.value, None).await;
            let names = [settings.name_claim.as_deref(), settings.groups_claim.as_deref()];
            match verified.and_then(|claims| claims::caller(&claims, names, &settings.rules)) {
                Ok(caller) => return Some(Ok(caller)),
                Err(error) => last = Some(Err(error)),
            }
        }
        last
    }
}

/// The error for a token that is not true; what is wrong with it is for the log.
fn untrue(why: impl std::fmt::Display) -> Error {
    Error::unauthenticated("the token of the workflow is not valid here")
        .hint("its issuer, its audience and its time have to be as this registry expects them")
        .caused_by(why.to_string())
}
