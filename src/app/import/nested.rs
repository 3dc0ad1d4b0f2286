//! What a module calls from elsewhere, put into its folder: `imported/NAME`.
//!
//! A release then holds all the code that will run. One tree hash stands for all of it, Terraform
//! asks no other host, every rule looks at it, and nobody has to look after a second module that no
//! person uses by itself. The price is the `source` line of each call, which is rewritten in place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use camino::{Utf8Path, Utf8PathBuf};

use super::{ModuleFiles, Origin, no_configuration, source, within_limits};
use crate::diag::Span;
use crate::error::{Error, Result};
use crate::hcl::edit;
use crate::release::Tree;
use crate::store::upstream::{UpstreamPackage, Wanted, inside, without_user};
use crate::terraform::{self, Constraint, Module, ModuleCall, ModuleSource};

/// The folder for packages that are called.
pub(super) const HOME: &str = "imported";

/// Most packages that a module may bring with it.
const MAX_PACKAGES: usize = 40;

/// Folders whose configuration is nobody's to call.
const APART: [&str; 4] = ["examples", "tests", "test", "wrappers"];

/// Gets a package that a call names.
type Get<'g> = &'g dyn Fn(&Wanted, Option<&Constraint>) -> Result<UpstreamPackage>;

/// What putting them there comes to.
#[derive(Debug, Default)]
pub(super) struct Vendored {
    /// Files that are new or differ.
    pub(super) files: ModuleFiles,
    /// The module's own files that differ.
    pub(super) changed: BTreeSet<Utf8PathBuf>,
    pub(super) nested: Vec<(Utf8PathBuf, Origin)>,
    /// What could not be read, with the reason.
    pub(super) left_out: Vec<(Utf8PathBuf, String)>,
    pub(super) notes: Vec<String>,
}

/// A package in the module's folder.
struct Unit {
    /// Where it lies; empty for the module itself.
    prefix: Utf8PathBuf,
    /// The whole package.
    package: Tree,
    /// The folder in the package that lies there.
    subdir: Utf8PathBuf,
}

struct Work<'g> {
    get: Get<'g>,
    files: ModuleFiles,
    units: Vec<Unit>,
    /// The unit of each package, by its address and constraint.
    known: BTreeMap<String, usize>,
    queue: VecDeque<(usize, Utf8PathBuf)>,
    seen: BTreeSet<(usize, Utf8PathBuf)>,
    done: Vendored,
}

pub(super) fn vendor(
    root: &ModuleFiles,
    package: &UpstreamPackage,
    get: Get<'_>,
) -> Result<Vendored> {
    let own = Unit {
        prefix: Utf8PathBuf::new(),
        package: package.tree.clone(),
        subdir: package.subdir.clone(),
    };
    let mut work = Work {
        get,
        files: root.clone(),
        units: vec![own],
        known: BTreeMap::new(),
        queue: VecDeque::new(),
        seen: BTreeSet::new(),
        done: Vendored::default(),
    };
    // Whatever lies under `modules/` is for callers too, so all of the module's folders count.
    let configured = root.keys().filter(|path| terraform::is_configuration(path));
    let folders: BTreeSet<Utf8PathBuf> =
        configured.filter_map(|path| path.parent().map(Utf8Path::to_owned)).collect();
    for folder in folders {
        let apart = folder.components().any(|part| APART.contains(&part.as_str()));
        if !apart && !folder.starts_with(HOME) {
            work.visit(0, folder);
        }
    }
    while let Some((unit, folder)) = work.queue.pop_front() {
        work.folder(unit, &folder)?;
    }
    let Work { mut done, files, .. } = work;
    for (path, bytes) in files {
        if root.get(&path) != Some(&bytes) {
            if root.contains_key(&path) {
                done.changed.insert(path.clone());
            }
            done.files.insert(path, bytes);
        }
    }
    Ok(done)
}

