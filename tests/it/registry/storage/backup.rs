//! P8: copies of a whole registry, and registries made of copies.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use pavestone::registry::{Caller, Scope, Scrub, TokenRequest, Transition};
use pavestone::store::ledger::TABLES;
use sqlx::{Connection as _, Row as _};

use super::known;
use crate::support::pave::{Ran, Sandbox};
use crate::support::postgres::block_on;
use crate::support::registry::http;
use crate::support::storage::Storage;
use crate::support::tiny::publication;

const MODULE: &str = "team/text/aws";

/// A registry with something of everything in it.
fn filled(storage: &Storage) -> String {
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        let address = MODULE.parse().unwrap();
        for version in ["1.0.0", "1.0.1", "1.0.2", "1.0.3"] {
            registry.publish(&operator, publication(MODULE, version, version)).await.unwrap();
            registry.transition(&operator, &address, version, &Transition::Approve).await.unwrap();
        }
        let reason = || "„it leaks“ \u{1F4A7} '; DROP TABLE releases; --".to_owned();
        let revoke = Transition::Revoke { reason: reason(), successor: String::new() };
        registry.download(&known("old", &[Scope::Read]), MODULE, "1.0.1").await.unwrap();
        registry.transition(&operator, &address, "1.0.1", &revoke).await.unwrap();
        let delete = Transition::Delete { reason: reason() };
        registry.transition(&operator, &address, "1.0.2", &delete).await.unwrap();
        registry.set_access(&operator, "team", &["payments".to_owned()]).await.unwrap();
        registry.ledger.use_once("code", i64::MAX, 0).await.unwrap();
        registry.flush_usage().await.unwrap();
        let request = TokenRequest {
            name: "ci".to_owned(),
            scopes: vec![Scope::Admin],
            ..Default::default()
        };
        let token = registry.create_token(&operator, &request).await.unwrap().token;
        registry.ledger.close().await;
        token
    })
}

/// A command on a registry.
fn run(storage: &Storage, args: &[&str]) -> Ran {
    Ran::new(storage.command("data").args(args).output().unwrap())
}

/// Every row of every table, and the bytes of every archive.
fn content(storage: &Storage) -> String {
    block_on(async {
        let registry = storage.open().await;
        let copy = registry.ledger.copy_out().await.unwrap();
        let mut text = String::new();
        for mut table in copy.tables {
            use std::io::{Read as _, Seek as _};
            table.lines.rewind().unwrap();
            text.push_str(table.table);
            table.lines.read_to_string(&mut text).unwrap();
        }
        for archive in copy.archives {
            registry.blobs.get(&archive).await.unwrap();
            text.push_str(&archive);
        }
        registry.ledger.verify_log(|_| {}).await.unwrap();
        registry.ledger.close().await;
        text
    })
}

/// From one kind of place over another back into the first.
fn round_trip(first: &Storage, second: &Storage, third: &Storage, file: &str) {
    let token = filled(first);
    let before = content(first);
    run(first, &["backup", file]).ok();
    let from = first.sandbox.path(file);
    run(second, &["restore", from.to_str().unwrap()]).ok();
    assert_eq!(content(second), before);
    // The registry goes on where it was: its tokens, keys and log are the same.
    block_on(async {
        let registry = second.open().await;
        let caller = registry.caller_of_token(&token).unwrap();
        assert_eq!(caller.name, "token:ci");
        let found = registry.scrub(&caller, &Scrub::default()).await.unwrap();
        assert_eq!(found.faults, []);
        let old = registry.download(&known("old", &[Scope::Read]), MODULE, "1.0.1").await;
        assert!(old.is_err(), "it is not in the group");
    });
    run(second, &["backup", "second"]).ok();
    let from = second.sandbox.path("second");
    run(third, &["restore", from.to_str().unwrap()]).ok();
    assert_eq!(content(third), before);
    block_on(async {
        let registry = third.open().await;
        let publisher = Caller::operator();
        registry.publish(&publisher, publication(MODULE, "1.0.4", "4")).await.unwrap();
        registry.ledger.verify_log(|_| {}).await.unwrap();
    });
}

#[test]
fn p08_durable_a_backup_restores_to_the_same_registry() {
    let (first, second, third) = (Storage::folder(), Storage::folder(), Storage::folder());
    round_trip(&first, &second, &third, "backup.tar.gz");
}

