//! What is vetted: a version of a module, with its examples and tests, and what surrounds it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::problem::Region;
use super::test_file::TestFile;
use crate::catalog::{Card, Catalog, CatalogModule};
use crate::diag::Span;
use crate::release::Package;
use crate::terraform::{self, Module, Place};

/// A module to be vetted.
#[derive(Debug)]
pub struct Subject<'c> {
    /// The version that is vetted.
    pub package: &'c Package,
    /// The catalog that it belongs to, when it is in one.
    pub catalog: Option<&'c Catalog>,
    /// The module as that catalog understands it.
    pub module: Option<&'c CatalogModule>,
    /// The version before it, when it is known.
    pub previous: Option<&'c Package>,
    /// The day on which it is vetted, `2027-03-31`.
    pub today: &'c str,
    /// Its examples, by their folder's path.
    pub examples: BTreeMap<Utf8PathBuf, Module>,
    /// Its test files, by path.
    pub tests: BTreeMap<Utf8PathBuf, TestFile>,
    /// The texts of files that were pointed at, so that each is copied once.
    texts: RefCell<BTreeMap<Utf8PathBuf, Arc<str>>>,
}

impl<'c> Subject<'c> {
    /// A module with nothing around it; reads its examples and tests.
    #[must_use]
    pub fn new(package: &'c Package, today: &'c str) -> Self {
        Self {
            package,
            catalog: None,
            module: None,
            previous: None,
            today,
            examples: examples(package),
            tests: tests(package),
            texts: RefCell::default(),
        }
    }

    /// The root module.
    #[must_use]
    pub fn root(&self) -> &'c Module {
        self.package.root()
    }

    /// The card, when there is one that can be read.
    #[must_use]
    pub fn card(&self) -> Option<&'c Card> {
        self.package.card.as_ref()
    }

    /// A place in the texts of one of its directories.
    #[must_use]
    pub fn region(&self, module: &Module, place: Place) -> Region {
        let source = module.sources.get(place.source);
        Region { path: source.path.clone(), text: Arc::clone(&source.text), span: place.span }
    }

    /// A place in the root module.
    #[must_use]
    pub fn at(&self, place: Place) -> Region {
        self.region(self.root(), place)
    }

    /// A place in a file that is text.
    #[must_use]
    pub fn in_file(&self, path: &str, span: Span) -> Option<Region> {
        let shown = self.package.tree.show(Utf8Path::new(path));
        let mut texts = self.texts.borrow_mut();
        let text = match texts.get(&shown) {
            Some(text) => Arc::clone(text),
            None => {
                let text: Arc<str> = self.package.tree.text(path)?.into();
                texts.insert(shown.clone(), Arc::clone(&text));
                text
            }
        };
        Some(Region { path: shown, text, span })
    }

    /// A place in the card.
    #[must_use]
    pub fn in_card(&self, span: Span) -> Option<Region> {
        self.in_file("module.yaml", span)
    }

    /// The module's folder itself, for what is missing from it.
    #[must_use]
    pub fn folder(&self, path: &str) -> Region {
        let path = self.package.tree.show(Utf8Path::new(path));
        Region { path, text: "".into(), span: Span::default() }
    }

    /// The start of the root module's first file, for what no line is to blame for.
    #[must_use]
    pub fn start(&self) -> Region {
        let root = self.root();
        let first = root.files.first().map(|file| file.source);
        first.map_or_else(|| self.folder(""), |source| self.at(Place::new(source, Span::default())))
    }

    /// The path in the module of a path as it is shown.
    #[must_use]
    pub fn inner<'p>(&self, shown: &'p Utf8Path) -> &'p Utf8Path {
        shown.strip_prefix(&self.package.tree.shown).unwrap_or(shown)
    }
}

/// Every folder directly in `examples/` that holds configuration.
fn examples(package: &Package) -> BTreeMap<Utf8PathBuf, Module> {
    let mut files: BTreeMap<Utf8PathBuf, Vec<(Utf8PathBuf, &[u8])>> = BTreeMap::new();
    for (path, bytes) in &package.tree.files {
        let dir = path.parent().unwrap_or(Utf8Path::new(""));
        let in_examples = dir.components().count() == 2 && dir.starts_with("examples");
        if in_examples && terraform::is_configuration(path) {
            files.entry(dir.to_owned()).or_default().push((package.tree.show(path), bytes));
        }
    }
    files.into_iter().map(|(dir, files)| (dir, Module::load(files))).collect()
}

/// Every test file that `terraform test` finds: at the root and in `tests/`.
fn tests(package: &Package) -> BTreeMap<Utf8PathBuf, TestFile> {
    let ours = |path: &Utf8Path| {
        let dir = path.parent().map_or("", Utf8Path::as_str);
        (dir.is_empty() || dir == "tests") && path.as_str().ends_with(".tftest.hcl")
    };
    let files = package.tree.files.keys().filter(|path| ours(path));
    let read = files
        .filter_map(|path| Some((path.clone(), TestFile::read(package.tree.text(path.as_str())?))));
    read.collect()
}
