//! What a value of an input could look like, for a command line that works as it stands.

use hcl_rs::Value;

use super::Linker;
use crate::compose::MissingChoice;
use crate::terraform::{Given, InputVariable, Module, Type, assign};

/// Texts that validations tend to ask for, plainest first.
const TEXTS: [&str; 10] = [
    "VALUE",
    "value",
    "a",
    "example.com",
    "https://example.com",
    "10.0.0.0/16",
    "1.0.0",
    "team@example.com",
    "arn:aws:s3:::example",
    "s3://example/example.zip",
];

/// A value that the variable takes, as far as its module can tell.
pub(super) fn example(module: &Module, variable: &InputVariable) -> Value {
    let given = Given::new();
    let mut candidates = variable.allowed_values().unwrap_or_default();
    let (least, most) = variable.number_bounds();
    if variable.ty == Type::Number {
        let bounds = [least, most, least.map(|l| l + 1.0), most.map(|m| m - 1.0)];
        candidates.extend(bounds.into_iter().flatten().map(number));
    }
    candidates.extend(TEXTS.iter().map(|text| of_type(&variable.ty, text)));
    let fits = |value: &&Value| module.value_problems(&variable.name, value, &given).is_empty();
    candidates.iter().find(fits).or(candidates.first()).cloned().unwrap_or_default()
}

/// A value of a type: of an object, what it cannot do without.
fn of_type(ty: &Type, text: &str) -> Value {
    match ty {
        Type::Bool => Value::Bool(true),
        Type::Number => Value::from(1),
        Type::List(element) | Type::Set(element) => Value::Array(vec![of_type(element, text)]),
        Type::Map(element) => [("key".to_owned(), of_type(element, text))].into_iter().collect(),
        Type::Tuple(elements) => elements.iter().map(|e| of_type(e, text)).collect(),
        Type::Object(object) => {
            let required = object.attributes.iter().filter(|(_, a)| !a.optional);
            required.map(|(name, a)| (name.clone(), of_type(&a.ty, text))).collect()
        }
        _ => Value::from(text),
    }
}

fn number(value: f64) -> Value {
    // A bound without a fraction is written without one.
    if value.fract() == 0.0 && value.abs() < 1e15 {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}

impl Linker<'_, '_> {
    /// The outputs of other components that a secret may be taken from.
    pub(super) fn outputs_for(&self, name: &str, variable: &InputVariable) -> Vec<MissingChoice> {
        let others = self.graph.nodes.iter().filter(|(other, _)| other.as_str() != name);
        let outputs = others.flat_map(|(other, node)| {
            node.module
                .output_types()
                .iter()
                .map(move |(output, typed)| (other, node, output, typed))
        });
        outputs
            .filter(|(.., typed)| !typed.ephemeral || variable.ephemeral)
            .filter(|(.., typed)| assign(&typed.ty, &variable.ty).is_empty())
            .map(|(other, node, output, _)| {
                let declared = node.module.interface().outputs.get(output.as_str());
                let text = declared.and_then(|o| o.description.clone()).unwrap_or_default();
                MissingChoice::new(format!("{other}.{output}"), text)
            })
            .collect()
    }
}
