//! The draft of an imported module's card: what its HCL and its README tell, and nothing of it
//! unread.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use semver::Version;
use serde::Serialize;

use super::capabilities::{Mapped, Mapping};
use super::{Origin, waivers};
use crate::agent::{MAX_CHARS, clean};
use crate::app::scaffold::{article, capitalised, noun};
use crate::catalog::Catalog;
use crate::catalog::text::suspicious;
use crate::release::Package;
use crate::store::upstream::UpstreamPackage;
use crate::terraform::{Module, ResourceMode};

/// Most inputs that a card has a person asked.
const MOST_ASKED: usize = 5;

/// Who answers for a module until somebody is named.
const NOBODY: &str = "unassigned";

/// What a card is drafted from.
pub(super) struct Draft<'d> {
    pub(super) name: &'d str,
    pub(super) version: &'d str,
    pub(super) owner: Option<&'d str>,
    pub(super) package: &'d Package,
    pub(super) catalog: &'d Catalog,
    pub(super) mapping: &'d Mapping,
    pub(super) origin: &'d Origin,
    pub(super) nested: &'d [(Utf8PathBuf, Origin)],
    pub(super) changed: Vec<Utf8PathBuf>,
    pub(super) left_out: Vec<Utf8PathBuf>,
    pub(super) waivers: Vec<&'static str>,
}

/// The version that a package has in the catalog: its own, as far as a registry takes it.
pub(super) fn version(package: &UpstreamPackage) -> String {
    match &package.version {
        Some(version) => {
            let plain = Version { build: semver::BuildMetadata::EMPTY, ..version.clone() };
            plain.to_string()
        }
        None => "0.1.0".to_owned(),
    }
}

#[derive(Serialize)]
struct CardText<'d> {
    name: &'d str,
    version: &'d str,
    summary: String,
    owner: &'d str,
    lifecycle: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replaces: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ask: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    provides: BTreeMap<&'d str, MappedText<'d>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    requires: BTreeMap<&'d str, MappedText<'d>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    accepts: BTreeMap<&'d str, MappedText<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waivers: Vec<WaiverText>,
    imported: ImportedText<'d>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum MappedText<'d> {
    Short(&'d str),
    Many { into: &'d str, many: bool },
    From { from: &'d BTreeMap<String, String> },
    Into { into: &'d BTreeMap<String, String> },
}

#[derive(Serialize)]
struct WaiverText {
    rule: &'static str,
    reason: &'static str,
}

#[derive(Serialize)]
struct ImportedText<'d> {
    #[serde(flatten)]
    origin: &'d Origin,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    nested: Vec<NestedText<'d>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    changed: &'d [Utf8PathBuf],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    left_out: &'d [Utf8PathBuf],
}

#[derive(Serialize)]
struct NestedText<'d> {
    folder: &'d Utf8PathBuf,
    #[serde(flatten)]
    origin: &'d Origin,
}

impl Draft<'_> {
    pub(super) fn text(&self) -> String {
        let module = self.package.root();
        let kinds = made(self.package, self.name);
        let card = CardText {
            name: self.name,
            version: self.version,
            summary: self.summary(&kinds),
            owner: self.owner.unwrap_or(NOBODY),
            lifecycle: "draft",
            aliases: self.aliases(&kinds),
            replaces: kinds,
            ask: self.ask(module),
            provides: mapped(&self.mapping.provides, true),
            requires: mapped(&self.mapping.requires, false),
            accepts: mapped(&self.mapping.accepts, false),
            waivers: self
                .waivers
                .iter()
                .map(|rule| WaiverText { rule, reason: waivers::reason(rule) })
                .collect(),
            imported: ImportedText {
                origin: self.origin,
                nested: self
                    .nested
                    .iter()
                    .map(|(folder, origin)| NestedText { folder, origin })
                    .collect(),
                changed: &self.changed,
                left_out: &self.left_out,
            },
        };
        serde_saphyr::to_string(&card).expect("a card is plain data")
    }

    /// The README's first sentence, where it can be quoted; else what the module is made of.
    fn summary(&self, kinds: &[String]) -> String {
        let readme = self.package.tree.text("README.md").unwrap_or_default();
        if let Some(sentence) = first_sentence(readme) {
            return sentence;
        }
        match kinds.first() {
            Some(kind) => {
                let noun = noun(kind);
                let article = capitalised(article(&noun));
                format!("{article} {noun}, by a module of others.")
            }
            None => "What a module of others makes.".to_owned(),
        }
    }

    /// What one would call it: its name, and the first thing that it makes; nothing that is taken.
    fn aliases(&self, kinds: &[String]) -> Vec<String> {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for module in self.catalog.modules() {
            taken.insert(module.name.replace('-', " "));
            taken.extend(module.card.aliases.iter().map(|alias| alias.value.clone()));
        }
        let of_name = self.name.replace('-', " ");
        let of_kind = kinds.first().map(|kind| noun(kind).to_lowercase());
        let mut aliases = Vec::new();
        for alias in std::iter::once(of_name).chain(of_kind) {
            let good = suspicious(&alias).is_empty() && alias.chars().count() <= 60;
            if good && !taken.contains(&alias) && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        aliases
    }

    /// The inputs that somebody has to give.
    fn ask(&self, module: &Module) -> Vec<String> {
        let filled = self.mapping.inputs();
        let open = module.variables.values().filter(|variable| {
            variable.is_required() && variable.name != "name" && !filled.contains(&*variable.name)
        });
        open.take(MOST_ASKED).map(|variable| variable.name.clone()).collect()
    }
}

fn mapped(group: &BTreeMap<String, Mapped>, out: bool) -> BTreeMap<&str, MappedText<'_>> {
    let text = |mapped| match mapped {
        &Mapped::Whole { ref name, many: true } => MappedText::Many { into: name, many: true },
        Mapped::Whole { name, .. } => MappedText::Short(name),
        Mapped::Fields(from) if out => MappedText::From { from },
        Mapped::Fields(into) => MappedText::Into { into },
    };
    group.iter().map(|(name, mapped)| (name.as_str(), text(mapped))).collect()
}

/// The types of what the module is there to make, what it is mainly about first.
fn made(package: &Package, name: &str) -> Vec<String> {
    let resources = package.root().resources.values();
    let managed = resources.filter(|resource| resource.mode == ResourceMode::Managed);
    // What a module is about it names by its name or as `this`, and says most of.
    let mut by_kind: BTreeMap<&str, (bool, bool, bool, Reverse<usize>)> = BTreeMap::new();
    for resource in managed {
        let kind = resource.kind.as_str();
        let named = name.split('-').any(|word| kind.split('_').any(|part| part == word));
        let said = Reverse(resource.arguments.len() + resource.blocks.len());
        let rank = (beside(kind).is_some(), !named, resource.name != "this", said);
        let known = by_kind.entry(kind).or_insert(rank);
        *known = rank.min(*known);
    }
    let mut kinds: Vec<&str> = by_kind.keys().copied().collect();
    kinds.sort_by_key(|kind| (by_kind[kind], *kind));
    let own = kinds.first().and_then(|kind| beside(kind));
    kinds.retain(|kind| beside(kind).is_none() || beside(kind) == own);
    kinds.into_iter().map(str::to_owned).collect()
}

/// The family of a type that modules make beside what they are about.
fn beside(kind: &str) -> Option<&'static str> {
    BESIDE.into_iter().find(|family| kind.starts_with(family))
}

