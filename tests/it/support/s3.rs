//! A real server that speaks S3, `s3s-fs`, with one bucket in a folder that is gone afterwards.
//!
//! A test that uses it is marked `#[cfg_attr(no_s3, ignore = "s3s-fs is not installed")]`.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::stop::Beside;

/// How long it may take to start.
const START: Duration = Duration::from_secs(10);
const BUCKET: &str = "modules";
const KEY: &str = "test-key";
const SECRET: &str = "test-secret";

/// A server that speaks S3.
pub(crate) struct S3 {
    folder: PathBuf,
    port: u16,
    running: Option<Beside>,
}

impl S3 {
    /// The one that tests share: each takes a prefix of its own.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<S3> = OnceLock::new();
        SHARED.get_or_init(Self::own)
    }

    /// One for a test that stops it.
    #[track_caller]
    pub(crate) fn own() -> Self {
        let folder = tempfile::Builder::new().prefix("pave-s3-").tempdir().unwrap().keep();
        std::fs::create_dir(folder.join(BUCKET)).unwrap();
        let mut server = Self { folder, port: 0, running: None };
        // Somebody else may take the port between looking and taking.
        for _ in 0..5 {
            server.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if server.try_go() {
                return server;
            }
        }
        panic!("s3s-fs does not start");
    }

    /// Starts it again after it was stopped, on the same port.
    #[track_caller]
    pub(crate) fn go(&mut self) {
        assert!(self.try_go(), "s3s-fs does not start");
    }

    fn try_go(&mut self) -> bool {
        let (folder, port) = (self.folder.display(), self.port);
        let line = format!(
            "{} --host 127.0.0.1 --port {port} --access-key {KEY} --secret-key {SECRET} {folder}",
            program().display()
        );
        let after = format!("[ -e {folder}.kept ] || rm -rf {folder}");
        self.running = Some(Beside::start(&line, "KILL", &after));
        let deadline = Instant::now() + START;
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if Instant::now() > deadline {
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        true
    }

    /// Stops it at once; what it holds stays.
    pub(crate) fn stop(&mut self) {
        let kept = self.folder.with_extension("kept");
        std::fs::write(&kept, "").unwrap();
        drop(self.running.take());
        std::fs::remove_file(kept).unwrap();
    }

    /// A place of its own in the bucket.
    pub(crate) fn prefix(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        format!("s3://{BUCKET}/p{}", COUNT.fetch_add(1, Ordering::Relaxed))
    }

    /// What a program finds it by.
    pub(crate) fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ]
    }

    /// The store of a prefix, for a registry in this process.
    pub(crate) fn blobs(&self, prefix: &str) -> pavestone::store::Blobs {
        let path = prefix.strip_prefix(&format!("s3://{BUCKET}/")).unwrap();
        let store = object_store::aws::AmazonS3Builder::new()
            .with_endpoint(format!("http://127.0.0.1:{}", self.port))
            .with_allow_http(true)
            .with_bucket_name(BUCKET)
            .with_region("us-east-1")
            .with_access_key_id(KEY)
            .with_secret_access_key(SECRET)
            .build()
            .unwrap();
        let store = object_store::prefix::PrefixStore::new(store, path);
        pavestone::store::Blobs::over(std::sync::Arc::new(store))
    }

    /// The file of a blob.
    pub(crate) fn file(&self, prefix: &str, blob: &str) -> PathBuf {
        let prefix = prefix.strip_prefix("s3://").unwrap();
        self.folder.join(prefix).join(format!("blobs/sha256/{}/{blob}.tar.gz", &blob[..2]))
    }
}

/// The file that `PAVE_S3S` names, or `s3s-fs` on the PATH.
#[track_caller]
fn program() -> PathBuf {
    if let Some(file) = std::env::var_os("PAVE_S3S") {
        return file.into();
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).map(|dir| dir.join("s3s-fs")).find(|f| f.is_file());
    found.expect("s3s-fs was there when the tests were built: `touch build.rs`")
}
