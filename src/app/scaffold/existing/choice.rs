//! Which resources are taken over: those of a folder, of a file, or one of them.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diag::{Severity, SourceId, did_you_mean};
use crate::error::{Error, Report, Result};
use crate::terraform::{Module, Resource, ResourceMode};

/// Resources to take over, and the configuration that they stand in.
#[derive(Debug)]
pub(super) struct Choice {
    /// The folder's configuration, whole.
    pub(super) module: Module,
    /// The resources that are taken over, in source order.
    pub(super) resources: Vec<Resource>,
    /// The texts of which all resources are taken over; none when one resource is.
    pub(super) whole: BTreeSet<SourceId>,
}

impl Choice {
    /// Reads `PATH` or `PATH:ADDRESS`.
    ///
    /// # Errors
    /// When there is no such file or resource, or the configuration has mistakes.
    pub(super) fn read(from: &str) -> Result<Self> {
        let (path, address) = split(from)?;
        let (dir, file) = match path.is_dir() {
            true => (path.to_owned(), None),
            false => (parent(path), path.file_name()),
        };
        if file.is_some_and(|file| !(file.ends_with(".tf") || file.ends_with(".tofu"))) {
            return Err(Error::usage(format!("{path} is no Terraform file"))
                .hint("name a file that ends in .tf, or the folder that it is in"));
        }
        let module = Module::read_dir(&dir)?;
        let wanted: BTreeSet<SourceId> = module
            .sources
            .iter()
            .filter(|(_, source)| file.is_none_or(|file| source.path.file_name() == Some(file)))
            .map(|(id, _)| id)
            .collect();
        broken(&module, path, &wanted)?;
        let here = |resource: &&Resource| {
            wanted.contains(&resource.place.source)
                && resource.within_check.is_none()
                && resource.mode != ResourceMode::Action
        };
        let mut resources: Vec<Resource> =
            module.resources.values().filter(here).cloned().collect();
        resources.sort_by_key(|resource| resource.place);
        let mut whole = wanted;
        if let Some(address) = address {
            let known: Vec<String> = resources.iter().map(Resource::address).collect();
            resources.retain(|resource| resource.address() == address);
            whole.clear();
            if resources.is_empty() {
                let error = Error::not_found(format!("{path} has no resource {address}"));
                let meant = did_you_mean(address, known.iter().map(String::as_str));
                return Err(match (meant, &known[..]) {
                    (Some(meant), _) => error.hint(meant),
                    (None, []) => error.hint("it has no resource at all"),
                    (None, known) => error.hint(format!("it has: {}", known.join(", "))),
                });
            }
        }
        if !resources.iter().any(|resource| resource.mode == ResourceMode::Managed)
            && !resources.iter().any(|resource| resource.mode == ResourceMode::Data)
        {
            return Err(Error::refused(format!("{path} holds no resource"))
                .hint("name a file or a folder with resource blocks in it")
                .hint("or start from types: --resource aws_sqs_queue"));
        }
        let json = |resource: &Resource| {
            module.files.iter().any(|file| file.json && file.source == resource.place.source)
        };
        if let Some(resource) = resources.iter().find(|resource| json(resource)) {
            return Err(Error::refused(format!("{} is in JSON form", resource.address()))
                .hint("write it as HCL first; only that is taken over"));
        }
        Ok(Self { module, resources, whole })
    }

    /// Whether the resource of an address is taken over.
    pub(super) fn takes(&self, address: &str) -> bool {
        self.resources.iter().any(|resource| resource.address() == address)
    }

    /// The resource of an address, when it is taken over.
    pub(super) fn taken(&self, address: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.address() == address)
    }
}

/// The path and the address, of which there may be none.
fn split(from: &str) -> Result<(&Utf8Path, Option<&str>)> {
    let path = Utf8Path::new(from);
    if path.exists() {
        return Ok((path, None));
    }
    if let Some((path, address)) = from.rsplit_once(':')
        && Utf8Path::new(path).exists()
        && !address.is_empty()
    {
        return Ok((Utf8Path::new(path), Some(address)));
    }
    let path = from.split_once(".tf:").map_or(from, |(before, _)| &from[..before.len() + 3]);
    Err(Error::not_found(format!("there is no file or folder {path}"))
        .hint("write --from PATH, or --from PATH:TYPE.NAME for one resource"))
}

fn parent(path: &Utf8Path) -> Utf8PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_str().is_empty() => parent.to_owned(),
        _ => Utf8PathBuf::from("."),
    }
}

/// Refuses what cannot be read: a part that is not understood could be the part that matters.
fn broken(module: &Module, path: &Utf8Path, wanted: &BTreeSet<SourceId>) -> Result<()> {
    let errors: Vec<_> = module
        .findings
        .iter()
        .filter(|finding| {
            finding.severity == Severity::Error
                && finding.labels.first().is_none_or(|label| wanted.contains(&label.source))
        })
        .cloned()
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    let report = Report { sources: module.sources.clone(), findings: errors };
    Err(Error::findings(format!("{path} cannot be read as Terraform"), report)
        .hint("mend it first; `terraform validate` tells the same"))
}
