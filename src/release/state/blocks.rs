//! What becomes of nested blocks, written out or `dynamic`.

use std::fmt::Write as _;

use hcl_rs::Value;

use super::arguments::{Body, Owner};
use super::compare::{Inside, Outcome};
use super::{Alteration, Kind, Search};
use crate::release::lint::Spot;
use crate::terraform::{Argument, NestedBlock, render};

/// How a nested block comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// It is there.
    Always,
    /// A `dynamic` block that makes one for each element of what is not known.
    Depends,
    /// A `dynamic` block that makes none for callers who change nothing.
    Never,
}

impl Search<'_, '_> {
    /// Looks at the nested blocks of a block.
    pub(super) fn blocks(
        &self,
        owner: Owner<'_>,
        [(old, old_blocks), (new, new_blocks)]: [(Body<'_>, &[NestedBlock]); 2],
        found: &mut Vec<Alteration>,
    ) {
        let mut kinds: Vec<&str> = Vec::new();
        for block in new_blocks.iter().chain(old_blocks) {
            if !kinds.contains(&block.effective_kind()) {
                kinds.push(block.effective_kind());
            }
        }
        for kind in kinds {
            let (mut before, mut after) = (of_kind(kind, old_blocks), of_kind(kind, new_blocks));
            self.take_out_spared((old.inside, &mut before), (new.inside, &mut after));
            before.retain(|block| presence(block, old.inside) != Presence::Never);
            after.retain(|block| presence(block, new.inside) != Presence::Never);
            take_out_same((old.inside, &mut before), (new.inside, &mut after));
            let paired = before.len().min(after.len());
            for (a, b) in before[..paired].iter().zip(&after[..paired]) {
                self.block(owner, (old, a), (new, b), found);
            }
            for block in &before[paired..] {
                let alteration = gone_or_added(Kind::BlockRemoved, owner, kind);
                found.push(alteration.between(spot(old, block), place(new)));
            }
            for block in &after[paired..] {
                let optional = presence(block, new.inside) == Presence::Depends;
                let which = if optional { Kind::ArgumentAddedOptional } else { Kind::BlockAdded };
                let alteration = gone_or_added(which, owner, kind);
                found.push(alteration.between(place(old), spot(new, block)));
            }
        }
    }

    /// Takes out of both lists what is written alike and means the same.
    fn take_out_spared(
        &self,
        (old, before): (Inside<'_>, &mut Vec<&NestedBlock>),
        (new, after): (Inside<'_>, &mut Vec<&NestedBlock>),
    ) {
        before.retain(|block| {
            let at = after.iter().position(|now| self.spares_block((old, *block), (new, *now)));
            at.map(|at| after.remove(at)).is_none()
        });
    }

    /// Whether two blocks are written alike and mean the same, without evaluating them.
    pub(super) fn spares_block(
        &self,
        (old, before): (Inside<'_>, &NestedBlock),
        (new, after): (Inside<'_>, &NestedBlock),
    ) -> bool {
        let argument = |(name, was): (&String, &Argument)| {
            let is = after.arguments.get(name);
            is.is_some_and(|is| self.spares((old, &was.value), (new, &is.value)))
        };
        let blocks = || before.blocks.iter().zip(&after.blocks);
        (&before.kind, &before.labels) == (&after.kind, &after.labels)
            && before.arguments.len() == after.arguments.len()
            && before.blocks.len() == after.blocks.len()
            && before.arguments.iter().all(argument)
            && blocks().all(|(was, is)| self.spares_block((old, was), (new, is)))
    }

    /// Looks at one block that both sides have.
    fn block(
        &self,
        owner: Owner<'_>,
        (old, before): (Body<'_>, &NestedBlock),
        (new, after): (Body<'_>, &NestedBlock),
        found: &mut Vec<Alteration>,
    ) {
        let kind = before.effective_kind();
        let path = format!("{}{kind}.", owner.path);
        let inner = Owner { path: &path, ..owner };
        let told = |kind_of, found: &mut Vec<Alteration>| {
            let alteration = gone_or_added(kind_of, owner, kind);
            found.push(alteration.between(spot(old, before), spot(new, after)));
        };
        let (dynamic_before, dynamic_after) = (dynamic(before), dynamic(after));
        match (dynamic_before, dynamic_after) {
            (Some(_), Some(_)) => {
                let each = |block: &NestedBlock| block.arguments.get("for_each").cloned();
                let (was, is) = (each(before), each(after));
                let outcome = self.outcome((old.inside, was.as_ref()), (new.inside, is.as_ref()));
                if outcome != Outcome::Same {
                    told(Kind::ExpressionChanged, found);
                }
            }
            (None, None) => {}
            // One side has it always, the other as callers have it.
            _ if presence(before, old.inside) != presence(after, new.inside) => {
                told(Kind::ArgumentChanged, found);
            }
            _ => {}
        }
        let (a, b) = (dynamic_before.unwrap_or(before), dynamic_after.unwrap_or(after));
        let old = Body { arguments: &a.arguments, place: a.kind_place, ..old };
        let new = Body { arguments: &b.arguments, place: b.kind_place, ..new };
        found.extend(self.arguments(inner, [old, new]));
        self.blocks(inner, [(old, &a.blocks), (new, &b.blocks)], found);
    }
}

fn gone_or_added(which: Kind, owner: Owner<'_>, kind: &str) -> Alteration {
    Alteration::new(which, format!("{}.{}{kind}", owner.address, owner.path))
}

fn spot(body: Body<'_>, block: &NestedBlock) -> Spot {
    Spot { dir: body.dir.to_owned(), place: block.kind_place }
}

fn place(body: Body<'_>) -> Spot {
    Spot { dir: body.dir.to_owned(), place: body.place }
}

/// The `content` of a `dynamic` block.
fn dynamic(block: &NestedBlock) -> Option<&NestedBlock> {
    let content = (block.kind == "dynamic").then_some(&block.blocks)?;
    content.iter().find(|block| block.kind == "content")
}

fn of_kind<'b>(kind: &str, blocks: &'b [NestedBlock]) -> Vec<&'b NestedBlock> {
    blocks.iter().filter(|block| block.effective_kind() == kind).collect()
}

fn presence(block: &NestedBlock, inside: Inside<'_>) -> Presence {
    if block.kind != "dynamic" {
        return Presence::Always;
    }
    let Some(each) = block.arguments.get("for_each") else { return Presence::Depends };
    let value = inside.value(&each.value).or_else(|| {
        // What callers could not ask for before is not there.
        inside.fallback(&each.value).filter(is_nothing)
    });
    match value {
        Some(value) if is_nothing(&value) => match inside.value(&each.value) {
            Some(_) => Presence::Never,
            None => Presence::Depends,
        },
        Some(_) => Presence::Always,
        None => Presence::Depends,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Takes out of both lists what stands in both, whatever the order.
fn take_out_same(
    (old, before): (Inside<'_>, &mut Vec<&NestedBlock>),
    (new, after): (Inside<'_>, &mut Vec<&NestedBlock>),
) {
    let mut texts: Vec<Option<String>> = after.iter().map(|block| text(block, new)).collect();
    before.retain(|block| {
        let Some(text) = text(block, old) else { return true };
        match texts.iter().position(|other| other.as_ref() == Some(&text)) {
            Some(at) => {
                texts.remove(at);
                after.remove(at);
                false
            }
            None => true,
        }
    });
}

/// A block as text that is the same for the same meaning.
pub(super) fn text(block: &NestedBlock, inside: Inside<'_>) -> Option<String> {
    let mut out = format!("{} {:?} {{", block.kind, block.labels);
    let mut arguments: Vec<_> = block.arguments.values().collect();
    arguments.sort_by_key(|argument| &argument.name);
    for argument in arguments {
        match inside.value(&argument.value) {
            Some(Value::Null) => continue,
            Some(value) => write!(out, "{} = {};", argument.name, render::value(&value)).ok()?,
            None => {
                write!(out, "{} = {};", argument.name, inside.text(&argument.value)?).ok()?;
            }
        }
    }
    for block in &block.blocks {
        out.push_str(&text(block, inside)?);
    }
    out.push('}');
    Some(out)
}