impl Work<'_> {
    fn visit(&mut self, unit: usize, folder: Utf8PathBuf) {
        if self.seen.insert((unit, folder.clone())) {
            self.queue.push_back((unit, folder));
        }
    }

    /// Looks at every call of a folder of a unit.
    fn folder(&mut self, unit: usize, folder: &Utf8Path) -> Result<()> {
        let dir = self.units[unit].prefix.join(folder);
        let own = self.files.iter().filter(|(path, _)| path.parent() == Some(&dir));
        let own = own.filter(|(path, _)| terraform::is_configuration(path));
        let module = Module::load(own.map(|(path, bytes)| (path.clone(), &bytes[..])));
        let mut edits: BTreeMap<Utf8PathBuf, Vec<(Span, String)>> = BTreeMap::new();
        for call in module.calls.values() {
            let Some(Ok(source)) = &call.source else {
                self.done.notes.push(format!("{dir}/{} names no constant source", call.address()));
                continue;
            };
            let target = match source {
                ModuleSource::Local(path) => match self.local(unit, folder, path)? {
                    Some(target) => target,
                    None => continue,
                },
                source => self.remote(source, call)?,
            };
            let path = relative(&dir, &target);
            let Some(argument) = &call.source_argument else { continue };
            let text = module.sources.get(argument.value.place.source);
            if text.path.as_str().ends_with(".json") {
                return Err(Error::refused(format!(
                    "{} calls a package of others in JSON, which is not rewritten",
                    text.path
                )));
            }
            let edits = edits.entry(text.path.clone()).or_default();
            edits.push((argument.value.place.span, format!("\"{path}\"")));
            if let Some(version) = &call.version_argument {
                edits.push((whole_line(&text.text, version.place.span), String::new()));
            }
        }
        for (path, edits) in edits {
            let Some(bytes) = self.files.get(&path) else { continue };
            let text = String::from_utf8_lossy(bytes).into_owned();
            let edits = edits.iter().map(|(span, with)| (*span, with.as_str()));
            let text = edit::apply(&text, edits).map_err(|e| {
                Error::refused(format!("the calls in {path} cannot be rewritten")).caused_by(e)
            })?;
            self.files.insert(path, text.into_bytes().into());
        }
        Ok(())
    }

    /// Follows a call of a neighbour; returns where that lies when the call has to be rewritten.
    fn local(&mut self, unit: usize, from: &Utf8Path, path: &str) -> Result<Option<Utf8PathBuf>> {
        let Unit { subdir, package, .. } = &self.units[unit];
        let within = inside(&from.join(path));
        let in_package = inside(&subdir.join(from).join(path));
        let Some(in_package) = in_package else {
            return Err(Error::refused(format!("`{path}` leads out of the package")));
        };
        if let Some(within) = within {
            self.visit(unit, within);
            return Ok(None);
        }
        // Beside the module, in the package that it came in: that comes along.
        let package = package.clone();
        let at = self.unit("itself", "package", || Ok((package, Utf8PathBuf::new(), None)))?;
        self.visit(at, in_package.clone());
        Ok(Some(self.units[at].prefix.join(in_package)))
    }

    /// Gets what a call names, unless it is there; returns where the called folder lies.
    fn remote(&mut self, called: &ModuleSource, call: &ModuleCall) -> Result<Utf8PathBuf> {
        let subdir = Utf8PathBuf::from(called.subdir().unwrap_or_default());
        let package = without_subdir(called);
        let constraint = call.version.clone();
        let versions = constraint.as_ref().map(ToString::to_string).unwrap_or_default();
        let key = format!("{package} {versions}");
        let name = match &package {
            ModuleSource::Registry(registry) => source::kebab(&registry.name),
            other => {
                let address = other.to_string();
                let path = address.split('?').next().unwrap_or_default();
                source::kebab(path.rsplit('/').next().unwrap_or_default())
            }
        };
        let get = self.get;
        let at = self.unit(&key, &name, || {
            let got = get(&Wanted::Source(package.clone()), constraint.as_ref()).map_err(|e| {
                e.hint(format!("{} calls {}", call.address(), without_user(&called.to_string())))
            })?;
            let origin = Origin::of(&got);
            Ok((got.tree, got.subdir, Some(origin)))
        })?;
        let unit = &self.units[at];
        let folder = inside(&subdir).unwrap_or_default();
        let target = unit.prefix.join(&folder);
        let there = self.files.keys().any(|path| path.parent() == Some(&target));
        if !there {
            return Err(Error::not_found(format!("{package} has no module in `{folder}`")));
        }
        self.visit(at, folder);
        Ok(target)
    }

    /// The unit of a package; `get` gives its files, which folder is meant, and where it is from.
    fn unit(
        &mut self,
        key: &str,
        name: &str,
        get: impl FnOnce() -> Result<(Tree, Utf8PathBuf, Option<Origin>)>,
    ) -> Result<usize> {
        if let Some(at) = self.known.get(key) {
            return Ok(*at);
        }
        if self.units.len() > MAX_PACKAGES {
            return Err(Error::refused(format!("it calls more than {MAX_PACKAGES} packages")));
        }
        let (package, subdir, origin) = get()?;
        let name = if name.is_empty() { "package" } else { name };
        let free = |n: usize| match n {
            1 => Utf8Path::new(HOME).join(name),
            n => Utf8Path::new(HOME).join(format!("{name}-{n}")),
        };
        let taken = |prefix: &Utf8PathBuf| self.files.keys().any(|path| path.starts_with(prefix));
        let prefix = (1..).map(free).find(|prefix| !taken(prefix)).expect("some number is free");
        let kept = |path: &Utf8PathBuf| {
            let inner = path.strip_prefix(&subdir).ok()?;
            let first = inner.components().next().map_or("", |part| part.as_str());
            // What Terraform would not run of it; a reader finds it where the package came from.
            let is_apart = APART.contains(&first) || first == "docs";
            (!is_apart).then(|| prefix.join(inner))
        };
        for (path, why) in &package.refused {
            let Some(kept) = kept(path) else { continue };
            let of = origin.as_ref().map_or("the package", |origin| &origin.source);
            no_configuration(path, why, of)?;
            self.done.left_out.push((kept, why.clone()));
        }
        for (path, bytes) in &package.files {
            let Some(kept) = kept(path) else { continue };
            self.files.insert(kept, bytes.clone());
        }
        within_limits(&self.files, key)?;
        if let Some(origin) = origin {
            self.done.nested.push((prefix.clone(), origin));
        }
        self.units.push(Unit { prefix, package, subdir });
        let at = self.units.len() - 1;
        self.known.insert(key.to_owned(), at);
        Ok(at)
    }
}

