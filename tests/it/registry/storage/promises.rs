//! Bytes that are damaged, rows and logs that somebody changed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use pavestone::error::ErrorKind;
use pavestone::registry::{Caller, FaultKind, Options, Scrub, Transition};
use pavestone::store::sha256;
use sqlx::{Connection as _, Executor as _};

use crate::support::postgres::block_on;
use crate::support::registry::http;
use crate::support::storage::Storage;
use crate::support::tiny::publication;

const MODULE: &str = "team/text/aws";

/// Changes the database behind the registry's back.
async fn sql(options: &Options, statement: &'static str) {
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(&options.database).await.unwrap();
    connection.execute(statement).await.unwrap();
}

/// Changes one bit of a file.
fn flip(path: &std::path::Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn p05_verified_a_flipped_bit_is_never_served() {
    let storage = Storage::folder();
    let (archive, token) = {
        let served = storage.serve("data");
        let url = format!("{}/v1/modules/platform/queue/aws/1.0.0/download", served.url);
        let told = http().get(url).send().unwrap();
        let location = told.headers()["x-terraform-get"].to_str().unwrap().to_owned();
        let checksum = location.split("sha256:").nth(1).unwrap();
        (checksum[..64].to_owned(), served.admin_token())
    };
    let file = storage.file(&archive);
    let good = fs::read(&file).unwrap();
    flip(&file);
    let served = storage.serve("data");
    let url = format!("{}/v1/archives/{archive}.tar.gz", served.url);
    let answer = http().get(&url).send().unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(
        answer.text().unwrap(),
        format!("the archive sha256:{archive} is damaged in the store\n")
    );
    // It was put aside, for a person to look at.
    assert!(!file.exists());
    let aside = storage
        .sandbox
        .path(format!("data/store/quarantine/sha256/{}/{archive}.tar.gz", &archive[..2]));
    assert_ne!(fs::read(aside).unwrap(), good);
    assert_eq!(http().get(&url).send().unwrap().status(), 503);
    let metrics = http().get(format!("{}/metrics", served.url)).send().unwrap().text().unwrap();
    assert!(metrics.contains("pave_damaged_archives 1\n"), "{metrics}");
    // Whoever publishes the same files again mends it.
    let files: Vec<(String, String)> = pavestone::catalog::Catalog::embedded()
        .module("queue")
        .unwrap()
        .all_files()
        .unwrap()
        .into_iter()
        .map(|file| (file.path.to_string(), String::from_utf8(file.bytes.into_owned()).unwrap()))
        .collect();
    let body = crate::support::tiny::tar_gz_of(&files);
    let put = format!("{}/api/v1/modules/platform/queue/aws/1.0.0", served.url);
    let answer = http().put(put).bearer_auth(token).body(body).send().unwrap();
    assert_eq!(answer.status(), 200);
    let answer = http().get(&url).send().unwrap();
    assert_eq!(sha256(&answer.bytes().unwrap()), archive);
}

#[test]
fn p05_verified_scrub_finds_what_is_damaged_missing_and_left_over() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        let mut releases = Vec::new();
        for version in ["1.0.0", "1.0.1", "1.0.2"] {
            let published = registry.publish(&operator, publication(MODULE, version, "a")).await;
            releases.push(published.unwrap().release);
        }
        let clean = registry.scrub(&operator, &Scrub::default()).await.unwrap();
        assert_eq!((clean.archives, clean.faults.len(), clean.left_over), (6, 0, 0));
        assert_eq!(clean.entries, 3);
        flip(&storage.file(&releases[0].source));
        fs::remove_file(storage.file(&releases[1].source)).unwrap();
        let left = registry.blobs.put(&b"left over"[..]).await.unwrap();
        let found = registry.scrub(&operator, &Scrub::default()).await.unwrap();
        let mut faults: Vec<_> =
            found.faults.iter().map(|f| (f.kind, f.releases[0].as_str())).collect();
        faults.sort_by_key(|(_, release)| release.to_owned());
        assert_eq!(
            faults,
            [
                (FaultKind::Damaged, "team/text/aws 1.0.0"),
                (FaultKind::Missing, "team/text/aws 1.0.1"),
            ]
        );
        assert_eq!(found.left_over, 1);
        assert!(!storage.file(&releases[0].source).exists());
        // What is left over is removed when it is a day old, and not before.
        let collect = Scrub { collect: true, ..Scrub::default() };
        assert_eq!(registry.scrub(&operator, &collect).await.unwrap().removed, 0);
        let yesterday = std::time::SystemTime::now() - std::time::Duration::from_secs(90_000);
        let file = fs::File::options().write(true).open(storage.file(&left)).unwrap();
        file.set_modified(yesterday).unwrap();
        assert_eq!(registry.scrub(&operator, &collect).await.unwrap().removed, 1);
        assert!(!storage.file(&left).exists());
        // A deleted release leaves its row, and its files go.
        let delete = Transition::Delete { reason: "a secret was in it".to_owned() };
        registry.transition(&operator, &MODULE.parse().unwrap(), "1.0.2", &delete).await.unwrap();
        let source = storage.file(&releases[2].source);
        fs::File::options().write(true).open(&source).unwrap().set_modified(yesterday).unwrap();
        assert_eq!(registry.scrub(&operator, &collect).await.unwrap().removed, 1);
        assert!(!source.exists());
    });
}

