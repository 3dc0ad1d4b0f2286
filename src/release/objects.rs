//! Everything that a module and the local modules it calls declare, under one set of addresses.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::Package;
use super::lint::Spot;
use crate::terraform::{Argument, Module, ModuleCall, ModuleSource, Place, Resource};

/// How deep modules may be nested before the rest is passed over.
const MAX_DEPTH: usize = 32;

/// Most objects that are looked at; far more than any module has.
const MAX_OBJECTS: usize = 5_000;

/// What a module declares, with all that its local modules declare.
#[derive(Debug, Default)]
pub struct Objects<'p> {
    /// Resources, data sources and ephemeral resources by address below the caller's.
    pub resources: BTreeMap<String, Object<'p, Resource>>,
    /// Module calls, local or not, by address: `module.subnets`.
    pub calls: BTreeMap<String, Object<'p, ModuleCall>>,
    /// The directories that were read, with the address prefix of each: empty for the module
    /// itself, `module.subnets` for one it calls.
    pub modules: Vec<(String, Utf8PathBuf, &'p Module)>,
    /// The address prefixes of those directories.
    open: HashSet<String>,
}

/// Something declared, and where.
#[derive(Debug)]
pub struct Object<'p, T> {
    /// The module that declares it.
    pub module: &'p Module,
    /// That module's directory in the package.
    pub dir: Utf8PathBuf,
    /// The address of that module below the caller's; empty for the module itself.
    pub prefix: String,
    /// What is declared.
    pub what: &'p T,
}

/// How many instances of something there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition {
    /// One: neither `count` nor `for_each`.
    Single,
    /// As many as `count` says, by number.
    Count,
    /// One for each element of `for_each`, by key.
    ForEach,
}

impl Repetition {
    /// How something with these arguments is repeated.
    #[must_use]
    pub fn of(count: Option<&Argument>, for_each: Option<&Argument>) -> Self {
        match (count, for_each) {
            (_, Some(_)) => Self::ForEach,
            (Some(_), None) => Self::Count,
            (None, None) => Self::Single,
        }
    }

    /// In a sentence: `has no count`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Single => "is a single object",
            Self::Count => "has `count`",
            Self::ForEach => "has `for_each`",
        }
    }
}

impl Objects<'_> {
    /// How the resource or module call of an address is repeated; `None` when there is none.
    #[must_use]
    pub fn repetition(&self, address: &str) -> Option<Repetition> {
        if let Some(Object { what, .. }) = self.resources.get(address) {
            return Some(Repetition::of(what.count.as_ref(), what.for_each.as_ref()));
        }
        let Object { what, .. } = self.calls.get(address)?;
        Some(Repetition::of(what.count.as_ref(), what.for_each.as_ref()))
    }

    /// Whether the inside of a module call was read: it is a local module that is there.
    #[must_use]
    pub fn is_open(&self, call: &str) -> bool {
        self.open.contains(call)
    }
}

impl<T> Object<'_, T> {
    /// A place in the texts of the module that declares it.
    #[must_use]
    pub fn spot(&self, place: Place) -> Spot {
        Spot { dir: self.dir.clone(), place }
    }
}

/// What the module in `dir` declares, with all that its local modules declare.
///
/// A module that calls itself, however far around, is entered once on each way.
pub(super) fn objects<'p>(package: &'p Package, dir: &Utf8Path) -> Objects<'p> {
    let mut objects = Objects::default();
    enter(package, dir, "", &mut Vec::new(), &mut objects);
    objects
}

/// The directories that the module in `dir` is read from: its own and those of the local modules
/// that it calls, also where there is nothing.
pub(super) fn reach(package: &Package, dir: &Utf8Path) -> BTreeSet<Utf8PathBuf> {
    let mut found = BTreeSet::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        if let Some(module) = package.modules.get(&dir).filter(|_| !found.contains(&dir)) {
            let calls = module.calls.values();
            open.extend(calls.filter_map(|call| match &call.source {
                Some(Ok(ModuleSource::Local(path))) => Some(joined(&dir, path)),
                _ => None,
            }));
        }
        found.insert(dir);
    }
    found
}

fn enter<'p>(
    package: &'p Package,
    dir: &Utf8Path,
    prefix: &str,
    open: &mut Vec<Utf8PathBuf>,
    objects: &mut Objects<'p>,
) {
    let Some(module) = package.modules.get(dir) else { return };
    let many = objects.resources.len() + objects.calls.len() > MAX_OBJECTS;
    if open.iter().any(|above| above == dir) || open.len() > MAX_DEPTH || many {
        return;
    }
    objects.open.insert(prefix.to_owned());
    objects.modules.push((prefix.to_owned(), dir.to_owned(), module));
    let at = |address: &str| match prefix {
        "" => address.to_owned(),
        prefix => format!("{prefix}.{address}"),
    };
    let (dir_of, prefix_of) = (|| dir.to_owned(), || prefix.to_owned());
    for (address, what) in &module.resources {
        let object = Object { module, dir: dir_of(), prefix: prefix_of(), what };
        objects.resources.insert(at(address), object);
    }
    open.push(dir.to_owned());
    for call in module.calls.values() {
        let address = at(&call.address());
        let object = Object { module, dir: dir_of(), prefix: prefix_of(), what: call };
        objects.calls.insert(address.clone(), object);
        if let Some(Ok(ModuleSource::Local(path))) = &call.source {
            enter(package, &joined(dir, path), &address, open, objects);
        }
    }
    open.pop();
}

/// The directory that a local source names from `dir`; what leads out of the package names nothing.
fn joined(dir: &Utf8Path, source: &str) -> Utf8PathBuf {
    let mut path = dir.to_owned();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if !path.pop() {
                    return Utf8PathBuf::from("..");
                }
            }
            part => path.push(part),
        }
    }
    path
}
