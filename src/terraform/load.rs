//! From the files of a directory to a [`Module`]: what declares what, twice, and what overrides it.

use camino::{Utf8Path, Utf8PathBuf};

use super::files::{Chosen, FileKind, Text, chosen};
use super::layers::{At, Layers};
use super::module::{Module, ModuleFile, Named};
use super::reader::Reader;
use super::{
    Check, Import, InputVariable, LocalValue, ModuleCall, Moved, OutputValue, Place,
    ProviderConfiguration, Removed, Resource, ResourceMode, findings,
};
use crate::diag::{Finding, Span, nearest};
use crate::hcl::syntax::{Attribute, Block, File, Item};
use crate::hcl::{self, Parsed};

/// Reads the files of one directory.
pub(super) fn load(files: impl Iterator<Item = (Utf8PathBuf, Vec<u8>)>) -> Module {
    let mut module = Module::default();
    let chosen = chosen(files);
    let mut texts = Vec::new();
    for Chosen { kind, path, bytes, shadows } in &chosen {
        let source = module.sources.add(path, hcl::decode(bytes).text);
        let FileKind { overrides, json, .. } = *kind;
        let file = ModuleFile { source, json, overrides };
        module.files.push(file);
        texts.push(Text::new(file, bytes));
        if let Some(shadowed) = shadows {
            let name = |path: &Utf8Path| path.file_name().unwrap_or_default().to_owned();
            let (this, other) = (name(path), name(shadowed));
            let message = format!("{this} takes the place of {other}, which was not read");
            let finding = Finding::warning(findings::SHADOWED, message)
                .help(format!("OpenTofu reads {this} and Terraform reads {other}"));
            module.findings.push(finding.at(source, Span::default(), ""));
            module.shadowed.push(shadowed.clone());
        }
    }
    // The texts are shared, not copied: the reader looks into this while the module is filled.
    let sources = module.sources.clone();
    let json: Vec<_> = texts.iter().map(Text::json).collect();
    let mut trees = Vec::new();
    for (text, json) in texts.iter().zip(&json) {
        let source = text.file.source;
        let Parsed { file: tree, problems } = text.parse(json.as_ref());
        module.findings.extend(problems.into_iter().map(|p| p.finding(source)));
        module.comments.extend(tree.comments.iter().map(|c| Place::new(source, c.span)));
        trees.push((text.file, tree));
    }
    let mut loader = Loader {
        reader: Reader {
            sources: &sources,
            json: module.files.iter().filter(|file| file.json).map(|file| file.source).collect(),
            findings: std::mem::take(&mut module.findings),
        },
        declared: Declared::default(),
    };
    for (file, tree) in &trees {
        loader.collect(*file, tree);
    }
    loader.build(&mut module);
    module.findings = loader.reader.findings;
    // Everything in source order, whatever was noticed first.
    module.findings.sort_by_key(|finding| {
        finding.labels.first().map(|label| (label.source, label.span.start))
    });
    module
}

/// What the files declare, before it is given its meaning.
#[derive(Default)]
struct Declared<'t> {
    /// Blocks that have an address, with what overrides them, by kind and address.
    named: Named<Layers<'t>>,
    /// `terraform` blocks of ordinary files, then of override files.
    settings: Vec<(bool, At<'t, Block<'t>>)>,
    locals: Named<At<'t, Attribute<'t>>>,
    /// `moved`, `removed`, `import` and blocks of unknown kinds.
    others: Vec<At<'t, Block<'t>>>,
}

struct Loader<'t> {
    reader: Reader<'t>,
    declared: Declared<'t>,
}

/// The kinds of block that have an address, and how many labels each has.
const NAMED_KINDS: [(&str, usize); 9] = [
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("provider", 1),
    ("check", 1),
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("action", 2),
];

/// The kinds of block that have none.
const OTHER_KINDS: [&str; 5] = ["terraform", "locals", "moved", "removed", "import"];

