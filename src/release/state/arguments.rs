//! What becomes of the arguments of resources, data sources and module calls.

use super::compare::{Inside, Outcome, short};
use super::{Alteration, Kind, Search};
use crate::release::lint::Spot;
use crate::release::objects::Object;
use crate::release::replaces;
use crate::terraform::{Argument, Named, Place, Resource, ResourceMode, render};

/// A block of one side whose arguments are compared.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) inside: Inside<'a>,
    pub(super) dir: &'a camino::Utf8Path,
    pub(super) arguments: &'a Named<Argument>,
    /// Where to point when something is not there.
    pub(super) place: Place,
}

impl Body<'_> {
    fn spot(&self, name: &str) -> Spot {
        let place = self.arguments.get(name).map_or(self.place, |argument| argument.place);
        Spot { dir: self.dir.to_owned(), place }
    }
}

/// The object whose arguments are compared: its address, and its type unless it is a module call.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) address: &'a str,
    pub(super) managed_type: Option<&'a str>,
    /// The blocks on the way, as `rule.filter.`; empty for the object's own arguments.
    pub(super) path: &'a str,
}

impl Search<'_, '_> {
    /// Looks at everything of a resource or data source that both versions have.
    pub(super) fn resource(&mut self, old: &str, new: &str) {
        let (old_side, new_side) = (&self.pair.old.objects, &self.pair.new.objects);
        let (before, after) = (&old_side.resources[old], &new_side.resources[new]);
        if before.what.kind != after.what.kind || before.what.mode != after.what.mode {
            return;
        }
        let managed = before.what.mode == ResourceMode::Managed;
        if managed {
            self.repetition_of_resource(old, before, after);
            self.lifecycle(old, before, after);
            self.programs(old, before, after);
        }
        let owner = Owner {
            address: old,
            managed_type: managed.then_some(before.what.kind.as_str()),
            path: "",
        };
        let insides = self.insides((&before.prefix, before.module), (&after.prefix, after.module));
        let bodies = [(before, insides[0]), (after, insides[1])];
        let mut found = self.arguments(owner, bodies.map(|(object, inside)| body(object, inside)));
        let blocks = bodies.map(|(object, inside)| (body(object, inside), &object.what.blocks[..]));
        self.blocks(owner, blocks, &mut found);
        let (was, is) = (&before.what.provider_address, &after.what.provider_address);
        if was != is {
            let place = |object: &Object<'_, Resource>| {
                let argument = object.what.provider.as_ref();
                object.spot(argument.map_or(object.what.name_place, |a| a.place))
            };
            let name = |object: &Object<'_, Resource>, address: &Option<String>| {
                address.clone().unwrap_or_else(|| object.what.implied_provider().to_owned())
            };
            let alteration = Alteration::new(Kind::ResourceProviderChanged, old);
            let alteration = alteration.was(name(before, was)).is(name(after, is));
            if alteration.was != alteration.is {
                found.push(alteration.between(place(before), place(after)));
            }
        }
        self.found.extend(found);
    }

    /// Looks at what a module call passes.
    ///
    /// What reaches the resources of a local module is seen there, except for what an expression
    /// comes to.
    pub(super) fn call_arguments(&mut self, old: &str, new: &str) {
        let (old_side, new_side) = (&self.pair.old.objects, &self.pair.new.objects);
        let (before, after) = (&old_side.calls[old], &new_side.calls[new]);
        let open = old_side.is_open(old) && new_side.is_open(new);
        let owner = Owner { address: old, managed_type: None, path: "" };
        let insides = self.insides((&before.prefix, before.module), (&after.prefix, after.module));
        let bodies = [(before, insides[0]), (after, insides[1])].map(|(object, inside)| Body {
            inside,
            dir: &object.dir,
            arguments: &object.what.arguments,
            place: object.what.name_place,
        });
        let mut found = self.arguments(owner, bodies);
        found.retain(|alteration| !open || alteration.kind == Kind::ExpressionChanged);
        self.found.extend(found);
    }

    /// Looks at every argument of a block.
    pub(super) fn arguments(&self, owner: Owner<'_>, bodies: [Body<'_>; 2]) -> Vec<Alteration> {
        let [old, new] = bodies;
        let mut found = Vec::new();
        for name in Self::names(old.arguments, new.arguments) {
            let (before, after) = (old.arguments.get(name), new.arguments.get(name));
            let path = format!("{}{name}", owner.path);
            let replaces =
                || owner.managed_type.is_some_and(|kind| replaces::on_change(kind, &path));
            let kind = match self.outcome((old.inside, before), (new.inside, after)) {
                Outcome::Same => continue,
                Outcome::Literal if replaces() => Kind::ArgumentReplaces,
                Outcome::Literal | Outcome::Fixed => Kind::ArgumentChanged,
                Outcome::Expression => Kind::ExpressionChanged,
                Outcome::Added => Kind::ArgumentAdded,
                Outcome::AddedOptional => Kind::ArgumentAddedOptional,
                Outcome::Removed => Kind::ArgumentRemoved,
            };
            let shown = |body: &Body<'_>, argument: Option<&Argument>| {
                argument.map(|a| body.inside.shown(&a.value)).unwrap_or_default()
            };
            let (mut was, mut is) = (shown(&old, before), shown(&new, after));
            if was == is {
                // The same local value, which is something else.
                (was, is) = (shown_value(&old, before, was), shown_value(&new, after, is));
            }
            let subject = format!("{}.{path}", owner.address);
            let alteration = Alteration::new(kind, subject).was(was).is(is);
            found.push(alteration.between(old.spot(name), new.spot(name)));
        }
        found
    }
}

/// What an argument comes to, where that is known; else as it is `written`.
fn shown_value(body: &Body<'_>, argument: Option<&Argument>, written: String) -> String {
    let value = argument.and_then(|argument| body.inside.value(&argument.value));
    value.map_or(written, |value| short(&render::value(&value)))
}

fn body<'a>(object: &'a Object<'_, Resource>, inside: Inside<'a>) -> Body<'a> {
    Body {
        inside,
        dir: &object.dir,
        arguments: &object.what.arguments,
        place: object.what.name_place,
    }
}
