//! Running `pave serve` for others: whether it is well, what it counts and logs, and restarts that
//! nobody notices.

use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::pave::{PAVE, Sandbox};
use crate::support::registry::{Served, http};

/// Sets a flag when it is dropped, also when a test fails.
struct Sets<'f>(&'f AtomicBool);

impl Drop for Sets<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn terminate(pid: u32) {
    assert!(Command::new("kill").args(["-TERM", &pid.to_string()]).status().unwrap().success());
}

#[test]
fn health_and_metrics_are_told_to_anybody() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let get = |path: &str| http().get(format!("{}{path}", served.url)).send().unwrap();
    assert_eq!(get("/healthz").text().unwrap(), "ok\n");
    assert_eq!(get("/readyz").text().unwrap(), "ok\n");
    assert_eq!(get("/v1/modules/platform/postgres/aws/versions").status(), 200);
    assert_eq!(get("/v1/modules/platform/nope/aws/versions").status(), 404);
    assert_eq!(get("/nowhere").status(), 404);
    let metrics = get("/metrics");
    let kind = metrics.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let metrics = metrics.text().unwrap();
    let versions = "path=\"/v1/modules/{namespace}/{name}/{system}/versions\"";
    for line in [
        format!("pave_requests_total{{method=\"GET\",{versions},status=\"2xx\"}} 1"),
        format!("pave_requests_total{{method=\"GET\",{versions},status=\"4xx\"}} 1"),
        "pave_requests_total{method=\"\",path=\"unknown\",status=\"4xx\"} 1".to_owned(),
        format!("pave_request_duration_seconds_count{{method=\"GET\",{versions}}} 2"),
        "pave_releases{state=\"approved\"} 12".to_owned(),
        "pave_modules 12".to_owned(),
    ] {
        assert!(metrics.lines().any(|l| l == line), "{line}\n--- in\n{metrics}");
    }
    assert!(!metrics.contains("postgres"), "a module's name is in the metrics");
}

#[test]
fn a_log_line_has_the_request_id_that_the_client_was_told() {
    let sandbox = Sandbox::new();
    let log = sandbox.path("log");
    let mut command = sandbox.command(PAVE);
    command.args(["serve", "--data", "data", "--listen", "127.0.0.1:0"]);
    command.args(["--log-format", "json", "--log", "debug"]);
    command.stderr(std::fs::File::create(&log).unwrap());
    let served = Served::of(command, sandbox.path("data"));
    let url = format!("{}/v1/modules/platform/nope/aws/versions", served.url);
    let own = http().get(&url).send().unwrap();
    let own = own.headers()["x-request-id"].to_str().unwrap().to_owned();
    let sent = http().get(&url).header("x-request-id", "mine-1").send().unwrap();
    assert_eq!(sent.headers()["x-request-id"], "mine-1");
    let odd = http().get(&url).header("x-request-id", "not an id").send().unwrap();
    assert_ne!(odd.headers()["x-request-id"], "not an id");
    let text = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .filter(|line: &serde_json::Value| line["status"] == 404)
        .collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert_eq!(lines[0]["request"], own);
    assert_eq!(lines[1]["request"], "mine-1");
    assert_eq!(lines[1]["path"], "/v1/modules/platform/nope/aws/versions");
}

#[test]
fn a_filter_of_the_log_that_is_none_is_refused() {
    let refused = crate::support::pave::pave(&["serve", "--log", "=/=", "--data", "data"]);
    insta::assert_snapshot!(refused.expect(2).stderr, @r"
    error: `=/=` filters no log
      cause: invalid filter directive
      help: --log takes a level, such as debug, or one for each part, such as warn,pavestone=debug
    ");
}

/// The socket stays with whoever starts the server, as with systemd's `pave.socket`; what is asked
/// while there is no server waits for the next.
#[test]
fn a_restart_fails_no_request() {
    let sandbox = Sandbox::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let start = || {
        // The socket comes in as standard input and goes on as the first that systemd passes.
        let mut command = sandbox.command("sh");
        let script = "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec pave serve --data data";
        command.args(["-c", script]);
        command.stdin(Stdio::from(OwnedFd::from(listener.try_clone().unwrap())));
        Served::of(command, sandbox.path("data"))
    };
    let mut served = start();
    let url = format!("http://{address}/v1/modules/platform/postgres/aws/versions");
    assert_eq!(served.url, format!("http://{address}"));
    let (done, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let _at_the_end = Sets(&done);
        let askers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        // A connection each, as Terraform makes for archives.
                        let client = http();
                        let answer = client.get(&url).header("connection", "close").send();
                        assert_eq!(answer.unwrap().status(), 200);
                        asked.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        for _ in 0..4 {
            let before = asked.load(Ordering::Relaxed);
            let waiting = Instant::now();
            while asked.load(Ordering::Relaxed) < before + 20 {
                assert!(askers.iter().all(|a| !a.is_finished()), "a request failed");
                assert!(waiting.elapsed() < Duration::from_secs(60));
                std::thread::sleep(Duration::from_millis(5));
            }
            terminate(served.pid());
            served.wait();
            served = start();
        }
        done.store(true, Ordering::Relaxed);
        for asker in askers {
            asker.join().unwrap();
        }
    });
    assert!(asked.load(Ordering::Relaxed) >= 80);
}

