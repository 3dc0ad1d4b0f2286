//! The blocks that are taken over, with what has to change in them changed.

use std::collections::{BTreeMap, BTreeSet};

use super::super::draft::{Draft, Validation, Variable};
use super::super::interface::join;
use super::super::slots::{self, Slot};
use super::super::words;
use super::choice::Choice;
use super::{literals, note_at, schema_kind, warning_at};
use crate::diag::{Finding, SourceId, Span};
use crate::hcl::syntax::{Attribute, Block, Body, Expr, ExprKind, Item, SplatStep};
use crate::hcl::{self, edit};
use crate::schema::{self, Providers, expression_type};
use crate::terraform::literal::literal;
use crate::terraform::reference::{Reference, Subject, references};
use crate::terraform::{InputVariable, ObjectAttribute, Place, Resource, Type, Typed, render};

/// Most attributes of an object that becomes the type of an input; more are `any`.
const MOST_ATTRIBUTES: usize = 12;

/// What is known while blocks are taken over.
pub(super) struct Take<'t, 'c> {
    pub(super) choice: &'t Choice,
    pub(super) draft: Draft,
    pub(super) slots: Vec<Slot<'c>>,
    pub(super) findings: Vec<Finding>,
    /// What stands for a name that stays behind, by how the name is written.
    replaced: BTreeMap<String, String>,
    /// The local values that come along, by name.
    locals: BTreeMap<String, String>,
    /// The literal that the variable `name` stands for.
    pub(super) named: Option<String>,
    /// The keys of the instances of the resource that is being taken over, as far as they are known.
    keys: Vec<String>,
    /// Variables that decide how many there are of something guarded, which tests give a value.
    pub(super) exercised: Vec<String>,
}

