//! What the catalog's files say of the modules' inputs and outputs, against the HCL.

use hcl_rs::Value;

use super::card::address_of;
use super::values::{everywhere, known_input, set, takes};
use super::{Hcl, View, unknown};
use crate::catalog::text::{is_hidden, suspicious};
use crate::catalog::{
    Capability, CatalogModule, Located, OutputPath, Provision, ShortOr, Slot, Step, Target,
};
use crate::diag::{Finding, Severity, SourceId, SourceMap, Span};
use crate::terraform::{Mismatch, MismatchKind, Place, Type, assign};

/// Checks everything that needs the modules' HCL.
pub(in crate::catalog) fn interfaces(view: &View<'_>, sources: &mut SourceMap) -> Vec<Finding> {
    let mut findings = Vec::new();
    for module in view.modules.values() {
        let mut check =
            Check { module, view, hcl: Hcl::new(module), sources, findings: &mut findings };
        check.hcl_findings();
        check.provides();
        check.slots();
        check.named_inputs();
        super::phrases::values(check.module, check.findings);
        check.guardrails();
        check.descriptions();
    }
    if let Some((settings, source)) = view.settings {
        for (input, pattern) in &settings.naming {
            let value = Located { value: Value::String(pattern.value.clone()), span: pattern.span };
            everywhere(input, &value, source, view, &mut findings);
        }
        for environment in settings.environments.values() {
            for (module, inputs) in &environment.inputs {
                for (input, value) in inputs {
                    match module.value.as_str() {
                        "*" => everywhere(input, value, source, view, &mut findings),
                        name => set(name, input, value, source, view, &mut findings),
                    }
                }
            }
        }
        let options = settings.questions.values().flat_map(|question| question.options.values());
        for (module, inputs) in options.flat_map(|option| &option.inputs) {
            for (input, value) in inputs {
                set(module, input, value, source, view, &mut findings);
            }
        }
    }
    for blueprint in view.blueprints.values() {
        let (written, source) = (&blueprint.written, blueprint.source);
        for part in written.parts() {
            for (input, value) in part.inputs.into_iter().flatten() {
                set(part.module, input, value, source, view, &mut findings);
            }
        }
        for ask in &written.ask {
            let Some((component, input)) = ask.split_once('.') else { continue };
            let part = written.parts().find(|part| part.name.value == component);
            let Some(module) = part.and_then(|part| view.modules.get(part.module)) else {
                continue;
            };
            let input = Located { value: input.to_owned(), span: ask.span };
            known_input(module, &input, source, &mut findings);
        }
    }
    findings
}

struct Check<'c, 'v> {
    module: &'c CatalogModule,
    view: &'c View<'v>,
    hcl: Hcl<'c>,
    sources: &'c mut SourceMap,
    findings: &'c mut Vec<Finding>,
}

impl Check<'_, '_> {
    fn source(&self) -> SourceId {
        self.module.card_source
    }

    /// Points at a place in the module's HCL.
    fn at(&mut self, finding: Finding, place: Place, text: impl Into<String>) -> Finding {
        let source = self.hcl.id(place.source, self.sources);
        finding.at(source, place.span, text)
    }

    /// What is wrong with the HCL itself.
    fn hcl_findings(&mut self) {
        let module = self.module;
        for finding in &module.interface().findings {
            let mut finding = finding.clone();
            for label in &mut finding.labels {
                label.source = self.hcl.id(label.source, self.sources);
            }
            for edit in &mut finding.fix {
                edit.source = self.hcl.id(edit.source, self.sources);
            }
            self.findings.push(finding);
        }
        if module.interface().files.is_empty() {
            let message = format!("the module `{}` has no configuration", module.name);
            self.findings.push(
                Finding::error("catalog-interface", message)
                    .at(module.card_source, module.card.name.span, "")
                    .help("put its .tf files beside the card"),
            );
        }
    }

    fn capability(&self, name: &str) -> Option<&Capability> {
        self.view.capabilities?.get(name)
    }

    fn provides(&mut self) {
        let module = self.module;
        for (name, written) in &module.card.provides {
            let Some(provision) = module.provides.get(name.value.as_str()) else { continue };
            let wanted = self.capability(name).map(|capability| capability.ty.clone());
            match (provision, &written.value) {
                (Provision::Whole(path), written_as) => {
                    let span = match written_as {
                        ShortOr::Short(_) => written.span,
                        ShortOr::Long(long) => long.from.span,
                    };
                    self.output(path, span, wanted.as_ref(), name);
                }
                (Provision::Fields(paths), ShortOr::Long(long)) => {
                    let ShortOr::Long(fields) = &long.from.value else { continue };
                    for (field, path) in paths {
                        let span = fields.get(field.as_str()).map_or(written.span, |f| f.span);
                        let wanted = wanted.as_ref().and_then(|ty| attribute(ty, field));
                        self.output(path, span, wanted, &format!("{name}.{field}"));
                    }
                }
                (Provision::Fields(_), ShortOr::Short(_)) => {}
            }
        }
    }

