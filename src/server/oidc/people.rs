//! People who sign in with a browser: authorization code with PKCE, state and nonce.

use openidconnect::core::{CoreAuthenticationFlow, CoreClient};
use openidconnect::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _, TokenUrl,
};
use serde::{Deserialize, Serialize};

use super::super::config::SignIn;
use super::super::setup::{Secret, Setup};
use super::http::Failed;
use super::provider::Provider;
use super::{claims, untrue};
use crate::error::{Error, Result};
use crate::registry::Caller;

/// Where people sign in.
#[derive(Debug)]
pub(in crate::server) struct People {
    pub(in crate::server) settings: SignIn,
    secret: Option<Secret>,
    provider: Provider,
}

/// What is kept, sealed, in the browser while somebody signs in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::server) struct Started {
    /// What has to come back.
    pub(in crate::server) state: String,
    nonce: String,
    verifier: String,
    redirect: String,
}

impl People {
    pub(super) fn new(setup: &Setup) -> Option<Self> {
        let settings = setup.sign_in.clone()?;
        let provider = Provider::new(&settings.issuer.value);
        Some(Self { settings, secret: setup.client_secret.clone(), provider })
    }

    /// Where to send who wants to sign in, and what has to be kept until they are back at
    /// `redirect`.
    ///
    /// # Errors
    /// When the provider does not answer, or has no such service.
    pub(in crate::server) async fn start(&self, redirect: String) -> Result<(String, Started)> {
        let known = self.provider.known(false).await?;
        let place = known.services.authorization_endpoint.clone().ok_or_else(no_service)?;
        let client = CoreClient::new(
            ClientId::new(self.settings.client_id.clone()),
            IssuerUrl::new(self.settings.issuer.value.clone()).map_err(odd)?,
            known.keys.clone(),
        )
        .set_auth_uri(AuthUrl::new(place).map_err(odd)?)
        .set_redirect_uri(RedirectUrl::new(redirect.clone()).map_err(odd)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut request = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge);
        for scope in &self.settings.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, state, nonce) = request.url();
        let started = Started {
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
            redirect,
        };
        Ok((url.to_string(), started))
    }

    /// Who it is that has come back with a code.
    ///
    /// # Errors
    /// When the provider does not say so, or the person fits no rule.
    pub(in crate::server) async fn finish(&self, started: Started, code: String) -> Result<Caller> {
        let known = self.provider.known(false).await?;
        let place = known.services.token_endpoint.clone().ok_or_else(no_service)?;
        let mut client = CoreClient::new(
            ClientId::new(self.settings.client_id.clone()),
            IssuerUrl::new(self.settings.issuer.value.clone()).map_err(odd)?,
            known.keys.clone(),
        );
        if let Some(secret) = &self.secret {
            client = client.set_client_secret(ClientSecret::new(secret.reveal().to_owned()));
        }
        let client = client
            .set_token_uri(TokenUrl::new(place).map_err(odd)?)
            .set_redirect_uri(RedirectUrl::new(started.redirect).map_err(odd)?);
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(started.verifier))
            .request_async(&self.provider.http)
            .await
            .map_err(|e: openidconnect::RequestTokenError<Failed, _>| untrue(e))?;
        let token = answer.id_token().ok_or_else(|| untrue("no ID token was given"))?;
        let nonce = Nonce::new(started.nonce);
        let client_id = &self.settings.client_id;
        let verified = self.provider.verified(&token.to_string(), client_id, Some(&nonce)).await?;
        let names = [self.settings.name_claim.as_deref(), self.settings.groups_claim.as_deref()];
        claims::caller(&verified, names, &self.settings.rules)
    }
}

fn no_service() -> Error {
    Error::io("people cannot sign in at the provider that this registry names", "no endpoint")
}

fn odd(e: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::io("the provider that this registry names has an address that is none", e)
}
