//! What `pave diff` takes as a version: folders, archives, git revisions, modules and releases.

use std::io::Write as _;

use super::{commit, git};
use crate::support::pave::Sandbox;

const OLD: &str = "variable \"size\" {\n  type    = string\n  default = \"small\"\n}\n";
const NEW: &str = "variable \"sizes\" {\n  type    = string\n  default = \"small\"\n}\n";

/// What is said of a comparison: the lint, and the places on both sides.
#[track_caller]
fn changes(sandbox: &Sandbox, words: &[&str]) -> String {
    let ran = sandbox.pave(&[&["diff"], words, &["--json"]].concat());
    let told = ran.json();
    let changes = told["changes"].as_array().unwrap_or_else(|| panic!("{told:#}")).iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines: Vec<String> = changes
        .map(|c| format!("{} {} {}\n", text(&c["lint"]), text(&c["old"]), text(&c["new"])))
        .collect();
    let versions = (text(&told["old"]["version"]), text(&told["new"]["version"]));
    lines.push(format!("{} to {}\n", versions.0, versions.1));
    lines.concat()
}

#[track_caller]
fn refused(sandbox: &Sandbox, words: &[&str], code: i32) -> String {
    sandbox.pave(&[&["diff"], words].concat()).expect(code).stderr
}

/// A repository with a release of `modules/pg`, and a change to it that is not committed.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    git(&sandbox, &["init", "-q"]);
    sandbox.write("modules/pg/main.tf", OLD);
    commit(&sandbox);
    git(&sandbox, &["tag", "-a", "-m", "first", "v1.4.0"]);
    git(&sandbox, &["tag", "pg/v1.2.0"]);
    git(&sandbox, &["tag", "pg/v1.10.0-rc.1"]);
    sandbox.write("modules/pg/main.tf", NEW);
    sandbox
}

