//! What is missing is told at once, and each fix works as it stands.

use std::collections::BTreeSet;

use crate::support::pave::{Ran, Sandbox};

/// A catalog in which everything can be missing.
fn catalog() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "catalog/catalog.yaml",
        "organisation: Acme\nregistry: registry.acme.example\nnamespace: platform\n\
         target_system: none\nterraform: \">= 1.11.0\"\nproviders: {}\nenvironments:\n  \
         dev: { summary: For trying things out., region: here }\n  \
         prod: { summary: For customers., region: here }\nquestions:\n  \
         cost:\n    ask: Who pays for it?\n    must_choose: true\n    options:\n      \
         shop: { summary: The shop. }\n      lab: { summary: The lab. }\n  \
         data:\n    ask: Which data?\n    default: plain\n    options:\n      \
         plain: { summary: Plain. }\n      secret: { summary: Secret. }\n",
    );
    sandbox.write(
        "catalog/capabilities.yaml",
        "network:\n  summary: Where to live.\n  type: object({ id = string })\n\
         key:\n  summary: What to encrypt with.\n  type: object({ arn = string })\n",
    );
    let module = |name: &str, card: &str, hcl: &str| {
        let base = format!(
            "name: {name}\nversion: 1.0.0\nsummary: A {name}.\nowner: platform\n\
             lifecycle: approved\naliases: [{name}]\n"
        );
        sandbox.write(format!("catalog/modules/{name}/module.yaml"), base + card);
        sandbox.write(format!("catalog/modules/{name}/main.tf"), hcl);
    };
    let network = "output \"network\" {\n  value = { id = \"x\" }\n}\n";
    module("vpc", "provides: { network: network }\n", network);
    module(
        "lookup",
        "provides: { network: network }\n",
        &format!("variable \"which\" {{\n  type = string\n}}\n{network}"),
    );
    module("key", "provides: { key: key }\n", "output \"key\" {\n  value = { arn = \"x\" }\n}\n");
    module("vault", "", "output \"password\" {\n  value     = \"x\"\n  sensitive = true\n}\n");
    module(
        "app",
        "requires: { network: network, key: key }\nsamples:\n  image: { value: \"sample:1\", note: a sample }\n",
        "variable \"network\" {\n  type = object({ id = string })\n}\n\
         variable \"key\" {\n  type = object({ arn = string })\n}\n\
         variable \"image\" {\n  type = string\n}\n\
         variable \"password\" {\n  type      = string\n  sensitive = true\n}\n\
         variable \"copies\" {\n  type = number\n  validation {\n    condition     = var.copies >= 3 && var.copies <= 9\n    error_message = \"From 3 to 9.\"\n  }\n}\n\
         variable \"table\" {\n  type = object({ name = string, keys = list(number), note = optional(string) })\n}\n\
         variable \"kind\" {\n  type = string\n  validation {\n    condition     = contains([\"it's\", \"b c\"], var.kind)\n    error_message = \"One of two.\"\n  }\n}\n\
         variable \"on\" {\n  type = bool\n}\n",
    );
    sandbox
}

/// What kind of thing is missing.
fn kind(key: &str) -> &str {
    match key.split('.').next().unwrap() {
        kind @ ("intent" | "name" | "owner" | "choose" | "use" | "wire") => kind,
        _ => "input",
    }
}

fn sh(sandbox: &Sandbox, line: &str) -> Ran {
    Ran::new(sandbox.command("sh").args(["-c", line]).output().unwrap())
}

fn missing(ran: &Ran) -> Vec<(String, String)> {
    let record = ran.json();
    let text = |m: &serde_json::Value, key: &str| m[key].as_str().unwrap().to_owned();
    let missing = record["missing"].as_array().unwrap();
    missing.iter().map(|m| (text(m, "key"), text(m, "fix"))).collect()
}

#[test]
fn every_fix_works_as_it_stands() {
    let mut seen = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for words in ["", "--use app", "--use app --use vault --use key=left --use key=right"] {
        let sandbox = catalog();
        let line = format!("pave new --catalog catalog --json --dry-run {words}");
        let ran = sh(&sandbox, &line).expect(2);
        for (key, fix) in missing(&ran) {
            seen.insert(kind(&key).to_owned());
            keys.insert(key.clone());
            if fix.ends_with("=COMPONENT.OUTPUT") {
                // Nothing that is there could serve: no words could work as they stand.
                assert!(key == "wire.app.password" && !words.contains("vault"), "{key}: {fix}");
                continue;
            }
            let fixed = sh(&sandbox, &format!("{line} {fix}"));
            assert!(matches!(fixed.code, Some(0 | 2)), "{key}: {fix}\n{fixed:?}");
            let still = if fixed.code == Some(0) { Vec::new() } else { missing(&fixed) };
            assert!(still.iter().all(|(k, _)| *k != key), "{key}: {fix}\n{fixed:?}");
        }
    }
    let all = ["choose", "input", "intent", "name", "owner", "use", "wire"];
    assert_eq!(seen, all.map(str::to_owned).into());
    for key in [
        "use.network@dev",
        "use.network@prod",
        "choose.cost",
        "choose.data",
        "app.table",
        "wire.app.password",
        "wire.app.key",
    ] {
        assert!(keys.contains(key), "{key} is not among {keys:?}");
    }
}

#[test]
fn the_line_to_retry_asks_for_what_is_new_alone_and_ends() {
    let sandbox = catalog();
    let mut line = "pave new --catalog catalog --use vault --json".to_owned();
    for step in 0.. {
        let ran = sh(&sandbox, &line);
        if ran.code == Some(0) {
            break;
        }
        assert_eq!(ran.code, Some(2), "{line}\n{ran:?}");
        assert!(step < 4, "{line}");
        line = ran.json()["retry"].as_str().unwrap().to_owned();
    }
    assert!(
        sandbox.path("my-service/stack.yaml").exists() || sandbox.path("work/stack.yaml").exists()
    );
}

#[test]
fn accepting_recommendations_decides_nothing_that_a_person_must() {
    let sandbox = catalog();
    let words = ["new", "--catalog", "catalog", "--use", "app", "--yes"];
    let ran = sandbox.pave(&words).expect(2);
    insta::assert_snapshot!(ran.stderr);
    assert_eq!(sandbox.files("").iter().filter(|f| !f.starts_with("catalog/")).count(), 0);
}

#[test]
fn one_answer_says_which_module_serves_each_environment() {
    let sandbox = catalog();
    let base = "pave new --catalog catalog --use app --use vault --name svc --owner team \
                --choose cost=lab --wire app.password=vault.password --set app.copies=3 \
                --set app.kind='b c' --set 'app.table={\"name\": \"t\", \"keys\": []}' \
                --set app.on=true --yes";
    let line =
        format!("{base} --use network@dev=vpc --use network@prod=lookup --set vpc.which=main");
    sh(&sandbox, &line).ok();
    let (dev, prod) = (sandbox.read("svc/dev/main.tf"), sandbox.read("svc/prod/main.tf"));
    assert!(dev.contains("platform/vpc/none") && !dev.contains("which"), "{dev}");
    assert!(prod.contains("platform/lookup/none") && prod.contains("which   = \"main\""), "{prod}");
}
