//! Questions as numbered lines, answered line by line: for terminals that cannot move the cursor,
//! for screen readers, and for whoever prefers it.
//!
//! No escape sequence, nothing rewritten: what was said stays said.

use std::io::{BufRead, Read, Write};

use hcl_rs::Value;

use super::layout::{hint, wrap};
use super::{Choice, Kind, Prompter, Question, Reply, typed};
use crate::error::{Error, Result};

/// Asks by lines of text.
#[derive(Debug)]
pub struct PlainPrompter<R, W> {
    input: R,
    output: W,
    width: usize,
}

/// Bytes that one answer may have; what is beyond counts as the next line.
const MAX_LINE_BYTES: u64 = 64 * 1024;

impl<R: BufRead, W: Write> PlainPrompter<R, W> {
    /// Reads answers from `input` and writes questions to `output`, in lines of `width` columns.
    pub fn new(input: R, output: W, width: usize) -> Self {
        Self { input, output, width }
    }

    fn line(&mut self, text: &str) -> Result<()> {
        writeln!(self.output, "{}", text.trim_end()).map_err(unheard)
    }

    /// Puts the question; `usual` is what an empty line stands for.
    fn put(&mut self, question: &Question, usual: Option<&str>) -> Result<()> {
        let position = question
            .position
            .map(|(at, of)| format!("Question {at} of {of}. "))
            .unwrap_or_default();
        self.line("")?;
        for line in wrap(&format!("{position}{}", question.title), self.width) {
            self.line(&line)?;
        }
        for line in wrap(&question.help, self.width) {
            self.line(&line)?;
        }
        for (at, choice) in choices(&question.kind).iter().enumerate() {
            let hint = hint(choice);
            let hint = if hint.is_empty() { hint } else { format!(" - {hint}") };
            self.line(&format!("  {}. {}{hint}", at + 1, choice.label))?;
        }
        if !question.typed.is_empty() {
            self.line(&format!("Typed before: {}", question.typed))?;
        }
        let how = match (&question.kind, usual) {
            (Kind::One(_), _) => "A number or a name",
            (Kind::OneOrOther(list), _) if !list.is_empty() => "A number, or your own words",
            (Kind::Many(_), _) => "Numbers or names with commas, or none",
            (Kind::Confirm, _) => "yes or no",
            (Kind::SecretReference, _) => "Where the secret is kept, never the secret",
            (Kind::Written { ty }, _) => &format!("A value of type {ty}"),
            _ => "",
        };
        let empty = usual.map(|usual| format!("empty for: {usual}")).unwrap_or_default();
        let parts: Vec<&str> =
            [how, &empty, "`back`", "`quit`"].into_iter().filter(|part| !part.is_empty()).collect();
        let text = format!("({})", parts.join("; "));
        for line in wrap(&text, self.width) {
            self.line(&line)?;
        }
        Ok(())
    }

    /// The next line; nothing at the end of the input.
    fn read(&mut self) -> Result<Option<String>> {
        write!(self.output, "> ").and_then(|()| self.output.flush()).map_err(unheard)?;
        let mut bytes = Vec::new();
        let mut input = (&mut self.input).take(MAX_LINE_BYTES);
        input
            .read_until(b'\n', &mut bytes)
            .map_err(|e| Error::io("cannot read the answers from standard input", e))?;
        if bytes.is_empty() {
            self.line("")?;
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
    }
}

impl<R: BufRead, W: Write> Prompter for PlainPrompter<R, W> {
    fn show(&mut self, text: &str) -> Result<()> {
        self.line("")?;
        self.output.write_all(text.as_bytes()).map_err(unheard)
    }

