//! What git hosts send when something was pushed. It starts a look at a repository that is
//! configured, and nothing in it is followed.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::registry::Caller;
use crate::server::App;
use crate::server::error::ApiFault;

/// The addresses by which GitHub and GitLab name a repository.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Delivery {
    repository: Addresses,
    project: Addresses,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Addresses {
    clone_url: String,
    ssh_url: String,
    html_url: String,
    git_http_url: String,
    git_ssh_url: String,
    web_url: String,
}

impl Addresses {
    fn all(&self) -> [&str; 6] {
        [
            &self.clone_url,
            &self.ssh_url,
            &self.html_url,
            &self.git_http_url,
            &self.git_ssh_url,
            &self.web_url,
        ]
    }
}

/// What a webhook is answered.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Heard {
    /// What comes of it, in a clause.
    pub heard: &'static str,
}

fn heard(status: StatusCode, heard: &'static str) -> (StatusCode, Json<Heard>) {
    (status, Json(Heard { heard }))
}

/// Takes a delivery of GitHub or GitLab, and looks at the repository that it is about.
pub(in crate::server) async fn git(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Heard>), ApiFault> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(sync) = app.sync.get() else {
        return Err(Error::not_found("no repository is followed").into());
    };
    let known = match (text("x-hub-signature-256"), text("x-gitlab-token")) {
        (Some(signature), _) => sync.is_signed(&body, signature),
        (None, Some(token)) => sync.is_secret(token),
        (None, None) => false,
    };
    if !known {
        let error = Error::unauthenticated("the delivery is not signed with the webhook's secret");
        let nobody = Caller::anonymous(false);
        app.registry.log_refusal(&nobody, "webhook", "git", &error).await?;
        return Err(error.into());
    }
    let event = text("x-github-event").or_else(|| text("x-gitlab-event")).unwrap_or_default();
    let pushed = ["push", "create", "release", "Push Hook", "Tag Push Hook", "Release Hook"];
    if !pushed.contains(&event) {
        return Ok(heard(StatusCode::OK, "nothing follows from it"));
    }
    let delivery: Delivery = serde_json::from_slice(&body)
        .map_err(|_| Error::usage("the delivery is no JSON that a git host sends"))?;
    let urls = delivery.repository.all().into_iter().chain(delivery.project.all());
    let at = sync.find(urls.filter(|url| !url.is_empty())).ok_or_else(|| {
        Error::not_found("the repository is not followed")
            .hint("the server's configuration lists the repositories whose tags become releases")
    })?;
    if !sync.is_new(&body) {
        return Err(Error::conflict("this was delivered before").into());
    }
    let later = app.clone();
    tokio::spawn(async move {
        if !look(&later, at).await
            && let Some(sync) = later.sync.get()
        {
            sync.forget(&body);
        }
    });
    Ok(heard(StatusCode::ACCEPTED, "the repository is being looked at"))
}

/// Publishes what is new in a repository; whether that went well.
pub(in crate::server) async fn look(app: &App, at: usize) -> bool {
    let Some(sync) = app.sync.get() else { return true };
    let url = sync.url(at).unwrap_or_default();
    match sync.run(&app.registry, at).await {
        Ok(None) => true,
        Ok(Some(synced)) => {
            for one in &synced {
                let (tag, outcome) = (&one.tag, one.outcome);
                tracing::info!(url, tag, ?outcome, why = one.why.join("; "), "synced");
            }
            true
        }
        Err(error) => {
            let cause = crate::server::error::cause(&error);
            tracing::error!(url, cause, "{error}");
            false
        }
    }
}
