//! The states of a release after it is published: approved, deprecated, revoked, deleted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Caller, Registry, Scope, state, texts};
use crate::catalog::Lifecycle;
use crate::error::{Error, Result};
use crate::release::ModuleAddress;
use crate::store::ledger::{Consumer, Outcome, Release};

/// What is to become of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Transition {
    /// A draft is to be looked at.
    Submit,
    /// It may be used. A deprecated or revoked one may be used again.
    Approve,
    /// It still works; something else should be used.
    Deprecate {
        /// Why.
        reason: String,
        /// What to use instead, such as `platform/postgres/aws 2.0.0`.
        #[serde(default)]
        successor: String,
        /// The day until which it may be used, `2027-03-31`.
        #[serde(default)]
        until: String,
    },
    /// It must not be used. Who has installed it keeps it and is warned.
    Revoke {
        /// Why.
        reason: String,
        /// What to use instead.
        #[serde(default)]
        successor: String,
    },
    /// Its files are removed; the version can never be used again.
    Delete {
        /// Why.
        reason: String,
    },
}

/// Who has installed a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Affected {
    /// Who; empty for callers without a name.
    pub consumer: String,
    /// How often.
    pub downloads: i64,
    /// The last time, in milliseconds since 1970.
    pub last_seen: i64,
}

impl Transition {
    /// The word for it in the log.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::Deprecate { .. } => "deprecate",
            Self::Revoke { .. } => "revoke",
            Self::Delete { .. } => "delete",
        }
    }
}

impl Registry {
    /// Changes the state of a release; doing it again changes nothing.
    ///
    /// # Errors
    /// When the caller may not, there is no such release, or its state does not lead there.
    pub async fn transition(
        &self,
        caller: &Caller,
        address: &ModuleAddress,
        version: &str,
        transition: &Transition,
    ) -> Result<Release> {
        let subject = format!("{address} {version}");
        let scope = match transition {
            Transition::Submit => Scope::Publish,
            Transition::Delete { .. } => Scope::Admin,
            _ => Scope::Approve,
        };
        let action = transition.as_str();
        self.demand(caller, scope, &address.namespace, (action, &subject)).await?;
        // Who may not see it is not told that it is there.
        self.refresh().await?;
        let index = self.index();
        let module = address.to_string();
        let entry =
            index.modules.get(module.as_str()).filter(|entry| index.sees_any(caller, entry));
        let known = entry.and_then(|entry| entry.release(version));
        let known = known.ok_or_else(|| {
            Error::not_found(format!("there is no release {subject}"))
                .hint(format!("`pave release show {address}` lists them"))
        })?;
        let version = known.version.clone();
        let mut write = self.ledger.write(&caller.by()).await?;
        let releases = write.releases(&module).await?;
        let mut release = releases
            .into_iter()
            .find(|release| release.version == version)
            .ok_or_else(|| Error::not_found(format!("there is no release {subject}")))?;
        let before = release.state.clone();
        match apply(
            &mut release,
            transition,
            caller,
            self.options.policy.self_approval,
            write.by().at,
        ) {
            Ok(true) => {}
            Ok(false) => return Ok(release),
            Err(error) => {
                drop(write);
                self.log_refusal(caller, action, &subject, &error).await?;
                return Err(error);
            }
        }
        let detail = json!({
            "from": before,
            "to": release.state,
            "reason": release.reason,
            "successor": release.successor,
            "until": release.until,
        });
        let entry = write.record(action, &subject, Outcome::Done, &detail).await?;
        write.update_release(&release, entry).await?;
        write.commit().await?;
        self.catch_up().await;
        Ok(release)
    }

    /// Who has installed a release; the busiest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn affected(&self, module: &str, version: &str) -> Result<Vec<Affected>> {
        self.flush_usage().await?;
        let of = |c: Consumer| Affected {
            consumer: c.consumer,
            downloads: c.downloads,
            last_seen: c.last_seen,
        };
        let all = self.ledger.consumers(Some(module)).await?;
        let mut affected: Vec<_> =
            all.into_iter().filter(|c| c.version == version).map(of).collect();
        affected.sort_by(|a, b| b.downloads.cmp(&a.downloads).then(a.consumer.cmp(&b.consumer)));
        Ok(affected)
    }
}

/// Changes a release; says whether anything changed.
fn apply(
    release: &mut Release,
    transition: &Transition,
    caller: &Caller,
    self_approval: bool,
    at: i64,
) -> Result<bool> {
    use Lifecycle::{Approved, Deprecated, Draft, InReview, Revoked};
    let name = format!("{} {}", release.module, release.version);
    let Some(from) = state(&release.state) else {
        return Err(Error::gone(format!("{name} was deleted")));
    };
    let needs = |text: &str| {
        if text.trim().is_empty() {
            return Err(Error::usage("no reason is given")
                .hint("say why with --reason: it is what everybody who uses the release reads"));
        }
        texts::plain("the reason", text.trim())?;
        Ok(text.trim().to_owned())
    };
    let instead = |successor: &str| {
        texts::plain("the successor", successor.trim())?;
        Ok::<_, Error>(successor.trim().to_owned())
    };
    let before = release.clone();
    let to = match transition {
        Transition::Submit if matches!(from, Draft | InReview) => InReview,
        Transition::Submit => return Ok(false),
        Transition::Approve => {
            if from == Approved {
                return Ok(false);
            }
            if !self_approval && release.published_by == caller.name {
                return Err(Error::forbidden(format!(
                    "{} published {name} and may not approve it",
                    caller.name
                ))
                .hint("somebody else with the scope approve has to look at it"));
            }
            release.approved_by.clone_from(&caller.name);
            release.approved = at;
            Approved
        }
        Transition::Deprecate { reason, successor, until } => {
            if !matches!(from, Approved | Deprecated) {
                return Err(Error::refused(format!("{name} is {}", from.as_str()))
                    .hint("what is approved can be deprecated"));
            }
            release.until = match until.parse::<jiff::civil::Date>() {
                Ok(day) => day.to_string(),
                Err(_) if until.is_empty() => String::new(),
                Err(_) => {
                    return Err(Error::usage(format!("`{until}` is no day"))
                        .hint("write it like 2027-03-31"));
                }
            };
            release.reason = needs(reason)?;
            release.successor = instead(successor)?;
            Deprecated
        }
        Transition::Revoke { reason, successor } => {
            release.reason = needs(reason)?;
            release.successor = instead(successor)?;
            release.until.clear();
            Revoked
        }
        Transition::Delete { reason } => {
            release.reason = needs(reason)?;
            release.until.clear();
            release.state = "deleted".to_owned();
            return Ok(true);
        }
    };
    if matches!(to, Approved | InReview) {
        release.reason.clear();
        release.successor.clear();
        release.until.clear();
    }
    release.state = to.as_str().to_owned();
    Ok(*release != before)
}
