//! Providers that are not embedded.

use pavestone::offline::added;
use pavestone::schema::Kind;

use super::*;

const CLOUD: &str = r#"{
  "format_version": "1.0",
  "provider_schemas": {
    "registry.terraform.io/example/cloud": {
      "provider": { "version": 0, "block": { "attributes": { "token": { "type": "string", "optional": true, "sensitive": true } } } },
      "resource_schemas": {
        "cloud_thing": {
          "version": 3,
          "block": {
            "attributes": {
              "id": { "type": "string", "computed": true },
              "name": { "type": "string", "required": true },
              "any": { "type": "dynamic", "optional": true },
              "seen": { "type": "dynamic", "computed": true },
              "pair": { "type": ["tuple", ["string", "number"]], "computed": true },
              "single": { "nested_type": { "nesting_mode": "single", "attributes": {
                "set": { "type": "string", "optional": true },
                "made": { "type": "string", "optional": true, "computed": true } } }, "optional": true, "computed": true },
              "listed": { "nested_type": { "nesting_mode": "list", "attributes": {
                "set": { "type": "string", "required": true },
                "made": { "type": "number", "computed": true } } }, "optional": true },
              "grouped": { "nested_type": { "nesting_mode": "set", "attributes": {
                "set": { "type": "string", "required": true },
                "made": { "type": "bool", "computed": true } } }, "optional": true },
              "mapped": { "nested_type": { "nesting_mode": "map", "attributes": {
                "deep": { "nested_type": { "nesting_mode": "single", "attributes": {
                  "made": { "type": "string", "computed": true } } }, "optional": true },
                "made": { "type": ["map", "string"], "computed": true } } }, "optional": true }
            },
            "block_types": {
              "one": { "nesting_mode": "single", "block": { "attributes": { "made": { "type": "string", "computed": true, "optional": true } } } },
              "always": { "nesting_mode": "group", "block": { "attributes": { "made": { "type": "string", "computed": true } } } },
              "many": { "nesting_mode": "list", "min_items": 1, "block": { "attributes": { "set": { "type": "string", "optional": true }, "made": { "type": "string", "computed": true } } } },
              "some": { "nesting_mode": "set", "block": { "attributes": { "set": { "type": "string", "optional": true }, "made": { "type": "string", "computed": true } } } },
              "keyed": { "nesting_mode": "map", "block": { "attributes": { "made": { "type": "string", "computed": true } } } }
            }
          }
        }
      },
      "data_source_schemas": {
        "cloud_things": { "version": 0, "block": { "attributes": { "ids": { "type": ["list", "string"], "computed": true } } } }
      },
      "functions": { "greet": { "return_type": "string", "parameters": [{ "name": "who", "type": "string" }] } }
    }
  }
}"#;

const THINGS: &str = r#"
terraform {
  required_providers {
    cloud = { source = "example/cloud", version = "1.4.2" }
  }
}
data "cloud_things" "all" {}
resource "cloud_thing" "this" {
  name    = "a"
  any     = { deep = ["x", 1] }
  single  = { set = "s" }
  listed  = [{ set = "l" }]
  grouped = [{ set = "g" }, { set = "h" }]
  mapped  = { k = { deep = {} } }
  one {}
  always {}
  many {
    set = "m"
  }
  some {
    set = "s"
  }
  keyed "k" {}
}
resource "cloud_thing" "least" {
  name = "b"
  always {}
  many {}
}
output "all" {
  value = {
    ids    = length(data.cloud_things.all.ids)
    single = cloud_thing.this.single.made != null
    least  = cloud_thing.least.single.made != null
    listed = cloud_thing.this.listed[0].made
    deep   = cloud_thing.this.mapped["k"].deep.made != null
    many   = cloud_thing.this.many[0].made != null
    keyed  = cloud_thing.this.keyed["k"].made != null
    any    = cloud_thing.this.any.deep
    pair   = length(cloud_thing.this.pair)
    seen   = cloud_thing.this.seen != null
  }
}
"#;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_added_provider_is_stood_in_for_as_the_embedded_ones_are() {
    let bench = bench(&[("cloud-1.4.2.json", CLOUD), ("root/main.tf", THINGS)]);
    let added = added::add(&bench.path("cloud-1.4.2.json"), &[], &bench.path("data")).unwrap();
    assert_eq!(added[0].address, "registry.terraform.io/example/cloud");
    assert_eq!((added[0].resources, added[0].data_sources), (1, 1));
    let providers = added::load(&bench.path("data")).unwrap();
    assert_eq!(providers.find("example/cloud").unwrap().version().to_string(), "1.4.2");
    assert!(
        providers.of_type("cloud_thing").unwrap().schema(Kind::Resource, "cloud_thing").is_some()
    );

    for verb in [Verb::Validate, Verb::Plan, Verb::Apply] {
        let outcome = bench
            .try_run("root", Settings { providers: &providers, ..Settings::default() }, verb)
            .unwrap();
        assert!(outcome.success, "{} {:?}", outcome.output, found(&outcome));
    }
    let terraform = |arguments: &[&str]| succeeded(bench.terraform_with(&providers, arguments));
    terraform(&["init"]);
    terraform(&["apply", "-auto-approve", "-no-color"]);
    let all: serde_json::Value =
        serde_json::from_str(&terraform(&["output", "-json", "all"])).unwrap();
    assert_eq!(
        all,
        serde_json::json!({
            "ids": 3, "single": true, "least": true, "listed": 1, "deep": true, "many": true,
            "keyed": true, "any": ["x", 1], "pair": 2, "seen": true,
        })
    );
    let plan = terraform(&["plan", "-no-color"]);
    assert!(plan.contains("No changes."), "{plan}");
    terraform(&["destroy", "-auto-approve"]);
}

