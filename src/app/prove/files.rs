//! The files that a change is tried with: both versions of the module, with what looks inside.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Error, Result};
use crate::hcl;
use crate::offline::files;
use crate::release::{Pair, Side};
use crate::terraform::reference::{Subject, references};
use crate::terraform::{Module, Place};

/// Files by their path in the module.
pub(super) type Files = BTreeMap<Utf8PathBuf, Arc<[u8]>>;

/// An output that tells what a module's body sees of one of its input variables.
#[derive(Debug)]
pub(super) struct Sees {
    /// The variable.
    pub(super) variable: String,
    /// The output's name, which neither version has.
    pub(super) output: String,
}

impl Sees {
    /// Looks at the variable of that name; an error is why that cannot be, one clause.
    pub(super) fn new(pair: &Pair<'_>, variable: &str) -> Result<Self, String> {
        let modules = [pair.old.module, pair.new.module];
        if !modules.iter().all(|module| module.variables.contains_key(variable)) {
            return Err(format!("only one version has an input variable `{variable}`"));
        }
        let mut output = "pave_sees".to_owned();
        while modules.iter().any(|module| module.outputs.contains_key(&output)) {
            output.push('_');
        }
        Ok(Self { variable: variable.to_owned(), output })
    }

    /// Adds the output to the files of one version.
    pub(super) fn add(&self, side: &Side<'_>, files: &mut Files) {
        let Self { variable, output } = self;
        let text = format!(
            "output \"{output}\" {{\n  value     = jsonencode(var.{variable})\n  sensitive = true\n}}\n"
        );
        put(side, "pave_sees", ".tf", text, files);
        if side.module.variables.get(variable).is_some_and(|variable| variable.ephemeral) {
            // A value that is in no plan cannot be compared.
            let text = format!("variable \"{variable}\" {{\n  ephemeral = false\n}}\n");
            put(side, "zzzz_pave_sees", "_override.tf", text, files);
        }
    }
}

/// Adds a file under a name that is not taken.
fn put(side: &Side<'_>, stem: &str, ending: &str, text: String, files: &mut Files) {
    let mut path = side.dir.join(format!("{stem}{ending}"));
    let mut stem = stem.to_owned();
    while files.contains_key(&path) {
        stem.push('_');
        path = side.dir.join(format!("{stem}{ending}"));
    }
    files.insert(path, text.into_bytes().into());
}

/// One version with its input variables, what their validations need, and nothing else.
///
/// `None` when validations ask for more than variables and local values, or when the text is not
/// there as HCL in one place.
pub(super) fn skeleton(side: &Side<'_>, sees: Option<&Sees>) -> Option<Files> {
    let module = side.module;
    if module.files.iter().any(|file| file.json || file.overrides) {
        return None;
    }
    let mut text = String::new();
    let mut open = Vec::new();
    for variable in module.variables.values() {
        let _ = writeln!(text, "{}\n", module.text(variable.place));
        for validation in &variable.validations {
            let said = [&validation.condition, &validation.error_message];
            open.extend(said.into_iter().flatten().map(|expression| expression.place));
        }
    }
    let locals = locals(module, open)?;
    if !locals.is_empty() {
        let _ = writeln!(text, "locals {{\n{}\n}}", locals.join("\n"));
    }
    let mut files = Files::new();
    put(side, "variables", ".tf", hcl::format(&text), &mut files);
    if let Some(sees) = sees {
        sees.add(side, &mut files);
    }
    Some(files)
}

/// The local values that expressions need, and those that these need.
fn locals(module: &Module, mut open: Vec<Place>) -> Option<Vec<&str>> {
    let (mut seen, mut locals) = (BTreeSet::new(), Vec::new());
    while let Some(place) = open.pop() {
        for reference in references(&module.expr(place)?) {
            match reference.subject {
                Subject::Variable(_) | Subject::Other(_) => {}
                Subject::Local(name) => {
                    let local = module.locals.get(&name)?;
                    if seen.insert(name) {
                        locals.push(module.text(local.place));
                        open.push(local.value.place);
                    }
                }
                Subject::Call(_) | Subject::Resource { .. } => return None,
            }
        }
    }
    Some(locals)
}

/// Puts the files of a module into a folder, in place of whatever is there.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn write(dir: &Utf8Path, module: &Files) -> Result<()> {
    files::remove_dir(dir)?;
    let plain = |part| matches!(part, camino::Utf8Component::Normal(_));
    for (path, bytes) in module.iter().filter(|(path, _)| path.components().all(plain)) {
        files::write(&dir.join(path), bytes)?;
    }
    Ok(())
}

/// Refuses a folder that has something in it.
///
/// # Errors
/// When it has, or cannot be read.
pub(super) fn must_be_empty(dir: &Utf8Path) -> Result<()> {
    match dir.read_dir_utf8().map(Iterator::count) {
        Ok(0) => Ok(()),
        Ok(_) => Err(Error::refused(format!("{dir} is not empty"))
            .hint("name a folder that is new or empty, for callers to be kept in")),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(Error::io(format!("cannot read {dir}"), e)),
    }
}
