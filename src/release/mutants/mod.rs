//! Mutants: a module with a guardrail taken out or turned around, for its tests to notice.
//!
//! A guardrail names the places that uphold it. For each there is a mutant without what stands
//! there, and one for each literal of an argument's expression that says something else. A mutant
//! is an edit, data; whether the tests notice is tried elsewhere, with Terraform.

mod find;
mod turn;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::catalog::Guardrail;
use crate::diag::{Edit, Finding, SourceId, Span};
use crate::terraform::{Module, Place};
use find::{Part, find, known};

/// The rule of an address that names nothing in the module.
const ADDRESS: &str = "vet-guardrail-address";

/// A module with one thing in it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The guardrails that the change takes out or weakens; the first has named it first.
    pub guardrails: Vec<String>,
    /// The address that the first of them names.
    pub address: String,
    /// Where the address stands in the card.
    pub address_span: Span,
    /// The file that is changed, by its path in the module.
    pub path: Utf8PathBuf,
    /// What the address names.
    pub place: Place,
    /// The change; it lies within the place.
    pub edit: Edit,
    /// What was done, such as `taken out` or ``with `true` turned into `false` ``.
    pub what: String,
}

/// The mutants of a module, and the addresses that none could be made of.
#[derive(Debug, Default)]
pub struct Mutants {
    /// The mutants, in the order of the guardrails; no change is made twice.
    pub mutants: Vec<Mutant>,
    /// The addresses that name nothing, with places in the card.
    pub findings: Vec<Finding>,
}

impl Mutant {
    /// The text of the file with the change made.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        text.replace_range(self.edit.span.range(), &self.edit.text);
        text
    }
}

/// Makes the mutants of a module whose files are shown under `shown`; `card` is the text that the
/// guardrails were read from.
#[must_use]
pub fn mutants(
    module: &Module,
    shown: &Utf8Path,
    guardrails: &[Guardrail],
    card: SourceId,
) -> Mutants {
    let mut made = Mutants::default();
    let mut seen = BTreeMap::new();
    for guardrail in guardrails {
        if guardrail.at.is_empty() {
            made.findings.push(stands_on_nothing(guardrail, card));
        }
        for address in &guardrail.at {
            let parts = find(module, address);
            if parts.is_empty() {
                made.findings.push(names_nothing(module, guardrail, address, card, address.span));
            }
            for part in parts {
                let place = part.place();
                let source = module.sources.get(place.source);
                let path = source.path.strip_prefix(shown).unwrap_or(&source.path);
                if is_json(module, place.source) {
                    made.findings.push(in_json(path, address, card, address.span));
                    continue;
                }
                for (span, text, what) in changes(module, &part) {
                    let id = &guardrail.id.value;
                    let made_before = made.mutants.len();
                    let at =
                        *seen.entry((path.to_owned(), span, text.clone())).or_insert(made_before);
                    if let Some(same) = made.mutants.get_mut(at) {
                        if !same.guardrails.contains(id) {
                            same.guardrails.push(id.clone());
                        }
                        continue;
                    }
                    made.mutants.push(Mutant {
                        guardrails: vec![id.clone()],
                        address: address.value.clone(),
                        address_span: address.span,
                        path: path.to_owned(),
                        place,
                        edit: Edit { source: place.source, span, text },
                        what,
                    });
                }
            }
        }
    }
    made
}

/// What is done to one part: it is taken out, and its literals are turned around one by one.
fn changes(module: &Module, part: &Part<'_>) -> Vec<(Span, String, String)> {
    let mut changes = vec![(part.place().span, String::new(), "taken out".to_owned())];
    if let Part::Set { value, .. } = part
        && let Some(expr) = module.expr(value.place)
    {
        let text = &module.sources.get(value.place.source).text;
        changes.extend(turn::turned(&expr, text));
    }
    changes
}

fn is_json(module: &Module, source: SourceId) -> bool {
    module.files.iter().any(|file| file.source == source && file.json)
}

fn stands_on_nothing(guardrail: &Guardrail, card: SourceId) -> Finding {
    let id = &guardrail.id;
    Finding::warning(ADDRESS, format!("guardrail `{}` names no place that upholds it", id.value))
        .at(card, id.span, "")
        .help("list the addresses under `at`, so that the tests can be tried without them")
}

