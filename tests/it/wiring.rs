//! Wiring mistakes that `terraform validate` lets through, and that the linker refuses.
//!
//! Each case is a catalog of two modules whose wiring is wrong in one way. The same two modules,
//! wired by hand in the same way, pass `terraform validate` in the same test.

use crate::support::pave::Sandbox;
use crate::support::terraform::terraform;

/// A catalog of a producer and a consumer of the capability `thing`.
struct Case {
    capability: &'static str,
    output: &'static str,
    variable: &'static str,
    /// The expression that joins the two by hand.
    by_hand: &'static str,
    /// What is passed to `pave new` besides the two modules.
    words: &'static [&'static str],
}

impl Case {
    fn write(&self, sandbox: &Sandbox) {
        sandbox.write(
            "catalog/catalog.yaml",
            "organisation: Acme\nregistry: registry.acme.example\nnamespace: platform\n\
             target_system: none\nterraform: \">= 1.11.0\"\nproviders: {}\nenvironments:\n  \
             dev:\n    summary: For trying things out.\n    region: here\n",
        );
        let capability = self.capability;
        sandbox.write(
            "catalog/capabilities.yaml",
            format!("thing:\n  summary: A thing.\n  type: {capability}\n"),
        );
        sandbox.write(
            "catalog/modules/maker/module.yaml",
            card("maker", "provides: { thing: thing }"),
        );
        sandbox.write("catalog/modules/maker/main.tf", self.output);
        sandbox.write(
            "catalog/modules/taker/module.yaml",
            card("taker", "requires: { thing: thing }"),
        );
        sandbox.write("catalog/modules/taker/main.tf", self.variable);
        sandbox.write(
            "by-hand/main.tf",
            format!(
                "module \"maker\" {{\n  source = \"../catalog/modules/maker\"\n}}\n\
                 module \"taker\" {{\n  source = \"../catalog/modules/taker\"\n  thing = {}\n}}\n",
                self.by_hand
            ),
        );
    }

    /// What pave says of the wiring, once `terraform validate` has called it a success.
    fn refusal(&self) -> String {
        let sandbox = Sandbox::new();
        self.write(&sandbox);
        let by_hand = sandbox.path("by-hand");
        for verb in [&["init", "-no-color"][..], &["validate", "-no-color"]] {
            let mut command = sandbox.command(terraform());
            let ran = command.args(verb).current_dir(&by_hand).output().unwrap();
            assert!(ran.status.success(), "terraform refuses it: {ran:?}");
        }
        let mut words = vec![
            "new",
            "--catalog",
            "catalog",
            "--name",
            "svc",
            "--owner",
            "team",
            "--use",
            "maker",
            "--use",
            "taker",
        ];
        words.extend(self.words);
        let ran = sandbox.pave(&words).expect(1);
        assert_eq!(ran.stdout, "");
        assert!(!sandbox.path("svc").exists(), "something was written");
        ran.stderr.trim_end().to_owned()
    }
}

fn card(name: &str, wiring: &str) -> String {
    format!(
        "name: {name}\nversion: 1.0.0\nsummary: A {name} of things.\nowner: platform\n\
         lifecycle: approved\naliases: [{name}]\n{wiring}\n"
    )
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_attribute_that_the_output_lacks_is_refused() {
    let refusal = Case {
        capability: "object({ id = string, zone = string })",
        output: "output \"thing\" {\n  value = { id = \"a\" }\n}\n",
        variable: "variable \"thing\" {\n  type = object({ id = string, zone = string })\n}\n",
        by_hand: "module.maker.thing",
        words: &[],
    }
    .refusal();
    insta::assert_snapshot!(refusal);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_string_where_an_object_is_taken_is_refused() {
    let refusal = Case {
        capability: "object({ id = string })",
        output: "output \"thing\" {\n  value = \"a\"\n}\n",
        variable: "variable \"thing\" {\n  type = object({ id = string })\n}\n",
        by_hand: "module.maker.thing",
        words: &[],
    }
    .refusal();
    insta::assert_snapshot!(refusal);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_path_that_leads_nowhere_is_refused() {
    let refusal = Case {
        capability: "object({ id = string })",
        output: "output \"thing\" {\n  value = { id = \"a\", place = { zone = \"z\" } }\n}\n",
        variable: "variable \"thing\" {\n  type = object({ id = string })\n}\n",
        by_hand: "module.maker.thing.plaice",
        words: &["--wire", "taker.thing=maker.thing.plaice"],
    }
    .refusal();
    insta::assert_snapshot!(refusal);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_ephemeral_value_for_a_plain_variable_is_refused() {
    let refusal = Case {
        capability: "string",
        output: "variable \"secret\" {\n  type      = string\n  default   = \"s\"\n  \
                 ephemeral = true\n}\n\noutput \"thing\" {\n  value     = var.secret\n  \
                 ephemeral = true\n}\n",
        variable: "variable \"thing\" {\n  type = string\n}\n",
        by_hand: "module.maker.thing",
        words: &[],
    }
    .refusal();
    insta::assert_snapshot!(refusal);
}
