//! `pave catalog new`: a whole catalog that is in order and makes a service at once.

mod plan;
mod starters;
mod text;
mod words;

pub use words::{
    RECOMMENDED_ENVIRONMENTS, known_environment, known_provider, recommended_registry,
};

use camino::Utf8Path;

use super::module::{in_order, note};
use super::request::CatalogRequest;
use super::{Scaffold, Unsaid};
use crate::app::folder;
use crate::error::{Error, Report, Result};

use plan::{CatalogFiles, Plan};

/// What a request lacks, all of it.
#[must_use]
pub fn missing_for_catalog(request: &CatalogRequest) -> Vec<Unsaid> {
    let mut missing = Vec::new();
    let mut need = |said: bool, key, what, fix| {
        if !said {
            missing.push(Unsaid { key, what, fix });
        }
    };
    let yes = request.accept_recommended;
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    need(request.dir.is_some(), "dir", "the folder to write to", "DIR");
    let organisation = said(&request.organisation) || yes;
    need(organisation, "organisation", "the organisation's name", "--organisation NAME");
    let registry = said(&request.registry) || yes;
    need(registry, "registry", "the host name of the module registry", "--registry HOST");
    let environments = !request.environments.is_empty() || yes;
    need(
        environments,
        "environments",
        "the environments and their regions",
        "--environment dev=eu-west-1, once for each",
    );
    missing
}

/// Makes a catalog; nothing is written yet.
///
/// # Errors
/// When something is missing or no name of what it should be, when the folder holds a catalog
/// already, or when the catalog would not be in order.
pub fn catalog(request: &CatalogRequest) -> Result<Scaffold> {
    if let Some(first) = missing_for_catalog(request).first() {
        return Err(Error::usage(format!("{} is missing", first.what)).hint(first.fix));
    }
    let dir = request.dir.clone().unwrap_or_default();
    new_catalog_folder(&dir)?;
    let mut plan = Plan::read(request, &dir)?;
    let mut files = CatalogFiles::new();
    let mut notes = Vec::new();
    plan.take_embedded(request, &mut files, &mut notes)?;
    // The starters are made by what makes any module, for which the settings have to be there.
    plan.write(&mut files);
    if request.from_embedded.is_empty() {
        in_order(files.clone(), &dir, Utf8Path::new(""))?;
        plan.make_starters(&mut files, &mut notes)?;
    }
    plan.write(&mut files);
    if let Some(module) = plan.modules.first() {
        let name = "starter";
        let component = module.0.replace('-', "_");
        let text = format!(
            "name: {name}\nversion: 1.0.0\nsummary: A service to begin with.\naliases: [{name}]\n\
             components:\n  {component}: {}\n",
            module.0
        );
        files.insert(format!("blueprints/{name}.yaml").into(), text.into_bytes());
    } else {
        notes.push(note(
            "no schema of the providers is known, so the catalog has no module yet".to_owned(),
        ));
    }
    in_order(files.clone(), &dir, Utf8Path::new(""))?;
    let changes = folder::new_files(&dir, files)?;
    let notes = Report { findings: notes, ..Report::default() };
    Ok(Scaffold { name: plan.organisation, folder: dir, changes, notes })
}

/// Checks that a folder holds no catalog yet.
///
/// # Errors
/// When it does.
pub fn new_catalog_folder(dir: &Utf8Path) -> Result<()> {
    if dir.join("catalog.yaml").exists() {
        return Err(Error::refused(format!("{dir} holds a catalog already"))
            .hint("name another folder; nothing is ever overwritten")
            .hint(format!("add to it with `pave --catalog {dir} module new`")));
    }
    Ok(())
}
