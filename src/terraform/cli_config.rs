//! What Terraform's own settings (`.terraformrc`, `credentials.tfrc.json`) say of hosts: where their
//! services are, and the tokens for them.
//!
//! Reads those two kinds of block and nothing else; what cannot be read is passed over, since
//! Terraform is the one to complain of it.

use std::collections::BTreeMap;

use crate::hcl::syntax::{Block, ExprKind, ObjectKey};
use crate::hcl::{self, syntax::Expr};

/// What is known of hosts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CliConfig {
    /// The address of the module registry by host, where a `host` block names it.
    pub modules: BTreeMap<String, String>,
    /// The token by host.
    pub tokens: BTreeMap<String, String>,
}

impl CliConfig {
    /// Adds what a file in Terraform's language says, over what is known.
    pub fn read(&mut self, text: &str) {
        let parsed = hcl::parse(text);
        for block in parsed.file.body.blocks() {
            let Some(host) = block.labels.first().map(|label| label.text.to_lowercase()) else {
                continue;
            };
            if block.kind.text == "host"
                && let Some(url) = attribute(block, "services").and_then(|v| field(v, "modules.v1"))
            {
                self.modules.insert(host, url);
            } else if block.kind.text == "credentials"
                && let Some(token) = attribute(block, "token").and_then(Expr::as_str)
            {
                self.tokens.insert(host, token.to_owned());
            }
        }
    }

    /// Adds the tokens of `credentials.tfrc.json`, which `terraform login` writes; those that are
    /// known stay.
    pub fn read_credentials(&mut self, json: &str) {
        let value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        let hosts = value.get("credentials").and_then(serde_json::Value::as_object);
        for (host, said) in hosts.into_iter().flatten() {
            if let Some(token) = said.get("token").and_then(serde_json::Value::as_str) {
                self.tokens.entry(host.to_lowercase()).or_insert_with(|| token.to_owned());
            }
        }
    }

    /// Adds the token of a variable of the environment, over what is known:
    /// `TF_TOKEN_registry_acme_example`.
    pub fn read_variable(&mut self, name: &str, value: &str) {
        if let Some(host) = name.strip_prefix("TF_TOKEN_").filter(|host| !host.is_empty()) {
            // A host has no `_`, so each stands for something that a name cannot hold.
            let host = host.replace("__", "-").replace('_', ".").to_lowercase();
            if !value.trim().is_empty() {
                self.tokens.insert(host, value.trim().to_owned());
            }
        }
    }
}

fn attribute<'b, 's>(block: &'b Block<'s>, name: &str) -> Option<&'b Expr<'s>> {
    block.body.attribute(name).map(|attribute| &attribute.value)
}

fn field(object: &Expr<'_>, name: &str) -> Option<String> {
    let ExprKind::Object(items) = &object.kind else { return None };
    let item = items.iter().find(|item| match &item.key {
        ObjectKey::Name(ident) => ident.text == name,
        ObjectKey::Expr(key) => key.as_str() == Some(name),
    })?;
    item.value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_tokens_are_read_from_everywhere_that_terraform_reads_them() {
        let mut config = CliConfig::default();
        config.read(
            "plugin_cache_dir = \"x\"\n\
             host \"Registry.Acme.example\" {\n  services = {\n    \"modules.v1\" = \
             \"http://127.0.0.1:8080/v1/modules/\"\n  }\n}\n\
             credentials \"registry.acme.example\" {\n  token = \"a\"\n}\n",
        );
        config.read_credentials(
            r#"{"credentials":{"registry.acme.example":{"token":"b"},"x.example":{"token":"c"}}}"#,
        );
        config.read_variable("TF_TOKEN_my__mods_acme_example", "d\n");
        config.read_variable("TF_TOKEN_", "e");
        config.read_variable("TF_TOKEN_x_example", "");
        insta::assert_debug_snapshot!(config, @r#"
        CliConfig {
            modules: {
                "registry.acme.example": "http://127.0.0.1:8080/v1/modules/",
            },
            tokens: {
                "my-mods.acme.example": "d",
                "registry.acme.example": "a",
                "x.example": "c",
            },
        }
        "#);
    }
}
