//! What the type of `aws_vpc.this.id` is, and what was meant when there is no such thing.

use std::fmt;

use super::block::Block;
use super::provider::{Kind, Provider};
use crate::terraform::Type;

/// One step of a reference into a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// `.name`, or `["name"]`
    Name(&'a str),
    /// `[0]`, `[each.key]`: one element, whichever
    Index,
    /// `[*]`, `.*`: each element
    Splat,
}

/// Why a name or a path leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupError {
    /// The provider has no such type.
    NoSuchType {
        /// What was looked for.
        kind: Kind,
        /// The name as given.
        name: String,
        /// The provider's address.
        provider: String,
        /// Whether there is one of that name of another kind.
        other_kind: Option<Kind>,
        /// The names that were probably meant, nearest first.
        nearest: Vec<String>,
    },
    /// A block or object has no such attribute.
    NoSuchAttribute {
        /// The way to the block or object, such as `aws_lb.access_logs`.
        within: String,
        /// The name as given.
        name: String,
        /// The names that were probably meant, nearest first.
        nearest: Vec<String>,
    },
    /// A value of this type has no parts of that kind.
    NotThere {
        /// The way to the value.
        within: String,
        /// Its type.
        ty: Type,
        /// What was asked of it, such as `an attribute`.
        asked: &'static str,
    },
}

impl Provider {
    /// The type of the value that a path leads to, counted from one resource: `aws_vpc` and `id`.
    ///
    /// # Errors
    /// When the provider has no such type or the path leads nowhere, with what was probably meant.
    pub fn attribute_type(
        &self,
        kind: Kind,
        type_name: &str,
        path: &[Step<'_>],
    ) -> Result<Type, LookupError> {
        let Some(schema) = self.schema(kind, type_name) else {
            return Err(self.no_such_type(kind, type_name));
        };
        let block = &schema.block;
        let Some((Step::Name(name), rest)) = path.split_first() else {
            return walk(&block.implied_type(), path, &mut type_name.to_owned());
        };
        let ty = match (block.attribute(name), block.nested(name)) {
            (Some(attribute), _) => attribute.ty.clone(),
            (None, Some(nested)) => nested.implied_type(),
            (None, None) => {
                return Err(LookupError::NoSuchAttribute {
                    within: type_name.to_owned(),
                    name: (*name).to_owned(),
                    nearest: block.nearest(name),
                });
            }
        };
        walk(&ty, rest, &mut format!("{type_name}.{name}"))
    }

    /// The names of that kind that were probably meant by `name`, nearest first; at most three.
    #[must_use]
    pub fn nearest(&self, kind: Kind, name: &str) -> Vec<String> {
        nearest(name, self.type_names(kind))
    }

    /// The error for a type that this provider does not have.
    #[must_use]
    pub fn no_such_type(&self, kind: Kind, name: &str) -> LookupError {
        let kinds = [Kind::Resource, Kind::DataSource, Kind::Ephemeral];
        LookupError::NoSuchType {
            kind,
            name: name.to_owned(),
            provider: self.address().to_owned(),
            other_kind: kinds.into_iter().find(|k| self.schema(*k, name).is_some()),
            nearest: self.nearest(kind, name),
        }
    }
}

impl Block {
    /// The names in this block that were probably meant by `name`, nearest first; at most three.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Vec<String> {
        nearest(name, self.names())
    }
}

fn walk(ty: &Type, path: &[Step<'_>], at: &mut String) -> Result<Type, LookupError> {
    let Some((step, rest)) = path.split_first() else { return Ok(ty.clone()) };
    let refuse = |at: &str, asked| {
        Err(LookupError::NotThere { within: at.to_owned(), ty: ty.clone(), asked })
    };
    match (ty, step) {
        (Type::Any, _) => Ok(Type::Any),
        (Type::Object(object), Step::Name(name)) => match object.attributes.get(*name) {
            Some(attribute) => {
                at.push('.');
                at.push_str(name);
                walk(&attribute.ty, rest, at)
            }
            None => Err(LookupError::NoSuchAttribute {
                within: at.clone(),
                name: (*name).to_owned(),
                nearest: nearest(name, object.attributes.keys().map(String::as_str)),
            }),
        },
        (Type::Map(element), Step::Name(key)) => {
            at.push_str(&format!("[\"{key}\"]"));
            walk(element, rest, at)
        }
        (Type::List(element) | Type::Map(element), Step::Index) => {
            at.push_str("[…]");
            walk(element, rest, at)
        }
        (Type::List(element) | Type::Set(element), Step::Splat) => {
            at.push_str("[*]");
            walk(element, rest, at).map(|ty| Type::List(Box::new(ty)))
        }
        // Terraform makes a list of one of anything else.
        (_, Step::Splat) => {
            at.push_str("[*]");
            walk(ty, rest, at).map(|ty| Type::List(Box::new(ty)))
        }
        (_, Step::Name(_)) => refuse(at, "an attribute"),
        (_, Step::Index) => refuse(at, "an element by its index"),
    }
}

/// The names that were probably meant by `name`, nearest first; at most three.
///
/// First those that differ in a few letters, then those that hold all of its words.
#[must_use]
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    const MOST: usize = 3;
    let reach = (name.len() / 4).clamp(1, 4);
    let words: Vec<&str> = name.split('_').collect();
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|candidate| {
            let misspelt = candidate.len().abs_diff(name.len()) <= reach;
            if misspelt {
                let distance = strsim::osa_distance(name, candidate);
                if distance <= reach {
                    return Some((distance, candidate));
                }
            }
            let holds = |word: &&str| candidate.split('_').any(|w| w == *word);
            let extra = candidate.split('_').count().saturating_sub(words.len());
            (words.len() > 1 && extra <= 2 && words.iter().all(holds))
                .then_some((reach + 1 + extra, candidate))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchType { kind, name, provider, other_kind, nearest } => {
                write!(f, "{provider} has no {} `{name}`", kind.noun())?;
                match other_kind {
                    Some(other) => write!(f, "; there is a {} of that name", other.noun()),
                    None => did_you_mean(f, nearest),
                }
            }
            Self::NoSuchAttribute { within, name, nearest } => {
                write!(f, "{within} has no attribute `{name}`")?;
                did_you_mean(f, nearest)
            }
            Self::NotThere { within, ty, asked } => {
                write!(f, "{within} is {ty}, of which {asked} cannot be taken")
            }
        }
    }
}

impl std::error::Error for LookupError {}

fn did_you_mean(f: &mut fmt::Formatter<'_>, nearest: &[String]) -> fmt::Result {
    match nearest {
        [] => Ok(()),
        [all @ .., last] if !all.is_empty() => {
            let all: Vec<_> = all.iter().map(|n| format!("`{n}`")).collect();
            write!(f, "; did you mean {} or `{last}`?", all.join(", "))
        }
        [one, ..] => write!(f, "; did you mean `{one}`?"),
    }
}
