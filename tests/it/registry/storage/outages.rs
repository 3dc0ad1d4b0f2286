//! A disk that is full, a database or a bucket that is away and comes back, a server that dies
//! beside another.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pavestone::registry::{Caller, Scrub};

use crate::support::pave::{PAVE, Sandbox};
use crate::support::postgres::{Postgres, block_on};
use crate::support::registry::{Served, http};
use crate::support::s3::S3;
use crate::support::storage::Storage;
use crate::support::tiny;

/// A server on a database and a bucket that a test may stop.
fn serve(sandbox: &Sandbox, name: &str, database: &str, store: Option<(&S3, &str)>) -> Served {
    let mut command: Command = sandbox.command(PAVE);
    command.env("PAVE_DATA", sandbox.path(name)).env("PAVE_DATABASE", database);
    if let Some((s3, prefix)) = store {
        command.env("PAVE_STORE", prefix).envs(s3.environment());
    }
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    Served::of(command, sandbox.path(name))
}

fn publish(url: &str, token: &str, version: &str) -> reqwest::Result<reqwest::blocking::Response> {
    let url = format!("{url}/api/v1/modules/team/text/aws/{version}");
    http().put(url).bearer_auth(token).body(tiny::tar_gz("text", version, version)).send()
}

fn approve(url: &str, token: &str, version: &str, action: &str) -> u16 {
    let url = format!("{url}/api/v1/modules/team/text/aws/{version}/transition");
    let body = serde_json::json!({ "action": action, "reason": "it leaks" });
    http().post(url).bearer_auth(token).json(&body).send().unwrap().status().as_u16()
}

fn status(url: &str) -> u16 {
    http().get(url).send().unwrap().status().as_u16()
}

/// Waits until something is so.
#[track_caller]
fn until(what: &str, most: Duration, mut is: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < most, "{what}: not after {most:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    start.elapsed()
}

fn archive_of(served: &Served, module: &str) -> String {
    let url = format!("{}/v1/modules/{module}/download", served.url);
    let told = http().get(url).send().unwrap();
    let location = told.headers()["x-terraform-get"].to_str().unwrap();
    location.split("sha256:").nth(1).unwrap()[..64].to_owned()
}

#[test]
fn p08_durable_a_full_disk_loses_nothing_that_was_acknowledged() {
    let storage = Storage::folder();
    let token = storage.serve("data").admin_token();
    let ledger = |name: &str| {
        std::fs::metadata(storage.sandbox.path(format!("data/{name}"))).map_or(0, |m| m.len())
    };
    // A limit on the size of files stands for the disk: the ledger cannot grow much further.
    let blocks = (ledger("ledger.db").max(ledger("ledger.db-wal")) + 200_000) / 512;
    let script =
        format!("trap '' XFSZ; ulimit -f {blocks}; exec {PAVE} serve --listen 127.0.0.1:0");
    let mut command = storage.sandbox.command("sh");
    command.env("PAVE_DATA", storage.sandbox.path("data")).args(["-c", &script]);
    let served = Served::of(command, storage.sandbox.path("data"));
    let mut acknowledged = BTreeMap::new();
    let mut refused = 0;
    for number in 0..400 {
        let version = format!("1.0.{number}");
        let answer = publish(&served.url, &token, &version).unwrap();
        match answer.status().as_u16() {
            201 => {
                let release: serde_json::Value = answer.json().unwrap();
                acknowledged.insert(version, release["archive"].as_str().unwrap().to_owned());
            }
            503 => {
                assert_eq!(answer.headers()["retry-after"], "1");
                refused += 1;
                if refused == 3 {
                    break;
                }
            }
            other => panic!("{other}: {}", answer.text().unwrap()),
        }
    }
    assert!(refused > 0, "the disk was never full");
    // Reading goes on.
    assert_eq!(status(&format!("{}/v1/modules/platform/queue/aws/versions", served.url)), 200);
    assert_eq!(status(&format!("{}/healthz", served.url)), 200);
    drop(served);
    // There is room again: what was acknowledged is there, and publishing works.
    let served = storage.serve("data");
    assert_eq!(publish(&served.url, &token, "1.1.0").unwrap().status(), 201);
    block_on(async {
        let registry = storage.open().await;
        let releases = registry.ledger.releases_since(0).await.unwrap();
        for (version, archive) in &acknowledged {
            let release =
                releases.iter().find(|r| r.module == "team/text/aws" && r.version == *version);
            assert_eq!(release.map(|r| &r.archive), Some(archive), "{version}");
        }
        let found = registry.scrub(&Caller::operator(), &Scrub::default()).await.unwrap();
        assert_eq!(found.faults, []);
    });
}

