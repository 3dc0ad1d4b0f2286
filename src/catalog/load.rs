//! Files into a catalog: read, understood, and checked as far as no HCL is needed.
//!
//! A file that cannot be read is one finding and stands aside; everything else is still checked,
//! so that one run shows all there is to mend.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;
use serde::de::DeserializeOwned;

use super::check;
use super::{
    Blueprint, Capabilities, Capability, Card, Catalog, CatalogBlueprint, CatalogModule, Files,
    MAX_YAML_BYTES, Settings, yaml,
};
use crate::diag::{Finding, Severity, SourceId, SourceMap, Span, nearest};
use crate::error::{Error, Report, Result};
use crate::terraform::Type;

impl Catalog {
    /// Reads and checks a catalog; the modules' HCL is left for when it is asked for.
    ///
    /// # Errors
    /// When anything in the catalog's own files is wrong; the report names all of it.
    pub fn load(files: Files) -> Result<Self> {
        // The tests have checked the embedded catalog; every start need not do it again.
        let checked = files.is_embedded();
        Draft::read(files, checked).into_catalog()
    }

    /// The catalog built into the program.
    ///
    /// # Panics
    /// When it is broken, which its tests rule out.
    #[must_use]
    pub fn embedded() -> Self {
        Self::load(Files::embedded()).expect("the embedded catalog is checked by the tests")
    }

    /// Reads a catalog and checks everything, the modules' interfaces included.
    ///
    /// # Errors
    /// As [`Catalog::load`], with all that [`Catalog::check`] finds besides.
    pub fn load_checked(files: Files) -> Result<Self> {
        let mut draft = Draft::read(files, false);
        let view = check::View {
            settings: draft.settings.as_ref().map(|(settings, source)| (settings, *source)),
            capabilities: draft.capabilities.as_ref(),
            modules: &draft.modules,
            blueprints: &draft.blueprints,
        };
        let findings = check::interfaces(&view, &mut draft.sources);
        draft.findings.extend(findings);
        draft.into_catalog()
    }

    /// Checks the cards against the modules' HCL: that inputs and outputs exist and types fit.
    ///
    /// Reads the HCL of every module, at a quarter of a millisecond each.
    #[must_use]
    pub fn check(&self) -> Report {
        let mut sources = self.sources.clone();
        let view = check::View {
            settings: Some((&self.settings, self.settings_source)),
            capabilities: Some(&self.capabilities),
            modules: &self.modules,
            blueprints: &self.blueprints,
        };
        let mut findings = check::interfaces(&view, &mut sources);
        sort(&mut findings, &sources);
        Report { sources, findings }
    }
}

/// A catalog being read, in which anything may be missing.
struct Draft {
    shown: Utf8PathBuf,
    settings: Option<(Settings, SourceId)>,
    capabilities: Option<BTreeMap<String, Capability>>,
    modules: BTreeMap<String, CatalogModule>,
    blueprints: BTreeMap<String, CatalogBlueprint>,
    sources: SourceMap,
    findings: Vec<Finding>,
}

impl Draft {
    /// Reads the files; checks what they say of each other unless that has been `checked`.
    fn read(files: Files, checked: bool) -> Self {
        let files = Arc::new(files);
        let mut reader =
            Reader { files: &files, sources: SourceMap::default(), findings: Vec::new() };
        reader.refused();
        let settings = reader.required::<Settings>("catalog.yaml", "catalog");
        let written = reader.required::<Capabilities>("capabilities.yaml", "capabilities");
        let (capabilities, capabilities_source) = match written {
            Some((written, source)) => (reader.capabilities(written, source), Some(source)),
            None => (None, None),
        };
        let (cards, folders) = reader.cards();
        let blueprints = reader.blueprints();
        let Reader { sources, mut findings, .. } = reader;

        let mut modules = BTreeMap::new();
        for (folder, card, card_source) in cards {
            let version = Version::parse(&card.version).unwrap_or(Version::new(0, 0, 0));
            let name = folder.file_name().unwrap_or_default().to_owned();
            let (provides, slots) =
                check::wiring(&card, card_source, capabilities.as_ref(), &mut findings);
            modules.insert(
                name.clone(),
                CatalogModule {
                    name,
                    version,
                    card,
                    card_source,
                    provides,
                    slots,
                    folder,
                    files: Arc::clone(&files),
                    interface: OnceLock::new(),
                    digest: OnceLock::new(),
                },
            );
        }
        let names = check::Names { modules: folders };
        let view = check::View {
            settings: settings.as_ref().map(|(settings, source)| (settings, *source)),
            capabilities: capabilities.as_ref(),
            modules: &modules,
            blueprints: &blueprints,
        };
        if !checked {
            check::everything(&view, &names, capabilities_source, &mut findings);
        }
        let shown = files.shown(Utf8Path::new(""));
        Self { shown, settings, capabilities, modules, blueprints, sources, findings }
    }

