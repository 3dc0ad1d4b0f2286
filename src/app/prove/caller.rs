//! The root module that a change is tried with, as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::files::Sees;
use crate::hcl;
use crate::release::{Caller, Change, Group, Pair, Side, sample};
use crate::schema::Providers;
use crate::schema::block::Block;
use crate::terraform::literal::literal;
use crate::terraform::{Given, InputVariable, Module, render};

/// How deep blocks of a provider's configuration are made up.
const MAX_DEPTH: usize = 8;

/// The root modules that a change is tried with.
#[derive(Debug)]
pub(super) struct Callers {
    /// The one that shows it, the same for both versions.
    pub(super) same: String,
    /// The one that does besides what other changes of input variables ask for; `None` when that
    /// is the same.
    pub(super) adapted: Option<String>,
    /// The one that sets what the new version must have set, and nothing else: what is refused of
    /// this is no matter of the change.
    pub(super) control: String,
}

impl Callers {
    /// Writes the root modules; with `providers`, they configure what the module needs of these.
    ///
    /// An error is why there is none, one clause.
    pub(super) fn new(
        pair: &Pair<'_>,
        change: &Change,
        caller: &Caller,
        sees: Option<&Sees>,
        providers: Option<&Providers>,
    ) -> Result<Self, String> {
        let (old, new) = (pair.old.module, pair.new.module);
        let said = |name: &str| caller.arguments.iter().any(|(said, _)| said == name);
        let given = caller.arguments.iter().filter(|(_, text)| !text.is_empty()).cloned();
        let mut same = required(old, new, &said)?;
        same.extend(given);
        let subject =
            change.subject.split('.').next().filter(|_| change.lint.group == Group::Variables);
        let kept = |(name, _): &&(String, String)| {
            new.variables.contains_key(name) || subject == Some(name.as_str())
        };
        let mut adapted: Vec<_> = same.iter().filter(kept).cloned().collect();
        let set = |name: &str| {
            said(name) || subject == Some(name) || adapted.iter().any(|(set, _)| set == name)
        };
        let more = required(new, old, &set).unwrap_or_default();
        adapted.extend(more);
        let writing = Writing {
            pair,
            caller,
            sees,
            providers: provider_blocks(&pair.old, caller, providers),
        };
        let passed = caller.meta.iter().filter(|(name, _)| name == "providers").cloned();
        let control = Caller {
            preamble: caller.preamble.clone(),
            meta: passed.collect(),
            ..Caller::default()
        };
        let bare = Writing { caller: &control, sees: None, ..writing.clone() };
        Ok(Self {
            adapted: (adapted != same).then(|| writing.text(&adapted)),
            same: writing.text(&same),
            control: bare.text(&required(new, old, &|_| false).unwrap_or_default()),
        })
    }
}

/// Values for the inputs of `module` that must be set, but for those that `set` knows: such as
/// `beside`, the other version, takes too.
fn required(
    module: &Module,
    beside: &Module,
    set: &dyn Fn(&str) -> bool,
) -> Result<Vec<(String, String)>, String> {
    let needed = module.variables.values().filter(|v| v.is_required() && !set(&v.name));
    let with_value = |variable: &InputVariable| {
        let name = variable.name.clone();
        match value(module, beside, variable) {
            Some(value) => Ok((name, value)),
            None => Err(format!("no value was found that the input variable `{name}` takes")),
        }
    };
    needed.map(with_value).collect()
}

fn value(module: &Module, beside: &Module, variable: &InputVariable) -> Option<String> {
    let takes = |text: &String| {
        let value = hcl::parse_expr(text).ok().and_then(|expr| literal(&expr));
        value.is_some_and(|value| {
            module.value_problems(&variable.name, &value, &Given::new()).is_empty()
        })
    };
    let theirs = beside.variables.get(&variable.name);
    let for_both = theirs.and_then(|theirs| sample::value(beside, theirs)).filter(takes);
    for_both.or_else(|| sample::value(module, variable))
}

/// What the text of a root module is made of.
#[derive(Clone)]
struct Writing<'a, 'p> {
    pair: &'a Pair<'p>,
    caller: &'a Caller,
    sees: Option<&'a Sees>,
    /// What stands at the top for providers, and the call's `providers`.
    providers: (String, Option<String>),
}

