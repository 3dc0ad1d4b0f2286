//! P2: whatever is cut short, and wherever: what was acknowledged is there, whole; what is there was
//! published; nothing is there twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult,
};
use pavestone::registry::{Caller, Registry, Scrub, Transition};
use pavestone::store::Blobs;
use pavestone::store::ledger::{Ledger, Outcome};

use crate::support::postgres::block_on;
use crate::support::s3::S3;
use crate::support::storage::Storage;
use crate::support::tiny::publication;

const MODULE: &str = "team/text/aws";

/// What a publisher said that it was told.
#[derive(Debug, Default)]
struct Told {
    /// What it began to publish.
    begun: BTreeSet<String>,
    /// The archive of each version that it was told is published.
    published: BTreeMap<String, String>,
    approved: BTreeSet<String>,
}

impl Told {
    fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["begun", version] => drop(self.begun.insert(version.to_owned())),
            ["published", version, archive] => {
                self.published.insert(version.to_owned(), archive.to_owned());
            }
            ["approved", version] => drop(self.approved.insert(version.to_owned())),
            _ => {}
        }
    }
}

/// Compares what was acknowledged with what is there.
async fn check(registry: &Registry, told: &Told) {
    registry.refresh().await.unwrap();
    let releases = registry.ledger.releases_since(0).await.unwrap();
    let mut seen = BTreeSet::new();
    for release in &releases {
        assert!(seen.insert(release.version.clone()), "{} is there twice", release.version);
        assert!(told.begun.contains(&release.version), "{} was never begun", release.version);
    }
    // Nothing lost.
    for (version, archive) in &told.published {
        let release = releases.iter().find(|release| release.version == *version);
        let release = release.unwrap_or_else(|| panic!("{version} was acknowledged and is lost"));
        assert_eq!(release.archive, *archive);
        let is_approved = release.state == "approved";
        assert!(is_approved || !told.approved.contains(version), "{version} is not approved");
    }
    // Nothing half visible: every archive is there and is what its name says, and every row is in
    // the log, once.
    let found = registry.scrub(&Caller::operator(), &Scrub::default()).await.unwrap();
    assert_eq!(found.faults, []);
    let mut entries = 0;
    let count = registry.ledger.verify_log(|entry| {
        let done = entry.action == "publish" && entry.outcome == Outcome::Done;
        entries += usize::from(done);
    });
    count.await.unwrap();
    assert_eq!(entries, releases.len());
    for release in releases.iter().filter(|release| release.state == "approved") {
        let download = registry.download(&Caller::anonymous(true), MODULE, &release.version).await;
        assert_eq!(download.unwrap().archive, release.archive);
    }
}

/// Publishes until it is killed: what the test below starts as a process of its own.
#[test]
fn a_publisher_that_is_to_be_killed() {
    let Ok(place) = std::env::var("PAVE_TEST_PUBLISH") else { return };
    let (database, store) = place.split_once('|').unwrap();
    let first: u64 = std::env::var("PAVE_TEST_FROM").unwrap().parse().unwrap();
    let say = |line: String| writeln!(std::io::stdout(), "\n{line}").unwrap();
    block_on(async {
        let mut options = pavestone::registry::Options::in_folder("unused".into());
        options.database = database.to_owned();
        options.store = pavestone::registry::Place::Url(store.to_owned());
        let registry = Registry::open(options).await.unwrap();
        let operator = Caller::operator();
        say("ready".to_owned());
        for number in first.. {
            let version = format!("1.0.{number}");
            say(format!("begun {version}"));
            let published = registry.publish(&operator, publication(MODULE, &version, &version));
            let release = published.await.unwrap().release;
            say(format!("published {version} {}", release.archive));
            let address = MODULE.parse().unwrap();
            registry.transition(&operator, &address, &version, &Transition::Approve).await.unwrap();
            say(format!("approved {version}"));
        }
    });
}

/// Starts the publisher and kills it after a while; returns the number to go on from.
fn publish_until_killed(place: &str, first: u64, wait: Duration, told: &mut Told) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "registry::storage::crash::a_publisher_that_is_to_be_killed",
            "--exact",
            "--nocapture",
        ])
        .env("PAVE_TEST_PUBLISH", place)
        .env("PAVE_TEST_FROM", first.to_string())
        .envs(place.contains("s3://").then(|| S3::shared().environment()).into_iter().flatten())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.by_ref().map_while(Result::ok).any(|line| line == "ready");
    assert!(ready, "the publisher does not start");
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    let before = told.begun.len();
    lines.map_while(Result::ok).for_each(|line| told.hear(&line));
    first + (told.begun.len() - before) as u64
}

