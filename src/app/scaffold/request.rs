//! What is asked of a scaffold, in the words of a command line.

use camino::Utf8PathBuf;
use hcl_rs::Value;

use crate::error::{Error, Result};
use crate::hcl;
use crate::schema::Kind;
use crate::terraform::literal::literal;
use crate::terraform::{Type, render};

/// A new module, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModuleRequest {
    /// Its name.
    pub name: Option<String>,
    /// What one gets, in one sentence.
    pub summary: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// What a developer would call it.
    pub aliases: Vec<String>,
    /// `TYPE` or `TYPE.NAME`, with `data.` before it for a data source.
    pub resources: Vec<String>,
    /// `NAME:TYPE` or `NAME:TYPE=DEFAULT`
    pub inputs: Vec<String>,
    /// `ATTRIBUTE` of a resource, or `NAME=EXPRESSION`
    pub outputs: Vec<String>,
    /// The capabilities that it provides.
    pub provides: Vec<String>,
    /// The capabilities that it cannot do without.
    pub requires: Vec<String>,
    /// The capabilities that it uses when something provides them.
    pub accepts: Vec<String>,
    /// A file or folder of Terraform, or one block of it as `PATH:ADDRESS`.
    pub from: Option<String>,
    /// Whether a summary that nobody gave is made up.
    pub accept_recommended: bool,
}

/// A new catalog, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogRequest {
    /// The folder.
    pub dir: Option<Utf8PathBuf>,
    /// Name of the organisation.
    pub organisation: Option<String>,
    /// Host name of the module registry.
    pub registry: Option<String>,
    /// Namespace of the modules in it.
    pub namespace: Option<String>,
    /// Target system of the modules in it.
    pub target_system: Option<String>,
    /// `NAME=REGION`, in the order in which a change travels.
    pub environments: Vec<String>,
    /// `NAME=SOURCE@VERSION`
    pub providers: Vec<String>,
    /// Modules to take over from the catalog that is built in.
    pub from_embedded: Vec<String>,
    /// Whether recommendations stand in for what nobody said.
    pub accept_recommended: bool,
}

/// `TYPE`, `TYPE.NAME`, `data.TYPE.NAME`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResourceWord {
    pub(super) mode: Kind,
    pub(super) kind: String,
    pub(super) name: String,
}

/// `NAME:TYPE=DEFAULT`
#[derive(Debug, Clone, PartialEq)]
pub(super) struct InputWord {
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) default: Option<Value>,
}

/// `NAME` or `NAME=EXPRESSION`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutputWord {
    pub(super) name: String,
    pub(super) value: Option<String>,
}

impl ResourceWord {
    pub(super) fn read(text: &str) -> Result<Self> {
        let (mode, rest) = match text.strip_prefix("data.") {
            Some(rest) => (Kind::DataSource, rest),
            None => (Kind::Resource, text),
        };
        let (kind, name) = rest.split_once('.').unwrap_or((rest, "this"));
        if !is_word(kind) || !is_word(name) {
            return Err(Error::usage(format!("`{text}` is no resource"))
                .hint(
                    "write a type, such as aws_sqs_queue, or a type and a name: aws_sqs_queue.jobs",
                )
                .hint("and data.TYPE for a data source"));
        }
        Ok(Self { mode, kind: kind.to_owned(), name: name.to_owned() })
    }
}

impl InputWord {
    pub(super) fn read(text: &str) -> Result<Self> {
        let wrong = |why: String| {
            Error::usage(format!("`{text}` is no input: {why}"))
                .hint("write NAME:TYPE or NAME:TYPE=DEFAULT, such as retention_days:number=7")
        };
        let (name, rest) = text.split_once(':').unwrap_or((text, "string"));
        if !is_word(name) {
            return Err(wrong(format!("`{name}` is no name of a variable")));
        }
        // A type has `=` only inside braces, and there it does not stand alone.
        let (ty, default) = split_default(rest);
        let ty: Type = ty.trim().parse().map_err(|problems: Vec<_>| {
            let first: Vec<String> = problems.iter().map(ToString::to_string).collect();
            wrong(first.join("; "))
        })?;
        let default = default.map(|written| default_value(written.trim(), &ty).map_err(wrong));
        Ok(Self { name: name.to_owned(), ty, default: default.transpose()? })
    }
}

/// The type and the default of `TYPE=DEFAULT`.
fn split_default(text: &str) -> (&str, Option<&str>) {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            '=' if depth == 0 => return (&text[..at], Some(&text[at + 1..])),
            _ => {}
        }
    }
    (text, None)
}

/// A default as written: a constant of HCL, or a string without its quotes.
fn default_value(written: &str, ty: &Type) -> Result<Value, String> {
    let constant = hcl::parse_expr(written).ok().and_then(|expr| literal(&expr));
    let value = match constant {
        Some(value) => value,
        None if *ty == Type::String => written.into(),
        None => return Err(format!("the default `{written}` is no constant")),
    };
    let mismatch = ty.accepts_value(&value).into_iter().find(|mismatch| mismatch.is_error());
    match (mismatch, ty) {
        (None, _) => Ok(value),
        (Some(_), Type::String) => Ok(written.into()),
        (Some(mismatch), _) => Err(format!("the default does not fit: {mismatch}")),
    }
}

impl OutputWord {
    pub(super) fn read(text: &str) -> Result<Self> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (text, None),
        };
        let wrong = |why: &str| {
            Error::usage(format!("`{text}` is no output: {why}"))
                .hint("write an attribute of a resource, or NAME=EXPRESSION")
        };
        if !is_word(name) {
            return Err(wrong("it has no name"));
        }
        if value.is_some_and(|value| hcl::parse_expr(value).is_err()) {
            return Err(wrong("what follows the = is no expression"));
        }
        Ok(Self { name: name.to_owned(), value: value.map(str::to_owned) })
    }
}

/// Whether a text may stand as a name or type in Terraform.
fn is_word(text: &str) -> bool {
    render::is_name(text) && text.len() <= 128
}
