//! The pages that are made from code: one for the command line, a JSON Schema for each file.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use pavestone::diag::Severity;
use pavestone::release::vet::{self, rules};
use pavestone::release::{Group, lints};

use super::{api, repository, updating};
use crate::support::pave::pave;

#[test]
fn pages_made_from_code_are_up_to_date() {
    let made = made();
    let mut stale = Vec::new();
    for (path, text) in &made {
        let file = repository().join(path);
        if fs::read_to_string(&file).is_ok_and(|there| there == *text) {
            continue;
        }
        if updating() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
        } else {
            stale.push(path.display().to_string());
        }
    }
    let schemas = fs::read_dir(repository().join("docs/reference/schemas"));
    for entry in schemas.into_iter().flatten() {
        let path = Path::new("docs/reference/schemas").join(entry.unwrap().file_name());
        if !made.iter().any(|(made, _)| *made == path) {
            stale.push(format!("{} (nothing makes it)", path.display()));
        }
    }
    assert!(stale.is_empty(), "not up to date; PAVE_UPDATE_DOCS=1 writes them: {stale:#?}");
}

/// Every page that is made from code, by its path in the repository.
fn made() -> Vec<(PathBuf, String)> {
    let mut made = vec![
        ("docs/reference/api.md".into(), api::page()),
        ("docs/reference/openapi.json".into(), api::description()),
        ("docs/reference/cli.md".into(), command_line()),
        ("docs/reference/lints.md".into(), lints()),
        ("docs/reference/vet.md".into(), rules()),
    ];
    let names = pavestone::catalog::SCHEMAS.iter().map(|(name, _)| *name);
    for name in names.chain(["stack", "answers"]) {
        let path = format!("docs/reference/schemas/{name}.schema.json");
        made.push((path.into(), pave(&["schema", name]).ok().stdout));
    }
    made
}

/// Every lint of `pave diff`.
fn lints() -> String {
    let mut page = String::from(
        "# The lints of `pave diff`\n\n\
         This page is made from the code; the tests remake it. `patch`, `minor` and `major` are what a\n\
         change asks of the next version. `review` cannot be decided from the text: it counts as major\n\
         unless the notes of the release say why it is no break, under the heading `Compatible`.\n\
         A change of class `major` is told as `review` too, with what the text does not show, where no\n\
         caller is known to feel it: a type that was given to a variable which the module could only use\n\
         so, or keys of `for_each` that come from elsewhere and may be the same.\n\
         `denied` weakens a guarantee and is refused whatever the version, unless the notes say why.\n",
    );
    for group in Group::ALL {
        write!(page, "\n## {}\n\n| lint | class | |\n| --- | --- | --- |\n", group.title())
            .unwrap();
        let of_group: Vec<_> = lints::all().filter(|lint| lint.group == group).collect();
        for lint in &of_group {
            let (id, class) = (lint.id, lint.class.as_str());
            writeln!(page, "| [`{id}`](#{id}) | {class} | {} |", lint.title).unwrap();
        }
        for lint in of_group {
            let (id, class) = (lint.id, lint.class.as_str());
            write!(page, "\n### {id}\n\n{} ({class}). {}\n", lint.title, lint.explanation).unwrap();
        }
    }
    page
}

/// Every rule of `pave vet`.
fn rules() -> String {
    let mut page = String::from(
        "# The rules of `pave vet`\n\n\
         This page is made from the code; the tests remake it. An error keeps a module from being\n\
         released, a warning does with `--strict`. `waivers` on the card let pass what a rule finds, with a\n\
         reason, unless the rule is firm.\n",
    );
    for group in vet::Group::ALL {
        write!(page, "\n## {}\n\n| rule | | |\n| --- | --- | --- |\n", group.title()).unwrap();
        let of_group: Vec<_> = rules::all().filter(|rule| rule.group == group).collect();
        let severity = |rule: &vet::Rule| match (rule.severity, rule.waivable) {
            (Severity::Error, true) => "error",
            (Severity::Error, false) => "error, firm",
            (Severity::Warning, true) => "warning",
            (Severity::Warning, false) => "warning, firm",
            (Severity::Note, _) => "note",
        };
        for rule in &of_group {
            let id = rule.id;
            writeln!(page, "| [`{id}`](#{id}) | {} | {} |", severity(rule), rule.title).unwrap();
        }
        for rule in of_group {
            let (id, title) = (rule.id, rule.title);
            write!(page, "\n### {id}\n\n{title} ({}). {}\n", severity(rule), rule.explanation)
                .unwrap();
        }
    }
    page
}

/// The help of every command, as the user sees it.
fn command_line() -> String {
    let mut page = String::from(
        "# The command line\n\n\
         This page is what `--help` prints; the tests remake it.\n\n\
         Exit codes, everywhere: 0 fine, 1 findings or refused, 2 usage or something missing,\n\
         3 could not read, write or run.\n",
    );
    let mut command = pavestone::cli::command();
    // `help` joins the others only then.
    command.build();
    section(&command, &mut Vec::new(), &mut page);
    page
}

fn section<'c>(command: &'c clap::Command, parents: &mut Vec<&'c str>, page: &mut String) {
    let mut words: Vec<&str> = parents.iter().copied().skip(1).collect();
    if !parents.is_empty() {
        words.push(command.get_name());
    }
    let title = ["pave"].iter().chain(&words).copied().collect::<Vec<_>>().join(" ");
    words.push("--help");
    let help = pave(&words).ok().stdout;
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    let help = help.join("\n");
    write!(page, "\n## {title}\n\n```text\n{}\n```\n", help.trim_end()).unwrap();
    parents.push(command.get_name());
    for child in command.get_subcommands() {
        if !child.is_hide_set() && child.get_name() != "help" {
            section(child, parents, page);
        }
    }
    parents.pop();
}

#[test]
fn every_rule_of_the_linker_is_explained() {
    let page = super::text(std::path::Path::new("docs/explanation/wiring.md"));
    let mut missing = std::collections::BTreeSet::new();
    for room in ["compose", "terraform"] {
        let folder = super::repository().join("src").join(room);
        for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
            if !entry.file_type().is_file() {
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).unwrap();
            for quoted in text.split('"').filter(|q| q.len() == 4 && q.is_ascii()) {
                let rule = quoted.starts_with(['E', 'W']) && quoted[1..].parse::<u32>().is_ok();
                if rule && !page.contains(quoted) {
                    missing.insert(quoted.to_owned());
                }
            }
        }
    }
    assert!(missing.is_empty(), "docs/explanation/wiring.md does not explain {missing:?}");
}
