//! What cards say that sentences mean: the phrases themselves, and the values they set.

use hcl_rs::Value;

use super::values::{known_input, takes};
use super::{prose, shown};
use crate::catalog::{Card, CatalogModule, Located, Phrase, PhrasePart, Placeholder, phrase_parts};
use crate::diag::{Finding, SourceId};
use crate::terraform::{InputVariable, Mismatch};

/// Checks what can be known of a card's phrases without its HCL.
pub(super) fn texts(card: &Card, source: SourceId, findings: &mut Vec<Finding>) {
    for phrase in &card.phrases {
        for say in &phrase.say {
            self::say(say, source, findings);
        }
        if let Some(holds) = &phrase.holds {
            prose::sentence(holds, source, findings);
        }
        if let Some(lacks) = &phrase.lacks {
            prose::sentence(lacks, source, findings);
        }
        let Some(first) = phrase.say.first() else { continue };
        let message = match (phrase.set.is_empty(), &phrase.holds, &phrase.lacks) {
            (true, None, None) => "the phrase means nothing",
            (false, _, Some(_)) | (_, Some(_), Some(_)) => "the phrase is met and lacking at once",
            _ => {
                placeholders(phrase, source, findings);
                continue;
            }
        };
        findings.push(
            Finding::error("catalog-phrase", message)
                .at(source, first.span, "")
                .help("a phrase has `set`, `holds`, or `lacks`"),
        );
    }
}

/// Checks one way to say something.
fn say(say: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    let problem = match phrase_parts(say) {
        Err(problem) => problem,
        Ok(_) if say.chars().any(char::is_uppercase) => "is not in lower case".to_owned(),
        Ok(_) => {
            // Placeholders look like markup and are none.
            let mut text = say.clone();
            for (name, _) in Placeholder::ALL {
                text.value = text.value.replace(name, "");
            }
            return prose::plain(&text, source, findings);
        }
    };
    let names: Vec<&str> = Placeholder::ALL.iter().map(|(name, _)| *name).collect();
    findings.push(
        Finding::error("catalog-phrase", format!("the phrase `{}` {problem}", shown(say)))
            .at(source, say.span, "")
            .help(format!("write a few words, and at most one of {}", names.join(", "))),
    );
}

/// Checks that a value that is a placeholder has one in every way to say it.
fn placeholders(phrase: &Phrase, source: SourceId, findings: &mut Vec<Finding>) {
    for value in phrase.set.values() {
        let Some(placeholder) = placeholder_of(value) else { continue };
        let part = PhrasePart::Placeholder(placeholder);
        for say in &phrase.say {
            if phrase_parts(say).is_ok_and(|parts| !parts.contains(&part)) {
                let name = placeholder.as_str();
                let message = format!("the phrase `{}` gives no {name}", shown(say));
                findings.push(
                    Finding::error("catalog-phrase", message).at(source, say.span, "").at(
                        source,
                        value.span,
                        "needed here",
                    ),
                );
            }
        }
    }
}

/// Checks that a module's inputs take the values that its phrases set.
pub(super) fn values(module: &CatalogModule, findings: &mut Vec<Finding>) {
    let source = module.card_source;
    for (input, value) in module.card.phrases.iter().flat_map(|phrase| &phrase.set) {
        let Some(variable) = known_input(module, input, source, findings) else { continue };
        match placeholder_of(value) {
            Some(placeholder) => takes_any(variable, placeholder, value, source, findings),
            None => {
                takes(variable, value, source, findings);
                bounds(variable, value, source, findings);
            }
        }
    }
}

/// The placeholder that a value is.
fn placeholder_of(value: &Value) -> Option<Placeholder> {
    value.as_str().and_then(Placeholder::named)
}

/// Checks that an input takes values of a placeholder's kind.
fn takes_any(
    variable: &InputVariable,
    placeholder: Placeholder,
    value: &Located<Value>,
    source: SourceId,
    findings: &mut Vec<Finding>,
) {
    let example = match placeholder {
        Placeholder::Word => Value::from("word"),
        _ => Value::from(30),
    };
    if variable.ty.accepts_value(&example).iter().any(Mismatch::is_error) {
        let message = format!("the input `{}` takes no {}", variable.name, placeholder.as_str());
        findings.push(Finding::error("catalog-phrase", message).at(source, value.span, ""));
    }
}

/// Checks a number against the bounds that the input's validations leave.
fn bounds(
    variable: &InputVariable,
    value: &Located<Value>,
    source: SourceId,
    findings: &mut Vec<Finding>,
) {
    let Some(number) = value.as_f64() else { return };
    let (least, most) = variable.number_bounds();
    if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
        let message = format!("the input `{}` does not take {number}", variable.name);
        findings.push(Finding::error("catalog-phrase", message).at(source, value.span, ""));
    }
}
