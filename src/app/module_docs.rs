//! The tables of inputs and outputs in the READMEs of modules, made from the HCL.

use camino::{Utf8Path, Utf8PathBuf};

use super::vet::{Target, VetRequest, targets};
use crate::catalog::Files;
use crate::diag::Finding;
use crate::error::{Error, Report, Result};
use crate::release::Package;
use crate::release::readme::{Refreshed, refreshed};
use crate::store::{self, WriteSet};

/// The README of a module.
#[derive(Debug)]
pub struct Readme {
    /// The module.
    pub name: String,
    /// Its folder.
    pub folder: Utf8PathBuf,
    /// What it is to hold; nothing when it is up to date.
    pub text: Option<String>,
}

/// What the READMEs of modules are to hold; every module of the catalog when none is named.
///
/// # Errors
/// When a module cannot be found or read, or a README cannot be brought up to date.
pub fn readmes(
    modules: &[String],
    catalog: Option<&Utf8Path>,
    files: &dyn Fn() -> Result<Files>,
) -> Result<Vec<Readme>> {
    let request = VetRequest {
        modules: modules.to_vec(),
        all: modules.is_empty(),
        catalog: catalog.map(Utf8Path::to_owned),
        ..VetRequest::default()
    };
    targets(&request, files)?.targets.into_iter().map(readme).collect()
}

fn readme(Target { name, tree, .. }: Target) -> Result<Readme> {
    let folder = tree.shown.clone();
    let package = Package::read(tree, None);
    let path = Utf8Path::new("README.md");
    if let Some(reason) = package.tree.refused.get(path) {
        return Err(Error::refused(format!("{} {reason}", package.tree.show(path))));
    }
    let is_text =
        package.tree.get("README.md").is_none() || package.tree.text("README.md").is_some();
    if !is_text {
        return Err(Error::refused(format!("{} is not UTF-8", package.tree.show(path))));
    }
    let root = package.root();
    if root.files.is_empty() {
        return Err(Error::usage(format!("{folder} holds no Terraform configuration"))
            .hint("name the folder of a module"));
    }
    if root.findings.iter().any(|f| f.severity == crate::diag::Severity::Error) {
        let report = Report { sources: root.sources.clone(), findings: root.findings.clone() };
        return Err(Error::findings(format!("the HCL of {folder} cannot be read"), report));
    }
    let heading = || format!("# {name}\n");
    let now = package.tree.text("README.md").map_or_else(heading, str::to_owned);
    let text = match refreshed(&now, root) {
        Refreshed::AsItIs => None,
        Refreshed::Stale { text, .. } | Refreshed::NoMarkers { text } => Some(text),
        Refreshed::Unclosed { span } => {
            let mut report = Report::default();
            let source = report.sources.add(package.tree.show(path), now.as_str());
            let finding =
                Finding::error("readme-interface", "the marker of the tables is not closed")
                    .at(source, span, "")
                    .help(format!("write `{}` after the tables", crate::release::readme::END));
            report.findings.push(finding);
            return Err(Error::findings("a README cannot be brought up to date", report));
        }
    };
    Ok(Readme { name, folder, text })
}

/// Writes the READMEs that are out of date.
///
/// # Errors
/// When the system refuses; a README that cannot be written is as it was.
pub fn write(readmes: &[Readme]) -> Result<()> {
    for readme in readmes {
        let Some(text) = &readme.text else { continue };
        let mut set = WriteSet::default();
        set.files.insert("README.md".into(), text.clone().into_bytes());
        store::write(&readme.folder, &set)?;
    }
    Ok(())
}
