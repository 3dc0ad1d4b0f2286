//! What lies in a module's folder.

mod package_case;
mod package_private_file;
mod package_refused;
mod package_secret;
mod package_text;

pub use package_private_file::is_private;

use crate::release::vet::rule::Rule;

pub(super) const RULES: &[&Rule] = &[
    &package_refused::RULE,
    &package_case::RULE,
    &package_private_file::RULE,
    &package_secret::RULE,
    &package_text::RULE,
];