    fn into_catalog(self) -> Result<Catalog> {
        let Self { shown, settings, capabilities, modules, blueprints, sources, mut findings } =
            self;
        sort(&mut findings, &sources);
        let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
        let report = Report { sources, findings };
        let (Some((settings, settings_source)), Some(capabilities), 0) =
            (settings, capabilities, errors)
        else {
            let shown = shown.as_str().trim_end_matches('/');
            let problems = if errors == 1 { "problem" } else { "problems" };
            return Err(Error::findings(
                format!("the catalog {shown} has {errors} {problems}"),
                report,
            ));
        };
        let mut providers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for module in modules.values() {
            for capability in module.provides.keys() {
                providers.entry(capability.clone()).or_default().push(module.name.clone());
            }
        }
        let sources = report.sources.clone();
        Ok(Catalog {
            settings,
            settings_source,
            capabilities,
            blueprints,
            sources,
            warnings: report,
            modules,
            providers,
        })
    }
}

/// Orders findings by file and place, as a reader goes through them.
fn sort(findings: &mut [Finding], sources: &SourceMap) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| {
            finding.labels.first().map(|label| (sources.get(label.source).path.clone(), label.span))
        };
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}

/// Reads files one by one and keeps what is wrong with them.
struct Reader<'f> {
    files: &'f Files,
    sources: SourceMap,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn refused(&mut self) {
        for (path, reason) in self.files.refused() {
            let source = self.sources.add(self.files.shown(path), "");
            let message = format!("{path} {reason}");
            self.findings.push(
                Finding::error("catalog-file", message)
                    .at(source, Span::default(), "not read")
                    .help("put the file itself into the catalog, or remove it"),
            );
        }
    }

    /// The text of a file, and the finding when it has none that can be read.
    fn text(&mut self, path: &Utf8Path) -> Option<SourceId> {
        let shown = self.files.shown(path);
        let refuse = |this: &mut Self, text: &str, at: usize, message: String, help: &str| {
            let source = this.sources.add(&shown, text);
            let mut finding =
                Finding::error("catalog-file", message).at(source, Span::new(at, at), "");
            if !help.is_empty() {
                finding = finding.help(help);
            }
            this.findings.push(finding);
            None
        };
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(reason) => return refuse(self, "", 0, format!("{path} {reason}"), ""),
        };
        if bytes.len() > MAX_YAML_BYTES {
            let message =
                format!("{path} has {} bytes; at most {MAX_YAML_BYTES} are read", bytes.len());
            return refuse(self, "", 0, message, "");
        }
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text),
            Err(e) => {
                let good = String::from_utf8_lossy(&bytes[..e.valid_up_to()]);
                let message = format!("{path} is not UTF-8");
                return refuse(self, &good, good.len(), message, "save the file as UTF-8");
            }
        };
        if let Some(at) = text.find('\0') {
            let message = format!("{path} holds a NUL byte");
            return refuse(self, &text[..at], at, message, "save the file as plain text");
        }
        Some(self.sources.add(&shown, text))
    }

    fn parse<T: DeserializeOwned>(&mut self, path: &Utf8Path) -> Option<(T, SourceId)> {
        let source = self.text(path)?;
        let text = Arc::clone(&self.sources.get(source).text);
        match yaml::parse::<T>(&text, source) {
            Ok(value) => Some((value, source)),
            Err(finding) => {
                self.findings.push(*finding);
                None
            }
        }
    }

    /// A file that every catalog has.
    fn required<T: DeserializeOwned>(&mut self, name: &str, schema: &str) -> Option<(T, SourceId)> {
        let path = Utf8Path::new(name);
        if self.files.paths().iter().any(|p| p == path) {
            return self.parse(path);
        }
        if self.files.refused().contains_key(path) {
            return None;
        }
        let shown = self.files.shown(path);
        let mut finding = Finding::error("catalog-file", format!("the catalog has no {name}"));
        let beside = self.files.paths().iter().filter(|p| p.components().count() == 1);
        if let Some(near) = nearest(name, beside.map(|p| p.as_str())) {
            finding = finding.help(format!("rename {near} to {name}"));
        }
        let help = format!("create {shown}; `pave schema {schema}` prints what it may hold");
        self.findings.push(finding.help(help));
        None
    }

    fn capabilities(
        &mut self,
        written: Capabilities,
        source: SourceId,
    ) -> Option<BTreeMap<String, Capability>> {
        let mut capabilities = BTreeMap::new();
        let mut whole = true;
        for (name, written) in written.0 {
            let ty = match written.ty.parse::<Type>() {
                Ok(ty) => ty,
                Err(problems) => {
                    whole = false;
                    for problem in problems {
                        let message =
                            format!("the type of capability `{name}` is not a type: {problem}");
                        self.findings.push(Finding::error("catalog-capability", message).at(
                            source,
                            written.ty.span,
                            "",
                        ));
                    }
                    continue;
                }
            };
            capabilities.insert(
                name.value.clone(),
                Capability {
                    many: written.many,
                    wiring: written.wiring,
                    summary: written.summary,
                    ty,
                    place: name.span,
                    name: name.value,
                },
            );
        }
        // Without all of them a name that is missing could be one of those that did not parse.
        whole.then_some(capabilities)
    }

    /// The cards that can be read, and the names of all folders of modules.
    fn cards(&mut self) -> (Vec<(Utf8PathBuf, Card, SourceId)>, BTreeSet<String>) {
        let files = self.files;
        let mut folders = BTreeSet::new();
        for path in files.under(Utf8Path::new("modules")) {
            if let Some(name) = path.components().nth(1).filter(|_| path.components().count() > 2) {
                folders.insert(name.as_str().to_owned());
            }
        }
        let mut cards = Vec::new();
        for name in &folders {
            let folder = Utf8Path::new("modules").join(name);
            let path = folder.join("module.yaml");
            if files.paths().binary_search(&path).is_err() {
                if !files.refused().contains_key(&path) {
                    self.no_card(&folder, &path);
                }
                continue;
            }
            if let Some((card, source)) = self.parse::<Card>(&path) {
                cards.push((folder, card, source));
            }
        }
        (cards, folders)
    }

    fn no_card(&mut self, folder: &Utf8Path, path: &Utf8Path) {
        let source = self.sources.add(self.files.shown(folder), "");
        let mut finding =
            Finding::error("catalog-file", format!("the module {folder} has no card module.yaml"))
                .at(source, Span::default(), "");
        let beside = self.files.under(folder).iter().filter_map(|p| p.file_name());
        if let Some(near) = nearest("module.yaml", beside) {
            finding = finding.help(format!("rename {near} to module.yaml"));
        }
        let shown = self.files.shown(path);
        self.findings.push(
            finding.help(format!("create {shown}; `pave schema card` prints what it may hold")),
        );
    }

    /// The blueprints that can be read.
    fn blueprints(&mut self) -> BTreeMap<String, CatalogBlueprint> {
        let files = self.files;
        let mut blueprints = BTreeMap::new();
        for path in files.under(Utf8Path::new("blueprints")) {
            let (Some("yaml"), Some(name)) = (path.extension(), path.file_stem()) else { continue };
            if path.components().count() != 2 {
                continue;
            }
            if let Some((written, source)) = self.parse::<Blueprint>(path) {
                blueprints.insert(name.to_owned(), CatalogBlueprint { written, source });
            }
        }
        blueprints
    }
}
