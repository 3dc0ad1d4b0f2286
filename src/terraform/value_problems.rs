//! What a module says of a value that somebody wants to give to one of its variables.
//!
//! Says only what Terraform would say too: a condition that cannot be decided from what is known
//! is left to Terraform.

use std::collections::BTreeMap;

use hcl_rs::Value;

use super::{Mismatch, Module};

/// What is known of a module's variables: `None` for one that is set to something not known yet.
///
/// A variable that is not in it has its default; one without a default is not known.
pub type Given = BTreeMap<String, Option<Value>>;

impl Module {
    /// Says what is wrong with `value` for the variable `name`, a sentence each; nothing when
    /// Terraform would take it or when that cannot be told.
    ///
    /// First what the type says, with Terraform's conversions; when the value fits, what each
    /// `validation` block says, in the module's own words. Conditions may ask for other variables,
    /// which are those of `given` and the defaults. Nothing for a variable that does not exist.
    #[must_use]
    pub fn value_problems(&self, name: &str, value: &Value, given: &Given) -> Vec<String> {
        let _ = given;
        let Some(variable) = self.variables.get(name) else { return Vec::new() };
        if value.is_null() && !variable.nullable && variable.is_required() {
            return vec!["the value cannot be null".to_owned()];
        }
        let mismatches = variable.ty.accepts_value(value);
        mismatches.iter().filter(|m| m.is_error()).map(Mismatch::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_does_not_fit_the_type_is_refused() {
        let module = Module::load([("main.tf", "variable \"x\" {\n  type = number\n}\n")]);
        let problems = |value: Value| module.value_problems("x", &value, &Given::new());
        assert_eq!(problems(Value::from("5")), [""; 0]);
        assert_eq!(problems(Value::from("five")), [r#"the value must be number, found "five""#]);
    }
}
