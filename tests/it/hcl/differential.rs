//! Ours against HashiCorp's parser: what is accepted, and what tree comes of it.

use pavestone::hcl::parse;
use serde_json::Value;

use super::cases::{INVALID, VALID};
use super::{as_json, generate};
use crate::support::oracle::{Answer, hcl2json, terraform_fmt};

/// How our reading of `text` differs from HashiCorp's, if it does.
fn difference(text: &str, theirs: &Answer) -> Option<String> {
    let ours = parse(text);
    match (theirs, ours.problems.first()) {
        (Answer::Invalid(_), Some(_)) => None,
        (Answer::Invalid(why), None) => Some(format!("wrongly accepted: {why}")),
        (Answer::Valid(_), Some(problem)) => Some(format!("wrongly refused: {problem:?}")),
        (Answer::Valid(None), None) => None,
        (Answer::Valid(Some(theirs)), None) => {
            first_difference(&as_json::body(text, &ours.file.body)?, theirs, String::new())
        }
    }
}

/// Where the two differ first, and how.
fn first_difference(ours: &Value, theirs: &Value, path: String) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            if let Some(key) = theirs.keys().find(|key| !ours.contains_key(*key)) {
                return Some(format!("{path}: no {key:?} among {:?}", ours.keys()));
            }
            ours.iter().find_map(|(key, ours)| match theirs.get(key) {
                Some(theirs) => first_difference(ours, theirs, format!("{path}.{key}")),
                None => Some(format!("{path}: {key:?} should not be there")),
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let mut pairs = ours.iter().zip(theirs).enumerate();
            pairs.find_map(|(i, (o, t))| first_difference(o, t, format!("{path}[{i}]")))
        }
        (Value::String(ours), Value::Number(_) | Value::Null) if ours == "a number" => None,
        (Value::String(ours), Value::String(_)) if ours.contains(as_json::WORKED_OUT) => None,
        _ => (ours != theirs).then(|| format!("{path}: read as {ours} and not as {theirs}")),
    }
}

/// Asks HashiCorp's parser about each text, and fails on those that ours reads otherwise.
fn compare(texts: &[String]) {
    let answers = hcl2json(texts);
    let differences: Vec<_> = texts
        .iter()
        .zip(&answers)
        .filter_map(|(text, theirs)| Some(format!("{text:?}\n{}", difference(text, theirs)?)))
        .collect();
    let shown = differences.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n\n");
    assert!(differences.is_empty(), "{} differ:\n{shown}", differences.len());
}

#[test]
#[cfg_attr(no_hcl2json, ignore = "`npm ci` was not run in tests/oracle")]
fn the_cases_are_what_hashicorp_says_they_are() {
    let texts: Vec<String> = VALID.iter().chain(INVALID).map(|text| (*text).to_owned()).collect();
    compare(&texts);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn the_cases_are_what_terraform_says_they_are() {
    let texts: Vec<String> = VALID.iter().chain(INVALID).map(|text| (*text).to_owned()).collect();
    for (i, (text, answer)) in texts.iter().zip(terraform_fmt(&texts)).enumerate() {
        assert_eq!(answer.is_some(), i < VALID.len(), "{text:?}");
    }
}

#[test]
#[cfg_attr(no_hcl2json, ignore = "`npm ci` was not run in tests/oracle")]
fn files_drawn_at_random_are_read_alike() {
    compare(&generate::draw(1000, &generate::file()));
}

#[test]
#[cfg_attr(no_hcl2json, ignore = "`npm ci` was not run in tests/oracle")]
fn files_broken_at_random_are_read_alike() {
    let texts: Vec<_> =
        generate::draw(1000, &generate::broken_files()).into_iter().flatten().collect();
    compare(&texts);
    let valid = texts.iter().filter(|text| parse(text).problems.is_empty()).count();
    assert!((200..2000).contains(&valid), "{valid} of 3000 are still valid, which tests little");
}

#[test]
#[cfg_attr(no_hcl2json, ignore = "`npm ci` was not run in tests/oracle")]
fn every_short_text_is_read_alike() {
    // What stands before, what after, how many pieces in between, and which, separated by bars.
    let grounds = [
        ("a = \"", "\"\n", 4, "$¦{¦}¦%¦~¦\"¦\\¦n"),
        ("a = <<E\n", "E\n", 4, "$¦{¦}¦%¦a¦~¦\n"),
        ("a = <<E\nq", "E\n", 4, " ¦${¦~}¦${~¦x¦\n¦E"),
        ("a = <<-E\n", "  E\n", 4, " ¦$¦${x}¦{¦x¦\n¦E"),
        ("a = <<-E\n ", "E\n", 4, " ¦${¦~}¦${~¦x¦\n¦%{¦\r\n"),
        ("a = ", "\n", 4, "x¦.¦*¦[¦]¦0¦(¦)"),
        ("a = ", "\n", 4, "{¦}¦x¦=¦:¦,¦\n¦("),
        ("a = ", "\n", 4, "1¦.¦e¦-¦?¦:¦+¦!¦x"),
        ("a = [", "]\n", 4, "for¦x ¦in ¦:¦=>¦...¦ ¦if "),
        ("", "", 4, "a¦ ¦=¦{¦}¦\n¦\"b\"¦#"),
        ("a = \"%{ ", " }\"\n", 3, "if x¦ }%{ ¦else¦endif¦for x in y¦endfor¦ }${x}%{ "),
    ];
    let mut texts = Vec::new();
    for (before, after, most, pieces) in grounds {
        let pieces: Vec<&str> = pieces.split('¦').collect();
        let mut middles = vec![String::new()];
        for _ in 0..most {
            let longer = middles.iter().flat_map(|m| pieces.iter().map(move |p| format!("{m}{p}")));
            middles = longer.collect();
            texts.extend(middles.iter().map(|middle| format!("{before}{middle}{after}")));
        }
    }
    compare(&texts);
}