    /// Checks that an output exists and is what is wanted of it.
    fn output(&mut self, path: &OutputPath, span: Span, wanted: Option<&Type>, what: &str) {
        let (module, source) = (self.module, self.source());
        let outputs = &module.interface().outputs;
        let Some(output) = outputs.get(&path.output) else {
            let written = Located { value: path.output.clone(), span };
            let known = outputs.keys().map(String::as_str);
            self.findings.push(unknown("output", &written, "", source, known));
            return;
        };
        if module.output_types().get(&path.output).is_some_and(|typed| typed.ephemeral) {
            let finding = Finding::error(
                "E042",
                format!("`{}` is ephemeral and cannot be linked", path.output),
            )
            .at(source, span, "");
            let finding = self.at(finding, output.name_place, "declared here");
            self.findings.push(finding);
        }
        let Some(typed) = module.output_types().get(&path.output) else { return };
        let found = match inside(&typed.ty, &path.steps) {
            Ok(found) => found,
            Err(step) => {
                let message = format!("`{path}` leads nowhere: {step}");
                let finding = Finding::error("E040", message).at(source, span, "");
                let finding = self.at(finding, output.name_place, "the output");
                self.findings.push(finding);
                return;
            }
        };
        let Some(wanted) = wanted else { return };
        let mismatches = assign(&found, wanted);
        // What inference could not see through is no fault of the module's.
        let declared = output.ty.is_some();
        for mismatch in mismatches.iter().filter(|m| declared || m.kind != MismatchKind::Unchecked)
        {
            let is = if mismatch.is_error() { "is not" } else { "may not be" };
            let message = format!("`{path}` {is} what `{what}` is: {mismatch}");
            let finding = fit(mismatch, message).at(source, span, "");
            let finding = self.at(finding, output.name_place, "the output");
            self.findings.push(finding);
        }
    }

    fn slots(&mut self) {
        let module = self.module;
        for slot in &module.slots {
            let group = if slot.required { &module.card.requires } else { &module.card.accepts };
            let Some(written) = group.get(slot.name.as_str()) else { continue };
            let wanted = self.capability(&slot.capability).map(|capability| capability.ty.clone());
            let (span, fields) = match &written.value {
                ShortOr::Short(_) => (written.span, None),
                ShortOr::Long(long) => match &long.into.value {
                    ShortOr::Short(_) => (long.into.span, None),
                    ShortOr::Long(fields) => (long.into.span, Some(fields)),
                },
            };
            match &slot.target {
                Target::Whole(input) => {
                    let given = wanted.map(|ty| match slot.many {
                        true => Type::Map(Box::new(ty)),
                        false => ty,
                    });
                    self.input(slot, input, span, given.as_ref(), &slot.capability);
                }
                Target::Fields(all) => {
                    for (input, field) in all {
                        let span = fields
                            .and_then(|fields| fields.get_key_value(input.as_str()))
                            .map_or(span, |(key, _)| key.span);
                        let given = wanted.as_ref().and_then(|ty| attribute(ty, field));
                        let what = format!("{}.{field}", slot.capability);
                        self.input(slot, input, span, given, &what);
                    }
                }
            }
        }
    }

    /// Checks that an input exists and takes what it is to be given.
    fn input(&mut self, slot: &Slot, input: &str, span: Span, given: Option<&Type>, what: &str) {
        let source = self.source();
        let written = Located { value: input.to_owned(), span };
        let Some(variable) = known_input(self.module, &written, source, self.findings) else {
            return;
        };
        if !slot.required && variable.is_required() {
            let message =
                format!("`{}` is accepted, but its input `{input}` has no default", slot.name);
            let finding = Finding::error("catalog-wiring", message)
                .at(source, span, "")
                .help("list it under `requires`, or give the input a default");
            let finding = self.at(finding, variable.name_place, "no default");
            self.findings.push(finding);
        }
        let Some(given) = given else { return };
        for mismatch in &assign(given, &variable.ty) {
            let takes = if mismatch.is_error() { "does not take" } else { "may not take" };
            let message = format!("the input `{input}` {takes} `{what}`: {mismatch}");
            let mut finding = fit(mismatch, message).at(source, span, "");
            let whole = slot.target == Target::Whole(input.to_owned());
            if whole && !slot.many && matches!(variable.ty, Type::Map(_)) && mismatch.is_error() {
                finding =
                    finding.help("to take every component that provides it, add `many: true`");
            }
            let place = variable.type_constraint.as_ref().map_or(variable.name_place, |t| t.place);
            let finding = self.at(finding, place, "the input's type");
            self.findings.push(finding);
        }
    }