    fn ask(
        &mut self,
        question: &Question,
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> Result<Reply> {
        let usual = question.answered.as_ref().or(question.recommended.as_ref());
        let usual_text = usual.map(|value| typed::text(&question.kind, value));
        self.put(question, usual_text.as_deref())?;
        loop {
            let Some(text) = self.read()? else { return Ok(Reply::Stop(String::new())) };
            let read = match (&*text, usual) {
                ("back" | "<", _) => return Ok(Reply::Back(String::new())),
                ("quit", _) => return Ok(Reply::Stop(String::new())),
                ("?", _) => {
                    self.put(question, usual_text.as_deref())?;
                    continue;
                }
                ("", Some(usual)) => Ok(usual.clone()),
                (text, _) => read(&question.kind, text),
            };
            match read.and_then(|value| check(&value).map(|()| value)) {
                Ok(value) => return Ok(Reply::Answer(value)),
                Err(problem) => {
                    for line in wrap(&format!("Not taken: {problem}"), self.width) {
                        self.line(&line)?;
                    }
                }
            }
        }
    }

    fn width(&self) -> usize {
        self.width
    }

    fn ascii(&self) -> bool {
        true
    }
}

fn choices(kind: &Kind) -> &[Choice] {
    match kind {
        Kind::One(list) | Kind::OneOrOther(list) | Kind::Many(list) => list,
        _ => &[],
    }
}

/// Reads an answer in which choices may go by their numbers.
fn read(kind: &Kind, text: &str) -> Result<Value, String> {
    let list = choices(kind);
    let numbered = |text: &str| {
        let at = text.parse::<usize>().ok()?.checked_sub(1)?;
        // A choice that is called by a number is meant, not the one that has it.
        list.get(at).filter(|_| !list.iter().any(|choice| typed::is_called(choice, text)))
    };
    if let (Kind::Many(_), false) = (kind, text.is_empty()) {
        let names: Vec<&str> = text.split(|c: char| c == ',' || c.is_whitespace()).collect();
        let names = names.into_iter().filter(|name| !name.is_empty());
        let found: Option<Vec<&Choice>> = names.map(numbered).collect();
        if let Some(found) = found.filter(|found| !found.is_empty()) {
            let mut values: Vec<Value> = Vec::new();
            for choice in found {
                if !values.contains(&choice.value) {
                    values.push(choice.value.clone());
                }
            }
            return Ok(Value::Array(values));
        }
        // Numbers and names in one line: each comma apart.
        let line = text.split(',').map(str::trim);
        let line: Vec<&str> = line.map(|n| numbered(n).map_or(n, |c| &*c.label)).collect();
        return typed::read(kind, &line.join(","));
    }
    match numbered(text) {
        Some(choice) => Ok(choice.value.clone()),
        None if matches!(kind, Kind::OneOrOther(_)) && text.is_empty() => {
            Err("type an answer, or the number of one above".to_owned())
        }
        None => typed::read(kind, text),
    }
}

fn unheard(error: std::io::Error) -> Error {
    Error::io("cannot show the questions", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hcl_rs::value as hcl;

    /// Asks once, and gives the reply with all that was written.
    fn ask(question: &Question, lines: &str) -> (Reply, String) {
        let mut output = Vec::new();
        let mut prompter = PlainPrompter::new(lines.as_bytes(), &mut output, 60);
        let reply = prompter.ask(question, &|value| question.offers(value)).unwrap();
        (reply, String::from_utf8(output).unwrap())
    }

    fn data() -> Vec<Choice> {
        let mut choices = vec![
            Choice::new("internal", "internal", "default encryption"),
            Choice::new("personal", "personal", "own key"),
            Choice::new("card", "card data", ""),
        ];
        choices[2].refused = Some("ask the platform team".to_owned());
        choices
    }

    #[test]
    fn a_question_reads_as_lines_and_a_refused_choice_says_why() {
        let mut question = Question::new("data", "What data does it hold?", Kind::One(data()));
        question.position = Some((2, 3));
        question.recommended = Some("internal".into());
        let (reply, text) = ask(&question, "3\nnone\n2\n");
        assert_eq!(reply, Reply::Answer("personal".into()));
        insta::assert_snapshot!(text, @"

        Question 2 of 3. What data does it hold?
          1. internal - default encryption
          2. personal - own key
          3. card data - cannot be chosen: ask the platform team
        (A number or a name; empty for: internal; `back`; `quit`)
        > Not taken: card data cannot be chosen: ask the platform team
        > Not taken: none is not among: internal, personal, card data
        >
        ");
    }

    #[test]
    fn an_empty_line_takes_what_was_answered_before_what_is_recommended() {
        let mut question = Question::new("data", "What data?", Kind::One(data()));
        question.recommended = Some("internal".into());
        assert_eq!(ask(&question, "\n").0, Reply::Answer("internal".into()));
        question.answered = Some("personal".into());
        assert_eq!(ask(&question, "\n").0, Reply::Answer("personal".into()));
    }

    #[test]
    fn back_and_quit_are_words_and_the_end_of_input_stops() {
        let question = Question::new("name", "Name?", Kind::Text);
        for (lines, reply) in [
            ("back\n", Reply::Back(String::new())),
            ("<\n", Reply::Back(String::new())),
            ("quit\n", Reply::Stop(String::new())),
            ("", Reply::Stop(String::new())),
            ("orders", Reply::Answer("orders".into())),
        ] {
            assert_eq!(ask(&question, lines).0, reply, "{lines:?}");
        }
    }

    #[test]
    fn several_go_by_numbers_names_or_both() {
        let question = Question::new("data", "What data?", Kind::Many(data()));
        for lines in ["1 2\n", "1,2\n", "internal, 2\n", "1, pers\n", "internal personal\n"] {
            assert_eq!(ask(&question, lines).0, Reply::Answer(hcl!(["internal", "personal"])));
        }
        assert_eq!(ask(&question, "3\nnone\n").0, Reply::Answer(hcl!([])));
    }

    #[test]
    fn other_words_are_an_answer_where_they_may_be() {
        let question = Question::new("owner", "Who?", Kind::OneOrOther(data()));
        assert_eq!(ask(&question, "2\n").0, Reply::Answer("personal".into()));
        assert_eq!(ask(&question, "\nteam a\n").0, Reply::Answer("team a".into()));
    }
}
