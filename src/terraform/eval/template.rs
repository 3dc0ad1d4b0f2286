//! Quoted strings and heredocs: what stands between the marks is put into the text.

use super::collections::pairs;
use super::expression::{Evaluated, Evaluator, Stop, wrong};
use super::operators::to_text;
use super::value::Value;
use crate::hcl::syntax::TemplatePart;
use crate::terraform::types::Type;

/// A text in the making; none once a part of it is unknown.
struct Text {
    text: Option<String>,
    sensitive: bool,
}

impl Evaluator<'_> {
    pub(super) fn template(&mut self, parts: &[TemplatePart<'_>]) -> Evaluated {
        // A template of one interpolation is that value, of whatever type.
        if let [TemplatePart::Interpolation(inner)] = parts {
            return self.expr(inner);
        }
        let mut text = Text { text: Some(String::new()), sensitive: false };
        self.parts(parts, &mut text)?;
        let value = text.text.map_or(Value::unknown(Type::String), Value::string);
        Ok(value.marked(text.sensitive))
    }

    fn parts(&mut self, parts: &[TemplatePart<'_>], out: &mut Text) -> Result<(), Stop> {
        for part in parts {
            match part {
                TemplatePart::Literal(text) => self.push(text, out)?,
                TemplatePart::Interpolation(inner) => {
                    let value = self.expr(inner)?;
                    out.sensitive |= value.sensitive;
                    match to_text(value).map_err(|message| wrong(inner.span, message))? {
                        Some(text) => self.push(&text, out)?,
                        None => out.text = None,
                    }
                }
                TemplatePart::If { condition, yes, no } => {
                    let (holds, sensitive) = self.boolean(condition)?;
                    out.sensitive |= sensitive;
                    match holds {
                        Some(holds) => self.parts(if holds { yes } else { no }, out)?,
                        None => out.text = None,
                    }
                }
                TemplatePart::For { key_var, value_var, collection, body } => {
                    let value = self.expr(collection)?;
                    out.sensitive |= value.sensitive;
                    let pairs = pairs(value).map_err(|message| wrong(collection.span, message))?;
                    let Some(pairs) = pairs else {
                        out.text = None;
                        continue;
                    };
                    let count = self.bound_count();
                    for (key, value) in pairs {
                        self.bind(*key_var, *value_var, key, value);
                        let result = self.parts(body, out);
                        self.unbind(count);
                        result?;
                    }
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str, out: &mut Text) -> Result<(), Stop> {
        self.spend(1 + text.len() as u64 / 16)?;
        if let Some(out) = &mut out.text {
            out.push_str(text);
        }
        Ok(())
    }
}
