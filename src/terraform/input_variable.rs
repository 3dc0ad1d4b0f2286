//! What a module asks of its caller.

use hcl_rs::Value;

use super::layers::Layers;
use super::reader::Reader;
use super::{Condition, Expression, Place, Type, findings, validation};
use crate::diag::Finding;

/// A `variable` block.
#[derive(Debug, Clone, PartialEq)]
pub struct InputVariable {
    /// The name.
    pub name: String,
    /// The whole block.
    pub place: Place,
    /// The label with the name.
    pub name_place: Place,
    /// The type; [`Type::Any`] when none is written or when it cannot be read.
    pub ty: Type,
    /// The type as written, when it is.
    pub type_constraint: Option<TypeConstraint>,
    /// The default; the variable is required when there is none.
    pub default: Option<Expression>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether the caller may pass `null`: so unless the module says otherwise.
    pub nullable: bool,
    /// Whether the value is kept out of Terraform's messages.
    pub sensitive: bool,
    /// Whether the value is kept out of plans and state (Terraform 1.10).
    pub ephemeral: bool,
    /// Whether the value must be known before planning: `const = true` (Terraform 1.15).
    pub constant: bool,
    /// Why it should no longer be set (Terraform 1.15).
    pub deprecated: Option<String>,
    /// What values must satisfy.
    pub validations: Vec<Validation>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeConstraint {
    /// The source text of the type expression.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A `validation` block.
pub type Validation = Condition;

impl InputVariable {
    /// Whether a caller must set it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.default.is_none()
    }

    /// The value it has when it is not set, when that is constant, as it always is in a valid module.
    #[must_use]
    pub fn default_value(&self) -> Option<&Value> {
        self.default.as_ref().and_then(|default| default.literal.as_ref())
    }

    /// The values the validations leave, when one of them lists all that are allowed.
    ///
    /// Understands `contains([…], var.x)`, `var.x == "a" || var.x == "b"` and
    /// `can(regex("^(a|b)$", var.x))`, also after `var.x == null ||`. Where several validations
    /// list values, those that all admit. `null` is never among them.
    #[must_use]
    pub fn allowed_values(&self) -> Option<Vec<Value>> {
        let lists = self.validations.iter().filter_map(|validation| {
            validation::allowed_values(&validation.condition_text, &self.name)
        });
        lists.reduce(|left, right| left.into_iter().filter(|v| right.contains(v)).collect())
    }

    /// The least and the greatest number that the validations leave; a bound that is itself
    /// excluded, as by `var.x > 0`, is given all the same.
    ///
    /// Understands comparisons of `var.x` itself with constants, joined by `&&`; a comparison of
    /// `length(var.x)` bounds something else and is left alone.
    #[must_use]
    pub fn number_bounds(&self) -> (Option<f64>, Option<f64>) {
        let bounds = self
            .validations
            .iter()
            .map(|validation| validation::number_bounds(&validation.condition_text, &self.name));
        bounds.fold((None, None), validation::narrower)
    }

    pub(super) fn read<'t>(block: &Layers<'t>, reader: &mut Reader<'t>) -> Option<Self> {
        const ARGUMENTS: [&str; 8] = [
            "type",
            "default",
            "description",
            "nullable",
            "sensitive",
            "ephemeral",
            "const",
            "deprecated",
        ];
        const RESERVED: [&str; 8] = [
            "source",
            "version",
            "providers",
            "count",
            "for_each",
            "lifecycle",
            "depends_on",
            "locals",
        ];
        let (name, name_place) = reader.name(block, 0)?;
        if RESERVED.contains(&name.as_str()) {
            let message = format!("a variable cannot be named `{name}`");
            let finding = Finding::error(findings::BLOCK, message)
                .help("the name has a meaning of its own in module blocks");
            reader.report(finding, name_place, "");
        }
        reader.known(block, &ARGUMENTS, &["validation"]);
        let (type_constraint, ty) = reader.type_of(block, "type").unzip();
        let variable = Self {
            name,
            place: block.place(),
            name_place,
            ty: ty.flatten().unwrap_or(Type::Any),
            type_constraint,
            default: reader.expression_of(block, "default"),
            description: reader.string_of(block, "description"),
            nullable: reader.flag_of(block, "nullable").unwrap_or(true),
            sensitive: reader.flag_of(block, "sensitive").unwrap_or(false),
            ephemeral: reader.flag_of(block, "ephemeral").unwrap_or(false),
            constant: reader.flag_of(block, "const").unwrap_or(false),
            deprecated: reader.string_of(block, "deprecated"),
            validations: reader.conditions(block, "validation"),
        };
        variable.check_default(reader);
        Some(variable)
    }

    fn check_default(&self, reader: &mut Reader<'_>) {
        let Some(default) = &self.default else { return };
        let refused = match &default.literal {
            None => Some(format!("the default of `{}` is not constant", self.name)),
            Some(Value::Null) if !self.nullable => {
                Some(format!("`{}` cannot be null, and its default is", self.name))
            }
            Some(value) => {
                let mismatch = self.ty.accepts_value(value).into_iter().find(|m| m.is_error());
                mismatch
                    .map(|m| format!("the default of `{}` does not fit its type: {m}", self.name))
            }
        };
        if let Some(message) = refused {
            reader.report(Finding::error(findings::DEFAULT, message), default.place, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::Module;

    fn variable(validations: &[&str]) -> InputVariable {
        let blocks: Vec<_> = validations
            .iter()
            .map(|c| {
                format!("  validation {{\n    condition = {c}\n    error_message = \"no\"\n  }}\n")
            })
            .collect();
        let text = format!("variable \"x\" {{\n{}}}\n", blocks.concat());
        let module = Module::load([("main.tf", text)]);
        assert_eq!(module.findings, []);
        module.variables["x"].clone()
    }

    #[test]
    fn allowed_values_are_those_all_validations_leave() {
        let both =
            variable(&[r#"contains(["a", "b", "c"], var.x)"#, r#"var.x == "b" || var.x == "c""#]);
        assert_eq!(both.allowed_values(), Some(vec![Value::from("b"), Value::from("c")]));
        assert_eq!(variable(&["length(var.x) > 3"]).allowed_values(), None);
        assert_eq!(variable(&[]).allowed_values(), None);
    }

    #[test]
    fn number_bounds_are_the_narrowest_of_all_validations() {
        let x = variable(&["var.x >= 1 && var.x <= 100", "5 > var.x"]);
        assert_eq!(x.number_bounds(), (Some(1.0), Some(5.0)));
        assert_eq!(variable(&[]).number_bounds(), (None, None));
    }
}