#[test]
fn a_version_is_taken_from_the_lock_file_and_asked_for_when_there_is_none() {
    let bench = bench(&[("schema.json", CLOUD)]);
    let error = added::add(&bench.path("schema.json"), &[], &bench.path("data"))
        .expect_err("there is no version");
    assert!(
        error.message.contains("does not say which version of registry.terraform.io/example/cloud")
    );
    assert!(!bench.path("data").exists(), "nothing has been added");

    bench.write(
        ".terraform.lock.hcl",
        r#"provider "registry.terraform.io/example/cloud" {
  version     = "2.0.1"
  constraints = "~> 2.0"
  hashes      = ["h1:x"]
}
"#,
    );
    let added = added::add(&bench.path("schema.json"), &[], &bench.path("data")).unwrap();
    assert_eq!(added[0].version.to_string(), "2.0.1");
    let given = [("example/cloud".to_owned(), semver::Version::new(3, 0, 0))];
    let added = added::add(&bench.path("schema.json"), &given, &bench.path("data")).unwrap();
    assert_eq!(added[0].version.to_string(), "3.0.0");
    let providers = added::load(&bench.path("data")).unwrap();
    assert_eq!(providers.iter().filter(|p| p.name() == "cloud").count(), 1);
}

#[test]
fn what_is_no_schema_is_refused() {
    let bench = bench(&[
        ("a-1.0.0.json", "{\"planned_values\": {}}"),
        ("b-1.0.0.json", "{\"provider_schemas\": {}}"),
        ("c/damaged.pack", "schemas1"),
    ]);
    for file in ["a-1.0.0.json", "b-1.0.0.json"] {
        let error = added::add(&bench.path(file), &[], &bench.path("data")).expect_err(file);
        assert!(error.hints[0].contains("terraform"), "{:?}", error.hints);
    }
    let error = added::load(&bench.path("c")).expect_err("it is damaged");
    assert!(error.message.starts_with("cannot use the provider schema in "), "{}", error.message);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_provider_added_on_the_command_line_is_known_to_every_later_command() {
    let bench = bench(&[("schema.json", CLOUD), ("root/main.tf", THINGS)]);
    let pave = |arguments: &[&str]| bench.folder.pave(arguments);
    pave(&["plan", "root"]).expect(2);
    let added =
        pave(&["offline", "add", "schema.json", "--provider-version", "example/cloud=1.4.2"]);
    assert_eq!(
        added.ok().stdout.trim(),
        "added registry.terraform.io/example/cloud 1.4.2 (resource types: 1, data sources: 1)"
    );
    let planned = pave(&["plan", "root"]).ok().stdout;
    assert!(planned.contains("Plan: 2 to add, 0 to change, 0 to destroy."), "{planned}");
    let installed = pave(&["offline", "install", "mirror"]).ok().stdout;
    assert!(installed.starts_with("export TF_CLI_CONFIG_FILE="), "{installed}");
    let served = bench.folder.files("mirror/mirror/registry.terraform.io/example/cloud");
    assert_eq!(served.len(), 1, "{served:?}");
}