#[test]
fn p05_verified_a_damaged_archive_that_is_mended_meanwhile_stays() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        let published = registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await;
        let archive = published.unwrap().release.archive;
        let file = storage.file(&archive);
        let good = fs::read(&file).unwrap();
        flip(&file);
        // Somebody publishes, and holds the ledger, while another reads the damaged bytes.
        let publishes = registry.ledger.write(&operator.by()).await.unwrap();
        let reads = registry.archive(&archive);
        let mends = async {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            fs::write(&file, &good).unwrap();
            drop(publishes);
        };
        let (read, ()) = tokio::join!(reads, mends);
        assert_eq!(read.unwrap(), good);
        assert!(file.exists());
    });
}

#[test]
fn p07_audited_a_change_that_fails_leaves_no_entry_and_no_row() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        registry.publish(&operator, publication(MODULE, "1.0.0", "a")).await.unwrap();
        let before = registry.ledger.audit(0, 100).await.unwrap();
        for statement in [
            "CREATE TRIGGER no BEFORE INSERT ON releases BEGIN SELECT RAISE(ABORT, 'no'); END",
            "CREATE TRIGGER no2 BEFORE UPDATE ON releases BEGIN SELECT RAISE(ABORT, 'no'); END",
            "CREATE TRIGGER no3 BEFORE INSERT ON tokens BEGIN SELECT RAISE(ABORT, 'no'); END",
        ] {
            sql(&registry.options, statement).await;
        }
        let error =
            registry.publish(&operator, publication(MODULE, "1.0.1", "a")).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Io);
        assert_eq!(error.message, "the registry's database does not answer");
        let address = MODULE.parse().unwrap();
        let error = registry.transition(&operator, &address, "1.0.0", &Transition::Approve).await;
        assert_eq!(error.unwrap_err().kind, ErrorKind::Io);
        assert_eq!(registry.ledger.audit(0, 100).await.unwrap(), before);
        assert_eq!(registry.ledger.releases_since(0).await.unwrap().len(), 1);
        // The other way round: without its entry nothing is done.
        for statement in [
            "DROP TRIGGER no",
            "DROP TRIGGER no2",
            "CREATE TRIGGER no4 BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END",
        ] {
            sql(&registry.options, statement).await;
        }
        assert!(registry.publish(&operator, publication(MODULE, "1.0.1", "a")).await.is_err());
        assert_eq!(registry.ledger.releases_since(0).await.unwrap().len(), 1);
        sql(&registry.options, "DROP TRIGGER no4").await;
        registry.publish(&operator, publication(MODULE, "1.0.1", "a")).await.unwrap();
        assert_eq!(registry.ledger.verify_log(|_| {}).await.unwrap(), 2);
    });
}

