//! Publishing from here: modules are vetted against what the registry has, packed, and sent there.
//!
//! The registry judges again by itself; what is found here is found before anything is sent.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::vet::{Released, Target, Vet, VetRequest, Vetted, root_of, targets};
use crate::catalog::{Files, Settings, parse};
use crate::diag::SourceMap;
use crate::error::{Error, Report, Result};
use crate::registry::client::Client;
use crate::registry::view::ReleaseView;
use crate::release::{
    Judgement, ModuleAddress, Package, SUPPORTED_TERRAFORM, Tree, judge, pack, pack_released,
};
use crate::store::sha256;

/// What to publish.
#[derive(Debug, Clone, Default)]
pub struct PublishRequest {
    /// The modules, and how they are vetted.
    pub vet: VetRequest,
    /// The address of the one module, where no catalog says it.
    pub address: Option<ModuleAddress>,
}

/// What is going to be published.
#[derive(Debug)]
pub struct Plan {
    /// What vetting found.
    pub vet: Vet,
    /// The releases, in the order of the modules vetted.
    pub releases: Vec<Planned>,
}

/// A release that is going to be published.
#[derive(Debug)]
pub struct Planned {
    /// The module.
    pub address: ModuleAddress,
    /// The version.
    pub version: Version,
    /// The folder that it is made of; none for a module that is part of the program.
    pub folder: Option<Utf8PathBuf>,
    /// All its files.
    pub source: Tree,
    /// The archive of all its files, which is sent.
    pub upload: Vec<u8>,
    /// SHA-256 of the archive that Terraform is to install, in hex.
    pub archive: String,
    /// Its size in bytes.
    pub archive_bytes: usize,
    /// Its tree hash, `h1:…`.
    pub tree: String,
    /// The version that it is judged against, and what the judge says.
    pub judged: Option<(Version, Judgement)>,
    /// The release that the registry has of this version already.
    pub existing: Option<ReleaseView>,
}

/// A module on its way.
struct Candidate {
    target: Target,
    address: ModuleAddress,
    version: Version,
    existing: Option<ReleaseView>,
    released: Option<Released>,
}

/// Finds out what is going to be published; `vet` vets against the releases that the request then
/// names, with Terraform or without.
///
/// # Errors
/// When a module, its address or its version cannot be found, or the registry does not answer. What
/// is wrong with a module is in the plan.
pub fn plan(
    request: &PublishRequest,
    client: &Client,
    files: &dyn Fn() -> Result<Files>,
    vet: &mut dyn FnMut(&VetRequest) -> Result<Vet>,
) -> Result<Plan> {
    let found = targets(&request.vet, files)?.targets;
    if request.address.is_some() && found.len() != 1 {
        return Err(Error::usage("--as is for one module").hint("publish the others by themselves"));
    }
    let mut candidates = Vec::new();
    for target in found {
        candidates.push(candidate(target, request, client, files)?);
    }
    let released = candidates
        .iter()
        .filter_map(|candidate| Some((candidate.target.name.clone(), candidate.released.clone()?)));
    let released: BTreeMap<_, _> = released.collect();
    let vetted = vet(&VetRequest { released: Some(released), ..request.vet.clone() })?;
    let releases = candidates.into_iter().zip(&vetted.modules);
    let releases = releases.map(|(candidate, vetted)| planned(candidate, vetted));
    Ok(Plan { releases: releases.collect::<Result<_>>()?, vet: vetted })
}

fn candidate(
    target: Target,
    request: &PublishRequest,
    client: &Client,
    files: &dyn Fn() -> Result<Files>,
) -> Result<Candidate> {
    let address = match &request.address {
        Some(address) => address.clone(),
        None => address(&target, request, files)?,
    };
    let version = Package::read(target.tree.clone(), None).version.ok_or_else(|| {
        Error::refused(format!("{} has no version", target.tree.shown))
            .hint("its card, module.yaml, says `version: \"1.0.0\"`")
    })?;
    let mut existing = None;
    let mut before: Option<Version> = None;
    for release in client.module_if_there(&address)?.into_iter().flat_map(|module| module.releases)
    {
        let Ok(other) = Version::parse(&release.version) else { continue };
        let counts = ["approved", "deprecated", "revoked"].contains(&release.state.as_str());
        if other == version {
            existing = Some(release);
        } else if counts && other < version && before.as_ref().is_none_or(|b| other > *b) {
            before = Some(other);
        }
    }
    // What is there already is compared with itself: it must not have changed.
    if existing.as_ref().is_some_and(|release| release.state != "deleted") {
        before = Some(version.clone());
    }
    let released = match before {
        Some(before) => {
            let tree = client.source(&address, &before.to_string())?;
            Some(Released { version: before, tree })
        }
        None => None,
    };
    Ok(Candidate { target, address, version, existing, released })
}

/// The address of a module by the settings of the catalog that it is in.
fn address(
    target: &Target,
    request: &PublishRequest,
    files: &dyn Fn() -> Result<Files>,
) -> Result<ModuleAddress> {
    let named = request.vet.all || request.vet.modules.contains(&target.name);
    let around = match &target.folder {
        Some(folder) => {
            let real = folder.canonicalize_utf8().map_err(|e| Error::io("cannot find it", e))?;
            root_of(&real)
        }
        None => None,
    };
    let catalog = match around {
        Some(root) => Files::folder(&root)?,
        None if named => files()?,
        None => {
            return Err(Error::usage(format!("{} is in no catalog", target.tree.shown))
                .hint("say what it is called in the registry: --as NAMESPACE/NAME/SYSTEM"));
        }
    };
    let settings = settings(&catalog)?;
    ModuleAddress::new(&settings.namespace, &target.name, &settings.target_system)
}

/// The settings of a catalog, whatever is wrong with the rest of it.
///
/// # Errors
/// When they are not there or cannot be read.
pub fn settings(catalog: &Files) -> Result<Settings> {
    let path = Utf8Path::new("catalog.yaml");
    let shown = catalog.shown(path);
    let bytes = catalog.read(path).map_err(|why| Error::io(format!("{shown} {why}"), why))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut sources = SourceMap::default();
    let source = sources.add(&shown, &*text);
    parse::<Settings>(&text, source).map_err(|finding| {
        let report = Report { sources, findings: vec![*finding] };
        Error::findings(format!("{shown} cannot be read"), report)
    })
}

fn planned(candidate: Candidate, vetted: &Vetted) -> Result<Planned> {
    let Candidate { target, address, version, existing, released } = candidate;
    // What was vetted is what is published, should the folder change meanwhile.
    let source = vetted.package.tree.clone();
    let archive = pack_released(&source)?;
    let judged = released.filter(|released| released.version != version).map(|released| {
        let old = Package::read(released.tree, Some(released.version.clone()));
        (released.version, judge(&old, &vetted.package, &SUPPORTED_TERRAFORM))
    });
    Ok(Planned {
        upload: pack(&source)?.bytes,
        archive: sha256(&archive.bytes),
        archive_bytes: archive.bytes.len(),
        tree: archive.tree,
        address,
        version,
        folder: target.folder,
        source,
        judged,
        existing,
    })
}
