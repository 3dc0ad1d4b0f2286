//! A card's `provides`, `requires` and `accepts`, understood against the capabilities.

use std::collections::BTreeMap;

use super::{shown, unknown};
use crate::catalog::{
    Capability, Card, Located, OutputPath, Provision, ShortOr, Slot, Takes, Target,
};
use crate::diag::{Finding, SourceId, Span};
use crate::terraform::{ObjectType, Type};

type Capabilities = BTreeMap<String, Capability>;

/// What a card provides and takes; what cannot be understood is left out and found.
pub(in crate::catalog) fn wiring(
    card: &Card,
    source: SourceId,
    capabilities: Option<&Capabilities>,
    findings: &mut Vec<Finding>,
) -> (BTreeMap<String, Provision>, Vec<Slot>) {
    let mut reader = Reader { source, capabilities, findings };
    let provides = card
        .provides
        .iter()
        .filter_map(|(capability, written)| {
            let known = reader.capability(capability)?;
            let provision = match &written.value {
                ShortOr::Short(output) => reader.whole(output, written.span)?,
                ShortOr::Long(long) => match &long.from.value {
                    ShortOr::Short(output) => reader.whole(output, long.from.span)?,
                    ShortOr::Long(fields) => reader.fields(fields, known, long.from.span)?,
                },
            };
            Some((capability.value.clone(), provision))
        })
        .collect();
    let mut slots = Vec::new();
    for (required, group) in [(true, &card.requires), (false, &card.accepts)] {
        for (name, written) in group {
            slots.extend(reader.slot(name, written, required));
        }
    }
    reader.slots_apart(card, &slots);
    (provides, slots)
}

struct Reader<'r> {
    source: SourceId,
    capabilities: Option<&'r Capabilities>,
    findings: &'r mut Vec<Finding>,
}

impl<'r> Reader<'r> {
    fn error(&mut self, message: String, span: Span, help: &str) {
        let mut finding = Finding::error("catalog-wiring", message).at(self.source, span, "");
        if !help.is_empty() {
            finding = finding.help(help);
        }
        self.findings.push(finding);
    }

    /// The capability of that name: `Some(None)` when capabilities could not be read at all.
    fn capability(&mut self, name: &Located<String>) -> Option<Option<&'r Capability>> {
        let Some(capabilities) = self.capabilities else { return Some(None) };
        let known = capabilities.get(name.value.as_str());
        if known.is_none() {
            let names = capabilities.keys().map(String::as_str);
            self.findings.push(unknown("capability", name, "", self.source, names));
        }
        known.map(Some)
    }

    fn path(&mut self, text: &str, span: Span) -> Option<OutputPath> {
        match text.parse() {
            Ok(path) => Some(path),
            Err(problem) => {
                self.error(
                    problem,
                    span,
                    "write an output, or a path into one: `cluster.endpoint`",
                );
                None
            }
        }
    }

    fn whole(&mut self, output: &str, span: Span) -> Option<Provision> {
        self.path(output, span).map(Provision::Whole)
    }

    fn fields(
        &mut self,
        fields: &BTreeMap<Located<String>, Located<String>>,
        capability: Option<&'r Capability>,
        span: Span,
    ) -> Option<Provision> {
        let mut paths = BTreeMap::new();
        for (field, path) in fields {
            if let Some(path) = self.path(path, path.span) {
                paths.insert(field.value.clone(), path);
            }
        }
        if let Some(capability) = capability {
            let object = self.object(capability, span)?;
            for field in fields.keys() {
                self.field(field, capability, object);
            }
            let missing: Vec<_> = object
                .attributes
                .iter()
                .filter(|(name, attribute)| {
                    !attribute.optional && !fields.contains_key(name.as_str())
                })
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            if !missing.is_empty() {
                self.error(
                    format!("`{}` also has {}", capability.name, missing.join(", ")),
                    span,
                    "say where each field comes from",
                );
            }
        }
        (paths.len() == fields.len()).then_some(Provision::Fields(paths))
    }

    fn slot(
        &mut self,
        name: &Located<String>,
        written: &Located<ShortOr<Takes>>,
        required: bool,
    ) -> Option<Slot> {
        super::name("slot", name, self.source, self.findings);
        let (capability, many, target) = match &written.value {
            ShortOr::Short(input) => (name, false, Target::Whole(input.clone())),
            ShortOr::Long(long) => {
                let target = match &long.into.value {
                    ShortOr::Short(input) => Target::Whole(input.clone()),
                    ShortOr::Long(fields) => Target::Fields(
                        fields.iter().map(|(k, v)| (k.value.clone(), v.value.clone())).collect(),
                    ),
                };
                (long.capability.as_ref().unwrap_or(name), long.many, target)
            }
        };
        let known = self.capability(capability)?;
        if let (ShortOr::Long(long), Some(known)) = (&written.value, known) {
            if many && !known.many {
                self.error(
                    format!("a stack has one `{}`, so a slot cannot take many", known.name),
                    written.span,
                    "remove `many`, or set `many: true` in capabilities.yaml",
                );
            }
            if let ShortOr::Long(fields) = &long.into.value {
                if many {
                    self.error(
                        "a slot that takes many needs one input that is a map".to_owned(),
                        long.into.span,
                        "write `into: INPUT`",
                    );
                }
                let object = self.object(known, long.into.span)?;
                for field in fields.values() {
                    self.field(field, known, object);
                }
            }
        }
        Some(Slot {
            name: name.value.clone(),
            capability: capability.value.clone(),
            required,
            many,
            target,
        })
    }

    fn object(&mut self, capability: &'r Capability, span: Span) -> Option<&'r ObjectType> {
        match &capability.ty {
            Type::Object(object) => Some(object),
            _ => {
                let message = format!("`{}` is no object and has no fields", capability.name);
                self.error(message, span, "name the one input or output");
                None
            }
        }
    }

    fn field(&mut self, field: &Located<String>, capability: &Capability, object: &ObjectType) {
        if !object.attributes.contains_key(field.value.as_str()) {
            let known = object.attributes.keys().map(String::as_str);
            let place = format!(" of `{}`", capability.name);
            self.findings.push(unknown("field", field, &place, self.source, known));
        }
    }

    /// Checks that no two slots share a name or an input.
    fn slots_apart(&mut self, card: &Card, slots: &[Slot]) {
        for (name, written) in &card.accepts {
            if card.requires.contains_key(name.value.as_str()) {
                self.error(
                    format!("`{}` is both required and accepted", shown(name)),
                    written.span,
                    "keep it in `requires`, or give one of the slots another name and a `capability`",
                );
            }
        }
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        for slot in slots {
            for input in slot.target.inputs() {
                let Some(before) = taken.insert(input, &slot.name) else { continue };
                if before == slot.name {
                    continue;
                }
                let span = [&card.requires, &card.accepts]
                    .iter()
                    .find_map(|group| group.get(slot.name.as_str()))
                    .map_or_else(Span::default, |written| written.span);
                self.error(
                    format!(
                        "the input `{}` is filled by both `{before}` and `{}`",
                        shown(input),
                        slot.name
                    ),
                    span,
                    "give each slot an input of its own",
                );
            }
        }
    }
}