impl Writing<'_, '_> {
    fn text(&self, arguments: &[(String, String)]) -> String {
        let caller = self.caller;
        let mut text = String::new();
        for part in [&self.providers.0, &caller.preamble] {
            if !part.trim().is_empty() {
                let _ = write!(text, "{}\n\n", part.trim());
            }
        }
        let dir = self.pair.old.dir.as_str();
        let source = if dir.is_empty() { "./module".to_owned() } else { format!("./module/{dir}") };
        let _ = write!(text, "module \"this\" {{\nsource = {}\n", render::string(&source));
        let providers = self.providers.1.iter().map(|text| ("providers", text));
        for (name, value) in caller.meta.iter().map(|(n, v)| (n.as_str(), v)).chain(providers) {
            let _ = writeln!(text, "{name} = {value}");
        }
        if !arguments.is_empty() {
            text.push('\n');
        }
        for (name, value) in arguments {
            let _ = writeln!(text, "{name} = {value}");
        }
        text.push_str("}\n");
        for (name, value) in &caller.outputs {
            let _ = write!(text, "\noutput {} {{\nvalue = {value}\n}}\n", render::string(name));
        }
        if let Some(sees) = self.sees {
            let meta = |name: &str| caller.meta.iter().any(|(meta, _)| meta == name);
            let call = match (meta("count"), meta("for_each")) {
                (true, _) => "module.this[0]",
                (_, true) => "values(module.this)[0]",
                _ => "module.this",
            };
            let name = &sees.output;
            let _ =
                write!(text, "\noutput \"{name}\" {{\nvalue = nonsensitive({call}.{name})\n}}\n");
        }
        hcl::format(&text)
    }
}

/// The `provider` blocks that a module cannot do without, and the call's `providers` argument.
///
/// None when the caller brings its own.
fn provider_blocks(
    side: &Side<'_>,
    caller: &Caller,
    known: Option<&Providers>,
) -> (String, Option<String>) {
    let preamble = hcl::parse(&caller.preamble);
    let own = preamble.file.body.blocks_of("provider").next().is_some()
        || caller.meta.iter().any(|(name, _)| name == "providers");
    let Some(known) = known.filter(|_| !own) else { return (String::new(), None) };
    let mut needed = BTreeMap::new();
    for (_, _, module) in &side.objects.modules {
        for requirement in module.settings.required_providers.values() {
            needed.entry(&requirement.name).or_insert(requirement);
        }
    }
    let (mut sources, mut blocks) = (String::new(), String::new());
    let mut passed = Vec::new();
    for (name, requirement) in needed {
        let aliases: Vec<_> = match side.module.settings.required_providers.get(name) {
            Some(own) => own.configuration_aliases.iter().collect(),
            None => Vec::new(),
        };
        let address = requirement.address.as_ref().map(ToString::to_string).unwrap_or_default();
        let provider = known.find(&address);
        let least = provider.map(|p| least(&p.configuration().block, 0)).unwrap_or_default();
        if aliases.is_empty() && least.is_empty() {
            continue;
        }
        let source = requirement.source.as_ref().map_or(address.as_str(), |(source, _)| source);
        let _ = writeln!(sources, "{name} = {{ source = {} }}", render::string(source));
        let body = if least.is_empty() { String::new() } else { format!("\n{least}") };
        let _ = writeln!(blocks, "\nprovider \"{name}\" {{{body}}}");
        passed.extend((!aliases.is_empty()).then(|| format!("{name} = {name}")));
        for alias in aliases {
            let short = alias.rsplit('.').next().unwrap_or(alias);
            let _ = writeln!(blocks, "\nprovider \"{name}\" {{\nalias = \"{short}\"\n{least}}}");
            passed.push(format!("{alias} = {alias}"));
        }
    }
    if blocks.is_empty() {
        return (String::new(), None);
    }
    let top = format!("terraform {{\nrequired_providers {{\n{sources}}}\n}}\n{blocks}");
    (top, (!passed.is_empty()).then(|| format!("{{\n{}\n}}", passed.join("\n"))))
}

/// The least that must be written in a block, made up.
fn least(block: &Block, depth: usize) -> String {
    let mut text = String::new();
    for attribute in block.attributes.iter().filter(|attribute| attribute.required) {
        let value = render::value(&sample::of_type(&attribute.ty));
        let _ = writeln!(text, "{} = {value}", attribute.name);
    }
    for nested in block.blocks.iter().filter(|nested| nested.min_items > 0 && depth < MAX_DEPTH) {
        let _ = writeln!(text, "{} {{\n{}}}", nested.name, least(&nested.block, depth + 1));
    }
    text
}
