//! A real PostgreSQL of the tests' own, on a socket in a folder that is gone afterwards.
//!
//! A test that uses it is marked `#[cfg_attr(no_postgres, ignore = "PostgreSQL is not installed")]`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::Connection as _;

use super::stop::Beside;

/// How long it may take to start.
const START: Duration = Duration::from_secs(30);

/// The user that it runs as where the tests run as root, which it refuses.
const NOBODY: u32 = 65_534;

/// A PostgreSQL server.
pub(crate) struct Postgres {
    folder: PathBuf,
    running: Option<Beside>,
    /// Whether what is committed is on the disk.
    durable: bool,
}

impl Postgres {
    /// The one that tests share: each takes a database of its own.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(false))
    }

    /// One for a test that stops it.
    #[track_caller]
    pub(crate) fn own() -> Self {
        Self::start(true)
    }

    #[track_caller]
    fn start(durable: bool) -> Self {
        let folder = tempfile::Builder::new().prefix("pave-pg-").tempdir().unwrap().keep();
        if is_root() {
            std::os::unix::fs::chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = folder.join("data");
        let made = Command::new("sh")
            .arg("-c")
            .arg(format!(
                "{}{} --auth=trust --encoding=UTF8 --locale=C --username=postgres --no-sync -D {}",
                as_nobody(),
                bin("initdb").display(),
                data.display(),
            ))
            .current_dir("/")
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut server = Self { folder, running: None, durable };
        server.go();
        server
    }

    /// Starts it, after it was stopped too.
    #[track_caller]
    pub(crate) fn go(&mut self) {
        let folder = self.folder.display();
        let fast = if self.durable { "" } else { "-c fsync=off -c full_page_writes=off" };
        let line = format!(
            "cd / && exec {}{} -D {folder}/data -k {folder} -c listen_addresses= \
             -c max_connections=200 -c shared_buffers=32MB {fast}",
            as_nobody(),
            bin("postgres").display(),
        );
        // It removes its folder itself only when the tests are over: `stop` keeps it.
        let after = format!("[ -e {folder}/kept ] || rm -rf {folder}");
        self.running = Some(Beside::start(&format!("({line})"), "QUIT", &after));
        let deadline = Instant::now() + START;
        while !self.answers() {
            assert!(Instant::now() < deadline, "PostgreSQL does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it at once, as a crash does; what it holds stays.
    pub(crate) fn stop(&mut self) {
        let kept = self.folder.join("kept");
        std::fs::write(&kept, "").unwrap();
        drop(self.running.take());
        std::fs::remove_file(kept).unwrap();
    }

    fn answers(&self) -> bool {
        let url = self.url("postgres");
        block_on(async { sqlx::PgConnection::connect(&url).await.is_ok() })
    }

    /// The URL of a database.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("postgres://postgres@localhost/{name}?host={}", self.folder.display())
    }

    /// The URL of a new, empty database.
    #[track_caller]
    pub(crate) fn database(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let name = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let url = self.url("postgres");
        block_on(async {
            let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
            let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
            sqlx::query(create).execute(&mut connection).await.unwrap();
        });
        self.url(&name)
    }
}

/// Runs something asynchronous to its end.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// What stands before a program that must not run as root.
fn as_nobody() -> String {
    match is_root() {
        true => format!("setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups "),
        false => String::new(),
    }
}

/// A program of PostgreSQL, which Debian keeps off the PATH.
#[track_caller]
fn bin(name: &str) -> PathBuf {
    let mut dirs: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    if let Ok(versions) = std::fs::read_dir(Path::new("/usr/lib/postgresql")) {
        dirs.extend(versions.map(|version| version.unwrap().path().join("bin")));
    }
    let found = dirs.iter().map(|dir| dir.join(name)).find(|file| file.is_file());
    found.expect("PostgreSQL was there when the tests were built: `touch build.rs`")
}
