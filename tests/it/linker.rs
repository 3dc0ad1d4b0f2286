//! Who serves whom, and what is said when that cannot be decided.
//!
//! Each test is a small catalog and one run of `pave new` on it.

use std::fmt::Write as _;

use crate::support::pave::{Ran, Sandbox};

/// A catalog of modules that provide and take `network` and `binding`, with one environment.
struct Small {
    sandbox: Sandbox,
}

impl Small {
    fn new(settings: &str) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write(
            "catalog/catalog.yaml",
            format!(
                "organisation: Acme\nregistry: registry.acme.example\nnamespace: platform\n\
                 target_system: none\nterraform: \">= 1.11.0\"\nproviders: {{}}\n\
                 environments:\n  dev:\n    summary: For trying things out.\n    region: here\n\
                 {settings}"
            ),
        );
        sandbox.write(
            "catalog/capabilities.yaml",
            "network:\n  summary: Where to live.\n  type: object({ id = string })\n\
             binding:\n  summary: How to use it.\n  many: true\n  type: object({ url = string })\n\
             alarm:\n  summary: Where alarms go.\n  wiring: explicit\n  type: object({ id = string })\n",
        );
        Self { sandbox }
    }

    /// Adds a module: `gives` and `takes` are capabilities, `uses` ones it can do without.
    fn module(self, name: &str, gives: &[&str], takes: &[&str], uses: &[&str]) -> Self {
        let map = |key: &str, names: &[&str]| match names {
            [] => String::new(),
            names => {
                let pairs: Vec<String> = names
                    .iter()
                    .map(|n| match (key, *n) {
                        (_, "binding") if key != "provides" => {
                            "binding: { into: bindings, many: true }".to_owned()
                        }
                        _ => format!("{n}: {n}"),
                    })
                    .collect();
                format!("{key}: {{ {} }}\n", pairs.join(", "))
            }
        };
        let card = format!(
            "name: {name}\nversion: 1.0.0\nsummary: A {name}.\nowner: platform\n\
             lifecycle: approved\naliases: [{name}]\n{}{}{}",
            map("provides", gives),
            map("requires", takes),
            map("accepts", uses)
        );
        let mut hcl = String::new();
        for capability in gives {
            let value = if *capability == "binding" { "url" } else { "id" };
            writeln!(hcl, "output \"{capability}\" {{\n  value = {{ {value} = \"x\" }}\n}}")
                .unwrap();
        }
        for capability in takes.iter().chain(uses) {
            let (name, ty, default) = match *capability {
                "binding" => ("bindings", "map(object({ url = string }))", "{}"),
                other => (other, "object({ id = string })", "null"),
            };
            let default = if takes.contains(capability) {
                String::new()
            } else {
                format!("  default = {default}\n")
            };
            writeln!(hcl, "variable \"{name}\" {{\n  type = {ty}\n{default}}}").unwrap();
        }
        self.sandbox.write(format!("catalog/modules/{name}/module.yaml"), card);
        self.sandbox.write(format!("catalog/modules/{name}/main.tf"), hcl);
        self
    }

    fn new_service(&self, words: &[&str]) -> Ran {
        let mut all = vec!["new", "--catalog", "catalog", "--name", "svc", "--owner", "team"];
        all.extend(words);
        self.sandbox.pave(&all)
    }

    /// The links of a service made with these words, as `to <- from (rule)`.
    fn links(&self, words: &[&str]) -> String {
        let mut words = words.to_vec();
        words.extend(["--json", "--dry-run"]);
        let result = self.new_service(&words).ok().json();
        let links = result["environments"][0]["links"].as_array().unwrap();
        let lines: Vec<String> = links
            .iter()
            .map(|l| {
                let text = |key: &str| l[key].as_str().unwrap().to_owned();
                format!("{} <- {} ({})", text("to"), text("from"), text("rule"))
            })
            .collect();
        lines.join("\n")
    }

    fn refusal(&self, words: &[&str]) -> String {
        let ran = self.new_service(words).expect(1);
        assert!(!self.sandbox.path("svc").exists(), "something was written");
        ran.stderr.trim_end().to_owned()
    }

    /// What is asked when nothing is wrong and something is undecided.
    fn asked(&self, words: &[&str]) -> String {
        let ran = self.new_service(words).expect(2);
        assert!(!self.sandbox.path("svc").exists(), "something was written");
        ran.stderr.trim_end().to_owned()
    }

    fn main_tf(&self, words: &[&str]) -> String {
        self.new_service(words).ok();
        self.sandbox.read("svc/dev/main.tf")
    }
}

fn with_networks() -> Small {
    Small::new("")
        .module("vpc", &["network"], &[], &[])
        .module("db", &["binding"], &["network"], &[])
        .module("app", &[], &["network"], &["binding", "alarm"])
        .module("pager", &["alarm"], &[], &[])
}