impl<'t> Loader<'t> {
    fn collect(&mut self, file: ModuleFile, tree: &'t File<'t>) {
        for item in &tree.body.items {
            match item {
                Item::Attribute(attribute) => {
                    let message = format!("`{}` stands outside of any block", attribute.name.text);
                    let finding = Finding::error(findings::BLOCK, message);
                    let place = Place::new(file.source, attribute.name.span);
                    self.reader.report(finding, place, "");
                }
                Item::Block(node) => self.collect_block(file, At { source: file.source, node }),
            }
        }
    }

    fn collect_block(&mut self, file: ModuleFile, at: At<'t, Block<'t>>) {
        let kind = at.node.kind.text;
        if let Some((_, labels)) = NAMED_KINDS.iter().find(|(name, _)| *name == kind) {
            if self.check_labels(at, *labels) {
                self.collect_named(file, at);
            }
            return;
        }
        if OTHER_KINDS.contains(&kind) && !self.check_labels(at, 0) {
            return;
        }
        match kind {
            "terraform" => self.declared.settings.push((file.overrides, at)),
            "locals" => self.collect_locals(file, at),
            "moved" | "removed" | "import" if file.overrides => {
                let message = format!("an override file cannot hold a {kind} block");
                let finding = Finding::error(findings::OVERRIDE, message);
                self.reader.report(finding, Place::new(at.source, at.node.kind.span), "");
            }
            "moved" | "removed" | "import" => self.declared.others.push(at),
            _ => {
                let known = NAMED_KINDS.iter().map(|(name, _)| *name).chain(OTHER_KINDS);
                let mut finding =
                    Finding::error(findings::BLOCK, format!("Terraform has no block `{kind}`"));
                if let Some(nearest) = nearest(kind, known) {
                    finding = finding.help(format!("did you mean `{nearest}`?"));
                }
                self.reader.report(finding, Place::new(at.source, at.node.kind.span), "");
                self.declared.others.push(at);
            }
        }
    }

    fn check_labels(&mut self, at: At<'t, Block<'t>>, wanted: usize) -> bool {
        let (kind, labels) = (at.node.kind.text, &at.node.labels);
        if labels.len() == wanted {
            return true;
        }
        let form = match wanted {
            0 => format!("{kind} {{ … }}"),
            1 => format!("{kind} \"name\" {{ … }}"),
            _ => format!("{kind} \"type\" \"name\" {{ … }}"),
        };
        let count = |n: usize| match n {
            0 => "no labels".to_owned(),
            1 => "one label".to_owned(),
            n => format!("{n} labels"),
        };
        let (wants, has) = (count(wanted), count(labels.len()));
        let message = format!("a {kind} block has {wants}, this one has {has}");
        let finding = Finding::error(findings::BLOCK, message).help(format!("write `{form}`"));
        let span = labels.get(wanted).map_or(at.node.kind.span, |extra| extra.span);
        self.reader.report(finding, Place::new(at.source, span), "");
        false
    }

    fn collect_named(&mut self, file: ModuleFile, at: At<'t, Block<'t>>) {
        let (kind, labels) = (at.node.kind.text, &at.node.labels);
        let mut address = labels.iter().map(|label| &*label.text).collect::<Vec<_>>().join(".");
        let alias = at.node.body.attribute("alias").filter(|_| kind == "provider");
        if let Some(alias) = alias.and_then(|alias| alias.value.as_str()) {
            address = format!("{address}.{alias}");
        }
        let name_place = |at: At<'t, Block<'t>>| {
            let labels = at.node.labels.iter().map(|label| label.span);
            let span = labels.reduce(Span::to).expect("a block with an address has labels");
            Place::new(at.source, span)
        };
        match self.declared.named.get_mut(&format!("{kind} {address}")) {
            Some(known) if file.overrides => known.push(at),
            Some(known) => {
                let first = name_place(known.base());
                self.reader.duplicate(&format!("{kind} `{address}`"), name_place(at), first);
            }
            // A provider nobody configured has an empty configuration, which can be overridden.
            None if file.overrides && (kind != "provider" || alias.is_some()) => {
                let message = format!("there is no {kind} `{address}` to override");
                let finding = Finding::error(findings::OVERRIDE, message);
                self.reader.report(finding, name_place(at), "");
            }
            None => {
                self.declared.named.insert(format!("{kind} {address}"), Layers::new(at));
            }
        }
    }

