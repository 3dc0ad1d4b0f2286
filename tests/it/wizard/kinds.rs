//! Which kind of question each input variable makes.

use std::fmt::Write as _;

use hcl_rs::Value;
use pavestone::catalog::Catalog;
use pavestone::terraform::Module;
use pavestone::terraform::literal::object;
use pavestone::wizard::kind::{kind_of, typed};
use pavestone::wizard::{Choice, Kind};

/// A kind in a line.
fn line(kind: &Kind) -> String {
    let names = |choices: &[Choice]| {
        choices.iter().map(|choice| choice.label.as_str()).collect::<Vec<_>>().join(" | ")
    };
    match kind {
        Kind::One(choices) => format!("one of {}", names(choices)),
        Kind::OneOrOther(choices) => format!("one of {} or another", names(choices)),
        Kind::Many(choices) => format!("many of {}", names(choices)),
        Kind::Number { whole, least, greatest } => {
            let bound = |bound: &Option<f64>| bound.map_or("..".to_owned(), |b| b.to_string());
            let noun = if *whole { "whole number" } else { "number" };
            format!("{noun} from {} to {}", bound(least), bound(greatest))
        }
        Kind::Form(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|field| format!("{}: {}", field.key, line(&field.kind)))
                .collect();
            format!("form {{ {} }}", fields.join(", "))
        }
        Kind::Written { ty } => format!("written {ty}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn every_variable_of_the_catalog_makes_the_question_that_fits_it() {
    let catalog = Catalog::embedded();
    let mut text = String::new();
    for module in catalog.modules() {
        for variable in module.interface().variables.values() {
            writeln!(text, "{}.{}: {}", module.name, variable.name, line(&kind_of(variable)))
                .unwrap();
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn kinds_that_the_catalog_has_none_of() {
    let declared = |body: &str| {
        let text = format!("variable \"v\" {{\n{body}\n}}\n");
        line(&kind_of(&Module::load([("main.tf", text)]).variables["v"]))
    };
    let table = [
        ("  type = string\n  sensitive = true", "SecretReference"),
        ("  type = map(string)\n  ephemeral = true", "SecretReference"),
        ("  type = bool\n  sensitive = true", "SecretReference"),
        ("  type = any", "written any"),
        ("  type = tuple([string, number])", "written tuple([string, number])"),
        ("  type = object({ a = optional(string) })", "written object({ a = optional(string) })"),
        (
            "  type = object({ a = object({ api_key = string, n = number }), b = optional(bool) })",
            "form { a: form { api_key: SecretReference, n: number from .. to .. } }",
        ),
    ];
    for (body, kind) in table {
        assert_eq!(declared(body), kind, "{body}");
    }
}

#[test]
fn names_of_secrets_make_their_questions_ask_for_references() {
    let module = Module::load([(
        "main.tf",
        "variable \"db_password\" {\n  type = string\n}\nvariable \"password_length\" {\n  type = number\n}\n",
    )]);
    assert_eq!(line(&kind_of(&module.variables["db_password"])), "SecretReference");
    assert_eq!(line(&kind_of(&module.variables["password_length"])), "number from .. to ..");
}

#[test]
fn what_was_typed_is_read_as_its_type_has_it() {
    let read = |ty: &str, text: &str| typed(&ty.parse().unwrap(), &Value::from(text));
    let list = Value::Array(vec!["a".into(), "b".into()]);
    for text in [r#"["a", "b"]"#, "[a, b]", "- a\n- b"] {
        assert_eq!(read("list(string)", text), list, "{text}");
    }
    for text in ["{ a = 1 }", "{a: 1}", "a: 1"] {
        assert_eq!(read("map(number)", text), object([("a", Value::from(1))]), "{text}");
    }
    let escaped = read("map(string)", r#"{ a = "$${b}" }"#);
    assert_eq!(escaped, object([("a", Value::from("$${b}"))]), "a template still");
    assert_eq!(read("number", "8080"), Value::from(8080));
    assert_eq!(read("bool", "true"), Value::from(true));
    assert_eq!(read("string", "8080"), Value::from("8080"));
    assert_eq!(read("number", "many"), Value::from("many"));
}
