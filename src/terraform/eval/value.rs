//! A value with the type Terraform gives it, which may be unknown in whole or in part.

use std::collections::BTreeMap;

use hcl_rs::Value as Plain;

use super::Fault;
use super::convert::convert;
use super::number::Number;
use crate::terraform::types::{ObjectAttribute, Type};

/// A value that an expression may refer to or come to.
///
/// Keeps apart what [`hcl_rs::Value`] does not: a list, a set and a tuple, a map and an object,
/// the type of a `null`. It may be unknown, also in a part, and sensitive.
#[derive(Debug, Clone)]
pub struct Value {
    pub(super) kind: Kind,
    pub(super) sensitive: bool,
}

/// What a value is. The type of a collection is that of its elements.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// `any` when not even the type is known.
    Unknown(Type),
    /// `any` for a `null` as written.
    Null(Type),
    Bool(bool),
    Number(Number),
    String(String),
    Tuple(Vec<Value>),
    List(Type, Vec<Value>),
    /// In order and each once.
    Set(Type, Vec<Value>),
    Map(Type, BTreeMap<String, Value>),
    Object(BTreeMap<String, Value>),
}

impl Value {
    /// A value of a type, of which nothing more is known; `any` when not even that.
    #[must_use]
    pub fn unknown(ty: Type) -> Self {
        Kind::Unknown(required(&ty)).into()
    }

    /// `plain` as a variable of type `ty` has it: converted, with the defaults of attributes that
    /// are left out.
    ///
    /// # Errors
    /// When Terraform would not convert it: why.
    pub fn of(plain: &Plain, ty: &Type) -> Result<Self, String> {
        match convert(Self::literal(plain), ty) {
            Ok(value) => Ok(value),
            Err(Fault::Wrong(message)) => Err(message),
            Err(Fault::Limit) => Ok(Self::unknown(ty.clone())),
        }
    }

    /// The value as it is written, lists as tuples and maps as objects.
    pub(super) fn literal(plain: &Plain) -> Self {
        match plain {
            Plain::Null => Self::null(),
            Plain::Bool(value) => Kind::Bool(*value).into(),
            // The shortest text of a double is what a file of ours would say.
            Plain::Number(number) => Self::number(Number::parse(&number.to_string()).flatten()),
            Plain::String(text) => Self::string(text.clone()),
            Plain::Array(items) => Kind::Tuple(items.iter().map(Self::literal).collect()).into(),
            Plain::Object(entries) => Kind::Object(
                entries.iter().map(|(name, value)| (name.clone(), Self::literal(value))).collect(),
            )
            .into(),
        }
    }

    /// The same value, hidden in output.
    #[must_use]
    pub fn sensitive(self) -> Self {
        Self { sensitive: true, ..self }
    }

