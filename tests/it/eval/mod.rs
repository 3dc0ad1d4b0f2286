//! What expressions come to: ours against real Terraform, and for any text at all.

mod any_input;
mod catalog;
mod oracle;

use pavestone::hcl;
use pavestone::terraform::eval::{self, Outcome, Reference, Scope};

/// A scope in which nothing is known.
pub(crate) struct Nothing;

impl Scope for Nothing {
    fn reference(&self, _: &str, _: &str) -> Reference<'_> {
        Reference::Unknown
    }
}

/// The value in a list as JSON, `error`, or none when it is unknown.
fn ours(expression: &str) -> Option<String> {
    let text = format!("jsonencode([{expression}])");
    let expr = hcl::parse_expr(&text).unwrap_or_else(|e| panic!("{expression}: {e:?}"));
    match eval::evaluate(&expr, &Nothing) {
        Err(_) => Some("error".to_owned()),
        Ok(Outcome::Unknown) => None,
        Ok(outcome) => Some(outcome.value().unwrap().as_str().unwrap().to_owned()),
    }
}
