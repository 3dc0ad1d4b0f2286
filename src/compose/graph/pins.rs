//! What the stack says itself: links from an output or a component to a slot or an input.

use super::build::Builder;
use super::{Link, Rule, Server};
use crate::catalog::{Located, OutputPath, Slot, Target};
use crate::diag::{Finding, Span, did_you_mean};

impl Builder<'_, '_> {
    /// Takes up the stack's own links for a slot, by the slot's name or that of its input.
    pub(super) fn pinned(&mut self, component: &str, slot: &Slot) -> bool {
        let inputs = slot.target.inputs();
        let mut names = vec![slot.name.as_str()];
        if let [input] = inputs[..] {
            names.push(input);
        }
        let stack = self.stack;
        for name in names {
            let key = format!("{component}.{name}");
            let Some(written) = stack.links.get(&key) else { continue };
            self.used_pins.insert(key.clone());
            let servers: Vec<Server> =
                written.iter().filter_map(|text| self.server(&key, text)).collect();
            if servers.len() != written.len() {
                return true;
            }
            if servers.is_empty() && slot.required {
                let capability = &slot.capability;
                let finding = Finding::error(
                    "E010",
                    format!("{key} needs `{capability}`, and the stack leaves it empty"),
                );
                self.find(
                    finding.help(format!("remove the link `{key}: []`")),
                    Span::default(),
                    "",
                );
                return true;
            }
            if servers.len() > 1 && !slot.many {
                let finding =
                    Finding::error("E020", format!("{key} takes one `{}`", slot.capability));
                self.find(finding.help("keep one of the links"), written[1].span, "one too many");
                return true;
            }
            for (server, text) in servers.iter().zip(written) {
                self.check_provides(&key, slot, server, text.span);
            }
            let span = written.first().map_or(Span::default(), |w| w.span);
            self.link(component, slot, servers, Rule::Pin, span);
            return true;
        }
        false
    }

    fn check_provides(&mut self, key: &str, slot: &Slot, server: &Server, span: Span) {
        let Some(node) = self.graph.nodes.get(&server.component) else { return };
        let module = node.module;
        if server.path.is_some() || module.provides.contains_key(&slot.capability) {
            return;
        }
        let provided: Vec<&str> = module.provides.keys().map(String::as_str).collect();
        let provided = if provided.is_empty() { "nothing".to_owned() } else { provided.join(", ") };
        let able = self.providing(&slot.capability, None, "");
        let mut finding = Finding::error(
            "E040",
            format!(
                "{key}: {} ({} {}) does not provide `{}`, only {provided}",
                server.component, module.name, module.version, slot.capability
            ),
        );
        if let Some(first) = able.first() {
            finding = finding.help(format!("--wire {key}={first}"));
        }
        self.find(finding, span, "does not provide it");
    }

    /// Links of the stack that name an input which is no slot: an output straight to an input.
    pub(super) fn link_inputs(&mut self) {
        let stack = self.stack;
        for (key, written) in &stack.links {
            if self.used_pins.contains(key) {
                continue;
            }
            let span = written.first().map_or(Span::default(), |w| w.span);
            let Some((component, input)) = key.split_once('.') else {
                let finding = Finding::error("E021", format!("`{key}` names no slot"));
                self.find(finding.help("write `component.slot`"), span, "");
                continue;
            };
            let Some(node) = self.graph.nodes.get(component) else {
                // A component may exist in another environment only.
                if !stack.components.contains_key(component) {
                    let names = self.graph.nodes.keys().map(String::as_str);
                    let mut finding = Finding::error(
                        "E021",
                        format!("{key}: there is no component `{component}`"),
                    );
                    finding.help.extend(did_you_mean(component, names));
                    self.find(finding, span, "");
                }
                continue;
            };
            let module = node.module;
            if !module.interface().variables.contains_key(input) {
                let slots = module.slots.iter().map(|s| s.name.as_str());
                let inputs = module.interface().variables.keys().map(String::as_str);
                let help = did_you_mean(input, slots.chain(inputs)).unwrap_or_else(|| {
                    let slots: Vec<&str> = module.slots.iter().map(|s| s.name.as_str()).collect();
                    format!("its slots are: {}", slots.join(", "))
                });
                let finding = Finding::error(
                    "E021",
                    format!("{key}: {} has no slot or input `{input}`", module.name),
                );
                self.find(finding.help(help), span, "");
                continue;
            }
            let servers: Vec<Server> =
                written.iter().filter_map(|text| self.server(key, text)).collect();
            if servers.is_empty() {
                continue;
            }
            if servers.len() > 1 || servers[0].path.is_none() {
                let finding = Finding::error(
                    "E021",
                    format!("{key}: an input takes one output, as COMPONENT.OUTPUT"),
                );
                self.find(finding, span, "");
                continue;
            }
            let link = Link {
                capability: None,
                target: Target::Whole(input.to_owned()),
                many: false,
                servers,
                rule: Rule::Pin,
                span,
            };
            self.graph.links.insert((component.to_owned(), input.to_owned()), link);
        }
    }

    /// Reads `component`, `component["key"]` or either followed by `.output…`.
    fn server(&mut self, key: &str, text: &Located<String>) -> Option<Server> {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        let (component, mut rest) = text.split_at(end);
        let mut instance = None;
        if let Some((inside, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
            instance = Some(inside.trim_matches('"').to_owned());
            rest = after;
        }
        let path = match rest.strip_prefix('.') {
            None if rest.is_empty() => None,
            Some(path) => match path.parse::<OutputPath>() {
                Ok(path) => Some(path),
                Err(problem) => {
                    self.find(Finding::error("E021", format!("{key}: {problem}")), text.span, "");
                    return None;
                }
            },
            None => {
                let problem = format!("{key}: `{text}` is not COMPONENT or COMPONENT.OUTPUT");
                self.find(Finding::error("E021", problem), text.span, "");
                return None;
            }
        };
        if !self.graph.nodes.contains_key(component) {
            let names: Vec<&str> = self.graph.nodes.keys().map(String::as_str).collect();
            let help = did_you_mean(component, names.iter().copied())
                .unwrap_or_else(|| format!("the components are: {}", names.join(", ")));
            let finding =
                Finding::error("E021", format!("{key}: there is no component `{component}`"));
            self.find(finding.help(help), text.span, "no such component");
            return None;
        }
        Some(Server { component: component.to_owned(), key: instance, path })
    }
}
