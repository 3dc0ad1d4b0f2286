//! Input variables compared: every place of a type by itself, and large ones in bounded time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::pave::Sandbox;

/// Far more than any of these takes on a busy machine, far less than forever.
const LONG: Duration = Duration::from_secs(30);

fn sides(old: &str, new: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("old/main.tf", old);
    sandbox.write("new/main.tf", new);
    sandbox
}

/// The lints that find something.
fn found(old: &str, new: &str) -> Vec<String> {
    let json = sides(old, new).pave(&["diff", "old", "new", "--json"]).json();
    let changes = json["changes"].as_array().unwrap();
    changes.iter().map(|change| change["lint"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_place_of_a_type_is_a_change_with_its_place_on_both_sides() {
    let sandbox = sides(
        r#"variable "network" {
  type = object({
    id = string
    zones = list(object({
      name       = string
      subnet_ids = optional(list(string), [])
      size       = optional(number, 1)
    }))
  })
}
"#,
        r#"variable "network" {
  type = object({
    id = string
    zones = set(object({
      name        = string
      subnets_ids = optional(list(string), [])
      size        = optional(number, 2)
    }))
  })
}
"#,
    );
    insta::assert_snapshot!(sandbox.pave(&["diff", "old", "new"]).ok().stdout, @r"
    review  cannot be decided from the text: counts as major
      variable-attribute-default-changed
        what stands for `network.zones[*].size` was 1 and is 2
        was      old/main.tf:7:7
        is       new/main.tf:7:7
        callers  set `network.zones[*].size` to 1 to keep it
      variable-attribute-removed
        the attribute `network.zones[*].subnet_ids` was removed; the text does not show whether the
        module made anything of it
        was      old/main.tf:6:7
        is       new/main.tf:4:17
        callers  stop setting `network.zones[*].subnet_ids`; `subnets_ids` may be its new name
      variable-list-to-set
        the type of `network.zones` was `list(object({ name, size, subnet_ids, … }))` and is
        `set(object({ name, size, subnets_ids, … }))`; the text does not show whether order or
        repetition meant anything to the module
        was      old/main.tf:4:5
        is       new/main.tf:4:5
        callers  check that neither order nor repetition was meant

    minor  something new, or less strict
      variable-attribute-added-optional
        the attribute `network.zones[*].subnets_ids` was added: `optional(list(string), [])`
        was      old/main.tf:4:18
        is       new/main.tf:6:7

    Smallest legal change of the version: major

    help: what is of class review or denied passes when CHANGELOG.md says why it may, in the section of
          the release, or under Unreleased:

      ### Compatible

      - `variable-attribute-default-changed` (`network.zones[*].size`): the reason
      - `variable-attribute-removed` (`network.zones[*].subnet_ids`): the reason
      - `variable-list-to-set` (`network.zones`): the reason
    ");
}

#[test]
fn a_type_that_cannot_be_read_is_not_called_any() {
    let old = "variable \"x\" {\n  type = strng\n}\n";
    let new = "variable \"x\" {\n  type = string\n}\n";
    assert_eq!(found(old, new), [""; 0]);
    assert_eq!(found(new, old), [""; 0]);
}

#[test]
fn a_json_type_and_a_native_one_are_one() {
    let sandbox = Sandbox::new();
    let json = r#"{"variable": {"x": {"type": "object({ a = string, b = optional(string) })"}}}"#;
    sandbox.write("old/main.tf.json", json);
    sandbox.write("new/main.tf", "variable \"x\" {\n  type = object({ a = string })\n}\n");
    let json = sandbox.pave(&["diff", "old", "new", "--json"]).json();
    assert_eq!(json["changes"][0]["subject"], "x.b", "{json}");
    assert_eq!(json["changes"].as_array().unwrap().len(), 1, "{json}");
}

#[test]
fn what_is_large_is_compared_in_no_time() {
    let started = Instant::now();
    let object = |prefix: &str| {
        let attributes = (0..4_000).fold(String::new(), |mut text, i| {
            let _ = writeln!(text, "    {prefix}{i} = string");
            text
        });
        format!("variable \"wide\" {{\n  type = object({{\n{attributes}  }})\n}}\n")
    };
    let many = |line: &str| {
        (0..1_500).fold(String::new(), |mut text, i| {
            let _ = write!(
                text,
                "variable \"v{i}\" {{\n  type = string\n{line}\n  validation {{\n    condition = \
                 length(var.v{i}) > {}\n    error_message = \"No.\"\n  }}\n}}\nlocals {{\n  l{i} = \
                 \"${{var.v{i}}}-${{local.l{}}}\"\n}}\n",
                line.len(),
                i + 1
            );
            text
        })
    };
    let old = object("a") + &many("");
    let new = object("b") + &many("  sensitive = true\n  ephemeral = true");
    let lints = found(&old, &new);
    assert!(started.elapsed() < LONG, "it took {:?}", started.elapsed());
    assert_eq!(lints.iter().filter(|lint| *lint == "variable-attribute-removed").count(), 4_000);
}
