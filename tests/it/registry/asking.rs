//! How `pave verify` asks registries: with which token, and whether it is answered what it asked.

use serde_json::json;

use super::import::fake::Fake;
use crate::support::pave::{PAVE, Ran, Sandbox};

/// A root module of which `module.db` is installed, from a registry that is nowhere.
fn installed() -> Sandbox {
    let sandbox = Sandbox::new();
    let source = "registry.acme.example/platform/db/aws";
    sandbox.write(
        "root/main.tf",
        format!("module \"db\" {{\n  source  = \"{source}\"\n  version = \"1.0.0\"\n}}\n"),
    );
    let dir = ".terraform/modules/db";
    sandbox.write(format!("root/{dir}/main.tf"), "");
    let record = json!({ "Key": "db", "Source": source, "Version": "1.0.0", "Dir": dir });
    let manifest = json!({ "Modules": [record] });
    sandbox.write("root/.terraform/modules/modules.json", manifest.to_string());
    sandbox
}

fn verify(sandbox: &Sandbox, fake: &Fake, variables: &[(&str, &str)]) -> Ran {
    let mut command = sandbox.command(PAVE);
    command.envs(variables.iter().copied());
    let url = format!("http://{}", fake.host);
    Ran::new(command.args(["verify", "root", "--registry", &url]).output().unwrap())
}

#[test]
fn the_token_of_a_sources_host_goes_to_that_host_alone() {
    let (sandbox, fake) = (installed(), Fake::start());
    let of_source = ("TF_TOKEN_registry_acme_example", "of-the-source");
    verify(&sandbox, &fake, &[of_source]).expect(1);
    assert_eq!(fake.asked(), ["/api/v1/verify", "/api/v1/keys"]);

    let host = &fake.host;
    let text = format!("credentials \"{host}\" {{\n  token = \"of-the-address\"\n}}\n");
    sandbox.write("terraform.rc", text);
    let file = sandbox.path("terraform.rc");
    let of_address = ("TF_CLI_CONFIG_FILE", file.to_str().unwrap());
    verify(&sandbox, &fake, &[of_source, of_address]).expect(1);
    assert_eq!(fake.asked()[2], "/api/v1/verify Bearer of-the-address");

    verify(&sandbox, &fake, &[of_source, of_address, ("PAVE_TOKEN", "named")]).expect(1);
    assert_eq!(fake.asked()[4], "/api/v1/verify Bearer named");
}

#[test]
fn an_answer_about_another_release_is_no_answer() {
    let (sandbox, fake) = (installed(), Fake::start());
    let answer = |source: &str, version: &str| {
        let release = json!({ "source": source, "version": version, "state": "approved" });
        json!({ "keys": ["key"], "releases": [release] }).to_string()
    };
    let others = [("platform/db/aws", "0.9.0"), ("platform/other/aws", "1.0.0")];
    for (source, version) in others {
        fake.json("/api/v1/verify", &answer(source, version));
        let said = verify(&sandbox, &fake, &[]).expect(3).stderr;
        assert!(said.contains("answered something else"), "{said}");
    }
    fake.json("/api/v1/verify", &answer("platform/db/aws", "v1.0.0"));
    let said = verify(&sandbox, &fake, &[]).expect(1).stderr;
    assert!(said.contains("does not vouch for"), "{said}");

    // The same of a registry that is files.
    let fake = Fake::start();
    fake.json("/api/v1/keys", &json!({ "keys": [{ "public": "key" }] }).to_string());
    for (source, version) in others {
        fake.json("/api/v1/standings/platform/db/aws/1.0.0.json", &answer(source, version));
        let said = verify(&sandbox, &fake, &[]).expect(3).stderr;
        assert!(said.contains("answered something else"), "{said}");
    }
}