/// Kills a publisher many times, at moments that are spread over all that it does.
fn kill_many_times(storage: &Storage, rounds: u64) {
    let options = storage.options();
    let store = match &options.store {
        pavestone::registry::Place::Folder(folder) => format!("file://{folder}"),
        pavestone::registry::Place::Url(url) => url.clone(),
    };
    let place = format!("{}|{store}", options.database);
    let mut told = Told::default();
    // How long one takes depends on the machine and on what else it does.
    let took = block_on(async {
        let registry = storage.open().await;
        let start = std::time::Instant::now();
        let operator = Caller::operator();
        let first = registry.publish(&operator, publication(MODULE, "0.9.0", "first"));
        let release = first.await.unwrap().release;
        told.begun.insert("0.9.0".to_owned());
        told.published.insert("0.9.0".to_owned(), release.archive);
        start.elapsed()
    });
    let mut longest_micros = u64::try_from(took.as_micros()).unwrap() * 3 + 30_000;
    let (mut next, mut before) = (0, 0);
    for round in 0..rounds {
        let wait = Duration::from_micros(round * 7_919 % longest_micros);
        next = publish_until_killed(&place, next, wait, &mut told);
        if round % 10 == 9 || round + 1 == rounds {
            block_on(async { check(&*storage.open().await, &told).await });
            // Kills that never leave time for anything show as little as those that come too late.
            if told.published.len() < before + 4 {
                longest_micros = (longest_micros * 2).min(300_000);
            }
            before = told.published.len();
        }
    }
    let (begun, published) = (told.begun.len(), told.published.len());
    assert!(published as u64 > rounds / 40, "only {published} of {begun} were published");
    // What was cut short can be published again, and then it is as if nothing had been.
    block_on(async {
        let registry = storage.open().await;
        let cut: Vec<_> = told.begun.iter().filter(|v| !told.published.contains_key(*v)).collect();
        for version in cut {
            registry
                .publish(&Caller::operator(), publication(MODULE, version, version))
                .await
                .unwrap();
        }
        check(&registry, &told).await;
    });
}

#[test]
fn p02_atomic_a_publisher_killed_hundreds_of_times_leaves_nothing_half_done() {
    kill_many_times(&Storage::folder(), 200);
}

#[test]
#[cfg_attr(any(no_postgres, no_s3), ignore = "PostgreSQL or s3s-fs is not installed")]
fn p02_atomic_a_publisher_killed_often_on_postgres_and_s3_leaves_nothing_half_done() {
    kill_many_times(&Storage::cloud(), 60);
}

/// How a call to the store goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// It is refused.
    Before,
    /// It is done, and nobody hears of it.
    After,
    /// It never ends.
    Never,
}

/// A store in which one call goes wrong.
#[derive(Debug)]
struct Faulty {
    inner: InMemory,
    /// Calls until then; `usize::MAX` for none.
    left: AtomicUsize,
    wrong: Wrong,
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a store in which one call goes wrong")
    }
}

impl Faulty {
    async fn call<T>(
        &self,
        work: impl Future<Output = object_store::Result<T>>,
    ) -> object_store::Result<T> {
        let left = self.left.load(Ordering::SeqCst);
        if left != usize::MAX && left > 0 {
            self.left.store(left - 1, Ordering::SeqCst);
        }
        if left != 0 {
            return work.await;
        }
        self.left.store(usize::MAX, Ordering::SeqCst);
        if self.wrong == Wrong::After {
            work.await?;
        }
        if self.wrong == Wrong::Never {
            std::future::pending::<()>().await;
        }
        Err(object_store::Error::Generic { store: "faulty", source: "no".into() })
    }
}

#[async_trait::async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        self.call(self.inner.put_opts(location, payload, options)).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.call(self.inner.put_multipart_opts(location, options)).await
    }

    async fn get_opts(
        &self,
        location: &Path,
        options: GetOptions,
    ) -> object_store::Result<GetResult> {
        self.call(self.inner.get_opts(location, options)).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.call(self.inner.list_with_delimiter(prefix)).await
    }

    async fn copy_opts(
        &self,
        from: &Path,
        to: &Path,
        options: CopyOptions,
    ) -> object_store::Result<()> {
        self.call(self.inner.copy_opts(from, to, options)).await
    }
}

#[test]
fn p02_atomic_every_call_to_the_store_may_go_wrong() {
    for wrong in [Wrong::Before, Wrong::After, Wrong::Never] {
        let storage = Storage::folder();
        block_on(async {
            let inner = InMemory::new();
            let store = Arc::new(Faulty { inner, left: AtomicUsize::new(usize::MAX), wrong });
            let options = storage.options();
            let ledger = Ledger::open(&options.database).await.unwrap();
            let blobs = Blobs::over(store.clone());
            let registry = Registry::of(options, ledger, blobs).await.unwrap();
            let operator = Caller::operator();
            let address = MODULE.parse().unwrap();
            let mut told = Told::default();
            for calls in 0.. {
                let version = format!("1.0.{calls}");
                told.begun.insert(version.clone());
                store.left.store(calls, Ordering::SeqCst);
                let publish = registry.publish(&operator, publication(MODULE, &version, &version));
                // A client that waits no longer: what was begun is dropped.
                let done = tokio::time::timeout(Duration::from_secs(2), publish).await;
                let has_failed = store.left.swap(usize::MAX, Ordering::SeqCst) == usize::MAX;
                if let Ok(Ok(done)) = &done {
                    told.published.insert(version.clone(), done.release.archive.clone());
                }
                check(&registry, &told).await;
                // Again, now that all is well.
                let again = publication(MODULE, &version, &version);
                let again = registry.publish(&operator, again).await.unwrap();
                told.published.insert(version.clone(), again.release.archive);
                let approve = Transition::Approve;
                registry.transition(&operator, &address, &version, &approve).await.unwrap();
                told.approved.insert(version);
                check(&registry, &told).await;
                if !has_failed {
                    assert!(calls > 3, "{wrong:?}: only {calls} calls went wrong");
                    break;
                }
            }
        });
    }
}
