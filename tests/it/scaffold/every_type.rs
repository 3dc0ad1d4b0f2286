//! Every resource type of every known provider can be made a module of.
//!
//! `PAVE_SCAFFOLD=all cargo test --test it -- every_resource_type` goes through all of them; by
//! itself a run takes every fortieth.

use camino::Utf8PathBuf;
use pavestone::app::scaffold::{ModuleRequest, module};
use pavestone::catalog::{Catalog, Files};
use pavestone::hcl;
use pavestone::schema::Providers;

use super::catalog;

#[test]
fn every_resource_type_makes_a_module_that_is_in_order() {
    let every = if std::env::var("PAVE_SCAFFOLD").as_deref() == Ok("all") { 1 } else { 40 };
    let sandbox = catalog();
    let dir = Utf8PathBuf::from_path_buf(sandbox.path("acme")).unwrap();
    let catalog = Catalog::load(Files::folder(&dir).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let types = Providers::embedded().iter().flat_map(|provider| provider.resource_names());
    for kind in types.step_by(every) {
        let request = ModuleRequest {
            name: Some("made".to_owned()),
            owner: Some("team-x".to_owned()),
            resources: vec![kind.to_owned()],
            provides: vec!["binding".to_owned()],
            accepts: vec!["encryption".to_owned()],
            accept_recommended: true,
            ..ModuleRequest::default()
        };
        let made = match module(&catalog, &dir, &request) {
            Ok(made) => made,
            Err(error) => {
                wrong.push(format!("{kind}: {error}: {:?}", error.report));
                continue;
            }
        };
        for change in &made.changes.files {
            let text = String::from_utf8(change.after.clone().unwrap()).unwrap();
            let hcl = matches!(change.path.extension(), Some("tf" | "hcl"));
            if hcl && (!hcl::parse(&text).problems.is_empty() || hcl::format(&text) != text) {
                wrong.push(format!("{kind}: {}:\n{text}", change.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
