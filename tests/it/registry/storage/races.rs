//! Many publishers at once, over HTTP, against one server and against two.

use std::collections::BTreeMap;
use std::sync::Barrier;

use pavestone::store::sha256;

use crate::support::postgres::block_on;
use crate::support::registry::{Served, http};
use crate::support::storage::Storage;
use crate::support::tiny;

/// Publishes; returns the status and the release, where it was told. A server that is busy is asked
/// again.
fn put(served: &Served, token: &str, path: &str, body: &[u8]) -> (u16, serde_json::Value) {
    let url = format!("{}/api/v1/modules/{path}", served.url);
    for _ in 0..200 {
        let answer = http().put(&url).bearer_auth(token).body(body.to_vec()).send().unwrap();
        let status = answer.status().as_u16();
        if status != 503 {
            return (status, answer.json().unwrap());
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{url} is always busy");
}

/// Sends two contents many times at once to these servers, and sees that one of them won.
fn race(storage: &Storage, servers: &[Served], token: &str) {
    const PUBLISHERS: usize = 12;
    for version in ["1.0.0", "1.0.1", "1.0.2"] {
        let path = format!("race/text/aws/{version}");
        let barrier = Barrier::new(PUBLISHERS);
        let answers: Vec<(usize, u16, serde_json::Value)> = std::thread::scope(|scope| {
            let publish = |i: usize| {
                let (path, barrier) = (&path, &barrier);
                scope.spawn(move || {
                    let body =
                        tiny::tar_gz("text", version, if i.is_multiple_of(2) { "a" } else { "b" });
                    let served = &servers[(i / 2) % servers.len()];
                    barrier.wait();
                    let (status, release) = put(served, token, path, &body);
                    (i % 2, status, release)
                })
            };
            let threads: Vec<_> = (0..PUBLISHERS).map(publish).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let created: Vec<_> = answers.iter().filter(|(_, status, _)| *status == 201).collect();
        assert_eq!(created.len(), 1, "{answers:?}");
        let (winner, _, release) = created[0];
        for (content, status, told) in &answers {
            let expected: &[u16] = if content == winner { &[200, 201] } else { &[409] };
            assert!(expected.contains(status), "{answers:?}");
            if content == winner {
                assert_eq!(told["archive"], release["archive"]);
            }
        }
        // One row, and its bytes are the winner's.
        block_on(async {
            let registry = storage.open().await;
            let releases = registry.ledger.releases_since(0).await.unwrap();
            let rows: Vec<_> = releases
                .iter()
                .filter(|r| r.module == "race/text/aws" && r.version == version)
                .collect();
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0].archive, release["archive"]);
            let marker = if *winner == 0 { "a" } else { "b" };
            let tree = tiny::tree("text", version, marker);
            let packed = pavestone::release::pack_released(&tree).unwrap();
            assert_eq!(rows[0].archive, sha256(&packed.bytes));
            let bytes = registry.archive(&rows[0].archive).await.unwrap();
            assert_eq!(bytes, packed.bytes);
            registry.ledger.verify_log(|_| {}).await.unwrap();
        });
    }
}

#[test]
fn p01_immutable_one_of_many_publishers_wins() {
    let storage = Storage::folder();
    let served = storage.serve("data");
    let token = served.admin_token();
    race(&storage, &[served], &token);
}

#[test]
#[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
fn p01_immutable_one_of_many_publishers_wins_on_two_servers() {
    let storage = Storage::cloud();
    let first = storage.serve("first");
    let second = storage.serve("second");
    let token = first.admin_token();
    race(&storage, &[first, second], &token);
}

#[test]
#[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
fn two_servers_that_start_together_release_the_catalog_once() {
    let storage = Storage::cloud();
    let servers: Vec<Served> = std::thread::scope(|scope| {
        let start = |name| {
            scope.spawn({
                let storage = &storage;
                move || storage.serve(name)
            })
        };
        let threads: Vec<_> = ["first", "second"].map(start).into();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let listed: Vec<BTreeMap<String, String>> =
        servers.iter().map(versions_of_the_catalog).collect();
    assert_eq!(listed[0], listed[1]);
    block_on(async {
        let registry = storage.open().await;
        let mut published = 0;
        let mut approved = 0;
        let count = registry.ledger.verify_log(|entry| {
            published += u32::from(entry.action == "publish");
            approved += u32::from(entry.action == "approve");
        });
        count.await.unwrap();
        assert_eq!((published, approved), (12, 12));
    });
}

/// The answers to `versions` for the modules of the catalog.
fn versions_of_the_catalog(served: &Served) -> BTreeMap<String, String> {
    ["queue", "postgres", "network"]
        .into_iter()
        .map(|name| {
            let url = format!("{}/v1/modules/platform/{name}/aws/versions", served.url);
            let answer = http().get(url).send().unwrap();
            assert_eq!(answer.status(), 200, "{name}");
            (name.to_owned(), answer.text().unwrap())
        })
        .collect()
}