#[test]
#[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
fn p08_durable_a_backup_goes_from_sqlite_to_postgres_and_back() {
    let (first, second, third) = (Storage::folder(), Storage::cloud(), Storage::folder());
    round_trip(&first, &second, &third, "backup");
}

#[test]
#[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
fn p08_durable_a_backup_goes_from_postgres_to_sqlite_and_back() {
    let (first, second, third) = (Storage::cloud(), Storage::folder(), Storage::cloud());
    round_trip(&first, &second, &third, "backup.tar.gz");
}

#[test]
fn every_table_is_in_a_backup() {
    let storage = Storage::folder();
    block_on(async {
        let options = storage.options();
        storage.open().await.ledger.close().await;
        sqlx::any::install_default_drivers();
        let mut connection = sqlx::AnyConnection::connect(&options.database).await.unwrap();
        let query = "SELECT name FROM sqlite_master WHERE type = 'table' \
                     AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
        let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
        let mut there: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        let mut known = TABLES.to_vec();
        there.sort();
        known.sort_unstable();
        assert_eq!(there, known, "a table that no backup would have");
    });
}

#[test]
fn a_backup_is_of_one_moment_while_others_publish() {
    let storage = Storage::folder();
    // Begun with the catalog that is built in, which it then goes on with.
    drop(storage.serve("data"));
    let token = filled(&storage);
    let served = storage.serve("data");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (url, stop_ref, token) = (&served.url, &stop, &token);
        scope.spawn(move || {
            for number in 0..10_000 {
                if stop_ref.load(std::sync::atomic::Ordering::SeqCst) {
                    return;
                }
                let version = format!("1.1.{number}");
                let body = crate::support::tiny::tar_gz("text", &version, "x");
                let put = format!("{url}/api/v1/modules/team/text/aws/{version}");
                let answer = http().put(put).bearer_auth(token).body(body).send().unwrap();
                assert_eq!(answer.status(), 201);
            }
        });
        for round in 0..3 {
            std::thread::sleep(Duration::from_millis(100));
            let name = format!("backup-{round}");
            run(&storage, &["backup", &name]).ok();
            let restored = Storage::folder();
            run(&restored, &["restore", storage.sandbox.path(&name).to_str().unwrap()]).ok();
            run(&restored, &["scrub"]).ok();
        }
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
    });
}

