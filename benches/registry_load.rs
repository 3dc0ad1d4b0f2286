//! What the registry answers under load, beside a bare handler that sends the same bytes.
//!
//! `cargo bench --bench registry_load` starts the built `pave serve`, a bare axum server with the
//! same answers, nginx with the same answers as files where it is installed, and NORA in front of
//! pave's registry where it is installed, and asks all of them in turn with `wrk`, round after
//! round, so that what else the machine does hits all alike. `ROUNDS` and `SECONDS` say how often
//! and for how long. Prints medians; a ratio is to the bare handler in the same round.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

const VERSIONS: &str = "/v1/modules/platform/postgres/aws/versions";
const DOWNLOAD: &str = "/v1/modules/platform/postgres/aws/1.0.0/download";
const BARE: &str = "PAVE_BENCH_BARE";

fn main() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let Some(folder) = std::env::var_os(BARE) {
        return bare(Path::new(&folder));
    }
    // `cargo bench` asks every bench to run; elsewhere there is nothing to measure.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    if Command::new("wrk").arg("--version").output().is_err() {
        println!("left out: wrk is not installed");
        return;
    }
    let number = |name: &str, otherwise: usize| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    measure(number("ROUNDS", 5), number("SECONDS", 3));
}

/// A process that is ended with the value.
struct Server {
    name: &'static str,
    url: String,
    paths: [String; 2],
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // nginx ends its workers only when it is asked to end.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        std::thread::sleep(Duration::from_millis(300));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn measure(rounds: usize, seconds: usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut servers = vec![pave(folder.path())];
    save_answers(&servers[0].url, folder.path());
    servers.push(bare_process(folder.path()));
    servers.extend(nginx(folder.path()));
    servers.extend(nora(folder.path(), &servers[0].url));
    let mut rates: BTreeMap<(usize, usize), Vec<(f64, f64)>> = BTreeMap::new();
    for _ in 0..rounds {
        for route in 0..2 {
            for (index, server) in servers.iter().enumerate() {
                let url = format!("{}{}", server.url, server.paths[route]);
                rates.entry((route, index)).or_default().push(wrk(&url, seconds));
            }
        }
    }
    println!("{rounds} rounds of {seconds} s, 32 connections; medians");
    println!("{:10} {:22} {:>10} {:>9} {:>9}", "route", "server", "req/s", "p99 ms", "to bare");
    for (route, name) in ["versions", "download"].into_iter().enumerate() {
        let bare = &rates[&(route, 1)];
        for (index, server) in servers.iter().enumerate() {
            let own = &rates[&(route, index)];
            let ratios = own.iter().zip(bare).map(|(own, bare)| own.0 / bare.0);
            println!(
                "{name:10} {:22} {:>10.0} {:>9.2} {:>9.2}",
                server.name,
                median(own.iter().map(|r| r.0)),
                median(own.iter().map(|r| r.1)),
                median(ratios),
            );
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Requests a second, and the 99th percentile in milliseconds.
fn wrk(url: &str, seconds: usize) -> (f64, f64) {
    let duration = format!("-d{seconds}s");
    let output = Command::new("wrk").args(["-t2", "-c32", &duration, "--latency", url]).output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    let after = |label: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(label));
        line.unwrap_or_else(|| panic!("no {label} in\n{text}")).trim().to_owned()
    };
    assert!(!text.contains("Non-2xx"), "{url}\n{text}");
    let latency = after("99%");
    let digits = latency.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &latency[digits.len()..];
    let scale = match unit {
        "us" => 0.001,
        "ms" => 1.0,
        "s" => 1000.0,
        other => panic!("{other} is no unit of wrk"),
    };
    (after("Requests/sec:").parse().unwrap(), digits.parse::<f64>().unwrap() * scale)
}

fn pave(folder: &Path) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pave"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--data"])
        .arg(folder.join("data"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("serving "));
    let url = first.unwrap()["serving ".len()..].split(',').next().unwrap().to_owned();
    std::thread::spawn(move || lines.for_each(drop));
    Server { name: "pave", url, paths: [VERSIONS, DOWNLOAD].map(str::to_owned), child }
}

