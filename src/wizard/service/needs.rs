//! Inputs that the modules need because of what others are set to.

use super::check::given;
use crate::app::new::Composed;
use crate::compose::{Missing, MissingInput};
use crate::wizard::Session;

/// Optional inputs that nobody set, and whose default their module refuses as things are.
///
/// One that was asked for is asked for once: whoever left it empty decides at the review.
pub(super) fn needs(composed: &Composed<'_>, session: &Session) -> Vec<Missing> {
    let mut all: Vec<Missing> = Vec::new();
    let placed = composed
        .linked
        .iter()
        .flat_map(|linked| linked.components.iter().map(move |placed| (linked, placed)));
    for (linked, placed) in placed {
        let known = given(linked, &placed.name);
        let module = placed.module.interface();
        for variable in module.variables.values().filter(|v| !known.contains_key(&v.name)) {
            let key = format!("{}.{}", placed.name, variable.name);
            let asked = session.answers.contains_key(&key);
            if asked || variable.is_required() || all.iter().any(|missing| missing.key == key) {
                continue;
            }
            let problems = module.validation_problems(&variable.name, &known);
            let Some(why) = problems.into_iter().next() else { continue };
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
        }
    }
    all
}
