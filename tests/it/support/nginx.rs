//! The real nginx, which serves a folder as it is.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take until it answers.
const START: Duration = Duration::from_secs(20);

/// nginx, until the value is dropped.
pub(crate) struct Nginx {
    child: Child,
    /// Its address, `http://127.0.0.1:PORT`.
    pub(crate) url: String,
}

impl Nginx {
    /// Serves `root` with these settings in its `server` block, and keeps its own files in `work`.
    ///
    /// A test that calls this is marked `#[cfg_attr(no_nginx, ignore = "...")]`.
    #[track_caller]
    pub(crate) fn start(work: &Path, root: &Path, settings: &str) -> Self {
        std::fs::create_dir_all(work).unwrap();
        // Somebody else may take the port before nginx does, and then another is tried.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let (root, temp) = (root.display(), work.display());
            let text = format!(
                "daemon off;\nmaster_process off;\nworker_processes 1;\npid {temp}/pid;\nerror_log \
                 {temp}/error.log;\nevents {{ }}\nhttp {{\n  access_log off;\n  \
                 client_body_temp_path {temp}/body;\n  proxy_temp_path {temp}/proxy;\n  \
                 fastcgi_temp_path {temp}/fastcgi;\n  uwsgi_temp_path {temp}/uwsgi;\n  \
                 scgi_temp_path {temp}/scgi;\n  types {{ application/json json; text/html html; \
                 text/css css; }}\n  server {{\n    listen 127.0.0.1:{port};\n    root {root};\n    \
                 {settings}\n  }}\n}}\n"
            );
            let file = work.join("nginx.conf");
            std::fs::write(&file, text).unwrap();
            let mut child = Command::new(program())
                .args(["-e", "stderr", "-p"])
                .arg(work)
                .arg("-c")
                .arg(&file)
                .stdin(Stdio::null())
                .spawn()
                .unwrap();
            let started = Instant::now();
            while started.elapsed() < START && child.try_wait().unwrap().is_none() {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return Self { child, url: format!("http://127.0.0.1:{port}") };
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        panic!(
            "nginx does not start: {}",
            std::fs::read_to_string(work.join("error.log")).unwrap()
        );
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, which Debian keeps where only the system looks.
fn program() -> &'static str {
    if Path::new("/usr/sbin/nginx").is_file() { "/usr/sbin/nginx" } else { "nginx" }
}
