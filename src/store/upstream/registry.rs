//! Terraform's module registry protocol, from the side of who asks.

use reqwest::Url;
use semver::Version;
use serde::Deserialize;

use super::http::{Http, base, shown};
use super::location::Location;
use crate::error::{Error, Result};
use crate::terraform::{Constraint, RegistrySource, version};

/// A version of a module in a registry.
pub(super) struct Found {
    pub(super) version: Version,
    pub(super) location: Location,
}

#[derive(Deserialize)]
struct Services {
    #[serde(rename = "modules.v1")]
    modules: Option<String>,
}

#[derive(Deserialize)]
struct Listing {
    modules: Vec<Versions>,
}

#[derive(Deserialize)]
struct Versions {
    #[serde(default)]
    versions: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    version: String,
}

impl Http {
    /// Where the newest version that is admitted is.
    pub(super) fn release(
        &self,
        module: &RegistrySource,
        constraint: Option<&Constraint>,
    ) -> Result<Found> {
        let host = module.host();
        let token = self.token(host);
        let services = self.services(host)?;
        let RegistrySource { namespace, name, provider, .. } = module;
        let own = format!("{namespace}/{name}/{provider}");
        let listing: Listing = self.json(&at(&services, &format!("{own}/versions"))?, token)?;
        let listed = listing.modules.into_iter().flat_map(|module| module.versions);
        // A text that is no version is passed over, as Terraform does.
        let mut versions: Vec<(Version, String)> = listed
            .filter_map(|listed| Some((version::parse(&listed.version).ok()?, listed.version)))
            .collect();
        versions.sort();
        let known: Vec<Version> = versions.iter().map(|(version, _)| version.clone()).collect();
        let newest = match constraint {
            Some(constraint) => constraint.newest(&known),
            None => known.iter().rev().find(|version| version.pre.is_empty()),
        };
        let Some(newest) = newest else {
            let error = Error::not_found(match constraint {
                Some(constraint) => {
                    format!("no version of {module} is one that {constraint} admits")
                }
                None => format!("{module} has no version"),
            });
            return Err(match known.last() {
                Some(last) => error.hint(format!("the newest is {last}")),
                None => error,
            });
        };
        // The spelling is the registry's: some know `v1.0.0` by nothing else.
        let spelt = versions.iter().find(|(v, _)| v == newest).map_or("", |(_, text)| text);
        let url = at(&services, &format!("{own}/{spelt}/download"))?;
        let location = self.location(&url, token)?;
        Ok(Found { version: newest.clone(), location })
    }

    /// The base of the addresses of a host's modules.
    fn services(&self, host: &str) -> Result<Url> {
        if let Some(configured) = self.configured(host) {
            let url = Url::parse(configured);
            let wrong =
                |e| Error::usage(format!("the host block of {host} names no URL")).caused_by(e);
            return url.map(below).map_err(wrong);
        }
        let discovery = at(&base(host)?, ".well-known/terraform.json")?;
        let response = self.ask(&discovery, None)?;
        let asked = response.url().clone();
        let failed = |e| Error::io(format!("{host} does not answer as a registry"), e);
        let services: Services =
            response.json().map_err(reqwest::Error::without_url).map_err(failed)?;
        let none = || Error::not_found(format!("{host} serves no modules"));
        let url = asked.join(&services.modules.ok_or_else(none)?).map_err(|_| none())?;
        if asked.scheme() == "https" && url.scheme() != "https" {
            return Err(Error::refused(format!("{host} sends to {}", shown(&url))));
        }
        Ok(below(url))
    }

    fn location(&self, url: &Url, token: Option<&str>) -> Result<Location> {
        #[derive(Deserialize)]
        struct Body {
            location: Option<String>,
        }
        let response = self.ask(url, token)?;
        let asked = response.url().clone();
        let header = response.headers().get("x-terraform-get").cloned();
        let told = header.and_then(|value| value.to_str().ok().map(str::to_owned));
        let body = || response.json::<Body>().ok().and_then(|body| body.location);
        let told = told.or_else(body).ok_or_else(|| {
            Error::io(format!("{} tells no location", shown(url)), "no X-Terraform-Get header")
        })?;
        Location::relative(&told, &asked)
    }
}

fn at(base: &Url, path: &str) -> Result<Url> {
    base.join(path).map_err(|e| Error::io(format!("{} leads nowhere", shown(base)), e))
}

/// A URL to which paths can be joined, so that they are below it.
fn below(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}