#[test]
fn p07_audited_whatever_is_changed_in_the_log_is_found() {
    let changes = [
        (
            "UPDATE audit SET actor = 'somebody' WHERE seq = 2",
            "entry 2 of the audit log is not what was written",
        ),
        (
            "UPDATE audit SET detail = '{}' WHERE seq = 3",
            "entry 3 of the audit log is not what was written",
        ),
        (
            "UPDATE audit SET at = at + 1 WHERE seq = 1",
            "entry 1 of the audit log is not what was written",
        ),
        (
            "DELETE FROM audit WHERE seq = 2",
            "entry 3 of the audit log does not follow entry 1: something was taken out or put in",
        ),
        (
            "DELETE FROM audit WHERE seq = 3",
            "the audit log ends with entry 2, and its last entry was 3",
        ),
        (
            "DELETE FROM audit WHERE seq = 3; UPDATE head SET seq = 2",
            "the audit log ends with entry 2, and its last entry was 2",
        ),
    ];
    for (change, expected) in changes {
        let storage = Storage::folder();
        let operator = Caller::operator();
        block_on(async {
            let registry = storage.open().await;
            for version in ["1.0.0", "1.0.1", "1.0.2"] {
                registry.publish(&operator, publication(MODULE, version, "a")).await.unwrap();
            }
            sql(&registry.options, change).await;
            let error = registry.ledger.verify_log(|_| {}).await.unwrap_err();
            assert_eq!(error.message, expected, "{change}");
        });
    }
}

#[test]
fn p07_audited_a_row_that_is_not_what_was_published_is_found() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        for version in ["1.0.0", "1.0.1"] {
            registry.publish(&operator, publication(MODULE, version, version)).await.unwrap();
        }
        let swap = "UPDATE releases SET archive = \
                    (SELECT archive FROM releases WHERE version = '1.0.1') WHERE version = '1.0.0'";
        sql(&registry.options, swap).await;
        let reopened = storage.open().await;
        let found = reopened.scrub(&operator, &Scrub::default()).await.unwrap();
        let faults: Vec<_> = found.faults.iter().map(|f| (f.kind, f.releases.clone())).collect();
        assert_eq!(faults, [(FaultKind::Altered, vec!["team/text/aws 1.0.0".to_owned()])]);
    });
}

#[test]
fn p07_audited_a_state_or_a_source_that_no_entry_tells_of_is_found() {
    let storage = Storage::folder();
    let operator = Caller::operator();
    block_on(async {
        let registry = storage.open().await;
        let address = MODULE.parse().unwrap();
        let approve = Transition::Approve;
        for version in ["1.0.0", "1.0.1", "1.0.2"] {
            registry.publish(&operator, publication(MODULE, version, version)).await.unwrap();
            registry.transition(&operator, &address, version, &approve).await.unwrap();
        }
        let revoke = Transition::Revoke { reason: "it leaks".into(), successor: String::new() };
        registry.transition(&operator, &address, "1.0.0", &revoke).await.unwrap();
        let clean = registry.scrub(&operator, &Scrub::default()).await.unwrap();
        assert_eq!(clean.faults, []);
        for change in [
            "UPDATE releases SET state = 'approved' WHERE version = '1.0.0'",
            "UPDATE releases SET source = archive WHERE version = '1.0.1'",
        ] {
            sql(&registry.options, change).await;
        }
        let reopened = storage.open().await;
        let found = reopened.scrub(&operator, &Scrub::default()).await.unwrap();
        let mut faults: Vec<_> =
            found.faults.iter().map(|fault| (fault.kind, fault.releases[0].as_str())).collect();
        faults.sort_by_key(|(_, release)| release.to_owned());
        let altered = ["team/text/aws 1.0.0", "team/text/aws 1.0.1"];
        assert_eq!(faults, altered.map(|release| (FaultKind::Altered, release)));
    });
}

#[test]
fn p07_audited_the_page_of_the_log_sees_that_its_end_was_cut_off() {
    let storage = Storage::folder();
    let served = storage.serve("data");
    let cut = "DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)";
    block_on(sql(&storage.options(), cut));
    let url = format!("{}/audit?check=all", served.url);
    let page = http().get(url).bearer_auth(served.admin_token()).send().unwrap().text().unwrap();
    assert!(page.contains("The chain is broken") && page.contains("its last entry was"), "{page}");
}

#[test]
fn what_a_registry_keeps_is_for_its_owner_alone() {
    let storage = Storage::folder();
    let served = storage.serve("data");
    for name in ["admin.token", "terraform.rc"] {
        let mode = fs::metadata(served.data.join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}