/// Keeps what pave answers, head and body, for the others to send.
fn save_answers(url: &str, folder: &Path) {
    for (name, path) in [("versions", VERSIONS), ("download", DOWNLOAD)] {
        let answer = reqwest::blocking::get(format!("{url}{path}")).unwrap();
        let head: Vec<(String, String)> = answer
            .headers()
            .iter()
            .filter(|(name, _)| !["date", "content-length"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let status = answer.status().as_u16();
        let answer =
            serde_json::json!({ "status": status, "head": head, "body": answer.text().unwrap() });
        fs::write(folder.join(name), answer.to_string()).unwrap();
    }
}

fn answer(folder: &Path, name: &str) -> (StatusCode, HeaderMap, Bytes) {
    let text = fs::read(folder.join(name)).unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let status = StatusCode::from_u16(u16::try_from(answer["status"].as_u64().unwrap()).unwrap());
    let mut headers = HeaderMap::new();
    for pair in answer["head"].as_array().unwrap() {
        let part = |i: usize| pair[i].as_str().unwrap();
        let name = axum::http::HeaderName::try_from(part(0)).unwrap();
        headers.append(name, part(1).parse().unwrap());
    }
    (status.unwrap(), headers, answer["body"].as_str().unwrap().to_owned().into())
}

/// A handler that sends what was kept, and nothing else.
fn bare(folder: &Path) {
    let handler = |name: &str| {
        let (status, headers, body) = answer(folder, name);
        get(move || async move {
            let response: Response = (status, headers, Body::from(body)).into_response();
            response
        })
    };
    let router = axum::Router::<()>::new()
        .route("/v1/modules/{namespace}/{name}/{system}/versions", handler("versions"))
        .route("/v1/modules/{namespace}/{name}/{system}/{version}/download", handler("download"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        axum::serve(listener, router).await.unwrap();
    });
}

fn bare_process(folder: &Path) -> Server {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env(BARE, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let paths = [VERSIONS, DOWNLOAD].map(str::to_owned);
    Server { name: "bare axum handler", url: line.trim().to_owned(), paths, child }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn wait_for(url: &str) {
    let client = reqwest::blocking::Client::builder().timeout(Duration::from_secs(2));
    let client = client.build().unwrap();
    for _ in 0..500 {
        if client.get(url).send().is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("nothing answers at {url}");
}

/// nginx: the ceiling of the machine.
fn nginx(folder: &Path) -> Option<Server> {
    let program = ["nginx", "/usr/sbin/nginx"];
    let program = program.into_iter().find(|p| Command::new(p).arg("-v").output().is_ok())?;
    let port = free_port();
    let (_, _, versions) = answer(folder, "versions");
    let (_, head, _) = answer(folder, "download");
    fs::create_dir(folder.join("nginx")).unwrap();
    fs::write(folder.join("nginx/versions"), versions).unwrap();
    let place = head["x-terraform-get"].to_str().unwrap();
    let shown = folder.display();
    let settings = format!(
        "worker_processes 2; daemon off; pid {shown}/nginx.pid; error_log stderr crit;\n\
         events {{ worker_connections 1024; }}\n\
         http {{ access_log off; default_type application/json; client_body_temp_path {shown};\n\
         proxy_temp_path {shown}; fastcgi_temp_path {shown}; uwsgi_temp_path {shown}; \
         scgi_temp_path {shown}; keepalive_requests 1000000000;\n\
         server {{ listen 127.0.0.1:{port}; root {shown}/nginx;\n\
         location /download {{ add_header X-Terraform-Get \"{place}\"; return 204; }} }} }}\n"
    );
    fs::write(folder.join("nginx.conf"), settings).unwrap();
    let child = Command::new(program).arg("-c").arg(folder.join("nginx.conf")).spawn().unwrap();
    let url = format!("http://127.0.0.1:{port}");
    wait_for(&format!("{url}/versions"));
    let paths = ["/versions", "/download"].map(str::to_owned);
    Some(Server { name: "nginx, files", url, paths, child })
}

/// NORA, a registry in Rust that passes the protocol on and keeps the answers.
fn nora(folder: &Path, upstream: &str) -> Option<Server> {
    Command::new("nora").arg("--version").output().ok()?;
    let port = free_port();
    let child = Command::new("nora")
        .arg("serve")
        .current_dir(folder)
        .env("NORA_HOST", "127.0.0.1")
        .env("NORA_PORT", port.to_string())
        .env("NORA_STORAGE_PATH", folder.join("nora"))
        .env("NORA_TF_ENABLED", "true")
        .env("NORA_TF_PROXY", upstream)
        .env("NORA_AUTH_ENABLED", "false")
        .env("NORA_RATE_LIMIT_ENABLED", "false")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let url = format!("http://127.0.0.1:{port}");
    let paths = [VERSIONS, DOWNLOAD].map(|path| format!("/terraform{path}"));
    wait_for(&format!("{url}{}", paths[0]));
    Some(Server { name: "NORA, in front of pave", url, paths, child })
}