#[test]
fn a_revision_alone_is_the_folder_that_it_is_compared_with() {
    let sandbox = repository();
    insta::assert_snapshot!(changes(&sandbox, &["v1.4.0", "modules/pg"]), @r#"
    variable-removed v1.4.0:modules/pg/main.tf:1:10 -
    variable-added-optional - modules/pg/main.tf:1:10
    1.4.0 to -
    "#);
    let at_path = changes(&sandbox, &["v1.4.0:modules/pg/", "modules/pg"]);
    assert_eq!(changes(&sandbox, &["v1.4.0", "modules/pg"]), at_path);
    let commit_id = changes(&sandbox, &["HEAD", "modules/pg"]);
    assert!(commit_id.ends_with("- to -\n"), "a branch names no version: {commit_id}");
    // From the folder itself, and from elsewhere.
    let mut inside = sandbox.command("pave");
    inside.current_dir(sandbox.path("modules/pg")).args(["diff", "HEAD", ".", "--json"]);
    let ran = crate::support::pave::Ran::new(inside.output().unwrap());
    assert_eq!(ran.json()["changes"][0]["old"], "HEAD:modules/pg/main.tf:1:10");
    let other = Sandbox::new();
    let repo = sandbox.path("modules").display().to_string();
    let new = sandbox.path("modules/pg").display().to_string();
    assert_eq!(changes(&other, &["HEAD:./pg", &new, "--repo", &repo]).lines().count(), 3);
}

#[test]
fn a_folder_alone_is_compared_with_its_last_release() {
    let sandbox = repository();
    insta::assert_snapshot!(changes(&sandbox, &["modules/pg"]), @r#"
    variable-removed pg/v1.2.0:modules/pg/main.tf:1:10 -
    variable-added-optional - modules/pg/main.tf:1:10
    1.2.0 to -
    "#);
    // Tags that are not in the history are no releases of it.
    git(&sandbox, &["checkout", "-q", "--orphan", "fresh"]);
    commit(&sandbox);
    insta::assert_snapshot!(refused(&sandbox, &["modules/pg"], 2), @r#"
    error: there is no release of modules/pg in the history of what is checked out
      help: releases are tags such as `modules/pg/v1.2.3`, `pg/v1.2.3`, `v1.2.3`
      help: a shallow clone has no tags: `git fetch --tags --unshallow` gets them
    "#);
    git(&sandbox, &["tag", "v2.0.0"]);
    assert_eq!(changes(&sandbox, &["modules/pg"]), "2.0.0 to -\n");
    let nowhere = Sandbox::new();
    nowhere.write("m/main.tf", OLD);
    insta::assert_snapshot!(refused(&nowhere, &["m"], 2), @r#"
    error: m is in no git repository, so its last release is not known
      help: name the version that callers have: pave diff OLD m
    "#);
}

#[test]
fn a_release_is_the_catalogs_or_a_tag_of_its_repository() {
    let sandbox = Sandbox::new();
    sandbox.pave(&["catalog", "new", "cat", "--yes", "--from-embedded", "queue"]).ok();
    let name = "queue";
    git(&sandbox, &["init", "-q"]);
    sandbox.write(format!("cat/modules/{name}/extra.tf"), OLD);
    commit(&sandbox);
    git(&sandbox, &["tag", &format!("{name}/v0.0.9")]);
    std::fs::remove_file(sandbox.path(format!("cat/modules/{name}/extra.tf"))).unwrap();
    let told = changes(&sandbox, &[&format!("{name}@0.0.9"), name, "--catalog", "cat"]);
    assert!(told.starts_with("variable-removed"), "{told}");
    assert!(told.contains("0.0.9 to "), "{told}");
    let folder = format!("cat/modules/{name}");
    assert_eq!(told, changes(&sandbox, &[&folder]).replace("- to -", "0.0.9 to -"));
    let error = refused(&sandbox, &[&format!("{name}@7.7.7"), name, "--catalog", "cat"], 2);
    assert!(error.contains(&format!("looked for the tag `{name}/v7.7.7` around cat")), "{error}");
    // The catalog that is built in has one version of each.
    assert_eq!(changes(&sandbox, &["postgres@1.0.0", "postgres"]), "1.0.0 to 1.0.0\n");
    insta::assert_snapshot!(refused(&sandbox, &["postgres"], 2), @r#"
    error: the built-in catalog has one version of postgres
      help: name the version to compare it with: pave diff postgres NEW
      help: --catalog names a folder whose git tags tell of releases
    "#);
    insta::assert_snapshot!(refused(&sandbox, &["postgre@1.0.0", "postgres"], 2), @r#"
    error: the built-in catalog has no postgre 1.0.0
      help: did you mean `postgres@1.0.0`?
    "#);
}

#[test]
fn a_module_by_name_is_looked_for_in_the_catalog_alone() {
    let sandbox = repository();
    insta::assert_snapshot!(refused(&sandbox, &["pg"], 2), @r#"
    error: there is no folder, archive, module or git revision `pg`
      help: did you mean the folder modules/pg?
      help: modules are those of the built-in catalog; --catalog names another
    "#);
}

#[test]
fn a_card_that_was_forgotten_is_told() {
    let card =
        "name: pg\nversion: 1.2.0\nsummary: A database.\nowner: team-a\nlifecycle: approved\n";
    let sandbox = repository();
    sandbox.write("modules/pg/module.yaml", card);
    let told = sandbox.pave(&["diff", "modules/pg"]).ok().stdout;
    let said = "Smallest legal version after 1.2.0: 2.0.0\n\
                module.yaml still says 1.2.0; --to tries another version\n";
    assert!(told.ends_with(said), "{told}");
    // Where nothing changed, nothing was forgotten, and where it was raised neither.
    sandbox.write("modules/pg/main.tf", OLD);
    let told = sandbox.pave(&["diff", "modules/pg"]).ok().stdout;
    assert!(!told.contains("still"), "{told}");
    sandbox.write("modules/pg/main.tf", NEW);
    let told = sandbox.pave(&["diff", "modules/pg", "--to", "2.0.0"]).ok().stdout;
    assert!(!told.contains("still"), "{told}");
}

#[test]
fn what_is_not_there_is_told_with_what_is_near() {
    let sandbox = repository();
    insta::assert_snapshot!(refused(&sandbox, &["pg/v1.2.1", "modules/pg"], 2), @r#"
    error: there is no folder, archive, module or git revision `pg/v1.2.1`
      help: did you mean `pg/v1.2.0`?
    "#);
    insta::assert_snapshot!(refused(&sandbox, &["pg/v1.2.0:modules/pq", "modules/pg"], 2), @r#"
    error: `pg/v1.2.0` has no folder `modules/pq`
      help: name the folder that it had then: pg/v1.2.0:PATH
    "#);
    insta::assert_snapshot!(refused(&sandbox, &["pg/v1.2.0:../pg", "modules/pg"], 2), @"error: `../pg` leads out of the repository");
    insta::assert_snapshot!(refused(&sandbox, &["modules/pg/main.tf", "modules/pg"], 2), @r#"
    error: modules/pg/main.tf is neither a folder nor an archive
      help: archives are .tar.gz, .tgz, .tar and .zip
    "#);
    insta::assert_snapshot!(refused(&sandbox, &["--", "--upload-pack=x", "modules/pg"], 2), @r#"
    error: `--upload-pack=x` names no version of a module
      help: a folder whose name begins with `-` is written `./-name`
    "#);
    git(&sandbox, &["branch", "postgres"]);
    insta::assert_snapshot!(refused(&sandbox, &["postgres", "modules/pg"], 2), @r#"
    error: `postgres` is both a module of the catalog and a git revision
      help: the module's folder, or `postgres@VERSION`, names the module
      help: `refs/heads/postgres` or `refs/tags/postgres` names the revision
    "#);
    sandbox.write("empty/notes.txt", "");
    insta::assert_snapshot!(refused(&sandbox, &["empty", "modules/pg"], 2), @r#"
    error: there is no Terraform configuration in empty
      help: name the folder of a module; a git revision takes one as REV:PATH
    "#);
    insta::assert_snapshot!(refused(&sandbox, &["HEAD"], 2), @r#"
    error: there is nothing to compare `HEAD` with
      help: name the new version too: pave diff HEAD NEW
    "#);
    let mut command = sandbox.command(crate::support::pave::PAVE);
    let ran = command.env("PATH", "/nowhere").args(["diff", "HEAD", "modules/pg"]).output();
    let ran = crate::support::pave::Ran::new(ran.unwrap()).expect(3);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: there is no program `git`
      cause: No such file or directory (os error 2)
      help: install git, or name two folders or archives
    "#);
}

#[test]
fn a_repository_runs_nothing_of_its_own() {
    let sandbox = repository();
    sandbox.write(".gitattributes", "*.tf filter=evil diff=evil export-subst\n");
    commit(&sandbox);
    let ran = sandbox.path("ran").display().to_string();
    let evil = format!("touch {ran}");
    for setting in [
        "core.fsmonitor",
        "core.pager",
        "pager.cat-file",
        "core.sshCommand",
        "filter.evil.smudge",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.external",
        "core.alternateRefsCommand",
    ] {
        git(&sandbox, &["config", setting, &evil]);
    }
    changes(&sandbox, &["HEAD~1", "modules/pg"]);
    changes(&sandbox, &["modules/pg"]);
    git(&sandbox, &["config", "--unset", "core.fsmonitor"]);
    git(&sandbox, &["tag", "pg/v1.3.0"]);
    sandbox.pave(&["diff", "--history", "modules/pg"]).ok();
    assert!(!std::fs::exists(ran).unwrap());
}

#[test]
fn links_and_submodules_of_a_repository_lead_nowhere_else() {
    let sandbox = repository();
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, sandbox.path("modules/pg").join(name)).unwrap();
    };
    link("main.tf", "same.txt");
    link("../../secret.tf", "out.txt");
    sandbox.write("secret.tf", NEW);
    commit(&sandbox);
    let ran = sandbox.pave(&["diff", "HEAD", "modules/pg"]).ok();
    insta::assert_snapshot!(ran.stderr, @r#"
    not read: HEAD:modules/pg/out.txt is a link that leads out of the module
    not read: modules/pg/out.txt is a link that leads out of the module
    "#);
}

// Archives

/// Writes a `.tar.gz` with these files, made by hand so that names can be what they should not.
fn tar_gz(sandbox: &Sandbox, name: &str, files: &[(&str, &str)]) {
    let file = std::fs::File::create(sandbox.path(name)).unwrap();
    let mut gz = flate2::write::GzEncoder::new(file, flate2::Compression::best());
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        match text.strip_prefix("-> ") {
            Some(target) => {
                header.set_entry_type(tar::EntryType::Symlink);
                header.set_link_name_literal(target).unwrap();
                header.set_size(0);
            }
            None => header.set_size(text.len() as u64),
        }
        header.set_mode(0o644);
        header.set_cksum();
        gz.write_all(header.as_bytes()).unwrap();
        if !text.starts_with("-> ") {
            gz.write_all(text.as_bytes()).unwrap();
            gz.write_all(&vec![0; (512 - text.len() % 512) % 512]).unwrap();
        }
    }
    gz.write_all(&[0; 1024]).unwrap();
    gz.finish().unwrap();
}

fn zip(sandbox: &Sandbox, name: &str, files: &[(&str, &str)]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(sandbox.path(name)).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for (path, text) in files {
        match text.strip_prefix("-> ") {
            Some(target) => zip.add_symlink(*path, target, options).unwrap(),
            None => {
                zip.start_file(*path, options).unwrap();
                zip.write_all(text.as_bytes()).unwrap();
            }
        }
    }
    zip.finish().unwrap();
}

#[test]
fn an_archive_is_read_with_or_without_a_folder_around_everything() {
    let sandbox = Sandbox::new();
    tar_gz(&sandbox, "old.tgz", &[("./pg-1.0.0/main.tf", OLD), ("./pg-1.0.0/.hidden", "x")]);
    zip(&sandbox, "new.zip", &[("main.tf", NEW), ("docs/a.md", "# A\n")]);
    insta::assert_snapshot!(changes(&sandbox, &["old.tgz", "new.zip"]), @r#"
    variable-removed old.tgz/main.tf:1:10 -
    variable-added-optional - new.zip/main.tf:1:10
    files-changed - -
    - to -
    "#);
    tar_gz(&sandbox, "inner.tar.gz", &[("modules/a/main.tf", OLD), ("modules/a/README.md", "a")]);
    let told = changes(&sandbox, &["inner.tar.gz", "inner.tar.gz"]);
    assert_eq!(told, "- to -\n", "`modules` is no folder around a module");
    let plain = std::fs::read(sandbox.path("old.tgz")).unwrap();
    let mut tar = Vec::new();
    std::io::copy(&mut flate2::read::GzDecoder::new(&plain[..]), &mut tar).unwrap();
    sandbox.write("old.tar", &tar);
    assert_eq!(changes(&sandbox, &["old.tar", "old.tgz"]), "- to -\n");
}

#[test]
fn an_archive_that_misleads_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("new/main.tf", NEW);
    let cases: &[&[(&str, &str)]] = &[
        &[("../main.tf", OLD)],
        &[("/main.tf", OLD)],
        &[("a\\..\\main.tf", OLD)],
        &[("main.tf", OLD), ("main.tf", NEW)],
        &[("main.tf", OLD), ("./main.tf", NEW)],
    ];
    let mut said = String::new();
    for case in cases {
        tar_gz(&sandbox, "old.tar.gz", case);
        let error = refused(&sandbox, &["old.tar.gz", "new"], 1);
        said += error.lines().next().unwrap();
        said += "\n";
    }
    let bomb = "a".repeat(9_000_000);
    tar_gz(&sandbox, "bomb.tar.gz", &[("main.tf", OLD), ("b.txt", &bomb), ("c.txt", &bomb)]);
    said += &refused(&sandbox, &["bomb.tar.gz", "new"], 1);
    zip(&sandbox, "bomb.zip", &[("main.tf", OLD), ("b.txt", &bomb), ("c.txt", &bomb)]);
    said += &refused(&sandbox, &["bomb.zip", "new"], 1);
    zip(&sandbox, "up.zip", &[("main.tf", OLD), ("../b.tf", OLD)]);
    said += &refused(&sandbox, &["up.zip", "new"], 1);
    sandbox.write("cut.zip", b"PK\x03\x04");
    said += &refused(&sandbox, &["cut.zip", "new"], 3);
    sandbox.write("cut.tgz", b"\x1f\x8b\x08");
    said += &refused(&sandbox, &["cut.tgz", "new"], 3);
    insta::assert_snapshot!(said, @r#"
    error: the archive old.tar.gz holds `../main.tf`, a name that leads out of it
    error: the archive old.tar.gz holds `/main.tf`, a name that leads out of it
    error: the archive old.tar.gz holds `a\\..\\main.tf`, a name that leads out of it
    error: the archive old.tar.gz holds two files of the name `main.tf`
    error: the archive old.tar.gz holds two files of the name `./main.tf`
    error: the archive bomb.tar.gz unpacks to more than 200 times its size, or to more than 256 MB
      help: make it again from the module's folder, with tar, zip or git archive
    error: the archive bomb.zip unpacks to more than 200 times its size, or to more than 256 MB
      help: make it again from the module's folder, with tar, zip or git archive
    error: the archive up.zip holds `../b.tf`, a name that leads out of it
      help: make it again from the module's folder, with tar, zip or git archive
    error: cannot read the archive cut.zip
      cause: invalid Zip archive: Could not find EOCD
    error: cannot read the archive cut.tgz
      cause: unexpected end of file
    "#);
}

#[test]
fn what_an_archive_links_to_is_read_only_inside_it() {
    let sandbox = Sandbox::new();
    let files = [
        ("m/main.tf", OLD),
        ("m/same.json", "-> gone.json"),
        ("m/out.txt", "-> ../../etc/passwd"),
        ("m/root.txt", "-> /etc/passwd"),
        ("m/sub/main.tf", "-> ../main.tf"),
    ];
    tar_gz(&sandbox, "old.tgz", &files);
    zip(&sandbox, "new.zip", &files);
    let ran = sandbox.pave(&["diff", "old.tgz", "new.zip"]).ok();
    insta::assert_snapshot!(ran.stderr, @r#"
    not read: old.tgz/out.txt is a link that leads out of the module
    not read: old.tgz/root.txt is a link that leads out of the module
    not read: old.tgz/same.json is a link that leads nowhere
    not read: new.zip/out.txt is a link that leads out of the module
    not read: new.zip/root.txt is a link that leads out of the module
    not read: new.zip/same.json is a link that leads nowhere
    "#);
}

#[test]
fn the_terraform_versions_that_count_can_be_narrowed() {
    let sandbox = Sandbox::new();
    sandbox.write("m/main.tf", OLD);
    sandbox.pave(&["diff", "m", "m", "--terraform", ">= 1.9"]).ok();
    insta::assert_snapshot!(refused(&sandbox, &["m", "m", "--terraform", "< 1.0"], 2), @r#"
    error: `< 1.0` admits no Terraform version that is looked at
      help: those are 1.5.7, 1.6.6, 1.7.5, 1.8.5, 1.9.8, 1.10.5, 1.11.4
    "#);
    insta::assert_snapshot!(refused(&sandbox, &["m", "m", "--terraform", "^1"], 2), @r#"
    error: invalid value '^1' for '--terraform <VERSIONS>': `^` is no operator here; `~> 1.2` admits 1.2 and later before 2.0

    For more information, try '--help'.
    "#);
}
