//! Which names inside a module stand for something else in its new version.
//!
//! An expression that is written as before and names none of them is the same without being
//! evaluated. Looks at what is declared and given, never at what it comes to.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::terraform::reference::{Subject, references};
use crate::terraform::{Expression, Module, ModuleScope};

/// The input variables and local values that stand for something else than before.
#[derive(Debug)]
pub(super) struct Renewed {
    subjects: HashSet<Subject>,
}

impl Renewed {
    /// What stands for something else inside `new` than inside `old`.
    pub(super) fn between<'m>(old: ModuleScope<'m>, new: ModuleScope<'m>) -> Self {
        let mut subjects = HashSet::new();
        let names: BTreeSet<&String> =
            old.module.variables.keys().chain(old.given.keys()).chain(new.given.keys()).collect();
        for name in names {
            let declared = |module: &'m Module| {
                let variable = module.variables.get(name)?;
                Some((variable.default_value(), &variable.ty, variable.nullable))
            };
            let was = declared(old.module);
            let declared_alike = was.is_none() || was == declared(new.module);
            if old.given.get(name) != new.given.get(name) || !declared_alike {
                subjects.insert(Subject::Variable(name.clone()));
            }
        }
        for (name, local) in &old.module.locals {
            let now = new.module.locals.get(name).map(|now| new.module.text(now.value.place));
            if now != Some(old.module.text(local.value.place)) {
                subjects.insert(Subject::Local(name.clone()));
            }
        }
        let mut renewed = Self { subjects };
        if !renewed.subjects.is_empty() {
            renewed.spread(old.module);
        }
        renewed
    }

    /// Adds the local values that are made of what stands for something else.
    fn spread(&mut self, module: &Module) {
        let mut named_in: HashMap<Subject, Vec<&str>> = HashMap::new();
        for (name, local) in module.locals.iter().filter(|(_, l)| l.value.literal.is_none()) {
            let Some(expr) = module.expr(local.value.place) else {
                // It may name anything.
                self.subjects.insert(Subject::Local(name.clone()));
                continue;
            };
            for reference in references(&expr) {
                named_in.entry(reference.subject).or_default().push(name);
            }
        }
        let mut open: Vec<Subject> = self.subjects.iter().cloned().collect();
        while let Some(subject) = open.pop() {
            for name in named_in.get(&subject).into_iter().flatten() {
                let local = Subject::Local((*name).to_owned());
                if self.subjects.insert(local.clone()) {
                    open.push(local);
                }
            }
        }
    }

    /// Whether two expressions are written alike and mean the same; `false` says nothing.
    pub(super) fn spares(
        &self,
        (old, before): (&Module, &Expression),
        (new, now): (&Module, &Expression),
    ) -> bool {
        if old.text(before.place) != new.text(now.place) {
            return false;
        }
        if self.subjects.is_empty() || (before.literal.is_some() && now.literal.is_some()) {
            return true;
        }
        let Some(expr) = old.expr(before.place) else { return false };
        references(&expr).iter().all(|reference| !self.subjects.contains(&reference.subject))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::Given;

    const OLD: &str = r#"
variable "size" {
  default = 1
}
variable "name" {}
locals {
  stays = upper(var.name)
  size  = var.size + 1
  twice = local.size * 2
  words = [var.name, "a"]
  named = local.words
  it    = EXPRESSION
}
"#;

    /// Whether `expression` is spared where a default and one local value changed.
    fn spared(expression: &str) -> bool {
        let old = OLD.replace("EXPRESSION", expression);
        let new = old.replace("default = 1", "default = 2").replace("\"a\"", "\"b\"");
        let [old, new] = [old, new].map(|text| Module::load([("main.tf", text)]));
        let given: Given = [("name".to_owned(), None)].into();
        let scope = |module| ModuleScope { module, given: &given };
        let renewed = Renewed::between(scope(&old), scope(&new));
        let it = |module: &Module| module.locals["it"].value.clone();
        renewed.spares((&old, &it(&old)), (&new, &it(&new)))
    }

    #[test]
    fn what_names_nothing_that_changed_is_spared() {
        for (expression, is_spared) in [
            ("1", true),
            ("local.stays", true),
            ("\"${var.name}-${local.stays}\"", true),
            ("[for size in var.name : size]", true),
            ("var.size", false),
            ("local.twice", false),
            ("try(aws_a.b.id, local.named)", false),
        ] {
            assert_eq!(spared(expression), is_spared, "{expression}");
        }
    }
}