#[test]
fn the_only_approved_module_is_added_and_then_shared() {
    insta::assert_snapshot!(with_networks().links(&["--use", "app", "--use", "db"]), @r"
    app.binding <- db (every component that provides it)
    app.network <- vpc (the only approved module)
    db.network <- vpc (the only component that provides it)
    ");
}

#[test]
fn the_environment_binds_a_capability_to_a_module() {
    let catalog = Small::new("    bindings: { network: lookup }\n")
        .module("vpc", &["network"], &[], &[])
        .module("lookup", &["network"], &[], &[])
        .module("db", &["binding"], &["network"], &[]);
    insta::assert_snapshot!(
        catalog.links(&["--use", "db"]),
        @"db.network <- lookup (bound by the environment)"
    );
}

#[test]
fn a_component_of_the_stack_comes_before_the_environments_binding() {
    let catalog = Small::new("    bindings: { network: lookup }\n")
        .module("vpc", &["network"], &[], &[])
        .module("lookup", &["network"], &[], &[])
        .module("db", &["binding"], &["network"], &[]);
    insta::assert_snapshot!(
        catalog.links(&["--use", "db", "--use", "vpc"]),
        @"db.network <- vpc (the only component that provides it)"
    );
}

#[test]
fn the_catalogs_default_decides_between_candidates() {
    let catalog = Small::new("defaults: { network: vpc }\n")
        .module("vpc", &["network"], &[], &[])
        .module("lookup", &["network"], &[], &[])
        .module("db", &["binding"], &["network"], &[]);
    insta::assert_snapshot!(
        catalog.links(&["--use", "db"]),
        @"db.network <- vpc (the catalog's default)"
    );
}

#[test]
fn nobody_provides_what_is_needed() {
    let catalog = Small::new("").module("db", &["binding"], &["network"], &[]);
    insta::assert_snapshot!(catalog.refusal(&["--use", "db"]));
}

#[test]
fn several_modules_provide_what_is_needed() {
    let catalog = Small::new("")
        .module("vpc", &["network"], &[], &[])
        .module("lookup", &["network"], &[], &[])
        .module("db", &["binding"], &["network"], &[]);
    insta::assert_snapshot!(catalog.asked(&["--use", "db"]));
    // Recommendations are taken, and none is made of several modules.
    let accepting = catalog.asked(&["--use", "db", "--yes"]);
    assert!(accepting.contains("--use network@dev=lookup"), "{accepting}");
}

#[test]
fn several_components_could_serve_and_a_pin_decides() {
    let catalog = with_networks();
    let words = ["--use", "vpc=left", "--use", "vpc=right", "--use", "db"];
    insta::assert_snapshot!("several_components_could_serve", catalog.asked(&words));
    let pinned: Vec<&str> = words.into_iter().chain(["--wire", "db.network=right"]).collect();
    insta::assert_snapshot!(
        catalog.links(&pinned),
        @"db.network <- right (pinned in the stack)"
    );
}

#[test]
fn a_ring_is_shown_whole() {
    let catalog = Small::new("").module("left", &["network"], &["binding"], &[]).module(
        "right",
        &["binding"],
        &["network"],
        &[],
    );
    insta::assert_snapshot!(catalog.refusal(&["--use", "left"]));
}

#[test]
fn a_module_that_needs_what_it_provides_is_a_ring_of_one() {
    let catalog = Small::new("").module("turtle", &["network"], &["network"], &[]);
    insta::assert_snapshot!(catalog.refusal(&["--use", "turtle"]));
}

#[test]
fn what_is_explicit_is_linked_only_when_the_stack_says_so() {
    let catalog = with_networks();
    let words = ["--use", "app", "--use", "pager"];
    assert!(!catalog.links(&words).contains("pager"));
    let wired: Vec<&str> = words.into_iter().chain(["--wire", "app.alarm=pager"]).collect();
    assert!(catalog.links(&wired).contains("app.alarm <- pager (pinned in the stack)"));
}

#[test]
fn an_optional_slot_can_be_left_empty() {
    let catalog = with_networks();
    let links = catalog.links(&["--use", "app", "--use", "db", "--wire", "app.binding=none"]);
    assert!(!links.contains("app.binding"), "{links}");
}

#[test]
fn a_pin_names_what_does_not_exist() {
    let catalog = with_networks();
    let words = ["--use", "app", "--use", "db"];
    for (name, wire) in [
        ("no_component", "app.network=dbb"),
        ("no_slot", "app.netwrok=vpc"),
        ("no_consumer", "ap.network=db"),
        ("not_provided", "app.network=db"),
        ("no_output", "app.network=db.netwrok"),
        ("no_attribute", "app.network=vpc.network.idd"),
    ] {
        let mut words = words.to_vec();
        words.extend(["--use", "vpc", "--wire", wire]);
        insta::assert_snapshot!(format!("pin_{name}"), catalog.refusal(&words));
    }
}

#[test]
fn instances_are_joined_by_key() {
    let catalog = with_networks();
    catalog.sandbox.write(
        "answers.yaml",
        "components:\n  shard: { module: db, for_each: [eu, us] }\n  one: { module: db }\n  \
         copies: { module: db, count: 2 }\n  app: { module: app }\n",
    );
    insta::assert_snapshot!(catalog.main_tf(&["--answers", "answers.yaml", "--source", "vendor"]));
}

#[test]
fn one_or_none_reaches_a_single_slot_through_one() {
    let catalog = with_networks();
    catalog.sandbox.write(
        "answers.yaml",
        "components:\n  net: { module: vpc, count: 1 }\n  db: { module: db }\n",
    );
    let main = catalog.main_tf(&["--answers", "answers.yaml"]);
    assert!(main.contains("network = one(module.net[*].network)"), "{main}");
}

#[test]
fn the_same_keys_on_both_sides_are_joined_one_to_one() {
    let catalog = with_networks();
    catalog.sandbox.write(
        "answers.yaml",
        "components:\n  net: { module: vpc, for_each: [a, b] }\n  \
         db: { module: db, for_each: [a, b] }\n",
    );
    let main = catalog.main_tf(&["--answers", "answers.yaml"]);
    assert!(main.contains("network = module.net[each.key].network"), "{main}");
}

#[test]
fn several_instances_do_not_fit_a_slot_for_one() {
    let catalog = with_networks();
    catalog.sandbox.write(
        "answers.yaml",
        "components:\n  net: { module: vpc, for_each: [a, b] }\n  db: { module: db }\n",
    );
    insta::assert_snapshot!(catalog.refusal(&["--answers", "answers.yaml"]));
    let main = catalog.main_tf(&["--answers", "answers.yaml", "--wire", "db.network=net[\"b\"]"]);
    assert!(main.contains("network = module.net[\"b\"].network"), "{main}");
}

/// A catalog whose one module has things to say about its inputs.
fn with_validations() -> Small {
    let catalog = Small::new("    inputs: { door: { size: 4 } }\n").module("door", &[], &[], &[]);
    catalog.sandbox.write(
        "catalog/modules/door/main.tf",
        r#"
variable "size" {
  type    = number
  default = 2
  validation {
    condition     = var.size % local.step == 0
    error_message = "A door of size ${var.size} does not exist: take a multiple of ${local.step}."
  }
}

variable "key" {
  type    = string
  default = null
  validation {
    condition     = var.locked ? var.key != null : true
    error_message = "What is locked needs a key."
  }
}

variable "locked" {
  type    = bool
  default = false
}

variable "code" {
  type      = string
  default   = null
  sensitive = true
  validation {
    condition     = var.code == null ? true : length(var.code) > 8
    error_message = "The code is too short."
  }
}

locals {
  step = 2
}
"#,
    );
    catalog
}

#[test]
fn a_value_that_the_modules_own_validation_refuses_is_an_error_in_its_words() {
    let catalog = with_validations();
    for (name, sets) in [
        ("size", &["door.size=3"][..]),
        ("several", &["door.size=3", "door.locked=true", "door.code=hunter2"]),
    ] {
        let mut words = vec!["--use", "door"];
        words.extend(sets.iter().flat_map(|set| ["--set", set]));
        insta::assert_snapshot!(format!("validation_{name}"), catalog.refusal(&words));
    }
    let locked = ["--use", "door", "--set", "door.locked=true"];
    insta::assert_snapshot!("validation_default_beside_a_value", catalog.asked(&locked));
    catalog.new_service(&[&locked[..], &["--set", "door.key=gold"]].concat()).ok();
}

#[test]
fn a_refused_value_of_the_environment_and_of_the_stack_is_found_when_rendering() {
    let catalog = with_validations();
    catalog.new_service(&["--use", "door", "--set", "door.size=6"]).ok();
    let stack = catalog.sandbox.read("svc/stack.yaml");
    catalog.sandbox.write("svc/stack.yaml", stack.replace("size: 6", "size: 7"));
    let render =
        || catalog.sandbox.pave(&["render", "svc", "--catalog", "catalog"]).expect(1).stderr;
    insta::assert_snapshot!("validation_in_the_stack", render());
    catalog.sandbox.write("svc/stack.yaml", stack.replace("size: 6", "locked: false"));
    let settings = catalog.sandbox.read("catalog/catalog.yaml");
    catalog.sandbox.write("catalog/catalog.yaml", settings.replace("size: 4", "size: 5"));
    insta::assert_snapshot!("validation_in_the_environment", render());
}