    fn collect_locals(&mut self, file: ModuleFile, at: At<'t, Block<'t>>) {
        for node in at.node.body.attributes() {
            let new = At { source: at.source, node };
            let (name, place) = (node.name.text, Place::new(at.source, node.name.span));
            match self.declared.locals.get_mut(name) {
                Some(known) if file.overrides => *known = new,
                Some(known) => {
                    let first = Place::new(known.source, known.node.name.span);
                    self.reader.duplicate(&format!("the local value `{name}`"), place, first);
                }
                None if file.overrides => {
                    let message = format!("there is no local value `{name}` to override");
                    self.reader.report(Finding::error(findings::OVERRIDE, message), place, "");
                }
                None => {
                    self.declared.locals.insert(name.to_owned(), new);
                }
            }
        }
        for block in at.node.body.blocks() {
            let message = format!("a locals block cannot hold a `{}` block", block.kind.text);
            let finding = Finding::error(findings::BLOCK, message);
            self.reader.report(finding, Place::new(at.source, block.kind.span), "");
        }
    }

    /// Gives everything declared its meaning.
    fn build(&mut self, module: &mut Module) {
        let Declared { named, settings, locals, others } = std::mem::take(&mut self.declared);
        let reader = &mut self.reader;
        for (overrides, at) in settings {
            let block = Layers::new(at);
            if overrides {
                module.settings.override_by(&block, reader);
            } else {
                module.settings.add(&block, reader);
            }
        }
        module.settings.check_state(reader);
        for (name, at) in locals {
            module.locals.insert(name, LocalValue::read(at, reader));
        }
        for block in named.values() {
            build_named(block, module, reader);
        }
        for at in others {
            let block = Layers::new(at);
            match at.node.kind.text {
                "moved" => module.moved.push(Moved::read(&block, reader)),
                "removed" => module.removed.push(Removed::read(&block, reader)),
                "import" => module.imports.push(Import::read(&block, reader)),
                _ => module.unknown_blocks.push(reader.nested_block(at)),
            }
        }
    }
}

fn build_named<'t>(block: &Layers<'t>, module: &mut Module, reader: &mut Reader<'t>) {
    let mut resource = |mode, reader: &mut Reader<'t>| {
        if let Some(resource) = Resource::read(mode, block, reader) {
            module.resources.insert(resource.address(), resource);
        }
    };
    match block.base().node.kind.text {
        "resource" => resource(ResourceMode::Managed, reader),
        "data" => resource(ResourceMode::Data, reader),
        "ephemeral" => resource(ResourceMode::Ephemeral, reader),
        "action" => resource(ResourceMode::Action, reader),
        "variable" => {
            if let Some(variable) = InputVariable::read(block, reader) {
                module.variables.insert(variable.name.clone(), variable);
            }
        }
        "output" => {
            if let Some(output) = OutputValue::read(block, reader) {
                module.outputs.insert(output.name.clone(), output);
            }
        }
        "module" => {
            if let Some(call) = ModuleCall::read(block, reader) {
                module.calls.insert(call.name.clone(), call);
            }
        }
        "provider" => {
            if let Some(provider) = ProviderConfiguration::read(block, reader) {
                module.providers.insert(provider.address(), provider);
            }
        }
        "check" => {
            if let Some(check) = Check::read(block, reader) {
                for at in block.blocks_of("data") {
                    read_scoped_data(at, &check.name, module, reader);
                }
                module.checks.insert(check.name.clone(), check);
            }
        }
        _ => {}
    }
}

/// A data source inside a `check` block has an address like any other.
fn read_scoped_data<'t>(
    at: At<'t, Block<'t>>,
    check: &str,
    module: &mut Module,
    reader: &mut Reader<'t>,
) {
    let block = Layers::new(at);
    let Some(mut resource) = Resource::read(ResourceMode::Data, &block, reader) else { return };
    resource.within_check = Some(check.to_owned());
    let address = resource.address();
    match module.resources.get(&address) {
        Some(first) => {
            let (place, first) = (resource.name_place, first.name_place);
            reader.duplicate(&format!("data `{}.{}`", resource.kind, resource.name), place, first);
        }
        None => {
            module.resources.insert(address, resource);
        }
    }
}
