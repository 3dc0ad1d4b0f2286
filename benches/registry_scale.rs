//! A registry with 100,000 releases in 5,000 modules beside one with 100 in 5: how long it takes to
//! start, how much memory it has, how quickly it answers `versions` and what people look at.
//!
//! The ledgers are filled directly; the built `pave serve` is measured over HTTP on loopback. Ends
//! with 1 where a promise of docs/explanation/storage.md is not kept.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::exit,
    reason = "a measurement"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pavestone::registry::Caller;
use pavestone::store::ledger::{Ledger, NewRelease, Outcome, Release, ReleaseDetails};
use pavestone::store::sha256;

const PAVE: &str = env!("CARGO_BIN_EXE_pave");
const CONNECTIONS: usize = 32;
/// How often each is asked in turn, so that what else the machine does hits both alike.
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_secs(2);
const STARTS: usize = 5;

/// A registry, and what was measured of it.
struct Filled {
    modules: usize,
    releases: usize,
    starts: Vec<Duration>,
    server: Server,
    rounds: Vec<Round>,
    // Goes last: the server is in it.
    _folder: tempfile::TempDir,
}

/// What people look at: the list, what a search shows while one types, and a search by API.
const LOOKED_AT: [&str; 3] =
    ["/", "/?q=message+queue&part=results", "/v1/modules/search?q=message%20queue"];

/// A while of asking.
struct Round {
    per_second: f64,
    p50: Duration,
    p99: Duration,
}

fn main() {
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let mut registries = [(5, 20), (5_000, 20)].map(|(modules, versions)| made(modules, versions));
    for _ in 0..ROUNDS {
        for registry in &mut registries {
            registry.rounds.push(ask(&registry.server.address, registry.modules));
        }
    }
    println!("medians of {STARTS} starts, and of {ROUNDS} rounds of {ROUND:?} in turn");
    println!("releases  start     memory   versions/s  p50       p99");
    for registry in &registries {
        println!(
            "{:<8}  {:>6.0} ms  {:>4} MB  {:>10.0}  {:>6.2} ms  {:>6.2} ms",
            registry.releases,
            registry.start().as_secs_f64() * 1000.0,
            registry.server.memory(),
            median(registry.rounds.iter().map(|round| round.per_second)),
            median(registry.rounds.iter().map(|round| round.p50)).as_secs_f64() * 1000.0,
            registry.p99().as_secs_f64() * 1000.0,
        );
    }
    println!("\n{:<40} {:>10} {:>18} {:>10}", "", "releases", "first", "median");
    for path in LOOKED_AT {
        for registry in &registries {
            let (first, median) = look(&registry.server.address, path);
            let [first, median] = [first, median].map(|took| took.as_secs_f64() * 1000.0);
            println!("{path:<40} {:>10} {first:>15.1} ms {median:>7.1} ms", registry.releases);
        }
    }
    let [small, large] = &registries;
    // What one run differs from the next by on a busy machine is not what is looked for.
    let flat = large.p99() <= small.p99().mul_f64(1.25);
    let kept = large.start() < Duration::from_secs(2) && large.server.memory() < 300 && flat;
    println!("{}", if kept { "every promise is kept" } else { "a promise is NOT kept" });
    drop(registries);
    std::process::exit(i32::from(!kept));
}

fn median<T: PartialOrd + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    values[values.len() / 2]
}

/// Makes a registry and starts it.
fn made(modules: usize, versions: usize) -> Filled {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // The first start publishes the catalog, which is not what is measured.
    drop(Server::start(folder.path()));
    let filled = Instant::now();
    runtime.block_on(fill(folder.path(), modules, versions));
    let releases = modules * versions;
    println!("filled {releases} releases in {:.1?}", filled.elapsed());
    let start = |_| Server::start(folder.path()).1;
    let starts = (1..STARTS).map(start).collect();
    let (server, last) = Server::start(folder.path());
    let mut made =
        Filled { modules, releases, starts, server, rounds: Vec::new(), _folder: folder };
    made.starts.push(last);
    made
}

impl Filled {
    fn start(&self) -> Duration {
        median(self.starts.iter().copied())
    }

    fn p99(&self) -> Duration {
        median(self.rounds.iter().map(|round| round.p99))
    }
}

