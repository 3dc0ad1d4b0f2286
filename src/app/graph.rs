//! The wiring of a service, or of what an intent would become, as data.
//!
//! Writes nothing. What is wrong is told beside the wiring, which is there all the same.

use camino::Utf8PathBuf;

use super::folder::read_stack;
use super::new::{Composed, NewRequest, compose, link_stack};
use crate::catalog::Catalog;
use crate::compose::diagram::ServiceWiring;
use crate::diag::did_you_mean;
use crate::error::{Error, Report, Result};
use crate::resolve::Resolution;

/// What to show the wiring of.
#[derive(Debug, Clone)]
pub struct GraphRequest {
    /// Where it comes from.
    pub subject: Subject,
    /// One environment; all when absent.
    pub environment: Option<String>,
}

/// Where a wiring comes from.
#[derive(Debug, Clone)]
pub enum Subject {
    /// The folder of a service, with its `stack.yaml`.
    Folder(Utf8PathBuf),
    /// What a new service of that intent would be, with stand-ins where nobody answered.
    Intent(String),
}

/// A wiring, and what is to be said of it.
#[derive(Debug)]
pub struct Graphed {
    /// The wiring.
    pub wiring: ServiceWiring,
    /// How the intent was understood, when there was one.
    pub resolution: Option<Resolution>,
    /// What is wrong in the environments shown.
    pub report: Report,
}

/// What a service of an intent is called when the intent does not say.
const USUAL_NAME: &str = "service";

/// Finds out who serves whom.
///
/// # Errors
/// When there is no stack, nothing was asked for, or an environment is named that the service
/// does not have.
pub fn graph(catalog: &Catalog, request: &GraphRequest) -> Result<Graphed> {
    let composed = match &request.subject {
        Subject::Folder(dir) => link_stack(catalog, &read_stack(dir)?)?,
        Subject::Intent(text) => composed(catalog, text)?,
    };
    let Composed { stack, mut linked, resolution, mut report, .. } = composed;
    if let Some(name) = &request.environment {
        if !linked.iter().any(|l| l.environment == *name) {
            return Err(no_environment(&stack.service, name, &stack.environments));
        }
        linked.retain(|l| l.environment == *name);
        report.findings.retain(|f| linked.iter().any(|l| l.findings.contains(f)));
    }
    let wiring = ServiceWiring::of(&stack.service, &linked);
    Ok(Graphed { wiring, resolution, report })
}

fn composed<'c>(catalog: &'c Catalog, intent: &str) -> Result<Composed<'c>> {
    let request = NewRequest {
        intent: Some(intent.to_owned()),
        accept_samples: true,
        ..NewRequest::default()
    };
    let says_name = crate::resolve::resolve(catalog, intent).service_name.is_some();
    let name = (!says_name).then(|| USUAL_NAME.to_owned());
    compose(catalog, &NewRequest { name, ..request })
}

fn no_environment(service: &str, name: &str, there: &[String]) -> Error {
    let names = there.iter().map(String::as_str);
    let hint = did_you_mean(name, names)
        .unwrap_or_else(|| format!("the environments are: {}", there.join(", ")));
    Error::not_found(format!("{service} has no environment `{name}`")).hint(hint)
}