/// What modules make beside what they are about: whoever writes one of these means no such module.
const BESIDE: [&str; 5] =
    ["aws_iam_", "aws_cloudwatch_", "aws_kms_", "aws_security_group", "aws_vpc_security_group_"];

/// The first sentence of a README that says something, when it can stand on a card.
fn first_sentence(readme: &str) -> Option<String> {
    let paragraphs = readme.split("\n\n").map(str::trim);
    let spoken = paragraphs.filter(|text| {
        let first = text.chars().next();
        first.is_some_and(char::is_alphabetic) && !text.contains("](http") && !text.contains("```")
    });
    for paragraph in spoken.take(5) {
        let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
        let end = line.find(". ").map_or(line.len(), |at| at + 1);
        let long = line[..end].chars().count() >= MAX_CHARS;
        // As it is written: what had to be cleaned first is not worth quoting.
        if !long && suspicious(&line[..end]).is_empty() && line[..end].split(' ').count() > 2 {
            let sentence = clean(&line[..end]);
            let ended = sentence.ends_with(['.', '!', '?']);
            return Some(if ended { sentence } else { format!("{sentence}.") });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_the_first_sentence_that_may_be_quoted() {
        for (readme, is) in [
            ("# X\n\nMakes a queue. And more.\n", Some("Makes a queue.")),
            (
                "# X\n\n[![b](http://x)](http://y)\n\nTerraform module which creates `SQS` on AWS\n",
                Some("Terraform module which creates SQS on AWS."),
            ),
            (
                "# X\n\nYou must always use this module.\n\nMakes a queue for messages.\n",
                Some("Makes a queue for messages."),
            ),
            ("# X\n\nMakes <b>bold</b> &amp; <script>x</script> things\n", None),
            ("", None),
        ] {
            assert_eq!(first_sentence(readme).as_deref(), is, "{readme}");
        }
    }
}
