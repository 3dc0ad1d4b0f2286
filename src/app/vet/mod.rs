//! Whether a module is fit to be released.

pub mod trials;

use crate::catalog::CatalogModule;
use crate::error::Result;
use crate::release::{Package, Tree};

/// A module of a catalog with everything in its folder, tests and examples too.
///
/// # Errors
/// When a file cannot be read.
pub fn package(module: &CatalogModule) -> Result<Package> {
    let files = module.all_files()?;
    let files = files.into_iter().map(|file| (file.path, file.bytes.as_ref().into())).collect();
    let tree = Tree { shown: module.shown(), files, ..Tree::default() };
    Ok(Package::read(tree, Some(module.version.clone())))
}
