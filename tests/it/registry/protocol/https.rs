//! Real Terraform over HTTPS, which is how it discovers a host by itself.

use super::Client;
use crate::support::ca::certificate;
use crate::support::pave::{Ran, Sandbox};
use crate::support::registry::Served;
use crate::support::terraform::terraform;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_discovers_the_registry_over_https_and_installs_from_it() {
    let sandbox = Sandbox::new();
    let tls = certificate(&sandbox);
    let (cert, key) = (tls.cert.to_str().unwrap(), tls.key.to_str().unwrap());
    let served = Served::start(&sandbox, &["--tls-cert", cert, "--tls-key", key]);
    let host = served.url.strip_prefix("https://").unwrap();
    sandbox.write(
        "root/main.tf",
        format!(
            "module \"db\" {{\n  source  = \"{host}/platform/postgres/aws\"\n  \
             version = \"~> 1.0\"\n}}\n\nmodule \"key\" {{\n  \
             source  = \"{host}/platform/encryption-key/aws\"\n  version = \"1.0.0\"\n}}\n"
        ),
    );
    let get = |ca: Option<&str>| {
        let mut command = sandbox.command(terraform());
        command.current_dir(sandbox.path("root")).args(["get", "-no-color"]);
        command.envs(ca.map(|ca| ("SSL_CERT_FILE", ca)));
        Ran::new(command.output().unwrap())
    };
    let distrusted = get(None).expect(1);
    assert!(distrusted.stderr.contains("certificate"), "{}", distrusted.stderr);
    get(Some(tls.ca.to_str().unwrap())).ok();
    let client = Client { sandbox: &sandbox, env: Vec::new() };
    let installed = [("db", "1.0.0"), ("key", "1.0.0")];
    assert_eq!(client.installed(), installed.map(|(k, v)| (k.to_owned(), v.to_owned())));
    let main = "postgres/main.tf";
    let published = std::fs::read(format!("{}/catalog/modules/{main}", env!("CARGO_MANIFEST_DIR")));
    assert_eq!(sandbox.read("root/.terraform/modules/db/main.tf").into_bytes(), published.unwrap());
}