fn without_subdir(source: &ModuleSource) -> ModuleSource {
    match source.clone() {
        ModuleSource::Registry(registry) => ModuleSource::Registry(registry.package()),
        ModuleSource::Git(git) => {
            ModuleSource::Git(crate::terraform::GitSource { subdir: None, ..git })
        }
        ModuleSource::Archive { getter, url, .. } => {
            ModuleSource::Archive { getter, url, subdir: None }
        }
        other => other,
    }
}

/// The local source that leads from one folder to another.
fn relative(from: &Utf8Path, to: &Utf8Path) -> String {
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let up = "../".repeat(from.count());
    let down: Vec<&str> = to.map(|part| part.as_str()).collect();
    let start = if up.is_empty() { "./" } else { &up };
    format!("{start}{}", down.join("/"))
}

/// The line that an argument stands on, when it stands there alone.
fn whole_line(text: &str, span: Span) -> Span {
    let (start, end) = (span.range().start, span.range().end);
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let after = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let alone = text[line..start].trim().is_empty() && text[end..after].trim().is_empty();
    if alone { Span::new(line, after) } else { span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_leads_from_where_it_stands() {
        for (from, to, is) in [
            ("", "imported/kms", "./imported/kms"),
            ("modules/a", "imported/kms/modules/x", "../../imported/kms/modules/x"),
            ("imported/kms", "imported/other", "../other"),
            ("imported/kms/modules/x", "imported/kms", "../../"),
        ] {
            assert_eq!(relative(from.into(), to.into()), is);
        }
    }
}
