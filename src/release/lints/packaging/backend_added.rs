//! `backend-added`: a `backend` or `cloud` block was added.

use crate::release::class::Class;
use crate::release::lint::{Found, Group, Lint};
use crate::release::pair::Pair;
use crate::release::pair::Side;

pub(super) static LINT: Lint = Lint {
    id: "backend-added",
    group: Group::Packaging,
    class: Class::Denied,
    title: "The module says where state is kept",
    explanation: "Where state is kept is for the root module to say. In a module that is called \
                  Terraform warns that the block is ignored; in a folder that somebody runs on its \
                  own it moves their state.",
    witness: None,
    find,
};

fn find(pair: &Pair<'_>, found: &mut Found) {
    let places = |side: &Side<'_>| {
        let settings = &side.module.settings;
        let backend = settings.backend.as_ref().map(|b| (b.kind.clone(), b.block.kind_place));
        backend.or_else(|| settings.cloud.as_ref().map(|c| ("cloud".to_owned(), c.kind_place)))
    };
    if places(&pair.old).is_some() {
        return;
    }
    if let Some((kind, place)) = places(&pair.new) {
        found
            .add(&kind, format!("the module has a block that keeps state: `{kind}`"))
            .callers("keep saying yourselves where state is kept")
            .new(pair.new.spot(place));
    }
}
