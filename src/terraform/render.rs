//! Values as HCL source text, laid out as `terraform fmt` leaves it.

use hcl_rs::Value;

/// A value on one line: `{ a = 1, b = ["x", "y"] }`.
#[must_use]
pub fn value(value: &Value) -> String {
    let _ = value;
    todo!()
}

/// A value over several lines, an attribute or element a line, nested ones indented by two.
///
/// The first line has no indent and the last no line ending. Lists of plain values that are
/// short, and what is empty, stay on one line.
#[must_use]
pub fn pretty(value: &Value) -> String {
    let _ = value;
    todo!()
}

/// A string in quotes, with what has a meaning inside quotes escaped: `${` becomes `$${`.
#[must_use]
pub fn string(text: &str) -> String {
    let _ = text;
    todo!()
}

/// A key of an object: bare where a bare name stands for itself, else in quotes.
#[must_use]
pub fn key(name: &str) -> String {
    let _ = name;
    todo!()
}
