//! Terraform's own settings, found where Terraform finds them.

use camino::{Utf8Path, Utf8PathBuf};

use super::registry;
use crate::app::installed::Root;
use crate::store::{Registries, read_file};
use crate::terraform::CliConfig;

/// Largest file of settings that is read, in bytes.
const MAX_BYTES: u64 = 1_000_000;

/// How the registries that modules come from are found and called: by Terraform's settings, or by
/// the one address that was given.
pub(super) fn registries(words: &registry::Words) -> Registries {
    Registries {
        config: config(),
        address: words.address().map(str::to_owned),
        ca: words.ca().map(Utf8Path::to_owned),
        token: variable("PAVE_TOKEN"),
    }
}

/// A root module's folder, with where Terraform keeps what it installs.
pub(super) fn root(dir: &Utf8Path) -> Root {
    let data = variable("TF_DATA_DIR").unwrap_or_else(|| ".terraform".to_owned());
    Root { dir: dir.to_owned(), data: data.into() }
}

/// What Terraform's settings say of hosts, in the order in which it asks: variables of the
/// environment, its file, and what `terraform login` has kept.
pub(super) fn config() -> CliConfig {
    let mut config = CliConfig::default();
    let home = variable("HOME").map(Utf8PathBuf::from);
    let named = variable("TF_CLI_CONFIG_FILE").or_else(|| variable("TERRAFORM_CONFIG"));
    let file = named.map(Utf8PathBuf::from);
    let file = file.or_else(|| Some(home.as_ref()?.join(".terraformrc")));
    let text = |path: Option<Utf8PathBuf>| {
        // A file that is not there says nothing, and Terraform is the one to complain of others.
        path.and_then(|path| read_file(&path, MAX_BYTES).ok())
            .and_then(|b| String::from_utf8(b).ok())
    };
    let is_json = file.as_ref().is_some_and(|file| file.extension() == Some("json"));
    match text(file) {
        Some(text) if is_json => config.read_credentials(&text),
        Some(text) => config.read(&text),
        None => {}
    }
    let credentials = home.map(|home| home.join(".terraform.d/credentials.tfrc.json"));
    if let Some(text) = text(credentials) {
        config.read_credentials(&text);
    }
    for (name, value) in std::env::vars_os() {
        if let (Some(name), Some(value)) = (name.to_str(), value.to_str()) {
            config.read_variable(name, value);
        }
    }
    config
}

/// A variable of the environment that says something.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
