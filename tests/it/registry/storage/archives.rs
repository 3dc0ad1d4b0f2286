//! The archives: the same tree, the same bytes; nothing that misleads, and nothing without limits.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;

use camino::{Utf8Path, Utf8PathBuf};
use pavestone::error::ErrorKind;
use pavestone::registry::Caller;
use pavestone::release::{Tree, pack, pack_released};
use pavestone::store::{read_archive_bytes, read_folder, sha256};
use proptest::prelude::*;

use crate::support::pave::Sandbox;
use crate::support::postgres::block_on;
use crate::support::registry::http;
use crate::support::storage::Storage;
use crate::support::tiny;

type Files = BTreeMap<String, Vec<u8>>;

/// Trees as modules have them: a file at the top, folders, scripts, any bytes.
fn files() -> impl Strategy<Value = Files> {
    let name = "[a-z][a-z0-9_-]{0,7}";
    let path = (prop::collection::vec(name, 0..3), "[a-z][a-z0-9_]{0,7}\\.(tf|md|sh)").prop_map(
        |(mut folders, file)| {
            folders.push(file);
            folders.join("/")
        },
    );
    let content = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "[ -~\n]{0,300}".prop_map(String::into_bytes),
        Just(b"#!/bin/sh\nexit 0\n".to_vec()),
    ];
    prop::collection::btree_map(path, content, 0..8).prop_map(|mut files| {
        files.insert("main.tf".to_owned(), b"locals {}\n".to_vec());
        files
    })
}

fn tree_of(files: &Files) -> Tree {
    let files = files.iter().map(|(path, bytes)| (path.into(), bytes.clone().into()));
    Tree { shown: "m".into(), files: files.collect(), ..Tree::default() }
}

