//! The variables of the root module: what changes from one run to the next, and secrets that are
//! given at run time, `${var.NAME}` in a stack.

use hcl_rs::Value;

use super::{Linker, RootVariable};
use crate::terraform::{InputVariable, Type, Typed, secret};

impl Linker<'_, '_> {
    pub(super) fn add_root_variable(
        &mut self,
        name: &str,
        variable: &InputVariable,
        default: Option<String>,
    ) {
        let typed = Typed {
            ephemeral: variable.ephemeral,
            sensitive: variable.sensitive,
            ..Typed::plain(variable.ty.clone())
        };
        self.variables.insert(name.to_owned(), typed);
        self.root_variables.push(RootVariable {
            name: name.to_owned(),
            ty: variable.type_constraint.as_ref().map_or("any".to_owned(), |t| t.text.clone()),
            description: variable.description.clone().unwrap_or_default(),
            default,
            sensitive: variable.sensitive,
            ephemeral: variable.ephemeral,
        });
        self.root_variables.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Declares the variables of the root module that a secret is to come from.
    ///
    /// Only where a secret goes: anywhere else a name that nothing declares is a slip.
    pub(super) fn declare_run_time(&mut self, variable: &InputVariable, value: &Value) {
        let whole = variable.sensitive || variable.ephemeral;
        let mut names = Vec::new();
        run_time(value, whole || secret::named_like_one(&variable.name), &mut names);
        for name in names {
            if self.variables.contains_key(&name) {
                continue;
            }
            if value.as_str().is_some() {
                self.add_root_variable(&name, variable, None);
                continue;
            }
            let typed = Typed { sensitive: whole, ..Typed::plain(Type::String) };
            self.variables.insert(name.clone(), typed);
            self.root_variables.push(RootVariable {
                description: format!("Given at run time, for {}.", variable.name),
                name,
                ty: Type::String.to_string(),
                default: None,
                sensitive: whole,
                ephemeral: variable.ephemeral,
            });
        }
        self.root_variables.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

/// The names in `${var.NAME}` where secrets go.
fn run_time(value: &Value, secretive: bool, names: &mut Vec<String>) {
    match value {
        Value::String(text) if secretive => {
            let inner = text.strip_prefix("${var.").and_then(|rest| rest.strip_suffix('}'));
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            names.extend(inner.filter(|name| name.chars().all(plain)).map(str::to_owned));
        }
        Value::Array(items) => items.iter().for_each(|item| run_time(item, secretive, names)),
        Value::Object(entries) => {
            for (key, value) in entries {
                run_time(value, secretive || secret::named_like_one(key), names);
            }
        }
        _ => {}
    }
}
