//! The blocks that are taken over, with what has to change in them changed.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::Choice;
use super::syntax::{
    chain, each_attribute, iterators, leading_comment, spliced, whole_line, with_block,
};
use super::types::{argument_type, attribute_type, guessed, outside_name, plural, simple};
use super::{literals, note_at, schema_kind, warning_at};
use crate::app::scaffold::draft::{Draft, Variable};
use crate::app::scaffold::slots::{self, Slot};
use crate::app::scaffold::words;
use crate::diag::{Finding, SourceId, Span};
use crate::hcl::syntax::{Attribute, Expr, ExprKind};
use crate::schema::{Providers, expression_type};
use crate::terraform::literal::literal;
use crate::terraform::reference::{Reference, Subject, references};
use crate::terraform::{ObjectAttribute, Place, Resource, Type, Typed};

/// What is known while blocks are taken over.
pub(super) struct Take<'t, 'c> {
    pub(super) choice: &'t Choice,
    pub(super) draft: Draft,
    pub(super) slots: Vec<Slot<'c>>,
    pub(super) findings: Vec<Finding>,
    /// What stands for a name that stays behind, by how the name is written.
    pub(super) replaced: BTreeMap<String, String>,
    /// The local values that come along, by name.
    pub(super) locals: BTreeMap<String, String>,
    /// The literal that the variable `name` stands for.
    pub(super) named: Option<String>,
    /// The keys of the instances of the resource that is being taken over, as far as they are known.
    keys: Vec<String>,
    /// Variables that decide how many there are of something guarded, which tests give a value.
    pub(super) exercised: Vec<String>,
}

/// An edit in one text.
pub(super) type Edits = Vec<(Span, String)>;

impl<'t, 'c> Take<'t, 'c> {
    pub(super) fn new(choice: &'t Choice, draft: Draft, slots: Vec<Slot<'c>>) -> Self {
        Self {
            choice,
            draft,
            slots,
            findings: Vec::new(),
            replaced: BTreeMap::new(),
            locals: BTreeMap::new(),
            named: None,
            keys: Vec::new(),
            exercised: Vec::new(),
        }
    }

    /// Takes every block over.
    pub(super) fn everything(&mut self) {
        let choice = self.choice;
        // The name that the others may begin with is looked for before them.
        for resource in &choice.resources {
            literals::name(self, resource);
        }
        let blocks: Vec<String> =
            choice.resources.iter().map(|resource| self.resource(resource)).collect();
        let mut main = String::new();
        if !self.locals.is_empty() {
            main.push_str("locals {\n");
            for (name, text) in &self.locals {
                main.push_str(&format!("  {name} = {text}\n"));
            }
            main.push_str("}\n\n");
        }
        main.push_str(&blocks.join("\n"));
        self.draft.main = main;
        for variable in &mut self.draft.variables {
            if self.exercised.contains(&variable.name) {
                variable.exercised = true;
                // The default may well be that there is none.
                variable.sample = words::sample(&variable.name, &variable.ty);
            }
        }
    }

    fn resource(&mut self, resource: &Resource) -> String {
        let (choice, source) = (self.choice, resource.place.source);
        let text = &choice.module.sources.get(source).text;
        let provider = Providers::embedded().of_type(&resource.kind);
        let schema = provider.and_then(|p| p.schema(schema_kind(resource), &resource.kind));
        let mut edits = Edits::new();
        self.keys = self.keys_of(resource);
        with_block(choice, resource, |block| {
            let iterators = iterators(&block.body);
            each_attribute(&block.body, "", &mut |path, attribute| {
                if path == "provider" {
                    let message = format!("{} no longer names its provider", resource.address());
                    let place = Place::new(source, attribute.span);
                    let why = "a module takes its provider from its caller";
                    self.findings.push(note_at(place, message, why));
                    edits.push((whole_line(text, attribute.span), String::new()));
                    return;
                }
                if path == "depends_on" {
                    edits.extend(self.depends_on(source, attribute, text));
                    return;
                }
                if let Some(new) = literals::replaced(self, resource, schema, path, attribute) {
                    edits.push((attribute.value.span, new));
                    return;
                }
                let wanted = match path {
                    "count" => Some(Type::Number),
                    _ => schema.and_then(|schema| argument_type(&schema.block, path)),
                };
                self.expression(source, &attribute.value, wanted.as_ref(), &iterators, &mut edits);
            });
        });
        for provisioner in &resource.provisioners {
            self.findings.push(warning_at(
                provisioner.kind_place,
                format!("{} runs a program when it is made", resource.address()),
                "think of doing without",
            ));
        }
        let start = leading_comment(text, resource.place.span.start as usize);
        let all = Span::new(start, resource.place.span.end as usize);
        format!("{}\n", spliced(text, all, edits))
    }

