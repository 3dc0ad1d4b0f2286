//! The module registry protocol, point by point as real clients need it.
//!
//! The tests named `point_…` are the points of what a conforming server does.

mod archives;
mod catalog;
mod damage;
mod discovery;
mod download;
mod fuzz;
mod https;
mod installing;
mod read;
mod states;
mod tokens;
mod versions;

use serde_json::Value;

use crate::support::pave::{Ran, Sandbox};
use crate::support::registry::Served;
use crate::support::terraform::terraform;

/// A module that the tests publish.
const MODULE: &str = "acme/greeting/test";

/// The host that the catalog names, under which the settings of a registry have it.
const HOST: &str = "registry.acme.example";

/// Real Terraform in the folder `root` of a sandbox, with settings by which it finds a registry.
struct Client<'s> {
    sandbox: &'s Sandbox,
    env: Vec<(&'static str, String)>,
}

impl<'s> Client<'s> {
    /// One that finds the registry by a `host` block.
    fn new(sandbox: &'s Sandbox, served: &Served) -> Self {
        let rc = served.terraform_rc().to_str().unwrap().to_owned();
        Self { sandbox, env: vec![("TF_CLI_CONFIG_FILE", rc)] }
    }

    /// The same with a variable in its environment.
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    /// Writes a root module of one call, `m`, of the source behind the host.
    fn call(&self, source: &str, version: &str) -> &Self {
        self.calls(&[("m", source, version)])
    }

    /// Writes a root module of calls: name, source behind the host, version constraint.
    fn calls(&self, calls: &[(&str, &str, &str)]) -> &Self {
        let call = |(name, source, version): &(&str, &str, &str)| {
            format!(
                "module \"{name}\" {{\n  source  = \"{HOST}/{source}\"\n  version = \"{version}\"\n\n  \
                 name = \"Ada\"\n}}\n\noutput \"{name}\" {{\n  value = module.{name}.text\n}}\n"
            )
        };
        let text: Vec<String> = calls.iter().map(call).collect();
        self.sandbox.write("root/main.tf", text.join("\n"));
        self
    }

    /// Runs it.
    fn run(&self, words: &[&str]) -> Ran {
        let mut command = self.sandbox.command(terraform());
        command.current_dir(self.sandbox.path("root")).args(words).arg("-no-color");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        Ran::new(command.output().unwrap())
    }

    /// The versions that are installed, by the names of the calls.
    fn installed(&self) -> Vec<(String, String)> {
        let text = self.sandbox.read("root/.terraform/modules/modules.json");
        let json: Value = serde_json::from_str(&text).unwrap();
        let text = |module: &Value, key| module[key].as_str().unwrap_or_default().to_owned();
        let modules = json["Modules"].as_array().unwrap().iter();
        let called = modules.filter(|module| module["Key"] != "");
        called.map(|module| (text(module, "Key"), text(module, "Version"))).collect()
    }

    /// The version of the one call.
    #[track_caller]
    fn version(&self) -> String {
        let installed = self.installed();
        assert_eq!(installed.len(), 1, "{installed:?}");
        installed[0].1.clone()
    }

    /// Whether the files of the call `m` are there.
    fn has_files(&self) -> bool {
        self.sandbox.path("root/.terraform/modules/m/main.tf").exists()
    }
}

/// The text on one line, as Terraform breaks it anywhere and draws a frame before it.
fn one_line(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !["│", "╷", "╵"].contains(word));
    words.collect::<Vec<_>>().join(" ")
}
