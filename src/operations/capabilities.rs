//! The capability graph of a catalog.

use super::{NoRequest, Operation};
use crate::catalog::Catalog;
use crate::compose::diagram::CatalogWiring;
use crate::error::Result;

/// Shows which modules of the catalog provide and take what.
#[derive(Debug)]
pub struct Capabilities;

impl Operation for Capabilities {
    const NAME: &'static str = "capabilities";
    const ABOUT: &'static str = "Show which modules provide and take which capability";
    type Request = NoRequest;
    type Response = CatalogWiring;

    fn run(catalog: &Catalog, _: NoRequest) -> Result<CatalogWiring> {
        Ok(CatalogWiring::of(catalog))
    }
}