    /// Whether any part of it is hidden in output.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.sensitive || self.parts().any(Self::is_sensitive)
    }

    /// Whether all of it is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, Kind::Unknown(_)) && self.parts().all(Self::is_known)
    }

    /// The value without its types; none when any part of it is unknown, or is a fraction or
    /// number that Terraform rounds in a way that is not known here.
    ///
    /// Whole numbers beyond 64 bits and fractions are rounded to the nearest double.
    #[must_use]
    pub fn plain(&self) -> Option<Plain> {
        let all = |items: &[Self]| items.iter().map(Self::plain).collect::<Option<_>>();
        let entries = |map: &BTreeMap<String, Self>| {
            map.iter().map(|(k, v)| Some((k.clone(), v.plain()?))).collect::<Option<_>>()
        };
        match &self.kind {
            Kind::Unknown(_) => None,
            Kind::Null(_) => Some(Plain::Null),
            Kind::Bool(value) => Some(Plain::Bool(*value)),
            Kind::Number(number) => plain_number(*number),
            Kind::String(text) => Some(Plain::String(text.clone())),
            Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) => {
                // The order of a set of collections is Terraform's own.
                let ordered = !matches!(&self.kind, Kind::Set(ty, items)
                    if !ty.is_primitive() && items.len() > 1);
                if ordered { all(items).map(Plain::Array) } else { None }
            }
            Kind::Map(_, map) | Kind::Object(map) => entries(map).map(Plain::Object),
        }
    }

    /// The type.
    pub(super) fn ty(&self) -> Type {
        match &self.kind {
            Kind::Unknown(ty) | Kind::Null(ty) => ty.clone(),
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) => Type::String,
            Kind::Tuple(items) => Type::Tuple(items.iter().map(Self::ty).collect()),
            Kind::List(ty, _) => Type::list(ty.clone()),
            Kind::Set(ty, _) => Type::set(ty.clone()),
            Kind::Map(ty, _) => Type::map(ty.clone()),
            Kind::Object(map) => Type::object(
                map.iter().map(|(name, v)| (name.clone(), ObjectAttribute::required(v.ty()))),
            ),
        }
    }

    /// Whether the type of some part is not known, as that of a result of an unknown function.
    pub(super) fn has_unknown_type(&self) -> bool {
        match &self.kind {
            Kind::Unknown(ty) => ty.contains_any(),
            _ => self.parts().any(Self::has_unknown_type),
        }
    }

    pub(super) fn null() -> Self {
        Kind::Null(Type::Any).into()
    }

    /// A number, unknown when it does not fit.
    pub(super) fn number(number: Option<Number>) -> Self {
        number.map_or(Kind::Unknown(Type::Number), Kind::Number).into()
    }

    pub(super) fn int(value: usize) -> Self {
        let value = i128::try_from(value).expect("a length is less than 2^127");
        Kind::Number(Number::from_int(value)).into()
    }

    /// A text, unknown when Terraform may write its characters in another way.
    pub(super) fn string(text: String) -> Self {
        if text.is_ascii() || text.chars().all(is_stable) {
            Kind::String(text).into()
        } else {
            Kind::Unknown(Type::String).into()
        }
    }

    pub(super) fn bool(value: Option<bool>) -> Self {
        value.map_or(Kind::Unknown(Type::Bool), Kind::Bool).into()
    }

    pub(super) fn strings(items: impl IntoIterator<Item = String>) -> Self {
        Kind::List(Type::String, items.into_iter().map(Self::string).collect()).into()
    }

    pub(super) fn marked(mut self, sensitive: bool) -> Self {
        self.sensitive |= sensitive;
        self
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null(_))
    }

    pub(super) fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_))
    }

    /// The values directly inside.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Self> {
        let (items, map) = match &self.kind {
            Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) => {
                (Some(items.iter()), None)
            }
            Kind::Map(_, map) | Kind::Object(map) => (None, Some(map.values())),
            _ => (None, None),
        };
        items.into_iter().flatten().chain(map.into_iter().flatten())
    }

    /// How much there is of it, and how deep it goes.
    pub(super) fn measure(&self) -> (u64, u32) {
        let own = match &self.kind {
            Kind::String(text) => 1 + text.len() as u64 / 16,
            Kind::Map(_, map) | Kind::Object(map) => {
                1 + map.keys().map(|key| 1 + key.len() as u64 / 16).sum::<u64>()
            }
            _ => 1,
        };
        self.parts().map(Self::measure).fold((own, 1), |(size, depth), (more, deep)| {
            (size.saturating_add(more), depth.max(deep.saturating_add(1)))
        })
    }
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        Self { kind, sensitive: false }
    }
}

/// The type with attributes as a value has them: there, if only as `null`.
pub(super) fn required(ty: &Type) -> Type {
    match ty {
        Type::List(ty) => Type::list(required(ty)),
        Type::Set(ty) => Type::set(required(ty)),
        Type::Map(ty) => Type::map(required(ty)),
        Type::Tuple(types) => Type::Tuple(types.iter().map(required).collect()),
        Type::Object(object) => Type::object(
            object
                .attributes
                .iter()
                .map(|(name, a)| (name.clone(), ObjectAttribute::required(required(&a.ty)))),
        ),
        Type::Any | Type::String | Type::Number | Type::Bool => ty.clone(),
    }
}

/// Whether a character is the same after Terraform has normalised a text, whatever is around it.
///
/// Errs on the side of no: what combines, and blocks with characters that are other characters.
fn is_stable(c: char) -> bool {
    !matches!(u32::from(c),
        0x0300..=0x036F | 0x0374..=0x0387 | 0x0483..=0x0487 | 0x0591..=0x08FF | 0x093C..=0x0DFF
        | 0x0E31..=0x11FF | 0x135D..=0x135F | 0x1712..=0x18FF | 0x1939..=0x1DFF | 0x1F00..=0x1FFF
        | 0x2000..=0x2001 | 0x20D0..=0x2130 | 0x2329..=0x232A | 0x2ADC | 0x2CEF..=0x2DFF
        | 0x302A..=0x3030 | 0x3099..=0x309A | 0xA66F..=0xA6FF | 0xA802..=0xABFF
        | 0xF900..=0xFE2F | 0x10000..=0x1CFFF | 0x1D000..=0x1E9FF | 0x2F800..=0x2FA1F)
}

fn plain_number(number: Number) -> Option<Plain> {
    if let Some(Some(whole)) = number.to_int() {
        if number.is_negative() && whole == 0 {
            return Some(Plain::from(0_u64));
        }
        if let Ok(whole) = u64::try_from(whole) {
            return Some(Plain::from(whole));
        }
        if let Ok(whole) = i64::try_from(whole) {
            return Some(Plain::from(whole));
        }
    }
    if number.may_be_off() {
        return None;
    }
    hcl_rs::Number::from_f64(number.to_f64()).map(Plain::Number)
}
