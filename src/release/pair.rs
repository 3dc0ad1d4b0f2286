//! Two versions of what callers name as a source, side by side: what lints look at.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::flow::Flow;
use super::lint::Spot;
use super::state::Alteration;
use super::{Package, objects};
use crate::schema::{Providers, output_types};
use crate::terraform::{InputVariable, Module, OutputValue, Place, Typed};

/// One version of what callers name as a source: the module at its root, or one below `modules/`.
#[derive(Debug)]
pub struct Side<'p> {
    /// The version that it is of.
    pub package: &'p Package,
    /// The directory, by its path in the module; empty for the root.
    pub dir: Utf8PathBuf,
    /// What the directory declares.
    pub module: &'p Module,
    /// What the directory and the local modules that it calls declare, by the address below the
    /// caller's: `aws_vpc.this`, `module.subnets.aws_subnet.private`.
    pub objects: objects::Objects<'p>,
    outputs: OnceCell<BTreeMap<String, Typed>>,
    flow: OnceCell<Flow>,
    /// What an upgrade to this side does to what there is, found when first asked for.
    pub(super) alterations: OnceCell<Vec<Alteration>>,
}

/// Two versions of what callers name as a source.
#[derive(Debug)]
pub struct Pair<'p> {
    /// The version that callers have.
    pub old: Side<'p>,
    /// The version that they are to get.
    pub new: Side<'p>,
    /// The Terraform versions that callers may have, oldest first: excluding one of them is a
    /// break.
    pub supported_terraform: &'p [Version],
    /// The addresses in the module that a guardrail of the old card stands on, such as
    /// `aws_db_instance.this.publicly_accessible` or `var.size`.
    pub guarded: BTreeSet<String>,
}

impl<'p> Side<'p> {
    /// The module in `dir` of a package; an empty one when there is none.
    #[must_use]
    pub fn new(package: &'p Package, dir: &Utf8Path) -> Self {
        let module = package.modules.get(dir).unwrap_or_else(|| package.nothing());
        let objects = objects::objects(package, dir);
        let (outputs, flow, alterations) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { package, dir: dir.to_owned(), module, objects, outputs, flow, alterations }
    }

    /// The types of the output values, as far as they can be known without planning.
    pub fn output_types(&self) -> &BTreeMap<String, Typed> {
        self.outputs.get_or_init(|| output_types(self.module, Providers::embedded()))
    }

    /// Where the values of the module's variables go.
    pub(super) fn flow(&self) -> &Flow {
        self.flow.get_or_init(|| Flow::of(self.module))
    }

    /// A place in the module's own texts.
    #[must_use]
    pub fn spot(&self, place: Place) -> Spot {
        Spot { dir: self.dir.clone(), place }
    }
}

impl<'p> Pair<'p> {
    /// The variables that both versions have.
    pub fn variables(&self) -> impl Iterator<Item = (&'p InputVariable, &'p InputVariable)> {
        let new = &self.new.module.variables;
        self.old.module.variables.values().filter_map(|old| Some((old, new.get(&old.name)?)))
    }

    /// The outputs that both versions have.
    pub fn outputs(&self) -> impl Iterator<Item = (&'p OutputValue, &'p OutputValue)> {
        let new = &self.new.module.outputs;
        self.old.module.outputs.values().filter_map(|old| Some((old, new.get(&old.name)?)))
    }
}
