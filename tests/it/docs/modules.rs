//! The tables of inputs and outputs in the README of each module, which are made from its HCL.

use super::{repository, updating};
use crate::support::pave::pave;

#[test]
fn the_readme_of_every_module_has_its_interface() {
    let catalog = repository().join("catalog");
    let mut words = vec!["--catalog", catalog.to_str().unwrap(), "module", "docs"];
    words.extend((!updating()).then_some("--check"));
    let ran = pave(&words);
    assert_eq!(ran.code, Some(0), "PAVE_UPDATE_DOCS=1 writes them:\n{}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), 12, "{}", ran.stdout);
}
