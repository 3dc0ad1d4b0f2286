//! A registry of somebody else: what it answers to each path is said by the test.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::write::GzEncoder;

/// An answer: headers and a body.
#[derive(Clone)]
pub(in crate::registry) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// A registry on a port of its own; its thread ends with the test process.
pub(in crate::registry) struct Fake {
    pub(in crate::registry) host: String,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    pub(in crate::registry) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let answers: Arc<Mutex<BTreeMap<String, Answer>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let shared = (Arc::clone(&answers), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let _ = answer(stream, &shared.0, &shared.1);
            }
        });
        let fake = Self { host, answers, asked };
        fake.json("/.well-known/terraform.json", r#"{"modules.v1":"/v1/modules/"}"#);
        fake
    }

    pub(in crate::registry) fn json(&self, path: &str, body: &str) {
        self.put(path, Answer { status: 200, headers: Vec::new(), body: body.into() });
    }

    pub(in crate::registry) fn bytes(&self, path: &str, body: Vec<u8>) {
        self.put(path, Answer { status: 200, headers: Vec::new(), body });
    }

    /// An answer that is a body, and leads elsewhere for those who follow.
    pub(in crate::registry) fn leads(&self, path: &str, location: &str, body: Vec<u8>) {
        let headers = vec![("X-Terraform-Get".to_owned(), location.to_owned())];
        self.put(path, Answer { status: 200, headers, body });
    }

    /// A module with its versions, each of which is at `location`.
    pub(in crate::registry) fn module(&self, address: &str, versions: &[&str], location: &str) {
        let listed: Vec<String> =
            versions.iter().map(|version| format!("{{\"version\":\"{version}\"}}")).collect();
        let body = format!("{{\"modules\":[{{\"versions\":[{}]}}]}}", listed.join(","));
        self.json(&format!("/v1/modules/{address}/versions"), &body);
        for version in versions {
            let headers = vec![("X-Terraform-Get".to_owned(), location.to_owned())];
            let answer = Answer { status: 204, headers, body: Vec::new() };
            self.put(&format!("/v1/modules/{address}/{version}/download"), answer);
        }
    }

    fn put(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// The paths that were asked for, in order, with the token that was shown.
    pub(in crate::registry) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: TcpStream,
    answers: &Mutex<BTreeMap<String, Answer>>,
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut lines = reader.by_ref().lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut token, mut length) = (String::new(), 0);
    for line in lines.map_while(Result::ok).take_while(|line| !line.is_empty()) {
        match line.split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                token = format!(" {value}");
            }
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            _ => {}
        }
    }
    // What is left unread would end the connection before the answer is.
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    asked.lock().unwrap().push(format!("{path}{token}"));
    let known = answers.lock().unwrap().get(path.split('?').next().unwrap()).cloned();
    let none = Answer { status: 404, headers: Vec::new(), body: b"nothing here".to_vec() };
    let Answer { status, headers, body } = known.unwrap_or(none);
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}

/// A gzipped tar of files.
pub(in crate::registry) fn tar_gz<'f>(
    files: impl IntoIterator<Item = (&'f str, &'f str)>,
) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, text) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, text.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}
