//! A provider: where its services are, its keys, and whether it has signed a token.

use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use openidconnect::core::CoreJwsSigningAlgorithm as Alg;
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet};
use openidconnect::{
    ClaimsVerificationError, ClientId, IssuerUrl, Nonce, SignatureVerificationError,
};
use serde::Deserialize;

use super::claims::{Claims, unverified};
use super::http::Http;
use super::untrue;
use crate::error::{Error, Result};

/// How far two clocks may be apart.
const LEEWAY: Duration = Duration::from_secs(60);

/// How old keys may be before they are fetched again.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// How long a provider that did not answer is not asked again: each that waits for it waits long.
const PAUSE: Duration = Duration::from_secs(10);

/// How often a provider is asked at most, in a minute: for every token with a key that nobody knows
/// would be as often as somebody likes.
const FETCHES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(6).expect("six is not zero");

/// The algorithms by which a signature cannot be made by who can check it.
const ALGORITHMS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

/// A provider, as far as it is known.
#[derive(Debug)]
pub(super) struct Provider {
    issuer: String,
    pub(super) http: Http,
    known: RwLock<Option<Arc<Known>>>,
    /// Held by who asks; when the provider last did not answer.
    asking: tokio::sync::Mutex<Option<Instant>>,
    fetches: DefaultDirectRateLimiter,
}

/// What a provider says of itself.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) services: Services,
    pub(super) keys: CoreJsonWebKeySet,
    read: Instant,
}

/// Where a provider has its services. GitHub's has keys and nothing else.
#[derive(Debug, Deserialize)]
pub(super) struct Services {
    issuer: String,
    jwks_uri: String,
    pub(super) authorization_endpoint: Option<String>,
    pub(super) token_endpoint: Option<String>,
}

impl Provider {
    pub(super) fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            http: Http::default(),
            known: RwLock::new(None),
            asking: tokio::sync::Mutex::new(None),
            fetches: RateLimiter::direct(Quota::per_minute(FETCHES_PER_MINUTE)),
        }
    }

    /// What the provider says of itself; `fresh` when what is known was not enough.
    pub(super) async fn known(&self, fresh: bool) -> Result<Arc<Known>> {
        let began = Instant::now();
        let last = || self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = last().filter(|known| !fresh && known.read.elapsed() < FRESH) {
            return Ok(known);
        }
        let mut failed = self.asking.lock().await;
        // Who has waited for another's answer takes it.
        if let Some(known) = last().filter(|known| known.read >= began) {
            return Ok(known);
        }
        // Keys of an hour ago are better than none.
        let stale = |error: Error| last().ok_or(error);
        if failed.is_some_and(|at| at.elapsed() < PAUSE) {
            let message = "who signs tokens for this registry did not answer a moment ago";
            return stale(
                Error::io(message, "it is not asked again yet").hint("ask again in 10 s"),
            );
        }
        if self.fetches.check().is_err() {
            return stale(Error::io("who signs tokens for this registry was asked too often", ""));
        }
        // Whoever waits may be told first that this takes too long, and wait no more.
        *failed = Some(Instant::now());
        match self.fetch().await {
            Ok(new) => {
                *failed = None;
                let new = Arc::new(new);
                let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
                Ok(known.insert(new).clone())
            }
            Err(error) => {
                *failed = Some(Instant::now());
                stale(error)
            }
        }
    }

    async fn fetch(&self) -> Result<Known> {
        let issuer = self.issuer.trim_end_matches('/');
        let url = format!("{issuer}/.well-known/openid-configuration");
        let services: Services = self.http.get(&url).await?;
        if services.issuer != self.issuer {
            let said = format!("{url} is of {}", services.issuer);
            return Err(Error::io("who signs tokens for this registry is somebody else", said));
        }
        let keys = self.http.get(&services.jwks_uri).await?;
        Ok(Known { services, keys, read: Instant::now() })
    }

    /// What a token claims, when the provider has signed it for this audience and it is in its
    /// time.
    ///
    /// # Errors
    /// When any of this is not so, or the provider does not answer.
    pub(super) async fn verified(
        &self,
        token: &str,
        audience: &str,
        nonce: Option<&Nonce>,
    ) -> Result<Claims> {
        let parsed: CoreIdToken = token.parse().map_err(untrue)?;
        let mut known = self.known(false).await?;
        let mut checked = self.check(&parsed, &known, audience, nonce);
        let no_key = SignatureVerificationError::NoMatchingKey;
        if checked == Err(ClaimsVerificationError::SignatureVerification(no_key)) {
            known = self.known(true).await?;
            checked = self.check(&parsed, &known, audience, nonce);
        }
        checked.map_err(untrue)?;
        // Verified above, over these very bytes.
        let claims = unverified(token).ok_or_else(|| untrue("the claims are no JSON object"))?;
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = since_1970.unwrap_or_default();
        let not_before = claims.get("nbf").and_then(serde_json::Value::as_f64);
        if not_before.is_some_and(|time| time > (now + LEEWAY).as_secs_f64()) {
            return Err(untrue("its time has not begun"));
        }
        Ok(claims)
    }

    fn check(
        &self,
        token: &CoreIdToken,
        known: &Known,
        audience: &str,
        nonce: Option<&Nonce>,
    ) -> Result<(), ClaimsVerificationError> {
        let issuer = IssuerUrl::new(self.issuer.clone())
            .map_err(|e| ClaimsVerificationError::Other(e.to_string()))?;
        let audience = ClientId::new(audience.to_owned());
        // As for a client without a secret: signatures that a secret makes are refused.
        let verifier = CoreIdTokenVerifier::new_public_client(audience, issuer, known.keys.clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(|| (SystemTime::now() - LEEWAY).into())
            .set_issue_time_verifier_fn(|issued| {
                let issued = SystemTime::from(issued);
                match issued > SystemTime::now() + LEEWAY {
                    true => Err("it was signed in the future".to_owned()),
                    false => Ok(()),
                }
            });
        match nonce {
            Some(nonce) => token.claims(&verifier, nonce).map(drop),
            None => token.claims(&verifier, |_: Option<&Nonce>| Ok(())).map(drop),
        }
    }
}