fn names_nothing(
    module: &Module,
    guardrail: &Guardrail,
    address: &str,
    card: SourceId,
    span: Span,
) -> Finding {
    let message =
        format!("guardrail `{}`: `{address}` names nothing in the module", guardrail.id.value);
    let finding = Finding::error(ADDRESS, message).at(card, span, "");
    let known = known(module, address);
    match crate::diag::nearest(address, known.iter().map(String::as_str)) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(
            "name what upholds the guarantee: `type.name`, `type.name.argument`, \
             `type.name.block.argument`, `var.name` or `local.name`",
        ),
    }
}

fn in_json(path: &Utf8Path, address: &str, card: SourceId, span: Span) -> Finding {
    Finding::warning(ADDRESS, format!("`{address}` stands in {path}, which is in JSON form"))
        .at(card, span, "")
        .help("whether the tests notice its absence is tried for native HCL alone")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::Located;
    use crate::diag::SourceMap;

    const MODULE: &str = r#"
variable "size" {
  type = number
  validation {
    condition     = var.size > 0
    error_message = "Too small."
  }
}

locals {
  encrypted = var.size == 3
}

resource "aws_x" "this" {
  count     = 2
  encrypted = true
  days      = 14 * 86400
  policy = jsonencode({
    Version = "2012-10-17"
    Where   = "arn:${var.size}:root"
    Only    = "${var.size}"
    "aws:SecureTransport" = false
  })
  text = <<-EOT
    hello
  EOT

  rule {
    port = 443
  }
  rule {
    port = 80
  }
  dynamic "setting" {
    for_each = [1]
    content {
      name = "x"
    }
  }
  lifecycle {
    prevent_destroy = true
    precondition {
      condition     = true
      error_message = "No."
    }
  }
}
"#;

    fn of(text: &str, addresses: &[&str]) -> (Module, Mutants) {
        let module = Module::load([("m/main.tf", text)]);
        let guardrail = Guardrail {
            id: Located::unplaced("safe".to_owned()),
            text: Located::unplaced("It is safe.".to_owned()),
            at: addresses.iter().map(|a| Located::unplaced((*a).to_owned())).collect(),
            controls: Vec::new(),
        };
        let card = SourceMap::default().add("m/module.yaml", "");
        let made = mutants(&module, Utf8Path::new("m"), &[guardrail], card);
        (module, made)
    }

    /// What is done, and what stands in the place of what.
    fn told(addresses: &[&str]) -> Vec<String> {
        let (module, made) = of(MODULE, addresses);
        assert!(made.findings.is_empty(), "{:?}", made.findings);
        let told = |m: &Mutant| {
            let text = &module.sources.get(m.edit.source).text[m.edit.span.range()];
            let first = text.lines().next().unwrap_or_default();
            format!("{}: {first} => {}", m.what, m.edit.text)
        };
        made.mutants.iter().map(told).collect()
    }

    #[test]
    fn an_argument_is_taken_out_and_its_literals_are_turned_around() {
        assert_eq!(
            told(&["aws_x.this.encrypted", "aws_x.this.days"]),
            [
                "taken out: encrypted = true => ",
                "with `true` turned into `false`: true => false",
                "taken out: days      = 14 * 86400 => ",
                "with `14` turned into `15`: 14 => 15",
                "with `86400` turned into `86401`: 86400 => 86401",
            ]
        );
    }

    #[test]
    fn texts_are_made_to_say_something_else_and_bare_interpolations_are_left() {
        assert_eq!(
            told(&["aws_x.this.policy"])[1..],
            [
                "with `\"2012-10-17\"` turned into `\"2012-10-17-not\"`: \"2012-10-17\" => \"2012-10-17-not\"",
                "with `\"arn:${var.size}:root\"` turned into `\"arn:${var.size}:root-not\"`: \"arn:${var.size}:root\" => \"arn:${var.size}:root-not\"",
                "with `\"aws:SecureTransport\"` turned into `\"aws:SecureTransport-not\"`: \"aws:SecureTransport\" => \"aws:SecureTransport-not\"",
                "with `false` turned into `true`: false => true",
            ]
        );
        let heredoc = of(MODULE, &["aws_x.this.text"]).1.mutants.remove(1);
        assert!(heredoc.apply(MODULE).contains("<<-EOT\nnot\n    hello\n  EOT\n"));
    }

    #[test]
    fn every_kind_of_place_can_be_named() {
        assert_eq!(told(&["aws_x.this"]), ["taken out: resource \"aws_x\" \"this\" { => "]);
        assert_eq!(told(&["aws_x.this.rule"]).len(), 2, "each block of the kind");
        assert_eq!(told(&["aws_x.this.rule.port"]).len(), 4);
        assert_eq!(told(&["aws_x.this.setting"]), ["taken out: dynamic \"setting\" { => "]);
        assert_eq!(told(&["aws_x.this.setting.name"]).len(), 2);
        assert_eq!(told(&["aws_x.this.count"]).len(), 2);
        assert_eq!(told(&["aws_x.this.lifecycle"]).len(), 1);
        assert_eq!(told(&["aws_x.this.lifecycle.prevent_destroy"]).len(), 2);
        assert_eq!(told(&["aws_x.this.lifecycle.precondition"]).len(), 1);
        assert_eq!(told(&["var.size"]), ["taken out: validation { => "]);
        assert_eq!(told(&["local.encrypted"]).len(), 2);
    }

    #[test]
    fn the_same_change_is_made_once() {
        assert_eq!(told(&["aws_x.this.encrypted", "aws_x.this.encrypted"]).len(), 2);
    }

    #[test]
    fn an_address_that_names_nothing_is_found() {
        let (_, made) = of(MODULE, &["aws_x.this.encrypt", "aws_y.this", "nonsense", "var.siz"]);
        assert_eq!(made.findings.len(), 4);
        assert_eq!(made.findings[0].help, ["did you mean `aws_x.this.encrypted`?"]);
        assert!(made.mutants.is_empty());
        assert_eq!(of(MODULE, &[]).1.findings.len(), 1, "a guardrail without a place");
    }

    proptest! {
        /// Whatever an argument says, a mutant can be read, differs, and keeps to its place.
        #[test]
        fn a_mutant_is_a_module_that_differs_in_one_place(value in value()) {
            let text = format!("resource \"aws_x\" \"this\" {{\n  a = {value}\n  b = 1\n}}\n");
            let (module, made) = of(&text, &["aws_x.this.a"]);
            prop_assert!(module.findings.is_empty(), "{:?}", module.findings);
            for mutant in &made.mutants {
                let changed = mutant.apply(&text);
                prop_assert_ne!(&changed, &text);
                let (outer, inner) = (mutant.place.span, mutant.edit.span);
                prop_assert!(outer.start <= inner.start && inner.end <= outer.end);
                prop_assert!(changed.starts_with(&text[..outer.start as usize]));
                prop_assert!(changed.ends_with(&text[outer.end as usize..]));
                let problems = crate::hcl::parse(&changed).problems;
                prop_assert!(problems.is_empty(), "{changed}\n{problems:?}");
            }
        }
    }

    /// Expressions of every kind that holds literals.
    fn value() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("true".to_owned()),
            Just("null".to_owned()),
            any::<u64>().prop_map(|n| n.to_string()),
            "[0-9]{1,3}\\.[0-9]{1,3}(e-?[0-9])?",
            "[a-z é\\-]{0,6}".prop_map(|s| format!("{s:?}")),
            Just("\"a\\\"b$${c}%%{d}\"".to_owned()),
            Just("\"${var.a}-b\"".to_owned()),
            Just("\"%{ if var.a }x%{ endif }\"".to_owned()),
            Just("var.a[\"k\"][0].b".to_owned()),
            Just("<<EOT\nx ${1}\nEOT\n".to_owned()),
        ];
        leaf.prop_recursive(3, 16, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|v| format!("[\n{v}\n]")),
                inner.clone().prop_map(|v| format!("{{ \"k\" = [{v}\n] }}")),
                inner.clone().prop_map(|v| format!("f({v}\n)")),
                (inner.clone(), inner.clone())
                    .prop_map(|(a, b)| format!("(({a}\n) == ({b}\n) ? 1 : -2)")),
                inner.prop_map(|v| format!("[for x in [{v}\n] : x if x != \"y\"]")),
            ]
        })
    }
}
