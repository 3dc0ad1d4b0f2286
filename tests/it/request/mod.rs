//! What `pave new` decides: values and their sources, what is missing, and the line that repeats it.

mod again;
mod missing;
mod person;
mod questions;

use crate::support::pave::Sandbox;

/// Every file below a folder, with its bytes.
fn bytes(sandbox: &Sandbox, folder: &str) -> Vec<(String, Vec<u8>)> {
    let files = sandbox.files(folder);
    let read = |f: &String| std::fs::read(sandbox.path(folder).join(f)).unwrap();
    files.iter().map(|f| (f.clone(), read(f))).collect()
}

/// The values of a service as `key = value (source)`, those of the modules' upkeep left out.
fn values(record: &serde_json::Value) -> Vec<String> {
    let values = record["values"].as_array().unwrap().iter();
    values
        .map(|v| {
            let environment = v["environment"].as_str().map_or(String::new(), |e| format!("@{e}"));
            let (key, value) = (v["key"].as_str().unwrap(), &v["value"]);
            format!("{key}{environment} = {value} ({})", v["why"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn every_value_has_a_source() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "answers.yaml",
        "owner: team-orders\ncomponents: { db: { inputs: { size: medium } } }\n",
    );
    let record = sandbox
        .pave(&[
            "new",
            "a public orders API with Postgres, in eu",
            "--answers",
            "answers.yaml",
            "--set",
            "app.port=9000",
            "--choose",
            "data-class=personal",
            "--yes",
            "--dry-run",
            "--json",
        ])
        .ok()
        .json();
    insta::assert_snapshot!(values(&record).join("\n"));
}

#[test]
fn a_flag_goes_before_a_file_before_the_sentence() {
    let sandbox = Sandbox::new();
    let sentence = "a public orders API";
    sandbox.write("answers.yaml", "components: { app: { inputs: { exposure: internal } } }\n");
    let exposure = |more: &[&str]| {
        let mut words = vec!["new", sentence, "--yes", "--dry-run", "--json"];
        words.extend(more);
        let values = values(&sandbox.pave(&words).ok().json());
        values.into_iter().find(|v| v.starts_with("app.exposure")).unwrap()
    };
    assert_eq!(exposure(&[]), "app.exposure = \"public\" (you said \"public\")");
    let file = ["--answers", "answers.yaml"];
    assert_eq!(exposure(&file), "app.exposure = \"internal\" (answers file)");
    let flag = [&file[..], &["--set", "app.exposure=none"]].concat();
    assert_eq!(exposure(&flag), "app.exposure = \"none\" (flag)");
}

#[test]
fn a_flag_for_all_environments_goes_before_a_file_for_one() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "answers.yaml",
        "components:\n  jobs: { module: queue, environments: { prod: { inputs: { fifo: true } } } }\n",
    );
    let fifo = |more: &[&str]| {
        let base =
            ["new", "--answers", "answers.yaml", "--name", "q", "--yes", "--dry-run", "--json"];
        let values = values(&sandbox.pave(&[&base[..], more].concat()).ok().json());
        values.into_iter().filter(|v| v.starts_with("jobs.fifo")).collect::<Vec<_>>()
    };
    assert_eq!(fifo(&[])[1], "jobs.fifo@prod = true (answers file)");
    assert_eq!(fifo(&["--set", "jobs.fifo=false"]), ["jobs.fifo = false (flag)"]);
    assert_eq!(fifo(&["--set", "jobs.fifo@dev=true"])[0], "jobs.fifo@dev = true (flag)");
}

#[test]
fn a_network_that_is_made_in_one_environment_is_still_looked_up_in_the_other() {
    for words in [
        &["--use", "postgres", "--use", "network"][..],
        &["--use", "postgres", "--set", "network.cidr_block=10.1.0.0/16"],
    ] {
        let sandbox = Sandbox::new();
        let all = [&["new", "--yes", "--out", "ledger"], words].concat();
        sandbox.pave(&all).ok();
        let stack = sandbox.read("ledger/stack.yaml");
        let prod = sandbox.read("ledger/prod/main.tf");
        assert!(prod.contains("platform/shared-network/aws"), "{words:?}\n{stack}\n{prod}");
        assert!(!prod.contains("platform/network/aws") && !prod.contains("cidr_block"), "{prod}");
        let dev = sandbox.read("ledger/dev/main.tf");
        assert!(dev.contains("platform/network/aws"), "{dev}");
        assert_eq!(
            dev.contains("cidr_block = \"10.1.0.0/16\""),
            words.len() == 4 && words[2] == "--set"
        );
        sandbox.pave(&["render", "ledger", "--check"]).ok();
    }
}

#[test]
fn both_sides_of_a_capability_can_be_set() {
    let sandbox = Sandbox::new();
    sandbox
        .pave(&[
            "new",
            "--use",
            "postgres",
            "--set",
            "network.cidr_block=10.1.0.0/16",
            "--set",
            "shared_network.network_name=main",
            "--set",
            "db.size@prod=large",
            "--yes",
            "--out",
            "ledger",
        ])
        .ok();
    let stack = sandbox.read("ledger/stack.yaml");
    let network = stack.split_once("  network:\n").unwrap().1;
    insta::assert_snapshot!(network, @r#"
        module: network
        version: "1.0.0"
        environments:
          dev:
            inputs:
              cidr_block: 10.1.0.0/16
          prod:
            module: shared-network
            inputs:
              network_name: main
    "#);
    assert!(sandbox.read("ledger/prod/main.tf").contains("size    = \"large\""));
    assert!(!sandbox.read("ledger/dev/main.tf").contains("size "));
}

#[test]
fn a_module_for_a_capability_is_chosen_for_one_environment() {
    let sandbox = Sandbox::new();
    sandbox
        .pave(&[
            "new",
            "--use",
            "postgres",
            "--use",
            "network@dev=shared-network",
            "--set",
            "shared_network.network_name=lab",
            "--yes",
            "--out",
            "ledger",
        ])
        .ok();
    for environment in ["dev", "prod"] {
        let main = sandbox.read(format!("ledger/{environment}/main.tf"));
        assert!(main.contains("platform/shared-network/aws"), "{main}");
        // It changes from one account to the next, so it is a variable of the root module.
        let variables = sandbox.read(format!("ledger/{environment}/variables.tf"));
        assert!(variables.contains("default     = \"lab\""), "{variables}");
    }
}

#[test]
fn a_stack_is_a_complete_file_of_answers() {
    for words in [
        &["a payments API in containers with Postgres, and receipts stored as files"][..],
        &["a public API with Postgres kept for 30 days", "--choose", "data-class=personal"],
        &["--blueprint", "worker", "--set", "network.cidr_block=10.2.0.0/16"],
        &["--use", "postgres=one", "--use", "postgres=two", "--env", "prod", "--region", "us"],
        &["--blueprint", "static-site", "--source", "vendor", "--owner", "acme/web"],
    ] {
        let sandbox = Sandbox::new();
        let all = [&["new", "--yes", "--out", "one"], words].concat();
        sandbox.pave(&all).ok();
        sandbox.pave(&["new", "--answers", "one/stack.yaml", "--yes", "--out", "two"]).ok();
        assert!(bytes(&sandbox, "one") == bytes(&sandbox, "two"), "{words:?}");
    }
}

#[test]
fn what_complete_answers_record_is_not_resolved_again() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "answers.yaml",
        "service: jobs\nowner: team-jobs\nintent: an API with Postgres and a cache\n\
         blueprint: one-that-is-gone\ncomponents:\n  jobs: { module: queue }\n",
    );
    sandbox.pave(&["new", "--answers", "answers.yaml"]).ok();
    let stack = sandbox.read("jobs/stack.yaml");
    assert!(stack.contains("intent: an API with Postgres and a cache"), "{stack}");
    assert!(!stack.contains("module: postgres") && !stack.contains("module: cache"), "{stack}");
}