    /// The edits that an expression needs; names of `iterators` are its own.
    pub(super) fn expression(
        &mut self,
        source: SourceId,
        expr: &Expr<'_>,
        wanted: Option<&Type>,
        iterators: &BTreeSet<String>,
        edits: &mut Edits,
    ) {
        let mut found = Edits::new();
        for reference in references(expr) {
            if let Subject::Resource { kind, name, .. } = &reference.subject
                && iterators.contains(kind)
                && ["key", "value"].contains(&name.as_str())
            {
                continue;
            }
            let direct = (reference.span == expr.span).then_some(wanted).flatten();
            found.extend(self.reference(source, expr, &reference, direct));
        }
        // What stands in the key of a name that goes goes with it.
        let inside = |inner: Span, outer: Span| {
            inner != outer && outer.start <= inner.start && inner.end <= outer.end
        };
        let outer: Vec<Span> = found.iter().map(|(span, _)| *span).collect();
        found.retain(|(span, _)| !outer.iter().any(|outer| inside(*span, *outer)));
        found.dedup_by_key(|(span, _)| *span);
        edits.extend(found);
    }

    /// What a reference becomes; nothing where it stays.
    fn reference(
        &mut self,
        source: SourceId,
        expr: &Expr<'_>,
        reference: &Reference,
        direct: Option<&Type>,
    ) -> Option<(Span, String)> {
        let address = reference.subject.address();
        let names = match &reference.subject {
            Subject::Other(_) => return None,
            Subject::Resource { .. } if self.choice.takes(&address) => return None,
            Subject::Variable(name) => {
                self.variable(name, direct);
                return None;
            }
            Subject::Resource { .. } => address.split('.').count(),
            Subject::Local(_) | Subject::Call(_) => 2,
        };
        let chain = chain(expr, reference.span);
        let subject = chain.get(names - 1).copied();
        if let Subject::Local(name) = &reference.subject {
            let new = self.local(name, direct)?;
            return Some((subject.map_or(reference.span, |node| node.span), new));
        }
        let steps = chain.get(names..).unwrap_or_default();
        // A key that is only known later stays, with what is taken after it.
        let unknown = steps.iter().position(|step| match &step.kind {
            ExprKind::Index(_, key) => literal(key).is_none(),
            _ => false,
        });
        let node = match unknown {
            Some(0) => subject,
            Some(at) => steps.get(at - 1).copied(),
            None => without_keys(&chain, names),
        };
        let span = node.map_or(reference.span, |node| node.span);
        let text = self.choice.module.text(Place::new(source, span));
        let written: String = text.split_whitespace().collect();
        if let Some(known) = self.replaced.get(&written) {
            return Some((span, known.clone()));
        }
        let (mut typed, mut name) = match node {
            Some(node) => (self.type_of(node), outside_name(&reference.subject, node, names)),
            None => (Typed::plain(Type::Any), "value".to_owned()),
        };
        if let Some(at) = unknown {
            let inner = steps.get(at + 1..).unwrap_or_default();
            typed = Typed { ty: self.type_by_key(&reference.subject, inner), ..typed };
            name = plural(&name);
        } else if typed.ty == Type::Any {
            let known = match steps {
                [step] => self.type_of_step(&reference.subject, step),
                _ => None,
            };
            let whole = span == reference.span;
            typed.ty = known.or_else(|| direct.filter(|_| whole).cloned()).unwrap_or_else(|| {
                if whole { guessed(&name, expr, span) } else { held(&chain, span) }
            });
        }
        let new = self.input(&name, &reference.subject, typed, &written, Place::new(source, span));
        if unknown.is_some() {
            self.sample_by_key(&new);
        }
        self.replaced.insert(written, new.clone());
        Some((span, new))
    }

