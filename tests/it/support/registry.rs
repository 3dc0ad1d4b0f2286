//! A registry that the built `pave` serves on a port of its own, until the value is dropped.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::pave::{PAVE, Sandbox};

/// How long a server may take until it says where it is.
const START: Duration = Duration::from_secs(60);

/// A registry that is being served.
pub(crate) struct Served {
    child: Child,
    /// Its address, `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    /// Its folder.
    pub(crate) data: PathBuf,
}

impl Served {
    /// `pave serve` in a sandbox, with the data folder `data` there and any port that is free.
    #[track_caller]
    pub(crate) fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        let mut command = sandbox.command(PAVE);
        command.args(["serve", "--data", "data", "--listen", "127.0.0.1:0"]).args(args);
        Self::of(command, sandbox.path("data"))
    }

    /// Starts a command that serves, and waits until it says where.
    #[track_caller]
    pub(crate) fn of(mut command: Command, data: PathBuf) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            // Read to the end, so that the server never waits for a reader.
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let url = loop {
            match told.recv_timeout(START) {
                Ok(line) => {
                    if let Some(rest) = line.strip_prefix("serving ") {
                        break rest.split(',').next().unwrap().to_owned();
                    }
                }
                Err(_) => {
                    let _ = child.kill();
                    panic!("the server does not say where it is");
                }
            }
        };
        Self { child, url, data }
    }

    /// The id of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has ended by itself.
    #[track_caller]
    pub(crate) fn wait(&mut self) {
        assert!(self.child.wait().unwrap().success(), "the server did not end well");
    }

    /// Kills it as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The settings by which Terraform finds it.
    pub(crate) fn terraform_rc(&self) -> PathBuf {
        self.data.join("terraform.rc")
    }

    /// The text of an administrator's token.
    pub(crate) fn admin_token(&self) -> String {
        std::fs::read_to_string(self.data.join("admin.token")).unwrap().trim().to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes requests as a program would: no redirects, every status an answer.
pub(crate) fn http() -> reqwest::blocking::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::blocking::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}
