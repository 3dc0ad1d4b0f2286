//! What names mean in a root module that is made of modules.

use std::collections::BTreeMap;

use super::graph::{Graph, Instances};
use crate::terraform::{Meaning, ObjectAttribute, ObjectType, Scope, Type, Typed};

/// The names that expressions of one component's arguments may refer to.
pub(super) struct RootScope<'g, 'c> {
    graph: &'g Graph<'c>,
    variables: &'g BTreeMap<String, Typed>,
    /// How many instances the component has whose arguments these are.
    instances: &'g Instances,
}

impl<'g, 'c> RootScope<'g, 'c> {
    pub(super) fn new(
        graph: &'g Graph<'c>,
        variables: &'g BTreeMap<String, Typed>,
        instances: &'g Instances,
    ) -> Self {
        Self { graph, variables, instances }
    }

    fn module(&self, path: &[&str]) -> Meaning {
        let Some(name) = path.get(1) else { return Meaning::Open };
        let Some(node) = self.graph.nodes.get(*name) else {
            return missing(1, "module", self.graph.nodes.keys());
        };
        let outputs = node.module.output_types();
        if node.instances == Instances::Single
            && let Some(output) = path.get(2)
        {
            return match outputs.get(*output) {
                Some(typed) => Meaning::Known { typed: typed.clone(), used: 3 },
                None => missing(2, "output value", outputs.keys()),
            };
        }
        let attributes = outputs
            .iter()
            .map(|(name, typed)| (name.clone(), ObjectAttribute::required(typed.ty.clone())))
            .collect();
        let one = Box::new(Type::Object(ObjectType { attributes }));
        let ty = match node.instances {
            Instances::Single => *one,
            Instances::Count(_) => Type::List(one),
            Instances::ForEach(_) => Type::Map(one),
        };
        // Marks of single outputs are lost behind an index; the strictest of all stands for them.
        let typed = Typed {
            ephemeral: outputs.values().any(|t| t.ephemeral),
            sensitive: outputs.values().any(|t| t.sensitive),
            ..Typed::plain(ty)
        };
        Meaning::Known { typed, used: 2 }
    }

    fn instance(&self, path: &[&str]) -> Meaning {
        let known = |ty| Meaning::Known { typed: Typed::plain(ty), used: 2 };
        match (path, self.instances) {
            (["each", "key" | "value", ..], Instances::ForEach(_)) => known(Type::String),
            (["count", "index", ..], Instances::Count(_)) => known(Type::Number),
            // Not a name here: the component has no `for_each` or no `count`.
            _ => missing(0, "name", ["module", "var", "path"].iter()),
        }
    }
}

impl Scope for RootScope<'_, '_> {
    fn reference(&self, path: &[&str]) -> Meaning {
        match path.first() {
            Some(&"module") => self.module(path),
            Some(&"var") => match path.get(1).map(|name| self.variables.get(*name)) {
                Some(Some(typed)) => Meaning::Known { typed: typed.clone(), used: 2 },
                Some(None) => missing(1, "variable", self.variables.keys()),
                None => Meaning::Open,
            },
            Some(&"each" | &"count") => self.instance(path),
            Some(&"path" | &"terraform") if path.len() > 1 => {
                Meaning::Known { typed: Typed::plain(Type::String), used: 2 }
            }
            _ => missing(0, "name", ["module", "var", "each", "count", "path"].iter()),
        }
    }
}

fn missing<'n, S: ToString + 'n>(
    at: usize,
    what: &'static str,
    names: impl Iterator<Item = &'n S>,
) -> Meaning {
    Meaning::Missing { at, what, candidates: names.map(ToString::to_string).collect() }
}
