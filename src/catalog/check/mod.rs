//! What must hold between the files of a catalog.
//!
//! Two rounds: what the catalog's own files say of each other, at every load; and what the cards
//! say of the modules' HCL, when somebody asks. Neither stops at the first problem.

mod aliases;
mod blueprint;
mod card;
mod interface;
mod phrases;
mod prose;
mod question;
mod settings;
mod values;
mod wiring;

use std::collections::{BTreeMap, BTreeSet};

use super::{Capability, CatalogBlueprint, CatalogModule, Located, Settings};
use crate::diag::{Finding, SourceId, SourceMap, did_you_mean};

pub(super) use interface::interfaces;
pub(super) use wiring::wiring;

/// What has been read of a catalog; what could not be is missing.
pub(super) struct View<'c> {
    pub(super) settings: Option<(&'c Settings, SourceId)>,
    pub(super) capabilities: Option<&'c BTreeMap<String, Capability>>,
    pub(super) modules: &'c BTreeMap<String, CatalogModule>,
    pub(super) blueprints: &'c BTreeMap<String, CatalogBlueprint>,
}

/// Every name there is, also of what could not be read, so that one mistake is not two findings.
pub(super) struct Names {
    pub(super) modules: BTreeSet<String>,
}

/// Checks everything that needs no HCL.
pub(super) fn everything(
    view: &View<'_>,
    names: &Names,
    capabilities_source: Option<SourceId>,
    findings: &mut Vec<Finding>,
) {
    if let (Some(capabilities), Some(source)) = (view.capabilities, capabilities_source) {
        for capability in capabilities.values() {
            let written = Located { value: capability.name.clone(), span: capability.place };
            name("capability", &written, source, findings);
            prose::sentence(&capability.summary, source, findings);
        }
    }
    if let Some((settings, source)) = view.settings {
        settings::check(settings, source, view, names, findings);
        question::check(settings, source, view, names, findings);
    }
    for module in view.modules.values() {
        card::check(module, names, findings);
    }
    for (file, blueprint) in view.blueprints {
        blueprint::check(file, blueprint, view, names, findings);
    }
    aliases::check(view, findings);
}

/// Checks a name that ends up in paths and addresses.
fn name(kind: &str, name: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    if is_name(name) {
        return;
    }
    findings.push(
        Finding::error("catalog-name", format!("`{}` is no valid {kind} name", shown(name)))
            .at(source, name.span, "")
            .help("lower-case letters, digits and hyphens, a letter first, at most 63 characters"),
    );
}

fn is_name(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// A name from a file as it may be quoted in a message: short, and with nothing hidden.
fn shown(name: &str) -> String {
    let visible = |c: char| if super::text::is_hidden(c) { '\u{FFFD}' } else { c };
    let mut shown: String = name.chars().take(60).map(visible).collect();
    if name.chars().nth(60).is_some() {
        shown.push('…');
    }
    shown
}

/// A finding that a name stands for nothing, with the name that was probably meant.
///
/// `place` says where it was looked for, such as `` of `postgres` ``.
fn unknown<'k>(
    kind: &str,
    name: &Located<String>,
    place: &str,
    source: SourceId,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Finding {
    let finding =
        Finding::error("catalog-unknown", format!("there is no {kind} `{}`{place}", shown(name)))
            .at(source, name.span, "");
    if let Some(near) = did_you_mean(name, known.clone()) {
        return finding.help(near);
    }
    let all: Vec<_> = known.clone().take(12).collect();
    let more = known.count().saturating_sub(all.len());
    match (all.is_empty(), more) {
        (true, _) => finding.help(format!("there is none at all yet: remove `{}`", shown(name))),
        (false, 0) if all.len() == 1 => finding.help(format!("there is only `{}`", all[0])),
        (false, 0) => finding.help(format!("there are {}", all.join(", "))),
        (false, more) => finding.help(format!("there are {} and {more} more", all.join(", "))),
    }
}

/// The names of capabilities, when all of them could be read.
fn capability_names<'c>(
    view: &View<'c>,
) -> Option<impl Iterator<Item = &'c str> + Clone + use<'c>> {
    view.capabilities.map(|all| all.keys().map(String::as_str))
}

/// Adds the texts of a module's HCL to a source map when the first finding points into them.
pub(super) struct Hcl<'m> {
    module: &'m CatalogModule,
    ids: BTreeMap<SourceId, SourceId>,
}

impl<'m> Hcl<'m> {
    fn new(module: &'m CatalogModule) -> Self {
        Self { module, ids: BTreeMap::new() }
    }

    /// The name in `sources` of one of the module's own texts.
    fn id(&mut self, id: SourceId, sources: &mut SourceMap) -> SourceId {
        *self.ids.entry(id).or_insert_with(|| {
            let source = self.module.interface().sources.get(id);
            sources.add(&source.path, source.text.clone())
        })
    }
}
