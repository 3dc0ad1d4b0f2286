//! Inputs that the modules need because of what others are set to.

use hcl_rs::Value;

use super::check::given;
use crate::app::new::Composed;
use crate::compose::link::{Linked, Placed};
use crate::compose::{Missing, MissingInput};
use crate::terraform::{Given, InputVariable};
use crate::wizard::Session;

/// Optional inputs that nobody set, and whose default their module refuses as things are.
///
/// One that was asked for is asked for once: whoever left it empty decides at the review.
pub(super) fn needs(composed: &Composed<'_>, session: &Session) -> Vec<Missing> {
    let mut all: Vec<Missing> = Vec::new();
    each_unset(composed, |_, placed, variable, known, default| {
        let key = format!("{}.{}", placed.name, variable.name);
        if session.answers.contains_key(&key) || all.iter().any(|missing| missing.key == key) {
            return;
        }
        let module = placed.module.interface();
        let Some(why) = module.value_problems(&variable.name, default, known).into_iter().next()
        else {
            return;
        };
        all.push(Missing {
            fix: format!("--set {key}=VALUE"),
            key,
            ty: variable.ty.to_string(),
            choices: Vec::new(),
            why,
            recommended: None,
            must_choose: false,
            input: Some(MissingInput {
                component: placed.name.clone(),
                module: placed.module.name.clone(),
                input: variable.name.clone(),
            }),
        });
    });
    all
}

/// What the modules say of the defaults that stand as things are, each thing once.
pub(super) fn problems(composed: &Composed<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    each_unset(composed, |_, placed, variable, known, default| {
        let module = placed.module.interface();
        for problem in module.value_problems(&variable.name, default, known) {
            let problem = format!("{}.{}: {problem}", placed.name, variable.name);
            if !all.contains(&problem) {
                all.push(problem);
            }
        }
    });
    all
}

/// Visits each variable that has its default, in every environment.
fn each_unset<'c>(
    composed: &'c Composed<'_>,
    mut visit: impl FnMut(&'c Linked<'_>, &'c Placed<'_>, &'c InputVariable, &Given, &'c Value),
) {
    for linked in &composed.linked {
        for placed in &linked.components {
            let known = given(linked, &placed.name);
            for variable in placed.module.interface().variables.values() {
                let set =
                    known.contains_key(&variable.name) || placed.given.contains_key(&variable.name);
                if let (false, Some(default)) = (set, variable.default_value()) {
                    visit(linked, placed, variable, &known, default);
                }
            }
        }
    }
}
