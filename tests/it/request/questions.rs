//! The organisation's questions.

use super::values;
use crate::support::pave::Sandbox;

const API: [&str; 4] = ["new", "a ledger API with Postgres", "--owner", "team"];

#[test]
fn an_answer_brings_its_components_and_inputs() {
    let sandbox = Sandbox::new();
    let words = [&API[..], &["--choose", "data-class=personal", "--yes", "--json"]].concat();
    let record = sandbox.pave(&words).ok().json();
    let values = values(&record);
    let has = |wanted: &str| values.iter().any(|v| v == wanted);
    assert!(has("choose.data-class = \"personal\" (flag)"), "{values:#?}");
    assert!(has("db.backup_retention_days = 35 (data-class: personal)"), "{values:#?}");
    let stack = sandbox.read("ledger/stack.yaml");
    assert!(stack.contains("choices:\n  data-class: personal"), "{stack}");
    assert!(stack.contains("module: encryption-key"), "{stack}");
    let main = sandbox.read("ledger/dev/main.tf");
    assert!(main.contains("= module.key.encryption") && main.contains("= 35"), "{main}");
}

#[test]
fn what_somebody_says_of_an_input_goes_before_an_answers_effect() {
    let sandbox = Sandbox::new();
    let more = ["--choose", "data-class=personal", "--set", "db.backup_retention_days=30", "--yes"];
    let words = [&API[..], &more].concat();
    sandbox.pave(&words).ok();
    assert!(sandbox.read("ledger/stack.yaml").contains("backup_retention_days: 30"));
}

#[test]
fn a_question_is_asked_only_for_the_modules_that_it_concerns() {
    let sandbox = Sandbox::new();
    let words = ["new", "--use", "queue", "--name", "q", "--owner", "team", "--dry-run"];
    let ran = sandbox.pave(&words).ok();
    assert!(!ran.stdout.contains("data-class"), "{}", ran.stdout);
    let ran = sandbox.pave(&[&words[..], &["--choose", "data-class=personal"]].concat()).ok();
    insta::assert_snapshot!(ran.stderr, @"
    warning[W004]: `--choose data-class=personal` does nothing here
      help: `data-class` is asked of services with cache, object-store, postgres, table
    ");
    assert!(!ran.stdout.contains("encryption-key"), "{}", ran.stdout);
}

#[test]
fn words_that_answer_nothing_are_refused() {
    for (choice, code, words) in [
        ("data-class=card", 1, "ask the platform team"),
        ("data-class=personnal", 2, "did you mean `personal`?"),
        ("data-clas=personal", 2, "did you mean `data-class`?"),
        ("data-class", 2, "--choose QUESTION=OPTION"),
    ] {
        let sandbox = Sandbox::new();
        let ran = sandbox.pave(&[&API[..], &["--yes", "--choose", choice]].concat()).expect(code);
        assert!(ran.stderr.contains(words), "{choice}: {}", ran.stderr);
        assert!(sandbox.files("").is_empty());
    }
}

/// A catalog with a question that only a person may answer, and one of another module.
fn catalog(sandbox: &Sandbox, questions: &str) {
    sandbox.write(
        "catalog/catalog.yaml",
        format!(
            "organisation: Acme\nregistry: registry.acme.example\nnamespace: platform\n\
             target_system: aws\nterraform: \">= 1.11.0\"\nproviders:\n  aws:\n    \
             source: hashicorp/aws\n    version: 6.62.0\n    configuration:\n      \
             default_tags: {{ tags: {{ cost: \"${{choice.cost}}\", owner: \"${{owner}}\" }} }}\n\
             environments:\n  dev: {{ summary: For trying things out., region: here }}\n{questions}"
        ),
    );
    sandbox.write("catalog/capabilities.yaml", "{}\n");
    sandbox.write(
        "catalog/modules/store/module.yaml",
        "name: store\nversion: 1.0.0\nsummary: A store.\nowner: platform\nlifecycle: approved\n\
         aliases: [store]\n",
    );
    sandbox.write(
        "catalog/modules/store/main.tf",
        "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n\
         variable \"days\" {\n  type    = number\n  default = 1\n}\n\
         resource \"aws_sqs_queue\" \"this\" {\n  message_retention_seconds = var.days * 86400\n}\n",
    );
}

const COST: &str = "questions:\n  cost:\n    ask: Who pays for it?\n    must_choose: true\n    \
                    options:\n      shop: { summary: The shop., inputs: { store: { days: 7 } } }\n      \
                    lab: { summary: The lab. }\n";

#[test]
fn what_a_person_must_choose_is_never_filled_in() {
    let sandbox = Sandbox::new();
    catalog(&sandbox, COST);
    let base = ["new", "--catalog", "catalog", "--use", "store", "--out", "svc", "--yes"];
    let ran = sandbox.pave(&base).expect(2);
    insta::assert_snapshot!(ran.stderr);
    let ran = sandbox.pave(&[&base[..], &["--choose", "cost=shop"]].concat()).ok();
    insta::assert_snapshot!("an_answer_is_told", ran.stdout);
    let terraform = sandbox.read("svc/dev/terraform.tf");
    assert!(terraform.contains("cost  = \"shop\""), "{terraform}");
    assert!(sandbox.read("svc/dev/main.tf").contains("days    = 7"));
}

#[test]
fn what_is_wrong_with_a_question_is_found_by_the_catalogs_check() {
    let sandbox = Sandbox::new();
    catalog(
        &sandbox,
        "questions:\n  Cost:\n    ask: \"\"\n    must_choose: true\n    default: shop\n    \
         for: [stor]\n    options:\n      shop: { summary: The shop., refused: No. }\n  \
         data:\n    ask: Which data?\n    default: al\n    options:\n      \
         all: { summary: All., uses: [stores], inputs: { store: { day: 3, days: many } } }\n      \
         none: { summary: None., inputs: { sotre: {} } }\n  \
         size:\n    ask: How big?\n    default: big\n    options:\n      \
         big: { summary: Big., refused: Too big. }\n      small: { summary: Small. }\n",
    );
    let ran = sandbox.pave(&["catalog", "check", "--catalog", "catalog"]).expect(1);
    insta::assert_snapshot!(ran.stdout + &ran.stderr);
}

#[test]
fn a_choice_that_the_catalog_does_not_offer_is_shown_where_it_stands() {
    let sandbox = Sandbox::new();
    sandbox.pave(&[&API[..], &["--yes"]].concat()).ok();
    let stack = sandbox.read("ledger/stack.yaml");
    let edited = stack.replace("data-class: internal", "data-class: card\n  colour: blue");
    assert_ne!(stack, edited);
    sandbox.write("ledger/stack.yaml", edited);
    insta::assert_snapshot!(sandbox.pave(&["render", "ledger"]).expect(1).stderr);
}