#[test]
fn the_owner_comes_from_the_codeowners_of_the_repository() {
    for (owners, out, said) in [
        ("* @acme/platform\n", "ledger", Some("acme/platform")),
        ("* @acme/platform\n/services/ @acme/ledger\n", "services/ledger", Some("acme/ledger")),
        ("* @acme/platform\n/services/ @acme/ledger\n", "other/ledger", Some("acme/platform")),
        ("* @acme/a @acme/b\n", "ledger", None),
        ("# nobody\n/docs/ @acme/docs\n", "ledger", None),
        ("ledger/ @acme/ledger # theirs\n", "services/ledger", Some("acme/ledger")),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write(".git/HEAD", "ref: refs/heads/main\n");
        sandbox.write(".github/CODEOWNERS", owners);
        let words = ["new", "--use", "queue", "--out", out, "--dry-run", "--json"];
        let ran = sandbox.pave(&words);
        let record = ran.json();
        match said {
            Some(team) => {
                assert_eq!(ran.code, Some(0), "{owners}: {ran:?}");
                let values = values(&record);
                let owner = format!("owner = \"{team}\" (CODEOWNERS)");
                assert!(values.contains(&owner), "{owners}: {values:?}");
            }
            None => {
                assert_eq!(ran.code, Some(2), "{owners}: {ran:?}");
                assert_eq!(record["missing"][0]["key"], "owner");
                let choices = record["missing"][0]["choices"].as_array().unwrap();
                assert!(!choices.is_empty(), "the teams listed are the choices: {record}");
            }
        }
    }
}
