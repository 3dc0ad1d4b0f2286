//! Values for input variables, as `.tfvars` files hold them.
//!
//! Whether a variable of that name exists and takes the value is for the reader's caller to say.

use camino::Utf8Path;

use super::literal::literal;
use super::{Argument, Expression, Named, Place, findings};
use crate::diag::{Finding, SourceId};
use crate::hcl::syntax::Item;
use crate::hcl::{self, Parsed, json};

/// Reads the values of a `.tfvars` or `.tfvars.json` file, by variable name.
///
/// The name of the file says its form. A value that is not constant is a finding and stands in
/// the result without its literal.
#[must_use]
pub fn read(source: SourceId, path: &Utf8Path, text: &str) -> (Named<Argument>, Vec<Finding>) {
    if path.as_str().ends_with(".json") {
        let plain = json::Source::new(text);
        gather(source, plain.parse())
    } else {
        gather(source, hcl::parse(text))
    }
}

fn gather(source: SourceId, parsed: Parsed<'_>) -> (Named<Argument>, Vec<Finding>) {
    let Parsed { file, problems } = parsed;
    let mut values = Named::default();
    let mut found: Vec<_> = problems.into_iter().map(|p| p.finding(source)).collect();
    for item in &file.body.items {
        let attribute = match item {
            Item::Attribute(attribute) => attribute,
            Item::Block(block) => {
                let message =
                    format!("a file of values holds no blocks such as `{}`", block.kind.text);
                let finding = Finding::error(findings::VALUE, message);
                found.push(finding.at(source, block.kind.span, ""));
                continue;
            }
        };
        let (name, span) = (attribute.name.text, attribute.value.span);
        let value = literal(&attribute.value);
        if value.is_none() {
            let message = format!("the value of `{name}` is not constant");
            let finding = Finding::error(findings::VALUE, message)
                .help("a file of values knows no variables and no functions");
            found.push(finding.at(source, span, ""));
        }
        let argument = Argument {
            name: name.to_owned(),
            name_place: Place::new(source, attribute.name.span),
            place: Place::new(source, attribute.span),
            value: Expression { place: Place::new(source, span), literal: value },
        };
        values.entry(name.to_owned()).or_insert(argument);
    }
    (values, found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::SourceMap;
    use crate::terraform::render;

    fn shown(name: &str, text: &str) -> String {
        let mut sources = SourceMap::default();
        let source = sources.add(name, text);
        let (values, findings) = read(source, Utf8Path::new(name), text);
        let value = |argument: &Argument| match &argument.value.literal {
            Some(value) => render::value(value),
            None => "?".to_owned(),
        };
        let mut lines: Vec<_> =
            values.values().map(|a| format!("{} = {}", a.name, value(a))).collect();
        lines.extend(findings.iter().map(|f| format!("{}: {}", f.rule, f.message)));
        lines.join("\n")
    }

    #[test]
    fn values_are_read_in_both_forms() {
        insta::assert_snapshot!(
            shown("dev.tfvars", "a = 1\nb = { c = [true] }\nd = var.x\nmodule \"x\" {}\n"),
            @r#"
        a = 1
        b = { c = [true] }
        d = ?
        invalid-value: the value of `d` is not constant
        invalid-value: a file of values holds no blocks such as `module`
        "#
        );
        insta::assert_snapshot!(shown("dev.tfvars.json", r#"{"a": 1, "b": {"c": ["x\"y"]}}"#), @r#"
        a = 1
        b = { c = ["x\"y"] }
        "#);
    }
}
