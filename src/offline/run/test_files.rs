//! What the test files of a root module lead to: modules that runs call, types that are mocked.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::hcl::{self, syntax::Body};
use crate::offline::files;
use crate::terraform::{Constraint, ModuleSource};

/// What the test files say.
#[derive(Debug)]
pub(super) struct Tests {
    /// The modules that runs call in the root module's place.
    pub(super) calls: Vec<Called>,
    /// The types that are mocked; `None` when that is said in files elsewhere.
    pub(super) mocked: Option<BTreeSet<String>>,
}

/// A module that a run calls.
#[derive(Debug)]
pub(super) struct Called {
    /// What the manifest calls it.
    pub(super) key: String,
    /// The source.
    pub(super) source: ModuleSource,
    /// The source as written.
    pub(super) text: String,
    /// The versions that would do.
    pub(super) version: Option<Constraint>,
}

/// Reads the test files beside a root module and in its `tests`; what cannot be read is passed over,
/// because Terraform will say so.
pub(super) fn read(root: &Utf8Path) -> Tests {
    let mut tests = Tests { calls: Vec::new(), mocked: Some(BTreeSet::new()) };
    for dir in ["", "tests"] {
        let Ok(entries) = root.join(dir).read_dir_utf8() else { continue };
        for entry in entries.flatten() {
            let Some(name) = entry.file_name().strip_suffix(".tftest.hcl") else { continue };
            let Ok(bytes) = files::read(entry.path()) else { continue };
            read_file(&hcl::decode(&bytes).parse().file.body, dir, name, &mut tests);
        }
    }
    tests
}

fn read_file(body: &Body<'_>, dir: &str, name: &str, tests: &mut Tests) {
    for run in body.blocks_of("run") {
        let Some(label) = run.labels.first() else { continue };
        let Some(module) = run.body.blocks_of("module").next() else { continue };
        let Some(text) = text(&module.body, "source") else { continue };
        let Ok(source) = text.parse() else { continue };
        let parts = ["test", dir, name, label.text.as_ref()];
        let key: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let version = self::text(&module.body, "version").and_then(|v| v.parse().ok());
        tests.calls.push(Called { key: key.join("."), source, text: text.to_owned(), version });
    }
    for provider in body.blocks_of("mock_provider") {
        if provider.body.attribute("source").is_some() {
            tests.mocked = None;
        }
        for mock in provider.body.blocks() {
            if let (Some(mocked), Some(label)) = (&mut tests.mocked, mock.labels.first()) {
                mocked.insert(label.text.clone().into_owned());
            }
        }
    }
}

fn text<'s>(body: &'s Body<'_>, name: &str) -> Option<&'s str> {
    body.attribute(name)?.value.as_str()
}
