//! A prompter that nobody sits at: answers come from a script, and what was shown is kept.

use std::collections::{BTreeMap, VecDeque};

use hcl_rs::Value;

use super::{Prompter, Question, Reply};
use crate::error::{Error, Result};

/// Answers questions by their keys, for tests and demonstrations.
///
/// A question without a line in the script gets the answer it had before, else the recommended
/// one.
#[derive(Debug, Default)]
pub struct ScriptPrompter {
    /// What is still to be answered, by the question's key; each line is used once.
    pub lines: BTreeMap<String, VecDeque<Reply>>,
    /// The passages shown.
    pub shown: Vec<String>,
    /// The questions asked.
    pub asked: Vec<Question>,
    /// What was said to be wrong with an answer.
    pub problems: Vec<String>,
}

impl ScriptPrompter {
    /// A script of replies; several to one question are used in turn.
    #[must_use]
    pub fn new<K: Into<String>>(lines: impl IntoIterator<Item = (K, Reply)>) -> Self {
        let mut script = Self::default();
        for (key, reply) in lines {
            script.lines.entry(key.into()).or_default().push_back(reply);
        }
        script
    }

    /// A script of answers.
    #[must_use]
    pub fn answering<K: Into<String>, V: Into<Value>>(
        answers: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self::new(answers.into_iter().map(|(key, value)| (key, Reply::Answer(value.into()))))
    }
}

impl Prompter for ScriptPrompter {
    fn show(&mut self, text: &str) -> Result<()> {
        self.shown.push(text.to_owned());
        Ok(())
    }

    fn ask(
        &mut self,
        question: &Question,
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> Result<Reply> {
        self.asked.push(question.clone());
        let Question { key, title, .. } = question;
        let mut problem = String::new();
        loop {
            let line = self.lines.get_mut(key).and_then(VecDeque::pop_front);
            let reply = match line {
                Some(reply) => reply,
                None if problem.is_empty() => {
                    let usual = question.answered.as_ref().or(question.recommended.as_ref());
                    let Some(usual) = usual else {
                        return Err(Error::usage(format!("the script has no answer to `{key}`"))
                            .hint(format!("it asks: {title}")));
                    };
                    Reply::Answer(usual.clone())
                }
                None => {
                    return Err(Error::usage(format!("the script's answer to `{key}` is refused"))
                        .hint(problem));
                }
            };
            let Reply::Answer(value) = &reply else { return Ok(reply) };
            match check(value) {
                Ok(()) => return Ok(reply),
                Err(wrong) => {
                    self.problems.push(wrong.clone());
                    problem = wrong;
                }
            }
        }
    }

    fn width(&self) -> usize {
        100
    }
}