/// An edit in one text.
type Edits = Vec<(Span, String)>;

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
                let wanted = schema.and_then(|schema| argument_type(&schema.block, path));
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
    fn expression(
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
            None => chain.last().copied(),
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
            typed = Typed { ty: self.type_by_key(inner), ..typed };
            name = plural(&name);
        } else if typed.ty == Type::Any {
            typed.ty = direct.cloned().unwrap_or_else(|| guessed(&name, expr, reference.span));
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
    fn type_by_key(&self, inner: &[&Expr<'_>]) -> Type {
        match inner.first().map(|node| &node.kind) {
            Some(ExprKind::GetAttr(_, name)) => {
                let ty = match self.type_of(inner[0]).ty {
                    Type::Any => Type::String,
                    known => known,
                };
                Type::map(Type::object([(name.text.to_owned(), ObjectAttribute::required(ty))]))
            }
            _ => Type::Any,
        }
    }

    fn type_of(&self, expr: &Expr<'_>) -> Typed {
        let typed = expression_type(&self.choice.module, expr, Providers::embedded());
        Typed { ty: simple(typed.ty.clone()), ..typed }
    }

    /// A new input for what stays behind, or what a capability gives in its place.
    fn input(
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

    /// A variable comes along as it is declared.
    fn variable(&mut self, name: &str, direct: Option<&Type>) {
        if self.draft.has_variable(name) {
            return;
        }
        let new = match self.choice.module.variables.get(name) {
            Some(declared) => self.declared(declared),
            None => {
                let ty = direct.cloned().unwrap_or(Type::String);
                let description = format!("{}.", words::capitalised(&words::words(name)));
                words::variable(name, &ty, description)
            }
        };
        self.draft.variables.push(new);
    }

    fn declared(&self, declared: &InputVariable) -> Variable {
        let name = &declared.name;
        let default = declared.default_value();
        let ty = match (&declared.ty, default) {
            (Type::Any, Some(value)) => simple(type_of_value(value)),
            (Type::Any, None) => Type::Any,
            (ty, _) => ty.clone(),
        };
        let description = declared
            .description
            .clone()
            .unwrap_or_else(|| format!("{}.", words::capitalised(&words::words(name))));
        let mut variable = words::variable(name, &ty, description);
        variable.default = default.map(|value| render::pretty_at(value, 2));
        variable.sensitive = declared.sensitive;
        variable.validation = self.validation(declared);
        if let Some(value) = default.filter(|value| !value.is_null()) {
            variable.sample = value.clone();
        } else if let Some(first) = declared.allowed_values().and_then(|all| all.first().cloned()) {
            variable.sample = first;
        } else if let (Some(least), _) = declared.number_bounds() {
            variable.sample = least.into();
        }
        variable
    }

    /// The first validation, when it speaks of nothing but the variable itself.
    fn validation(&self, declared: &InputVariable) -> Option<Validation> {
        let known = declared.default.is_some()
            || declared.allowed_values().is_some()
            || declared.number_bounds() != (None, None);
        let first = declared.validations.first().filter(|_| known)?;
        let expr = hcl::parse_expr(&first.condition_text).ok()?;
        let own = Subject::Variable(declared.name.clone());
        if !references(&expr).iter().all(|reference| reference.subject == own) {
            return None;
        }
        Some(Validation {
            condition: first.condition_text.clone(),
            message: "The value is not one that is allowed.".to_owned(),
            bad: None,
        })
    }

    /// A local value: one that tells of what is taken over comes along, any other is an input.
    fn local(&mut self, name: &str, direct: Option<&Type>) -> Option<String> {
        let written = format!("local.{name}");
        if self.locals.contains_key(name) {
            return None;
        }
        if let Some(known) = self.replaced.get(&written) {
            return Some(known.clone());
        }
        let choice = self.choice;
        let local = choice.module.locals.get(name)?;
        let expr = choice.module.expr(local.value.place)?;
        if self.tells_of_taken(&expr, &mut BTreeSet::from([name.to_owned()])) {
            // Known from here on, so that a ring of locals ends.
            self.locals.insert(name.to_owned(), String::new());
            let mut edits = Edits::new();
            let source = local.value.place.source;
            self.expression(source, &expr, None, &BTreeSet::new(), &mut edits);
            let text = &choice.module.sources.get(source).text;
            self.locals.insert(name.to_owned(), spliced(text, expr.span, edits));
            return None;
        }
        let subject = Subject::Local(name.to_owned());
        let place = local.value.place;
        let new = match literal(&expr) {
            Some(value) => {
                let free = self.free(name, &subject);
                let ty = uniform(simple(type_of_value(&value)));
                let description = format!("{}.", words::capitalised(&words::words(&free)));
                let mut variable = words::variable(&free, &ty, description);
                variable.default = Some(render::pretty_at(&value, 2));
                variable.validation = None;
                variable.sample = value;
                self.draft.variables.push(variable);
                let message = format!("`{written}` is the input `{free}` now, with its value");
                self.findings.push(note_at(place, message, "stays behind"));
                format!("var.{free}")
            }
            None => {
                let mut typed = self.type_of(&expr);
                if typed.ty == Type::Any {
                    typed.ty = direct.cloned().unwrap_or_else(|| guessed(name, &expr, expr.span));
                }
                self.input(name, &subject, typed, &written, place)
            }
        };
        self.replaced.insert(written, new.clone());
        Some(new)
    }

    fn tells_of_taken(&self, expr: &Expr<'_>, seen: &mut BTreeSet<String>) -> bool {
        references(expr).iter().any(|reference| match &reference.subject {
            Subject::Resource { .. } => self.choice.takes(&reference.subject.address()),
            Subject::Local(name) if seen.insert(name.clone()) => {
                let local = self.choice.module.locals.get(name);
                let expr = local.and_then(|local| self.choice.module.expr(local.value.place));
                expr.is_some_and(|expr| self.tells_of_taken(&expr, seen))
            }
            _ => false,
        })
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

/// Hands the syntax of a resource's block to `visit`.
pub(super) fn with_block(choice: &Choice, resource: &Resource, visit: impl FnOnce(&Block<'_>)) {
    let text = &choice.module.sources.get(resource.place.source).text;
    let parsed = hcl::parse(text);
    if let Some(block) = parsed.file.body.blocks().find(|b| b.span == resource.place.span) {
        visit(block);
    }
}

/// Calls `visit` with each attribute and the way to it, `dynamic` blocks under what they make.
///
/// What `lifecycle` names are arguments and no values; only its conditions are visited.
pub(super) fn each_attribute<'s>(
    body: &Body<'s>,
    path: &str,
    visit: &mut dyn FnMut(&str, &Attribute<'s>),
) {
    for item in &body.items {
        match item {
            Item::Attribute(_) if path == "lifecycle" => {}
            Item::Attribute(attribute) => visit(&join(path, attribute.name.text), attribute),
            Item::Block(block) if block.kind.text == "dynamic" => {
                let label = block.labels.first().map_or("dynamic", |label| &*label.text);
                let inner = join(path, label);
                for attribute in block.body.attributes() {
                    if attribute.name.text != "iterator" {
                        visit(&join(&inner, attribute.name.text), attribute);
                    }
                }
                for content in block.body.blocks() {
                    each_attribute(&content.body, &inner, visit);
                }
            }
            Item::Block(block) => each_attribute(&block.body, &join(path, block.kind.text), visit),
        }
    }
}

/// The names that `dynamic` blocks give to what they walk over.
fn iterators(body: &Body<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for block in body.blocks() {
        if block.kind.text == "dynamic" {
            let own = block.body.attribute("iterator").map(|attribute| &attribute.value.kind);
            match own {
                Some(ExprKind::Variable(name)) => names.extend([(*name).to_owned()]),
                _ => names.extend(block.labels.first().map(|label| label.text.to_string())),
            }
        }
        names.extend(iterators(&block.body));
    }
    names
}

/// The nodes of the traversal at `span`, from its root name outwards.
fn chain<'e, 's>(expr: &'e Expr<'s>, span: Span) -> Vec<&'e Expr<'s>> {
    fn at<'e, 's>(expr: &'e Expr<'s>, span: Span, found: &mut Option<&'e Expr<'s>>) {
        if expr.span == span && !matches!(expr.kind, ExprKind::Template(_) | ExprKind::Paren(_)) {
            *found = Some(expr);
        } else {
            expr.for_each_child(|child| at(child, span, found));
        }
    }
    let mut found = None;
    at(expr, span, &mut found);
    let mut nodes = Vec::new();
    while let Some(node) = found {
        nodes.push(node);
        found = match &node.kind {
            ExprKind::GetAttr(base, _) | ExprKind::Index(base, _) => Some(base),
            ExprKind::Splat { base, .. } => Some(base),
            _ => None,
        };
    }
    nodes.reverse();
    nodes
}

/// What an input for something that stays behind is called.
fn outside_name(subject: &Subject, node: &Expr<'_>, names: usize) -> String {
    let mut steps = Vec::new();
    let mut many = false;
    let mut at = Some(node);
    while let Some(node) = at {
        at = match &node.kind {
            ExprKind::GetAttr(base, name) => {
                steps.push(name.text.to_owned());
                Some(base)
            }
            ExprKind::Index(base, _) => Some(base),
            ExprKind::Splat { base, each, .. } => {
                many = true;
                for step in each.iter().rev() {
                    if let SplatStep::GetAttr(name) = step {
                        steps.push(name.text.to_owned());
                    }
                }
                Some(base)
            }
            ExprKind::Variable(name) => {
                steps.push((*name).to_owned());
                None
            }
            _ => None,
        };
    }
    steps.reverse();
    let taken = steps.get(names..).unwrap_or_default().join("_");
    let name = match subject {
        Subject::Resource { kind, .. } => {
            let noun = kind.split_once('_').map_or(kind.as_str(), |(_, rest)| rest);
            if taken.is_empty() { noun.to_owned() } else { format!("{noun}_{taken}") }
        }
        Subject::Call(call) => {
            // `id` alone tells too little; `vpc_id` tells enough.
            if taken.contains('_') { taken } else { format!("{call}_{taken}") }
        }
        _ => taken,
    };
    let name = name.trim_matches('_').replace('-', "_");
    if many { plural(&name) } else { name }
}

fn plural(name: &str) -> String {
    if name.ends_with('s') { name.to_owned() } else { format!("{name}s") }
}

/// A type for what nothing tells the type of, by its name and where it stands.
fn guessed(name: &str, expr: &Expr<'_>, span: Span) -> Type {
    let ends = |words: &str| words::ends_with_word(name, words);
    if ["ids", "arns", "names", "cidrs", "subnets", "zones"].iter().any(|word| ends(word)) {
        return Type::list(Type::String);
    }
    let text = ["id", "arn", "name", "url", "endpoint", "json", "cidr", "address"];
    if text.iter().any(|word| ends(word)) || in_template(expr, span) {
        return Type::String;
    }
    Type::Any
}

fn in_template(expr: &Expr<'_>, span: Span) -> bool {
    let mut found = false;
    expr.for_each_child(|child| {
        let here = child.span == span && matches!(expr.kind, ExprKind::Template(_));
        found = found || here || in_template(child, span);
    });
    found
}

/// A type that an input can have: lists for tuples of one type, `any` for what is too large.
fn simple(ty: Type) -> Type {
    match ty {
        Type::Tuple(types) => {
            let mut types: Vec<Type> = types.into_iter().map(simple).collect();
            types.dedup();
            match &types[..] {
                [one] => Type::list(one.clone()),
                _ => Type::Any,
            }
        }
        Type::Object(object) if object.attributes.len() > MOST_ATTRIBUTES => Type::Any,
        Type::Object(mut object) => {
            for attribute in object.attributes.values_mut() {
                attribute.ty = simple(attribute.ty.clone());
            }
            Type::Object(object)
        }
        Type::List(inner) => Type::list(simple(*inner)),
        Type::Set(inner) => Type::set(simple(*inner)),
        Type::Map(inner) => Type::map(simple(*inner)),
        other => other,
    }
}

/// A map for an object whose attributes have one plain type, such as tags.
fn uniform(ty: Type) -> Type {
    let Type::Object(object) = &ty else { return ty };
    let mut types = object.attributes.values().map(|attribute| &attribute.ty);
    match types.next() {
        Some(first) if first.is_primitive() && types.all(|ty| ty == first) => {
            Type::map(first.clone())
        }
        _ => ty,
    }
}

/// The type of a constant.
pub(super) fn type_of_value(value: &hcl_rs::Value) -> Type {
    use hcl_rs::Value;
    match value {
        Value::Null => Type::Any,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Array(items) => Type::Tuple(items.iter().map(type_of_value).collect()),
        Value::Object(items) => Type::object(
            items
                .iter()
                .map(|(key, item)| (key.clone(), ObjectAttribute::required(type_of_value(item)))),
        ),
    }
}

/// The type of the argument at a path, where the schema tells.
fn argument_type(block: &schema::Block, path: &str) -> Option<Type> {
    match path.split_once('.') {
        Some((first, rest)) => argument_type(&block.nested(first)?.block, rest),
        None => block.attribute(path).map(|attribute| attribute.ty.clone()),
    }
}

/// A part of a text with edits made; the spans are those of the whole text.
fn spliced(text: &str, part: Span, edits: Edits) -> String {
    let shift = |span: Span| {
        Span::new((span.start - part.start) as usize, (span.end - part.start) as usize)
    };
    let edits: Edits = edits.into_iter().map(|(span, new)| (shift(span), new)).collect();
    let all = edits.iter().map(|(span, new)| (*span, new.as_str()));
    edit::apply(&text[part.range()], all).expect("each name of an expression is replaced once")
}

/// The lines that a span stands in, whole, when nothing else stands in them.
fn whole_line(text: &str, span: Span) -> Span {
    let range = span.range();
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let alone =
        text[start..range.start].trim().is_empty() && text[range.end..end].trim().is_empty();
    if alone { Span::new(start, end) } else { span }
}

/// Where the comment above a block begins; the block's own start when there is none.
fn leading_comment(text: &str, start: usize) -> usize {
    let mut at = text[..start].rfind('\n').map_or(0, |line| line + 1);
    if !text[at..start].trim().is_empty() {
        return start;
    }
    let mut first = start;
    while let Some(before) = at.checked_sub(1) {
        let line_start = text[..before].rfind('\n').map_or(0, |line| line + 1);
        let line = text[line_start..before].trim();
        if !(line.starts_with('#') || line.starts_with("//")) {
            break;
        }
        (first, at) = (line_start, line_start);
    }
    first
}
