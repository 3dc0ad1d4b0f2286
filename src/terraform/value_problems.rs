//! What a module says of a value that somebody wants to give to one of its variables.
//!
//! Says only what Terraform would say too: a condition that cannot be decided from what is known
//! is left to Terraform.

use std::collections::BTreeMap;
use std::rc::Rc;

use hcl_rs::Value;

use super::eval::{self, Outcome, Reference, Scope};
use super::{InputVariable, Mismatch, Module, Validation};
use crate::hcl;

/// What is known of a module's variables: `None` for one that is set to something not known yet.
///
/// A variable that is not in it has its default; one without a default is not known.
pub type Given = BTreeMap<String, Option<Value>>;

/// The inside of a module: its variables with the values given to them, and its local values.
#[derive(Debug, Clone, Copy)]
pub struct ModuleScope<'m> {
    /// The module.
    pub module: &'m Module,
    /// What its variables are set to.
    pub given: &'m Given,
}

impl Module {
    /// Says what is wrong with `value` for the variable `name`, a sentence each; nothing when
    /// Terraform would take it or when that cannot be told.
    ///
    /// First what the type says, with Terraform's conversions; when the value fits, what each
    /// `validation` block says, in the module's own words. Conditions may ask for other variables,
    /// which are those of `given` and the defaults. Nothing for a variable that does not exist.
    #[must_use]
    pub fn value_problems(&self, name: &str, value: &Value, given: &Given) -> Vec<String> {
        let Some(variable) = self.variables.get(name) else { return Vec::new() };
        if value.is_null() && !variable.nullable && variable.is_required() {
            return vec!["the value cannot be null".to_owned()];
        }
        let mismatches = variable.ty.accepts_value(value);
        let misfits: Vec<String> =
            mismatches.iter().filter(|m| m.is_error()).map(Mismatch::to_string).collect();
        if !misfits.is_empty() {
            return misfits;
        }
        if variable.validations.is_empty() {
            return Vec::new();
        }
        if let Err(message) = variable.value(value) {
            return vec![message];
        }
        let mut given = given.clone();
        given.insert(name.to_owned(), Some(value.clone()));
        self.validation_problems(name, &given)
    }

    /// Says what the `validation` blocks of the variable `name` say of the value that it has, as
    /// [`Module::value_problems`] does, which also looks at the type.
    #[must_use]
    pub fn validation_problems(&self, name: &str, given: &Given) -> Vec<String> {
        let Some(variable) = self.variables.get(name) else { return Vec::new() };
        let scope = ModuleScope { module: self, given };
        variable.validations.iter().filter_map(|v| refusal(v, &scope)).collect()
    }
}

impl InputVariable {
    /// The value that the module sees when `value` is passed.
    fn value(&self, value: &Value) -> Result<eval::Value, String> {
        let value = match self.default_value() {
            Some(default) if value.is_null() && !self.nullable => default,
            _ => value,
        };
        let value = eval::Value::of(value, &self.ty)?;
        Ok(if self.sensitive { value.sensitive() } else { value })
    }
}

impl Scope for ModuleScope<'_> {
    fn reference(&self, root: &str, name: &str) -> Reference<'_> {
        match root {
            "var" => {
                let value = self.variable(name).map(Rc::new);
                value.map_or(Reference::Unknown, Reference::Value)
            }
            "local" => {
                let local = self.module.locals.get(name);
                let expr = local.and_then(|local| self.module.expr(local.value.place));
                expr.map_or(Reference::Unknown, Reference::Expression)
            }
            _ => Reference::Unknown,
        }
    }
}

impl ModuleScope<'_> {
    fn variable(&self, name: &str) -> Option<eval::Value> {
        let variable = self.module.variables.get(name)?;
        let value = match self.given.get(name) {
            Some(given) => given.as_ref(),
            None => variable.default_value(),
        };
        let Some(value) = value else {
            let unknown = eval::Value::unknown(variable.ty.clone());
            return Some(if variable.sensitive { unknown.sensitive() } else { unknown });
        };
        variable.value(value).ok()
    }
}

/// What a validation says when it does not hold.
fn refusal(validation: &Validation, scope: &ModuleScope<'_>) -> Option<String> {
    let condition = hcl::parse_expr(&validation.condition_text).ok()?;
    match eval::holds(&condition, scope) {
        Ok(Some(false)) => Some(message(validation, scope)),
        Ok(_) => None,
        Err(error) => Some(format!("a validation of the module fails: {}", error.message)),
    }
}