    /// The keys of a resource's instances in an example.
    fn keys_of(&self, resource: &Resource) -> Vec<String> {
        if resource.count.is_some() {
            return vec!["0".to_owned()];
        }
        let Some(argument) = &resource.for_each else { return Vec::new() };
        let Some(expr) = self.choice.module.expr(argument.value.place) else { return Vec::new() };
        let inner = match &expr.kind {
            ExprKind::Call { name, args, .. } if name.text == "toset" => args.first(),
            _ => Some(&expr),
        };
        let value = inner.and_then(literal).or_else(|| {
            let text = self.choice.module.text(argument.value.place);
            let name = text.strip_prefix("var.")?;
            let declared = self.choice.module.variables.get(name)?;
            Some(self.declared(declared).sample)
        });
        match value {
            Some(hcl_rs::Value::Object(items)) => items.keys().cloned().collect(),
            Some(hcl_rs::Value::Array(items)) => {
                items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Gives a map that is looked into by key a value for each key there is.
    fn sample_by_key(&mut self, expression: &str) {
        let name = expression.strip_prefix("var.").unwrap_or_default();
        let keys = self.keys.clone();
        let variable = self.draft.variables.iter_mut().find(|variable| variable.name == name);
        if let Some(Variable { ty: Type::Map(inner), sample, .. }) = variable
            && !keys.is_empty()
        {
            let one = words::sample(name, inner);
            *sample = keys.into_iter().map(|key| (key, one.clone())).collect();
        }
    }

    /// The type of a map whose elements have what `inner` takes of them.
    fn type_by_key(&self, subject: &Subject, inner: &[&Expr<'_>]) -> Type {
        let Some(first) = inner.first() else { return Type::Any };
        let ExprKind::GetAttr(_, name) = &first.kind else { return Type::Any };
        let ty = self.type_of_step(subject, first).unwrap_or(Type::String);
        let attribute = (name.text.to_owned(), ObjectAttribute::required(ty));
        Type::map(Type::object([attribute]))
    }

    /// The type of an attribute that is taken, as the configuration or the schema tells it.
    fn type_of_step(&self, subject: &Subject, step: &Expr<'_>) -> Option<Type> {
        let ExprKind::GetAttr(_, name) = &step.kind else { return None };
        let inferred = self.type_of(step).ty;
        let known = (inferred != Type::Any).then_some(inferred);
        known.or_else(|| attribute_type(subject, name.text).map(simple))
    }

    pub(super) fn type_of(&self, expr: &Expr<'_>) -> Typed {
        let typed = expression_type(&self.choice.module, expr, Providers::embedded());
        Typed { ty: simple(typed.ty.clone()), ..typed }
    }

    /// A new input for what stays behind, or what a capability gives in its place.
    pub(super) fn input(
        &mut self,
        name: &str,
        subject: &Subject,
        typed: Typed,
        written: &str,
        place: Place,
    ) -> String {
        if let Some(served) = slots::served(&mut self.slots, name, &typed.ty, true) {
            self.findings.push(note_at(place, format!("`{written}` is `{served}` now"), ""));
            return served;
        }
        let name = self.free(name, subject);
        let description = format!("{}.", words::capitalised(&words::words(&name)));
        let mut variable = words::variable(&name, &typed.ty, description);
        variable.sensitive = typed.sensitive;
        self.draft.variables.push(variable);
        let message = format!("`{written}` is the input `{name}` now, a {}", typed.ty.brief());
        self.findings.push(note_at(place, message, "stays behind"));
        format!("var.{name}")
    }

    /// A name that no other input has.
    pub(super) fn free(&self, name: &str, subject: &Subject) -> String {
        let taken = |name: &str| {
            self.draft.has_variable(name) || self.choice.module.variables.contains_key(name)
        };
        let longer = match subject {
            Subject::Resource { name: of, .. } | Subject::Call(of) => format!("{of}_{name}"),
            _ => format!("{name}_input"),
        };
        let mut free = name.to_owned();
        let mut number = 2;
        while taken(&free) {
            free = if number == 2 { longer.clone() } else { format!("{longer}_{number}") };
            number += 1;
        }
        free
    }

    /// What is left of `depends_on`: what is not taken over cannot be waited for.
    fn depends_on(
        &mut self,
        source: SourceId,
        attribute: &Attribute<'_>,
        text: &str,
    ) -> Option<(Span, String)> {
        let all = references(&attribute.value);
        let kept: Vec<String> = all
            .iter()
            .map(|reference| reference.subject.address())
            .filter(|address| self.choice.takes(address))
            .collect();
        if kept.len() == all.len() {
            return None;
        }
        let message = "`depends_on` no longer names what stays behind".to_owned();
        self.findings.push(note_at(Place::new(source, attribute.span), message, ""));
        Some(match kept.is_empty() {
            true => (whole_line(text, attribute.span), String::new()),
            false => (attribute.value.span, format!("[{}]", kept.join(", "))),
        })
    }
}

/// The node of a chain without the numbers that are looked up in it at last.
///
/// What is looked into stays whole: of `module.net.ids[0]` the input is `module.net.ids`.
fn without_keys<'e, 's>(chain: &[&'e Expr<'s>], names: usize) -> Option<&'e Expr<'s>> {
    let mut at = chain.len().checked_sub(1)?;
    let number = |node: &Expr<'_>| match &node.kind {
        ExprKind::Index(_, key) => matches!(key.kind, ExprKind::Number(_)),
        _ => false,
    };
    while at > names && number(chain[at]) {
        at -= 1;
    }
    Some(chain[at])
}

/// The type of what a number is looked up in.
fn held(chain: &[&Expr<'_>], span: Span) -> Type {
    let next = chain.iter().position(|node| node.span == span).and_then(|at| chain.get(at + 1));
    match next.map(|node| &node.kind) {
        Some(ExprKind::Index(..)) => Type::list(Type::String),
        _ => Type::Any,
    }
}
