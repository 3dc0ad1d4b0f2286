//! Catalogs made up for tests, with every kind of question in them.

use std::fmt::Write as _;

use camino::Utf8PathBuf;
use hcl_rs::Value;
use pavestone::catalog::{Catalog, Files};
use pavestone::wizard::{Kind, Question};
use proptest::prelude::*;

/// What a catalog is made of.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    pub(crate) environments: usize,
    /// How many modules provide what the others live in.
    pub(crate) networks: usize,
    /// Whether the first environment says which of them it takes.
    pub(crate) bound: bool,
    /// For each question of the organisation, whether only a person may answer it.
    pub(crate) questions: Vec<bool>,
    pub(crate) modules: Vec<Made>,
}

/// One module: whether it needs a network, and its variables.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) networked: bool,
    /// Indices into [`POOL`], and whether there is a default.
    pub(crate) variables: Vec<(usize, bool)>,
}

/// A variable: name, type, validation, default, and a sample where it may have one.
type Variable = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>);

const POOL: [Variable; 13] = [
    ("plain", "string", "", "\"abc\"", Some("abc")),
    ("word", "string", "can(regex(\"^[a-z]+$\", var.word))", "\"abc\"", None),
    ("grade", "string", "contains([\"small\", \"large\"], var.grade)", "\"small\"", Some("large")),
    (
        "level",
        "number",
        "var.level >= 1 && var.level <= 10 && floor(var.level) == var.level",
        "3",
        None,
    ),
    ("flag", "bool", "", "false", None),
    ("thing", "object({ name = string, size = optional(number, 3) })", "", "null", None),
    ("deep", "object({ inner = object({ flag = bool, api_key = string }) })", "", "null", None),
    ("kinds", "set(string)", "length(setsubtract(var.kinds, [\"a\", \"b\"])) == 0", "[]", None),
    ("names", "list(string)", "", "[]", None),
    ("counts", "map(number)", "", "{}", None),
    ("hidden", "string", "", "null", None),
    ("api_token", "string", "", "null", None),
    ("pair", "string", "var.pair == null || var.pair != \"abc\"", "null", None),
];

impl Spec {
    /// Every kind of question at once.
    pub(crate) fn all() -> Self {
        Self {
            environments: 2,
            networks: 2,
            bound: true,
            questions: vec![true, false],
            modules: vec![
                Made { networked: true, variables: (0..7).map(|at| (at, false)).collect() },
                Made { networked: false, variables: (7..13).map(|at| (at, false)).collect() },
            ],
        }
    }

    /// Any catalog.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        let variables = prop::collection::btree_map(0..POOL.len(), any::<bool>(), 0..5);
        let module = (any::<bool>(), variables).prop_map(|(networked, variables)| Made {
            networked,
            variables: variables.into_iter().collect(),
        });
        (
            1..4_usize,
            0..3_usize,
            any::<bool>(),
            prop::collection::vec(any::<bool>(), 0..3),
            prop::collection::vec(module, 1..4),
        )
            .prop_map(|(environments, networks, bound, questions, modules)| Self {
                environments,
                networks,
                bound,
                questions,
                modules,
            })
    }

    /// A sentence that asks for all of its modules.
    pub(crate) fn intent(&self) -> String {
        let names: Vec<String> = (0..self.modules.len()).map(name).collect();
        names.join(" and ")
    }

    pub(crate) fn catalog(&self) -> Catalog {
        Catalog::load(Files::memory(self.files())).unwrap_or_else(|error| {
            panic!("{error}: {:#?}", error.report.as_ref().map(|report| &report.findings))
        })
    }

    /// The files of the catalog.
    pub(crate) fn files(&self) -> Vec<(Utf8PathBuf, Vec<u8>)> {
        let mut settings = "organisation: Workshop\nregistry: registry.acme.example\n\
             namespace: tools\ntarget_system: none\nterraform: \">= 1.11.0\"\nproviders: {}\n\
             regions: { north: north-1 }\n"
            .to_owned();
        if !self.questions.is_empty() {
            settings.push_str("questions:\n");
        }
        for (at, must) in self.questions.iter().enumerate() {
            let how = if *must { "must_choose: true" } else { "default: usual" };
            write!(
                settings,
                "  ask-{at}:\n    ask: Which of them, number {at}?\n    {how}\n    options:\n      \
                 usual: {{ summary: As usual. }}\n      more: {{ summary: \"More.\", uses: [{}] }}\n      \
                 never: {{ summary: Not here., refused: Ask somebody else. }}\n",
                name(0)
            )
            .unwrap();
        }
        settings.push_str("environments:\n");
        for at in 0..self.environments {
            let bound = self.bound && at == 0 && self.networks > 0;
            let bindings = if bound { "    bindings: { network: net-a }\n" } else { "" };
            write!(
                settings,
                "  env{at}:\n    summary: Number {at}.\n    region: north-1\n{bindings}"
            )
            .unwrap();
        }
        let mut files = vec![
            ("catalog.yaml".into(), settings),
            (
                "capabilities.yaml".into(),
                "network:\n  summary: Where to live.\n  type: object({ id = string })\n".to_owned(),
            ),
        ];
        for at in 0..self.networks {
            let name = ["net-a", "net-b"][at];
            files.push((
                format!("modules/{name}/module.yaml"),
                card(name) + "provides: { network: network }\n",
            ));
            files.push((
                format!("modules/{name}/main.tf"),
                "output \"network\" {\n  value = { id = \"x\" }\n}\n".to_owned(),
            ));
        }
        for (at, module) in self.modules.iter().enumerate() {
            let name = name(at);
            let (card, hcl) = module.files(&name, self.networks > 0);
            files.push((format!("modules/{name}/module.yaml"), card));
            files.push((format!("modules/{name}/main.tf"), hcl));
        }
        files.push((
            "blueprints/starter.yaml".into(),
            format!(
                "name: starter\nversion: 1.0.0\nsummary: Something to start with.\n\
                 aliases: [starter]\ncomponents:\n  first: {{ module: {} }}\n",
                name(0)
            ),
        ));
        files.into_iter().map(|(path, text)| (path.into(), text.into_bytes())).collect()
    }
}