#[test]
#[cfg_attr(no_postgres, ignore = "PostgreSQL is not installed")]
fn p08_durable_a_database_that_is_away_stops_writers_and_no_reader() {
    let sandbox = Sandbox::new();
    let mut postgres = Postgres::own();
    let served = serve(&sandbox, "data", &postgres.database(), None);
    let token = served.admin_token();
    assert_eq!(publish(&served.url, &token, "1.0.0").unwrap().status(), 201);
    assert_eq!(approve(&served.url, &token, "1.0.0", "approve"), 200);
    let versions = format!("{}/v1/modules/team/text/aws/versions", served.url);
    let archive =
        format!("{}/v1/archives/{}.tar.gz", served.url, archive_of(&served, "team/text/aws/1.0.0"));
    postgres.stop();
    // From memory and from the folder.
    for _ in 0..20 {
        assert_eq!(status(&versions), 200);
        assert_eq!(status(&archive), 200);
    }
    assert_eq!(status(&format!("{}/v1/modules/team/text/aws/1.0.0/download", served.url)), 204);
    let start = Instant::now();
    let answer = publish(&served.url, &token, "1.0.1").unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "1");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    assert_eq!(status(&format!("{}/readyz", served.url)), 503);
    assert_eq!(status(&format!("{}/healthz", served.url)), 200);
    // What nobody can know is not denied.
    assert_eq!(status(&format!("{}/v1/modules/team/unknown/aws/versions", served.url)), 503);
    postgres.go();
    until("the database is back", Duration::from_secs(20), || {
        publish(&served.url, &token, "1.0.1").unwrap().status() == 201
    });
    assert_eq!(status(&format!("{}/readyz", served.url)), 200);
    assert_eq!(status(&format!("{}/v1/modules/team/unknown/aws/versions", served.url)), 404);
}

#[test]
#[cfg_attr(no_s3, ignore = "s3s-fs is not installed")]
fn p08_durable_a_bucket_that_is_away_stops_what_needs_it_and_nothing_else() {
    let sandbox = Sandbox::new();
    let mut s3 = S3::own();
    let prefix = s3.prefix();
    let database = format!("sqlite://{}?mode=rwc", sandbox.path("ledger.db").display());
    let served = serve(&sandbox, "data", &database, Some((&s3, &prefix)));
    let token = served.admin_token();
    let read = format!(
        "{}/v1/archives/{}.tar.gz",
        served.url,
        archive_of(&served, "platform/queue/aws/1.0.0")
    );
    let unread = format!(
        "{}/v1/archives/{}.tar.gz",
        served.url,
        archive_of(&served, "platform/table/aws/1.0.0")
    );
    assert_eq!(status(&read), 200);
    s3.stop();
    assert_eq!(status(&read), 200);
    assert_eq!(status(&format!("{}/v1/modules/platform/table/aws/versions", served.url)), 200);
    let start = Instant::now();
    assert_eq!(status(&unread), 503);
    let answer = publish(&served.url, &token, "1.0.0").unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (503, &"1".parse().unwrap())
    );
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(status(&format!("{}/readyz", served.url)), 503);
    s3.go();
    assert_eq!(publish(&served.url, &token, "1.0.0").unwrap().status(), 201);
    assert_eq!(status(&unread), 200);
}