#[test]
fn a_backup_never_goes_over_something_and_a_restore_never_into_something() {
    let storage = Storage::folder();
    filled(&storage);
    run(&storage, &["backup", "one.tar.gz"]).ok();
    let ran = run(&storage, &["backup", "one.tar.gz"]).expect(1);
    insta::assert_snapshot!(ran.stderr, @r"
    error: one.tar.gz exists
      help: a backup is never written over another: give a new name
    ");
    let ran = run(&storage, &["restore", "one.tar.gz"]).expect(1);
    insta::assert_snapshot!(ran.stderr, @r"
    error: the database holds a registry already
      help: a backup goes into a new database: name another, or an empty data folder
    ");
    let nowhere = Sandbox::new();
    let ran = nowhere.pave(&["backup", "x", "--data", "nothing"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: there is no registry in nothing
      help: name its folder with --data, or its database with --database
    ");
    assert!(!nowhere.path("nothing").exists());
    let ran = nowhere.pave(&["restore", "x", "--data", "nothing"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: there is no backup x
      cause: No such file or directory (os error 2)
    ");
    assert!(!nowhere.path("nothing").exists());
}

#[test]
fn a_backup_that_is_not_whole_is_refused() {
    let storage = Storage::folder();
    filled(&storage);
    run(&storage, &["backup", "whole.tar.gz"]).ok();
    run(&storage, &["backup", "folder"]).ok();
    // Cut off.
    let bytes = fs::read(storage.sandbox.path("whole.tar.gz")).unwrap();
    for part in [0, 100, bytes.len() / 2, bytes.len() - 200] {
        storage.sandbox.write("cut.tar.gz", &bytes[..part]);
        let restored = Storage::folder();
        let from = storage.sandbox.path("cut.tar.gz");
        let ran = run(&restored, &["restore", from.to_str().unwrap()]);
        assert!(matches!(ran.code, Some(1 | 3)), "{ran:?}");
        block_on(async { assert_eq!(restored.open().await.ledger.head().await.unwrap(), 0) });
    }
    // Without its last file, with a log that was changed, with an archive that was.
    let change = |name: &str, change: &dyn Fn(&std::path::Path)| {
        let copy = storage.sandbox.path(name);
        let mut cp = Command::new("cp");
        let cp = cp.arg("-r").arg(storage.sandbox.path("folder")).arg(&copy);
        assert!(cp.status().unwrap().success());
        change(&copy);
        let restored = Storage::folder();
        let ran = run(&restored, &["restore", copy.to_str().unwrap()]).expect(1);
        block_on(async { assert_eq!(restored.open().await.ledger.head().await.unwrap(), 0) });
        ran.stderr.lines().next().unwrap().replace(copy.to_str().unwrap(), "COPY")
    };
    let replace = |file: &std::path::Path, from: &str, to: &str| {
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains(from));
        fs::write(file, text.replacen(from, to, 1)).unwrap();
    };
    let without = change("without", &|copy| fs::remove_file(copy.join("backup.json")).unwrap());
    assert_eq!(without, "error: COPY is no backup, or not a whole one");
    let log =
        change("log", &|copy| replace(&copy.join("ledger/audit.ndjson"), "operator", "nobody"));
    assert_eq!(log, "error: entry 1 of the audit log is not what was written");
    let rows = change("rows", &|copy| {
        let path = copy.join("ledger/releases.ndjson");
        let text = fs::read_to_string(&path).unwrap();
        let kept: Vec<&str> = text.lines().skip(1).collect();
        fs::write(path, kept.join("\n") + "\n").unwrap();
    });
    assert_eq!(rows, "error: COPY is no backup, or not a whole one");
    let blob = change("blob", &|copy| {
        let blobs = walkdir::WalkDir::new(copy.join("blobs")).into_iter().map(Result::unwrap);
        let blob = blobs.into_iter().find(|entry| entry.file_type().is_file()).unwrap();
        fs::write(blob.path(), "other bytes").unwrap();
    });
    assert!(blob.contains("is damaged in the backup"), "{blob}");
}

#[test]
fn a_backup_that_is_killed_leaves_nothing_under_its_name() {
    let storage = Storage::folder();
    filled(&storage);
    let (mut killed, mut whole) = (0, 0);
    for round in 0..40_u64 {
        let name = format!("backup-{round}{}", if round % 2 == 0 { "" } else { ".tar.gz" });
        let mut command = storage.command("data");
        command.args(["backup", &name]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_micros(round * 2_311 % 80_000));
        killed += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        let target = storage.sandbox.path(&name);
        if target.exists() {
            whole += 1;
            if whole < 4 {
                let restored = Storage::folder();
                run(&restored, &["restore", target.to_str().unwrap()]).ok();
            }
        }
    }
    assert!(killed > 5, "only {killed} were killed before they ended");
}

#[test]
fn what_a_backup_has_mends_what_the_store_lost() {
    let storage = Storage::folder();
    filled(&storage);
    run(&storage, &["backup", "good.tar.gz"]).ok();
    let archives = block_on(async {
        let registry = storage.open().await;
        let releases = registry.ledger.releases_since(0).await.unwrap();
        let kept = releases.iter().filter(|release| release.state != "deleted");
        kept.map(|release| release.source.clone()).collect::<Vec<_>>()
    });
    fs::remove_file(storage.file(&archives[0])).unwrap();
    fs::write(storage.file(&archives[1]), "other bytes").unwrap();
    let ran = run(&storage, &["scrub", "--json"]).expect(1);
    assert_eq!(ran.json()["faults"].as_array().unwrap().len(), 2);
    // A backup of a damaged registry says so, and has the rest.
    let ran = run(&storage, &["backup", "bad", "--json"]).expect(1);
    assert_eq!(ran.json()["lost"].as_array().unwrap().len(), 2);
    let restored = Storage::folder();
    let from = storage.sandbox.path("bad");
    run(&restored, &["restore", from.to_str().unwrap()]).expect(1);
    let ran = run(&storage, &["scrub", "--repair-from", "good.tar.gz"]).ok();
    assert_eq!(ran.stdout.matches("mended: team/text/aws 1.0.").count(), 2, "{}", ran.stdout);
    let ran = run(&storage, &["scrub"]).ok();
    assert!(ran.stdout.contains("entries of the log as they were written\n"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("left over, named by no release: 2\n"), "{}", ran.stdout);
}

#[test]
fn a_backup_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let storage = Storage::folder();
    filled(&storage);
    for name in ["one.tar.gz", "one"] {
        run(&storage, &["backup", name]).ok();
        let mode = fs::metadata(storage.sandbox.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}
