//! The read API of the public registry, so that programs written for it work here: lists, search,
//! details, downloads. Terraform itself asks for none of this.

mod details;
mod downloads;
mod list;
mod page;

pub(in crate::server) use details::{latest, version};
pub(in crate::server) use downloads::{download_latest, downloads};
pub(in crate::server) use list::{list, list_systems, search};

use crate::error::Error;
use crate::server::error::{Fault, Told};

/// An error, as the public registry's clients read it.
fn fault(error: Error) -> Fault {
    Fault { told: Told::List, error }
}