#[test]
#[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
fn two_servers_show_what_either_does_within_a_second() {
    let storage = Storage::cloud();
    let (first, second) = (storage.serve("first"), storage.serve("second"));
    let token = first.admin_token();
    assert_eq!(publish(&first.url, &token, "1.0.0").unwrap().status(), 201);
    assert_eq!(approve(&first.url, &token, "1.0.0", "approve"), 200);
    // Who was told by one that it is there finds it at the other at once.
    let download = format!("{}/v1/modules/team/text/aws/1.0.0/download", second.url);
    assert_eq!(status(&download), 204);
    assert_eq!(approve(&second.url, &token, "1.0.0", "revoke"), 200);
    let download = format!("{}/v1/modules/team/text/aws/1.0.0/download", first.url);
    let took = until("the other shows it", Duration::from_secs(5), || status(&download) == 410);
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[test]
#[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
fn p02_atomic_a_server_that_dies_beside_another_loses_and_doubles_nothing() {
    const PUBLISHERS: usize = 3;
    const EACH: usize = 12;
    let storage = Storage::cloud();
    let survivor = storage.serve("survivor");
    let token = survivor.admin_token();
    let dying = std::sync::RwLock::new(Some(storage.serve("dying")));
    let url = || dying.read().unwrap().as_ref().map(|served| served.url.clone());
    let acknowledged: BTreeMap<String, String> = std::thread::scope(|scope| {
        let publisher = |i: usize| {
            let (url, survivor, token) = (&url, &survivor, &token);
            scope.spawn(move || {
                let mut acknowledged = BTreeMap::new();
                for number in 0..EACH {
                    let version = format!("1.{i}.{number}");
                    // As a client behind a balancer does: where one server fails, the other is asked.
                    let told = url().and_then(|url| publish(&url, token, &version).ok());
                    let told = told.filter(|answer| answer.status().is_success());
                    let told = told.and_then(|answer| answer.json::<serde_json::Value>().ok());
                    let told = told.unwrap_or_else(|| {
                        let answer = publish(&survivor.url, token, &version).unwrap();
                        assert!(answer.status().is_success(), "{version}: {}", answer.status());
                        answer.json().unwrap()
                    });
                    acknowledged.insert(version, told["archive"].as_str().unwrap().to_owned());
                }
                acknowledged
            })
        };
        let threads: Vec<_> = (0..PUBLISHERS).map(publisher).collect();
        // It dies and comes back while they work.
        for wait in [150, 400, 250] {
            std::thread::sleep(Duration::from_millis(wait));
            let dead = dying.write().unwrap().take();
            if let Some(dead) = dead {
                dead.kill();
            }
            let again = storage.serve("dying");
            *dying.write().unwrap() = Some(again);
        }
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(acknowledged.len(), PUBLISHERS * EACH);
    block_on(async {
        let registry = storage.open().await;
        let releases = registry.ledger.releases_since(0).await.unwrap();
        let there: BTreeMap<String, String> = releases
            .iter()
            .filter(|r| r.module == "team/text/aws")
            .map(|r| (r.version.clone(), r.archive.clone()))
            .collect();
        assert_eq!(there, acknowledged);
        let mut entries = 0;
        let ours = |subject: &str| subject.starts_with("team/text/aws ");
        let count = registry.ledger.verify_log(|entry| {
            entries += usize::from(entry.action == "publish" && ours(&entry.subject));
        });
        count.await.unwrap();
        assert_eq!(entries, acknowledged.len());
        let found = registry.scrub(&Caller::operator(), &Scrub::default()).await.unwrap();
        assert_eq!(found.faults, []);
    });
}

#[test]
#[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
fn p02_atomic_a_database_that_crashes_again_and_again_loses_nothing_that_was_acknowledged() {
    let sandbox = Sandbox::new();
    let mut postgres = Postgres::own();
    let database = postgres.database();
    let served = serve(&sandbox, "data", &database, None);
    let token = served.admin_token();
    let mut acknowledged = BTreeMap::new();
    let mut number = 0;
    for round in 0..6_u64 {
        let stop = AtomicBool::new(false);
        let count = AtomicUsize::new(0);
        let told: Vec<(String, String)> = std::thread::scope(|scope| {
            let publisher = scope.spawn(|| {
                let mut told = Vec::new();
                while !stop.load(Ordering::SeqCst) {
                    number += 1;
                    let version = format!("1.0.{number}");
                    let Ok(answer) = publish(&served.url, &token, &version) else { continue };
                    if answer.status() == 201 {
                        let release: serde_json::Value = answer.json().unwrap();
                        told.push((version, release["archive"].as_str().unwrap().to_owned()));
                        count.fetch_add(1, Ordering::SeqCst);
                    }
                }
                told
            });
            until("one is published", Duration::from_secs(60), || count.load(Ordering::SeqCst) > 0);
            std::thread::sleep(Duration::from_millis(round * 73 % 200));
            postgres.stop();
            stop.store(true, Ordering::SeqCst);
            let told = publisher.join().unwrap();
            postgres.go();
            told
        });
        acknowledged.extend(told);
    }
    until("the database is back", Duration::from_secs(20), || {
        publish(&served.url, &token, "2.0.0").is_ok_and(|answer| answer.status() == 201)
    });
    assert!(acknowledged.len() >= 6, "{acknowledged:?}");
    block_on(async {
        let mut options = pavestone::registry::Options::in_folder(
            camino::Utf8PathBuf::from_path_buf(sandbox.path("data")).unwrap().as_path(),
        );
        options.database = database;
        let registry = pavestone::registry::Registry::open(options).await.unwrap();
        let releases = registry.ledger.releases_since(0).await.unwrap();
        for (version, archive) in &acknowledged {
            let found =
                releases.iter().find(|r| r.module == "team/text/aws" && r.version == *version);
            assert_eq!(found.map(|r| &r.archive), Some(archive), "{version}");
        }
        let found = registry.scrub(&Caller::operator(), &Scrub::default()).await.unwrap();
        assert_eq!(found.faults, []);
    });
}