async fn fill(folder: &Path, modules: usize, versions: usize) {
    let url = format!("sqlite://{}?mode=rwc", folder.join("ledger.db").display());
    let ledger = Ledger::open(&url).await.unwrap();
    // What pages show is read of the newest release of each module, and is that of a real one.
    let newest = ledger.details("platform/queue/aws", "1.0.0").await.unwrap().unwrap();
    let older = ReleaseDetails { details: "{}".to_owned(), ..newest.clone() };
    let mut write = ledger.write(&Caller::operator().by()).await.unwrap();
    let detail = serde_json::json!({ "modules": modules });
    let entry = write.record("fill", "everything", Outcome::Done, &detail).await.unwrap();
    for m in 0..modules {
        let module = format!("team-{}/module-{m}/aws", m % 100);
        assert_eq!(write.claim(&module).await.unwrap(), None);
        for v in 0..versions {
            let details = if v + 1 == versions { &newest } else { &older };
            let release = release(&module, &format!("1.{v}.0"));
            let new = NewRelease { release, details: details.clone() };
            write.insert_release(&new, entry).await.unwrap();
        }
    }
    write.commit().await.unwrap();
    ledger.close().await;
}

/// A release as long as those of real modules are.
fn release(module: &str, version: &str) -> Release {
    let hash = |what: &str| sha256(format!("{what} {module} {version}").as_bytes());
    Release {
        module: module.to_owned(),
        version: version.to_owned(),
        state: "approved".to_owned(),
        reason: String::new(),
        successor: String::new(),
        until: String::new(),
        archive: hash("archive"),
        archive_bytes: 8192,
        tree: format!("h1:{}=", &hash("tree")[..43]),
        source: hash("source"),
        source_bytes: 16_384,
        summary: "An encrypted queue with a dead-letter queue, alarms and a policy.".to_owned(),
        words: "queue\nmessage queue\njobs\nsqs\nfifo\nwork handed over to another system"
            .to_owned(),
        glance: r#"{"owner":"team-integration","provides":["queue"],"needs":["key"],"accepts":[]}"#
            .to_owned(),
        published_by: "token:ci".to_owned(),
        published: 1_760_000_000_000,
        approved_by: "token:reviewer".to_owned(),
        approved: 1_760_000_100_000,
        changed: 0,
    }
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts it; returns how long it took until it answered.
    fn start(data: &Path) -> (Self, Duration) {
        let start = Instant::now();
        let mut child = Command::new(PAVE)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let line = lines.map_while(Result::ok).find(|line| line.starts_with("serving ")).unwrap();
        let address = line.split("http://").nth(1).unwrap().split(',').next().unwrap().to_owned();
        let mut stream = TcpStream::connect(&address).unwrap();
        get(&mut stream, "/healthz", &mut Vec::new());
        (Self { child, address }, start.elapsed())
    }

    /// The most memory that it had, in MB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks for the versions of modules, each in its turn, on several connections.
fn ask(address: &str, modules: usize) -> Round {
    let end = Instant::now() + ROUND;
    let connection = |c: usize| {
        let address = address.to_owned();
        std::thread::spawn(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_nodelay(true).unwrap();
            let mut latencies = Vec::new();
            let mut buffer = Vec::new();
            let mut m = c * 7919;
            while Instant::now() < end {
                m = (m + 104_729) % modules;
                let path = format!("/v1/modules/team-{}/module-{m}/aws/versions", m % 100);
                let start = Instant::now();
                get(&mut stream, &path, &mut buffer);
                latencies.push(start.elapsed());
            }
            latencies
        })
    };
    let threads: Vec<_> = (0..CONNECTIONS).map(connection).collect();
    let mut took: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    took.sort_unstable();
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
    let per_second = took.len() as f64 / ROUND.as_secs_f64();
    Round { per_second, p50: at(0.5), p99: at(0.99) }
}

/// How long the first answer takes, and the median of some more.
fn look(address: &str, path: &str) -> (Duration, Duration) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut took = || {
        let start = Instant::now();
        get(&mut stream, path, &mut Vec::new());
        start.elapsed()
    };
    let first = took();
    (first, median((0..21).map(|_| took())))
}

/// One request on a connection that stays open.
fn get(stream: &mut TcpStream, path: &str, buffer: &mut Vec<u8>) {
    write!(stream, "GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n").unwrap();
    buffer.clear();
    let mut part = [0; 8192];
    loop {
        let read = stream.read(&mut part).unwrap();
        assert!(read > 0, "the server closed the connection");
        buffer.extend_from_slice(&part[..read]);
        let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&buffer[..end]).unwrap().to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        let length = head.split("content-length: ").nth(1).unwrap();
        let length: usize = length.lines().next().unwrap().parse().unwrap();
        if buffer.len() >= end + 4 + length {
            return;
        }
    }
}