fn message(validation: &Validation, scope: &ModuleScope<'_>) -> String {
    let Some(expression) = &validation.error_message else {
        return format!("`{}` does not hold", validation.condition_text);
    };
    if let Some(text) = expression.as_str() {
        return text.trim().to_owned();
    }
    let evaluated = scope.module.expr(expression.place).map(|expr| eval::evaluate(&expr, scope));
    match evaluated {
        Some(Ok(Outcome::Known(Value::String(text)))) => text.trim().to_owned(),
        // What cannot be told, or must not be shown, stays as it is written.
        _ => {
            let text = scope.module.text(expression.place);
            let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
            inner.unwrap_or(text).to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(text: &str) -> Module {
        let module = Module::load([("main.tf", text)]);
        assert_eq!(module.findings, []);
        module
    }

    fn given(entries: &[(&str, Option<Value>)]) -> Given {
        entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn a_value_that_does_not_fit_the_type_is_refused() {
        let module = module("variable \"x\" {\n  type = number\n}\n");
        let problems = |value: Value| module.value_problems("x", &value, &Given::new());
        assert_eq!(problems(Value::from("5")), [""; 0]);
        assert_eq!(problems(Value::from("five")), [r#"the value must be number, found "five""#]);
    }

    #[test]
    fn a_validation_speaks_in_the_modules_words_once_the_value_is_converted() {
        let module = module(
            r#"
            variable "port" {
              type = number
              validation {
                condition     = var.port >= local.least && var.port <= 65535
                error_message = "Port ${var.port} is taken: choose ${local.least} or more."
              }
              validation {
                condition     = unheard_of(var.port)
                error_message = "Nobody can tell."
              }
            }
            locals {
              least = 2 * 512
            }
            "#,
        );
        let problems = |value: Value| module.value_problems("port", &value, &Given::new());
        assert_eq!(problems(Value::from("80")), ["Port 80 is taken: choose 1024 or more."]);
        assert_eq!(problems(Value::from(8080)), [""; 0]);
    }

    #[test]
    fn other_variables_are_those_given_else_their_defaults_else_unknown() {
        let module = module(
            r#"
            variable "exposure" {
              type    = string
              default = "none"
            }
            variable "zone" {
              type = string
            }
            variable "certificate" {
              type    = string
              default = null
              validation {
                condition     = var.exposure == "public" ? var.certificate != null : true
                error_message = "Public needs a certificate."
              }
              validation {
                condition     = var.certificate == null ? true : startswith(var.certificate, var.zone)
                error_message = "Not of ${var.zone}."
              }
            }
            "#,
        );
        let problems = |value: Value, entries: &[(&str, Option<Value>)]| {
            module.value_problems("certificate", &value, &given(entries))
        };
        let public = ("exposure", Some(Value::from("public")));
        assert_eq!(problems(Value::Null, &[]), [""; 0]);
        assert_eq!(problems(Value::Null, &[public]), ["Public needs a certificate."]);
        assert_eq!(problems(Value::Null, &[("exposure", None)]), [""; 0]);
        assert_eq!(problems(Value::from("a"), &[]), [""; 0]);
        let zone = ("zone", Some(Value::from("b")));
        assert_eq!(problems(Value::from("a"), &[zone]), ["Not of b."]);
    }

    #[test]
    fn null_is_refused_or_becomes_the_default_where_it_may_not_be() {
        let module = module(
            r#"
            variable "required" {
              type     = string
              nullable = false
            }
            variable "defaulted" {
              type     = number
              default  = 5
              nullable = false
              validation {
                condition     = var.defaulted > 3
                error_message = "More."
              }
            }
            variable "free" {
              type = number
              validation {
                condition     = var.free > 3
                error_message = "More."
              }
            }
            "#,
        );
        let problems = |name: &str| module.value_problems(name, &Value::Null, &Given::new());
        assert_eq!(problems("required"), ["the value cannot be null"]);
        assert_eq!(problems("defaulted"), [""; 0]);
        assert_eq!(problems("free"), ["a validation of the module fails: the value is null"]);
    }

    #[test]
    fn optional_attributes_have_their_defaults_before_a_validation_sees_them() {
        let module = module(
            r#"
            variable "x" {
              type = list(object({
                name = string
                size = optional(number, 3)
              }))
              validation {
                condition     = alltrue([for x in var.x : x.size > 2])
                error_message = "Sizes: ${join(", ", var.x[*].size)}."
              }
            }
            "#,
        );
        let problems = |text: &str| {
            let expr = hcl::parse_expr(text).expect(text);
            let value = crate::terraform::literal::literal(&expr).expect(text);
            module.value_problems("x", &value, &Given::new())
        };
        assert_eq!(problems(r#"[{ name = "a" }]"#), [""; 0]);
        assert_eq!(problems(r#"[{ name = "a" }, { name = "b", size = "1" }]"#), ["Sizes: 3, 1."]);
        assert_eq!(problems(r#"[{}]"#), ["`[0].name` is missing (string)"]);
    }

    #[test]
    fn a_sensitive_value_is_not_shown_in_a_message() {
        let module = module(
            r#"
            variable "x" {
              type      = string
              sensitive = true
              validation {
                condition     = length(var.x) > 8
                error_message = "${var.x} is short."
              }
            }
            "#,
        );
        let problems = module.value_problems("x", &Value::from("hunter2"), &Given::new());
        assert_eq!(problems, ["${var.x} is short."]);
    }
}
