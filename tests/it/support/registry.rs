//! A registry that the built `pave` serves on a port of its own, until the value is dropped.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use reqwest::blocking::{RequestBuilder, Response};
use serde_json::{Value, json};

use super::greeting::{greeting, tar_gz};
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

/// What tests do to a registry before they look at it.
impl Served {
    /// A GET of a path that begins with `/`, with nobody's token.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Response {
        http().get(format!("{}{path}", self.url)).send().unwrap()
    }

    /// The JSON that answers a GET, which must be a success.
    #[track_caller]
    pub(crate) fn json(&self, path: &str) -> Value {
        let response = self.get(path);
        assert_eq!(response.status(), 200, "{path}");
        response.json().unwrap()
    }

    /// Sends a request as administrator.
    #[track_caller]
    pub(crate) fn as_admin(&self, request: RequestBuilder) -> Response {
        request.bearer_auth(self.admin_token()).send().unwrap()
    }

    /// Publishes files as a version of `NAMESPACE/NAME/SYSTEM`, as administrator; whatever comes of it.
    #[track_caller]
    pub(crate) fn publish<B: AsRef<[u8]>>(
        &self,
        module: &str,
        version: &str,
        files: &BTreeMap<String, B>,
    ) -> Response {
        let url = format!("{}/api/v1/modules/{module}/{version}", self.url);
        self.as_admin(http().put(url).body(tar_gz(files)))
    }

    /// Changes the state of a release, as administrator; whatever comes of it. `to` is like
    /// `{"action": "deprecate", "reason": "old"}`.
    #[track_caller]
    pub(crate) fn transition(&self, module: &str, version: &str, to: &Value) -> Response {
        let url = format!("{}/api/v1/modules/{module}/{version}/transition", self.url);
        self.as_admin(http().post(url).json(to))
    }

    /// Publishes a [`greeting`] as a version of a module, which is in review then.
    #[track_caller]
    pub(crate) fn publish_greeting(&self, module: &str, version: &str) {
        let name = module.split('/').nth(1).unwrap();
        let response = self.publish(module, version, &greeting(name, version));
        let status = response.status();
        assert_eq!(status, 201, "{module} {version}: {}", response.text().unwrap());
    }

    /// Publishes a [`greeting`] as a version of a module and approves it.
    #[track_caller]
    pub(crate) fn release(&self, module: &str, version: &str) {
        self.publish_greeting(module, version);
        self.changed(module, version, &json!({ "action": "approve" }));
    }

    /// Changes the state of a release, which must be a success.
    #[track_caller]
    pub(crate) fn changed(&self, module: &str, version: &str, to: &Value) {
        let response = self.transition(module, version, to);
        let status = response.status();
        assert_eq!(status, 200, "{module} {version}: {}", response.text().unwrap());
    }

    /// Deprecates a release.
    #[track_caller]
    pub(crate) fn deprecate(&self, module: &str, version: &str, reason: &str) {
        self.changed(module, version, &json!({ "action": "deprecate", "reason": reason }));
    }

    /// Revokes a release.
    #[track_caller]
    pub(crate) fn revoke(&self, module: &str, version: &str, reason: &str) {
        self.changed(module, version, &json!({ "action": "revoke", "reason": reason }));
    }

    /// The text of a new token, which reads and is in groups.
    #[track_caller]
    pub(crate) fn reader(&self, name: &str, groups: &[&str]) -> String {
        let request = json!({ "name": name, "scopes": ["read"], "groups": groups });
        let made = self.as_admin(http().post(format!("{}/api/v1/tokens", self.url)).json(&request));
        assert!(made.status().is_success(), "{}", made.text().unwrap());
        made.json::<Value>().unwrap()["token"].as_str().unwrap().to_owned()
    }

    /// Limits a namespace or a module to groups.
    #[track_caller]
    pub(crate) fn limit(&self, path: &str, groups: &[&str]) {
        let url = format!("{}/api/v1/access/{path}", self.url);
        let set = self.as_admin(http().put(url).json(&json!({ "groups": groups })));
        assert!(set.status().is_success(), "{}", set.text().unwrap());
    }

    /// Where the archive of a version is, as Terraform is told.
    #[track_caller]
    pub(crate) fn location(&self, module: &str, version: &str) -> String {
        let response = self.get(&format!("/v1/modules/{module}/{version}/download"));
        assert_eq!(response.status(), 204, "{module} {version}");
        response.headers()["x-terraform-get"].to_str().unwrap().to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A module's folder as the body of a request that publishes it.
pub(crate) fn packed(folder: &std::path::Path) -> Vec<u8> {
    let folder = camino::Utf8Path::from_path(folder).unwrap();
    let tree = pavestone::store::read_folder(folder).unwrap();
    pavestone::release::pack(&tree).unwrap().bytes
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