    fn named_inputs(&mut self) {
        let (module, source) = (self.module, self.source());
        for ask in &module.card.ask {
            if known_input(module, ask, source, self.findings).is_none() {
                continue;
            }
            let slot =
                module.slots.iter().find(|s| s.target.inputs().contains(&ask.value.as_str()));
            if let Some(slot) = slot {
                self.findings.push(
                    Finding::error("catalog-ask", format!("nobody can answer for `{ask}`"))
                        .at(source, ask.span, format!("filled by the slot `{}`", slot.name))
                        .help("remove it from `ask`"),
                );
            }
        }
        for (input, sample) in &module.card.samples {
            if let Some(variable) = known_input(module, input, source, self.findings) {
                takes(variable, &sample.value, source, self.findings);
            }
        }
    }

    fn guardrails(&mut self) {
        let (module, source) = (self.module, self.source());
        let interface = module.interface();
        let resources = &interface.resources;
        for at in module.card.guardrails.iter().flat_map(|guardrail| &guardrail.at) {
            let Some(address) = address_of(at) else { continue };
            // A guarantee may rest on what a variable's validations refuse.
            if let Some(input) = address.strip_prefix("var.") {
                let written = Located { value: input.to_owned(), span: at.span };
                known_input(module, &written, source, self.findings);
                continue;
            }
            let local = address.strip_prefix("local.");
            let local = local.is_some_and(|name| interface.locals.contains_key(name));
            if !local && !resources.contains_key(&address) {
                let written = Located { value: address, span: at.span };
                let known = resources.keys().map(String::as_str);
                self.findings.push(unknown("resource", &written, "", source, known));
            }
        }
    }

    /// Descriptions are quoted to agents, cleaned; what cleaning would have to hide is refused.
    fn descriptions(&mut self) {
        let interface = self.module.interface();
        let variables = interface.variables.values().map(|v| (&v.description, v.name_place));
        let outputs = interface.outputs.values().map(|o| (&o.description, o.name_place));
        for (description, place) in variables.chain(outputs) {
            let Some(text) = description.as_ref().map(|text| text.trim()) else { continue };
            let hidden = text.chars().any(|c| is_hidden(c) && c != '\n' && c != '\t');
            for reason in suspicious(&text.replace(['\n', '\t'], " ")) {
                let message = format!("the description {reason}");
                let finding = match hidden {
                    true => Finding::error("catalog-text", message),
                    false => Finding::warning("catalog-text", message),
                };
                let finding = self.at(finding, place, "").help(
                    "descriptions are quoted to AI agents: say what the value is, in plain words",
                );
                self.findings.push(finding);
            }
        }
    }
}

/// A finding about a mismatch, as grave as the mismatch.
pub(super) fn fit(mismatch: &Mismatch, message: String) -> Finding {
    let rule = mismatch.kind.rule();
    match mismatch.severity {
        Severity::Error => Finding::error(rule, message),
        Severity::Warning | Severity::Note => Finding::warning(rule, message),
    }
}

fn attribute<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    match ty {
        Type::Object(object) => object.attributes.get(name).map(|attribute| &attribute.ty),
        _ => None,
    }
}

/// The type of what steps lead to; `any` where nothing can be said.
fn inside(ty: &Type, steps: &[Step]) -> Result<Type, String> {
    let Some((step, rest)) = steps.split_first() else { return Ok(ty.clone()) };
    let next = match (ty, step) {
        (Type::Any, _) => return Ok(Type::Any),
        (Type::Object(object), Step::Attribute(name) | Step::Key(name)) => object
            .attributes
            .get(name)
            .map(|attribute| &attribute.ty)
            .ok_or_else(|| format!("there is no attribute `{name}`"))?,
        (Type::Map(inner), Step::Attribute(_) | Step::Key(_))
        | (Type::List(inner), Step::Index(_)) => inner,
        (Type::Tuple(items), Step::Index(index)) => usize::try_from(*index)
            .ok()
            .and_then(|index| items.get(index))
            .ok_or_else(|| format!("there are {} elements", items.len()))?,
        (other, Step::Attribute(name) | Step::Key(name)) => {
            return Err(format!("{other} has no attribute `{name}`"));
        }
        (other, Step::Index(_)) => return Err(format!("{other} has no elements by number")),
    };
    inside(next, rest)
}