/// The files as a tar, in an order and with times, modes and owners that the seed gives.
fn tar(files: &Files, seed: u64, top: &str) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    let mut order: Vec<_> = files.iter().collect();
    order.sort_by_key(|(path, _)| sha256(format!("{seed}{path}").as_bytes()));
    for (path, bytes) in order {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mtime(seed % 2_000_000_000);
        header.set_mode([0o600, 0o644, 0o755, 0o777][usize::try_from(seed % 4).unwrap()]);
        header.set_uid(seed % 1000);
        tar.append_data(&mut header, format!("{top}{path}"), &bytes[..]).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzip(bytes: &[u8], level: u32) -> Vec<u8> {
    let level = flate2::Compression::new(level);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), level);
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn zip(files: &Files, seed: u64) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in files.iter().rev() {
        let mode = if seed.is_multiple_of(2) { 0o755 } else { 0o640 };
        let options = zip::write::SimpleFileOptions::default().unix_permissions(mode);
        zip.start_file(path.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The files as a folder with other modes, and as the objects of git.
fn folder(files: &Files, seed: u64, sandbox: &Sandbox) -> Utf8PathBuf {
    for (path, bytes) in files {
        sandbox.write(format!("m/{path}"), bytes);
        let mode = if seed.is_multiple_of(2) { 0o700 } else { 0o644 };
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(sandbox.path(format!("m/{path}")), permissions).unwrap();
    }
    Utf8PathBuf::from_path_buf(sandbox.path("m")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn p04_deterministic_one_tree_is_one_archive_however_it_is_read(
        files in files(),
        seed in any::<u64>(),
    ) {
        // One path cannot be a file and a folder.
        let is_folder = |path: &String| files.keys().any(|other| other.starts_with(&format!("{path}/")));
        prop_assume!(!files.keys().any(is_folder));
        let expected = pack(&tree_of(&files)).unwrap();
        let sandbox = Sandbox::new();
        let from_folder = read_folder(&folder(&files, seed, &sandbox)).unwrap();
        let plain = tar(&files, seed, "");
        let below = tar(&files, seed, "repository-abc123/");
        let sources = [
            ("a folder", from_folder),
            ("a tar", read_archive_bytes("m.tar".into(), &plain).unwrap()),
            ("a tar.gz", read_archive_bytes("m.tar.gz".into(), &gzip(&plain, (seed % 10) as u32)).unwrap()),
            ("a tar.gz below a folder", read_archive_bytes("m.tgz".into(), &gzip(&below, 6)).unwrap()),
            ("a zip", read_archive_bytes("m.zip".into(), &zip(&files, seed)).unwrap()),
            ("itself", read_archive_bytes("m.tar.gz".into(), &expected.bytes).unwrap()),
        ];
        for (what, tree) in sources {
            let packed = pack(&tree).unwrap();
            prop_assert!(packed.bytes == expected.bytes, "{what} packs to other bytes");
            prop_assert_eq!(&packed.tree, &expected.tree);
        }
    }

    #[test]
    fn p09_bounded_a_mutated_archive_is_read_or_refused(
        files in files(),
        seed in any::<u64>(),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        packed in any::<bool>(),
    ) {
        // Either the bytes of the tar are changed, or those of what it is packed in.
        let mut bytes = tar(&files, seed, "");
        if !packed {
            bytes = gzip(&bytes, 1);
        }
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if seed.is_multiple_of(3) {
            bytes.truncate(cut.index(bytes.len()));
        }
        if packed {
            bytes = gzip(&bytes, 1);
        }
        if let Ok(tree) = read_archive_bytes("m.tar.gz".into(), &bytes) {
            let held: usize = tree.files.values().map(|bytes| bytes.len()).sum();
            prop_assert!(held < 16_000_000);
            for path in tree.files.keys() {
                prop_assert!(path.is_relative() && !path.as_str().contains(".."), "{path}");
            }
            // What could be read is packed, or refused; and what was packed is read as it was.
            if let Ok(archive) = pack_released(&tree) {
                let again = read_archive_bytes("m.tar.gz".into(), &archive.bytes).unwrap();
                prop_assert_eq!(pack_released(&again).unwrap().bytes, archive.bytes);
            }
        }
    }
}

#[test]
fn p04_deterministic_git_gives_the_same_bytes_as_a_folder() {
    let sandbox = Sandbox::new();
    for (path, text) in tiny::files("text", "1.0.0", "a") {
        sandbox.write(format!("modules/text/{path}"), text);
    }
    let script = "git init -q && git add . && git commit -qm one && git tag text/v1.0.0 && \
                  git archive --format=tar.gz -o text.tar.gz HEAD:modules/text";
    let made = sandbox.command("sh").args(["-c", script]).status().unwrap();
    assert!(made.success());
    let expected = pack(&tiny::tree("text", "1.0.0", "a")).unwrap();
    let folder = Utf8PathBuf::from_path_buf(sandbox.path("modules/text")).unwrap();
    assert_eq!(pack(&read_folder(&folder).unwrap()).unwrap(), expected);
    let archive = fs::read(sandbox.path("text.tar.gz")).unwrap();
    let tree = read_archive_bytes("text.tar.gz".into(), &archive).unwrap();
    assert_eq!(pack(&tree).unwrap(), expected);
    // With what GNU tar makes of it, too.
    let script = "tar --format=pax -C modules/text -czf pax.tar.gz .";
    assert!(sandbox.command("sh").args(["-c", script]).status().unwrap().success());
    let archive = fs::read(sandbox.path("pax.tar.gz")).unwrap();
    let tree = read_archive_bytes("pax.tar.gz".into(), &archive).unwrap();
    assert_eq!(pack(&tree).unwrap(), expected);
}

#[test]
fn p04_deterministic_the_bytes_of_an_archive_are_these() {
    // Whoever changes how archives are packed changes this, and what was published stays as it is.
    let archive = pack(&tiny::tree("text", "1.0.0", "a")).unwrap();
    let expected = "84504e39f706f859898cfe4a2009f17131deeea5222e8642674a95d3133286ea";
    assert_eq!(sha256(&archive.bytes), expected);
    assert_eq!(archive.tree, "h1:wshLJ470FcuiWVnTgDZ4xT1ImiMSIwvpUEl3Kx8BRNo=");
}

#[test]
fn p03_content_addressed_an_archive_lies_under_its_hash() {
    let storage = Storage::folder();
    block_on(async {
        let registry = storage.open().await;
        let operator = Caller::operator();
        for module in ["one/text/aws", "two/text/aws"] {
            registry.publish(&operator, tiny::publication(module, "1.0.0", "a")).await.unwrap();
        }
        // The same files in two modules are one archive.
        let releases = registry.ledger.releases_since(0).await.unwrap();
        assert_eq!(releases[0].archive, releases[1].archive);
        let file = storage.file(&releases[0].archive);
        assert_eq!(sha256(&fs::read(file).unwrap()), releases[0].archive);
        let mut listed: Vec<String> =
            registry.blobs.list().await.unwrap().into_iter().map(|blob| blob.name).collect();
        listed.sort();
        let mut named = vec![releases[0].archive.clone(), releases[0].source.clone()];
        named.sort();
        assert_eq!(listed, named);
    });
}

/// A gzipped tar made of raw entries: names that no honest program writes.
fn raw(entries: &[(&str, tar::EntryType, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, kind, bytes) in entries {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        if kind.is_file() {
            header.set_size(bytes.len() as u64);
        } else {
            header.set_size(0);
            let link = std::str::from_utf8(bytes).unwrap();
            header.set_link_name(link).unwrap();
        }
        header.set_cksum();
        let content: &[u8] = if kind.is_file() { bytes } else { &[] };
        tar.append(&header, content).unwrap();
    }
    gzip(&tar.into_inner().unwrap(), 6)
}

#[test]
fn p09_bounded_what_misleads_or_has_no_end_is_refused() {
    use tar::EntryType::{Link, Regular, Symlink};
    let storage = Storage::folder();
    let served = storage.serve("data");
    let token = served.admin_token();
    let deep = format!("{}main.tf", "a/".repeat(40));
    let long = format!("{}/{}.tf", "a".repeat(40), "b".repeat(50));
    let longer = [long.as_str(); 3].join("/");
    let many: Vec<(String, String)> =
        (0..20_001).map(|i| (format!("f{i}.tf"), String::new())).collect();
    let zeros = vec![0_u8; 64 << 20];
    let file = |name| (name, Regular, &b"locals {}\n"[..]);
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        ("no archive", b"not an archive".to_vec(), 0),
        ("nothing", Vec::new(), 0),
        (
            "half an archive",
            {
                let mut b = tiny::tar_gz("text", "1.0.0", "a");
                b.truncate(b.len() / 2);
                b
            },
            0,
        ),
        ("a name that leads out", raw(&[file("main.tf"), file("../evil.tf")]), 422),
        ("an absolute name", raw(&[file("main.tf"), file("/etc/evil.tf")]), 422),
        ("a name twice", raw(&[file("main.tf"), file("main.tf")]), 422),
        ("names that differ in capitals", raw(&[file("main.tf"), file("Main.tf")]), 422),
        (
            "folders that differ in capitals",
            raw(&[file("main.tf"), file("a/x.tf"), file("A/y.tf")]),
            422,
        ),
        ("a link out", raw(&[file("main.tf"), ("x.tf", Symlink, b"/etc/passwd")]), 422),
        ("a hard link", raw(&[file("main.tf"), ("x.tf", Link, b"main.tf")]), 422),
        ("a folder too deep", raw(&[file("main.tf"), file(&deep)]), 422),
        (
            "a path too long",
            tiny::tar_gz_of(&[("main.tf".into(), "\n".into()), (longer, "\n".into())]),
            422,
        ),
        ("too many files", tiny::tar_gz_of(&many), 422),
        ("a file that is too large", raw(&[file("main.tf"), ("zeros.tf", Regular, &zeros)]), 422),
        ("no module", raw(&[file("README")]), 422),
    ];
    for (what, body, expected) in cases {
        let url = format!("{}/api/v1/modules/evil/text/aws/1.0.0", served.url);
        let answer = http().put(url).bearer_auth(&token).body(body).send().unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().unwrap();
        // What cannot be unpacked at all is the sender's mistake too.
        let expected = if expected == 0 { 400..=422 } else { expected..=expected };
        assert!(expected.contains(&status), "{what}: {status} {text}");
        assert!(!text.contains("panicked"), "{what}: {text}");
    }
    let listed = http().get(format!("{}/v1/modules/evil/text/aws/versions", served.url)).send();
    assert_eq!(listed.unwrap().status(), 404);
    block_on(async {
        let registry = storage.open().await;
        let evil = |module: &str| module.starts_with("evil/");
        assert!(!registry.index().modules.keys().any(|module| evil(module)));
    });
}

#[test]
fn p09_bounded_an_upload_over_the_limit_is_refused_before_it_is_read() {
    let storage = Storage::folder();
    let served = storage.serve("data");
    let url = format!("{}/api/v1/modules/evil/text/aws/1.0.0", served.url);
    let most = pavestone::registry::Options::in_folder(Utf8Path::new("x")).max_archive_bytes;
    let body = vec![b'x'; most + 1];
    let answer = http().put(url).bearer_auth(served.admin_token()).body(body).send();
    // A server that stops reading may be gone before the client has read what it said.
    if let Ok(answer) = answer {
        assert_eq!(answer.status().as_u16(), 413);
    }
    let alive = http().get(format!("{}/healthz", served.url)).send().unwrap();
    assert_eq!(alive.status(), 200);
}

#[test]
fn p09_bounded_a_bomb_is_not_unpacked() {
    // A gigabyte of zeros in a megabyte; and the same twice packed.
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0_u8; 1 << 20];
    for _ in 0..1024 {
        gzip.write_all(&zeros).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    assert!(bomb.len() < 2_000_000);
    let error = read_archive_bytes("bomb.tar.gz".into(), &bomb);
    // Zeros are the end of a tar: what counts is that it ends.
    assert!(error.is_err() || error.unwrap().files.is_empty());
    let mut header = tar::Header::new_gnu();
    header.set_size(1 << 30);
    header.set_path("main.tf").unwrap();
    header.set_cksum();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(header.as_bytes()).unwrap();
    for _ in 0..1024 {
        gzip.write_all(&zeros).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    let tree = read_archive_bytes("bomb.tar.gz".into(), &bomb);
    let packed = tree.and_then(|tree| pack_released(&tree));
    assert_eq!(packed.unwrap_err().kind, ErrorKind::Refused);
}