#[test]
fn a_request_that_was_begun_is_answered_before_the_server_ends() {
    use std::io::{Read as _, Write as _};
    let sandbox = Sandbox::new();
    let mut served = Served::start(&sandbox, &[]);
    let mut stream = TcpStream::connect(served.url.trim_start_matches("http://")).unwrap();
    let path = "/api/v1/modules/platform/postgres/aws/9.0.0";
    let token = served.admin_token();
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-length: 20\r\nexpect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // That it wants the body shows that the request was begun.
    let mut wants = [0; 25];
    stream.read_exact(&mut wants).unwrap();
    assert_eq!(&wants, b"HTTP/1.1 100 Continue\r\n\r\n");
    terminate(served.pid());
    while TcpStream::connect(served.url.trim_start_matches("http://")).is_ok() {
        std::thread::sleep(Duration::from_millis(10));
    }
    stream.write_all(b"this is no archive.\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    served.wait();
}

#[test]
fn the_first_token_is_made_when_it_can_be_kept_and_not_before() {
    let sandbox = Sandbox::new();
    sandbox.write("data/admin.token/in-the-way", "");
    let words = ["serve", "--listen", "127.0.0.1:0", "--data", "data"];
    let ran = sandbox.pave(&words).expect(3);
    assert!(ran.stderr.contains("data/admin.token"), "{}", ran.stderr);
    std::fs::remove_dir_all(sandbox.path("data/admin.token")).unwrap();
    let mut command = sandbox.command(PAVE);
    command.args(words);
    let served = Served::of(command, sandbox.path("data"));
    let tokens = http().get(format!("{}/api/v1/tokens", served.url));
    let tokens = tokens.bearer_auth(served.admin_token()).send().unwrap();
    assert_eq!(tokens.status(), 200);
    assert_eq!(tokens.json::<serde_json::Value>().unwrap()["tokens"].as_array().unwrap().len(), 1);
}

#[test]
fn an_address_that_is_taken_changes_nothing() {
    let sandbox = Sandbox::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = sandbox.pave(&["serve", "--listen", &address, "--data", "data"]).expect(3);
    assert!(ran.stderr.contains(&format!("cannot listen on {address}")), "{}", ran.stderr);
    assert!(!sandbox.path("data").exists());
}

#[test]
fn what_the_registry_keeps_is_for_who_runs_it_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&served.data), 0o700);
    for file in ["ledger.db", "ledger.db-wal", "admin.token", "terraform.rc"] {
        assert_eq!(mode(&served.data.join(file)), 0o600, "{file}");
    }
}

#[test]
fn addresses_that_are_none_are_refused_with_one_that_is() {
    let listen = crate::support::pave::pave(&["serve", "--listen", ":8080"]).expect(2);
    assert!(listen.stderr.contains("write it like 127.0.0.1:8080"), "{}", listen.stderr);
    let words = ["serve", "--public-url", "registry.acme.example"];
    let public = crate::support::pave::pave(&words).expect(2);
    assert!(public.stderr.contains("https://registry.acme.example"), "{}", public.stderr);
}

#[test]
fn a_database_that_does_not_answer_is_named_with_the_cause_and_without_its_password() {
    let words = ["serve", "--listen", "127.0.0.1:0", "--data", "data"];
    let database = ["--database", "postgres://pave:hunter2@127.0.0.1:1/pave"];
    let ran = Sandbox::new().pave(&[&words[..], &database].concat()).expect(3);
    assert!(ran.stderr.contains("the database on 127.0.0.1:1 cannot be used"), "{}", ran.stderr);
    assert!(ran.stderr.contains("refused"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
}

#[test]
fn the_catalog_built_in_is_not_published_into_a_registry_of_another() {
    let sandbox = Sandbox::new();
    let made = ["catalog", "new", "acme", "--yes", "--registry", "registry.acme.example"];
    sandbox.pave(&made).ok();
    let module = ["--catalog", "acme", "module", "new", "job-queue", "--owner", "team-x"];
    sandbox.pave(&[&module[..], &["--resource", "aws_sqs_queue", "--yes"]].concat()).ok();
    drop(Served::start(&sandbox, &["--catalog", "acme"]));
    let ran = sandbox.pave(&["serve", "--data", "data", "--listen", "127.0.0.1:0"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: the registry is of another catalog than the one that is built in: data
      help: name its catalog with --catalog DIR or in PAVE_CATALOG
    ");
}

#[test]
fn a_module_that_is_not_fit_stops_no_registry_that_serves_others() {
    let sandbox = Sandbox::new();
    let made = ["catalog", "new", "acme", "--yes", "--registry", "registry.acme.example"];
    sandbox.pave(&made).ok();
    let restarted = || {
        let mut command = sandbox.command(PAVE);
        command.args(["serve", "--data", "data", "--listen", "127.0.0.1:0", "--catalog", "acme"]);
        command.stderr(std::fs::File::create(sandbox.path("log")).unwrap());
        let served = Served::of(command, sandbox.path("data"));
        assert_eq!(http().get(format!("{}/readyz", served.url)).send().unwrap().status(), 200);
        drop(served);
        sandbox.read("log")
    };
    let log = restarted();
    assert!(!log.contains("WARN") && !log.contains("ERROR"), "{log}");
    // Other files under a version that is released; and then a version that is too low for them.
    let outputs = "acme/modules/queue/outputs.tf";
    sandbox.write(outputs, sandbox.read(outputs).replace("output \"url\"", "output \"address\""));
    let log = restarted();
    assert!(log.contains("the catalog has other files than what was released"), "{log}");
    let card = "acme/modules/queue/module.yaml";
    sandbox.write(card, sandbox.read(card).replace("0.1.0", "0.1.1"));
    let log = restarted();
    assert!(log.contains("not released") && log.contains("version=\"0.1.1\""), "{log}");
}
