//! Releases from the command line: published, approved, deprecated, revoked, looked at.

mod provenance;
mod publish;
mod review;
mod revoke;
mod show;

use std::path::Path;
use std::process::Command;

use crate::support::pave::{PAVE, Ran, Sandbox};
use crate::support::registry::{Served, http};

/// A catalog `acme` in a sandbox, with two modules of which `queue` is one, and a registry that
/// serves nothing of it but its settings.
pub(super) struct Acme {
    pub(super) sandbox: Sandbox,
    pub(super) served: Served,
}

impl Acme {
    /// With this at the end of the catalog's settings.
    #[track_caller]
    pub(super) fn new(settings: &str) -> Self {
        let sandbox = Sandbox::new();
        let made = ["catalog", "new", "acme", "--yes", "--registry", "registry.acme.example"];
        sandbox.pave(&made).ok();
        let mut text = sandbox.read("acme/catalog.yaml");
        text.push_str(settings);
        sandbox.write("acme/catalog.yaml", text);
        let served = Served::start(&sandbox, &["--catalog", "acme"]);
        Self { sandbox, served }
    }

    /// `pave` with the catalog and the registry, as its administrator.
    pub(super) fn pave(&self, args: &[&str]) -> Ran {
        self.pave_as(&self.served.admin_token(), args)
    }

    /// `pave` with the catalog and the registry, with a token.
    pub(super) fn pave_as(&self, token: &str, args: &[&str]) -> Ran {
        Ran::new(self.command(token).args(args).output().unwrap())
    }

    pub(super) fn command(&self, token: &str) -> Command {
        let mut command = self.sandbox.command(PAVE);
        command.args(["--catalog", "acme", "--registry", &self.served.url]);
        command.env("PAVE_TOKEN", token);
        command
    }

    /// A token of somebody with these scopes.
    pub(super) fn token(&self, name: &str, scopes: &[&str]) -> String {
        use pavestone::registry::{Caller, Options, Registry, Scope, TokenRequest};
        let data = camino::Utf8Path::from_path(&self.served.data).unwrap().to_owned();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let token = runtime.block_on(async {
            let registry = Registry::open(Options::in_folder(&data)).await.unwrap();
            let scopes = Scope::ALL.into_iter().filter(|s| scopes.contains(&s.as_str())).collect();
            let request = TokenRequest { name: name.to_owned(), scopes, ..TokenRequest::default() };
            let made = registry.create_token(&Caller::operator(), &request).await.unwrap();
            registry.ledger.close().await;
            made.token
        });
        // The server follows the ledger; it knows the token when it knows its bearer.
        let url = format!("{}/api/v1/modules", self.served.url);
        for _ in 0..200 {
            let answer = http().get(&url).bearer_auth(&token).send().unwrap();
            if answer.status().is_success() {
                return token;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        panic!("the server does not learn of the token");
    }

    /// Changes a file of the module `queue`, and its version.
    #[track_caller]
    pub(super) fn change(&self, version: &str, file: &str, from: &str, to: &str) {
        let path = Path::new("acme/modules/queue").join(file);
        let text = self.sandbox.read(&path);
        assert!(text.contains(from), "{text}");
        self.sandbox.write(&path, text.replace(from, to));
        let card = self.sandbox.read("acme/modules/queue/module.yaml");
        let lines = card.lines().map(|line| match line.starts_with("version:") {
            true => format!("version: \"{version}\"\n"),
            false => format!("{line}\n"),
        });
        self.sandbox.write("acme/modules/queue/module.yaml", lines.collect::<String>());
        let changelog = self.sandbox.read("acme/modules/queue/CHANGELOG.md");
        if !changelog.contains(&format!("## {version}")) {
            let new = format!("# Changelog\n\n## {version}\n\n- A change.\n");
            let changelog = changelog.replacen("# Changelog\n", &new, 1);
            self.sandbox.write("acme/modules/queue/CHANGELOG.md", changelog);
        }
        self.sandbox.pave(&["module", "docs", "acme/modules/queue"]).ok();
    }
}

/// A text without what differs from run to run: hashes, sizes, times, keys.
pub(super) fn steady(text: &str) -> String {
    let mut text = text.to_owned();
    for (pattern, stands) in [
        (r"h1:\S+", "h1:[hash]"),
        (r"sha256:[0-9a-f]+", "sha256:[hash]"),
        (r"\d+ bytes", "[n] bytes"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "[when]"),
        (r"key \S+=", "key [key]"),
    ] {
        text = regex::Regex::new(pattern).unwrap().replace_all(&text, stands).into_owned();
    }
    text
}