impl Made {
    fn files(&self, name: &str, networks: bool) -> (String, String) {
        let mut card = card(name);
        let mut hcl = String::new();
        let mut samples = String::new();
        for (at, default) in &self.variables {
            let (name, ty, condition, value, sample) = POOL[*at];
            writeln!(hcl, "variable \"{name}\" {{\n  type = {ty}").unwrap();
            if *default {
                writeln!(hcl, "  default = {value}").unwrap();
            } else if let Some(sample) = sample {
                writeln!(samples, "  {name}: {{ value: {sample}, note: a stand-in }}").unwrap();
            }
            if name == "hidden" {
                hcl.push_str("  sensitive = true\n");
            }
            if !condition.is_empty() {
                write!(
                    hcl,
                    "  validation {{\n    condition = {condition}\n    error_message = \"{name} is not that.\"\n  }}\n"
                )
                .unwrap();
            }
            hcl.push_str("}\n");
        }
        if self.networked && networks {
            card.push_str("requires: { network: network }\n");
            hcl.push_str("variable \"network\" {\n  type = object({ id = string })\n}\n");
        }
        if !samples.is_empty() {
            write!(card, "samples:\n{samples}").unwrap();
        }
        if hcl.is_empty() {
            hcl.push_str("locals {\n  nothing = true\n}\n");
        }
        (card, hcl)
    }
}

fn name(at: usize) -> String {
    ["anvil", "bellows", "chisel"][at].to_owned()
}

fn card(name: &str) -> String {
    format!(
        "name: {name}\nversion: 1.0.0\nsummary: A {name}.\nowner: smiths\nlifecycle: approved\naliases: [{name}]\n"
    )
}

/// An answer that the question takes.
pub(crate) fn valid(question: &Question, pick: usize) -> Value {
    let open = |choices: &[pavestone::wizard::Choice]| {
        let open: Vec<Value> =
            choices.iter().filter(|c| c.refused.is_none()).map(|c| c.value.clone()).collect();
        open.get(pick % open.len().max(1)).cloned().unwrap_or_default()
    };
    let last = question.key.rsplit('.').next().unwrap_or_default();
    let last = last.split('@').next().unwrap_or_default();
    match &question.kind {
        Kind::Text => match (question.key.as_str(), last) {
            ("name", _) => Value::from(["alpha", "beta-2"][pick % 2]),
            ("owner", _) => Value::from(["smiths", "the \"other\" team"][pick % 2]),
            ("region", _) => Value::from("north-1"),
            (_, "word" | "name") => Value::from(["iron", "steel"][pick % 2]),
            _ => Value::from(["it's", "two $words"][pick % 2]),
        },
        Kind::Confirm => Value::from(pick.is_multiple_of(2)),
        Kind::Number { least, .. } => Value::from(least.unwrap_or(2.0) as i64 + (pick % 5) as i64),
        Kind::One(choices) => open(choices),
        Kind::OneOrOther(choices) if question.key == "intent" => {
            if choices.is_empty() {
                Value::from("anvil")
            } else {
                open(choices)
            }
        }
        Kind::OneOrOther(choices) => open(choices),
        Kind::Many(choices) if question.key == "environments" => Value::Array(vec![open(choices)]),
        Kind::Many(_) if question.key == "component.remove" => Value::Array(Vec::new()),
        Kind::Many(choices) if choices.is_empty() => Value::Array(Vec::new()),
        Kind::Many(choices) => Value::Array(vec![open(choices)]),
        Kind::Form(_) => panic!("the fields of a form are asked one by one"),
        Kind::SecretReference => {
            Value::from(["secretsmanager:workshop/key", "var.given_later"][pick % 2])
        }
        Kind::Written { ty } if ty.starts_with("map") => Value::from("{ a = 1 }"),
        Kind::Written { .. } => Value::from("[a, b]"),
    }
}
