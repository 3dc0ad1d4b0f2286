//! The organisation's own part of a catalog: everything but the modules.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};

use super::pruned;
use crate::catalog::{Blueprint, Files, Settings, parse};
use crate::diag::SourceMap;
use crate::error::{Error, Report, Result};
use crate::terraform::hex;

const SETTINGS: &str = "catalog.yaml";

/// The organisation's own part of a catalog: everything but the modules.
#[derive(Debug)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// The namespace of its modules in the registry.
    pub namespace: String,
    /// Their target system.
    pub target_system: String,
    /// A hash of all its files.
    pub digest: String,
    files: BTreeMap<Utf8PathBuf, Vec<u8>>,
    /// The modules that each blueprint is made of, by its file.
    blueprints: BTreeMap<Utf8PathBuf, BTreeSet<String>>,
}

impl Organisation {
    /// Reads it from the files of a catalog, as they are now.
    ///
    /// # Errors
    /// When a file cannot be read, or the settings are wrong.
    pub fn read(catalog: &Files) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut digest = Sha256::new();
        for path in catalog.paths().iter().filter(|path| !path.starts_with("modules")) {
            let bytes = catalog.read(path).map_err(|reason| {
                Error::io(format!("{} {reason}", catalog.shown(path)), reason.clone())
            })?;
            for part in [path.as_str().as_bytes(), &bytes] {
                digest.update((part.len() as u64).to_le_bytes());
                digest.update(part);
            }
            files.insert(path.clone(), bytes.into_owned());
        }
        let text = text(&files, SETTINGS);
        let mut sources = SourceMap::default();
        let source = sources.add(catalog.shown(Utf8Path::new(SETTINGS)), text);
        let settings = parse::<Settings>(text, source).map_err(|finding| {
            let report = Report { sources: sources.clone(), findings: vec![*finding] };
            Error::findings("the settings of the catalog cannot be read", report)
        })?;
        let folder = Utf8Path::new("blueprints");
        let paths = files.keys().filter(|path| path.starts_with(folder)).cloned();
        let blueprints = paths.filter_map(|path| {
            let written = parse::<Blueprint>(self::text(&files, path.as_str()), source).ok()?;
            let modules = written.parts().map(|part| part.module.to_owned()).collect();
            Some((path, modules))
        });
        Ok(Self {
            name: settings.organisation.value,
            namespace: settings.namespace.value,
            target_system: settings.target_system.value,
            digest: hex(&digest.finalize()),
            blueprints: blueprints.collect(),
            files,
        })
    }

    /// Its files for a catalog in which just these modules are `there`, and these `approved`.
    pub(super) fn for_modules(
        &self,
        there: &BTreeSet<&str>,
        approved: &BTreeSet<&str>,
    ) -> Result<BTreeMap<Utf8PathBuf, Vec<u8>>> {
        let mut files = self.files.clone();
        for (path, modules) in &self.blueprints {
            if modules.iter().any(|module| !approved.contains(module.as_str())) {
                files.remove(path);
            }
        }
        let settings = pruned::settings(text(&self.files, SETTINGS), there, approved)?;
        if let Some(settings) = settings {
            files.insert(SETTINGS.into(), settings.into_bytes());
        }
        Ok(files)
    }
}

fn text<'f>(files: &'f BTreeMap<Utf8PathBuf, Vec<u8>>, path: &str) -> &'f str {
    let bytes = files.get(Utf8Path::new(path)).map(Vec::as_slice).unwrap_or_default();
    std::str::from_utf8(bytes).unwrap_or_default()
}
