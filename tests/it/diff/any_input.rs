//! Any two texts can be compared; `fuzz/` runs the same for longer.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use pavestone::hcl;
use pavestone::release::{Class, Package, SUPPORTED_TERRAFORM, Tree, judge};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::hcl::any_input::checks;

/// The files of the table's rows and of the catalog's modules.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in ["tests/semver", "catalog/modules"] {
        for entry in walkdir::WalkDir::new(root.join(folder)).sort_by_file_name() {
            let entry = entry.unwrap();
            let path = entry.path();
            let is_tf = path.extension().is_some_and(|ending| ending == "tf");
            if is_tf && !path.components().any(|part| part.as_os_str() == "examples") {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
});

fn text() -> impl Strategy<Value = &'static str> {
    any::<Index>().prop_map(|at| at.get(&TEXTS).as_str())
}

/// Words that stand for others of their kind.
const WORDS: &[&str] = &[
    "string",
    "number",
    "bool",
    "any",
    "list",
    "set",
    "map",
    "object",
    "tuple",
    "optional",
    "true",
    "false",
    "null",
    "[]",
    "{}",
    "\"a\"",
    "0",
    "1",
    "var.name",
    "local.x",
    "default",
    "sensitive",
    "nullable",
    "count",
    "for_each",
    "moved",
    "variable",
    "output",
    "resource",
    "}",
    "{",
    "=",
];

/// A text with some words exchanged, lines left out and lines of another put in.
fn altered(text: &str, other: &str, changes: &[(Index, Index, u8)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (at, with, how) in changes {
        if lines.is_empty() {
            break;
        }
        let at = at.index(lines.len());
        match how % 4 {
            0 => drop(lines.remove(at)),
            1 => {
                let others: Vec<&str> = other.lines().collect();
                if !others.is_empty() {
                    lines.insert(at, with.get(&others).to_string());
                }
            }
            2 => lines.swap(at, 0),
            _ => {
                let word = with.get(WORDS);
                let old = WORDS.iter().find(|w| lines[at].contains(**w) && w != &word);
                if let Some(old) = old {
                    lines[at] = lines[at].replacen(old, word, 1);
                }
            }
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_two_versions_can_be_compared(
        old in text(),
        other in text(),
        changes in prop::collection::vec(any::<(Index, Index, u8)>(), 0..6),
    ) {
        checks::judge(old, &altered(old, other, &changes));
    }

    /// Blocks in another order, in other files and laid out otherwise are the same module.
    #[test]
    fn layout_order_and_files_change_nothing(one in text(), other in text(), flip in any::<bool>()) {
        let spread = |text: &str| hcl::format(&format!("# About it.\n\n{text}\n\n"));
        let read = |files: Vec<(&str, String)>| {
            let files = files.into_iter().map(|(path, text)| (path.into(), text.into_bytes().into()));
            Package::read(Tree { files: files.collect(), ..Tree::default() }, None)
        };
        let both = |other: &str| read(vec![("a.tf", one.to_owned()), ("b.tf", other.to_owned())]);
        // Two files that declare the same are no module, and what was moved from an address that
        // the other file has is none either.
        let refactored = [one, other].iter().any(|text| text.contains("moved {"));
        let fits = both(other).root().findings.is_empty() && !refactored;
        let other = if fits { other } else { "" };
        let old = both(other);
        let joined = if flip { format!("{other}\n{one}") } else { format!("{one}\n{other}") };
        let new = read(vec![("main.tf", spread(&joined))]);
        let judgement = judge(&old, &new, &SUPPORTED_TERRAFORM);
        let found: Vec<_> = judgement
            .changes
            .iter()
            .filter(|change| change.class() > Class::Patch)
            .map(|change| (change.lint.id, &change.subject))
            .collect();
        prop_assert!(found.is_empty(), "{found:?}");
    }
}
