//! Questions at a terminal: lists that are filtered by typing, lines that are edited in place.
//!
//! All of it goes to standard error. What a key does is the library's; here a question becomes
//! one of its prompts, and what was typed is kept when somebody goes back or stops.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use hcl_rs::Value;
use inquire::ui::{Attributes, Color, ErrorMessageRenderConfig, RenderConfig, StyleSheet, Styled};
use inquire::validator::Validation;
use inquire::{InquireError, MultiSelect, Select, Text};
use unicode_width::UnicodeWidthStr;

use super::layout::{packed, rows, wrap};
use super::options::{Completer, Opt, best_first};
use super::{Choice, Kind, Prompter, Question, Reply, typed};
use crate::error::{Error, Result};

/// Asks at the terminal that standard input and standard error are.
#[derive(Debug)]
pub struct TerminalPrompter {
    colour: bool,
}

/// Columns at most, however wide the terminal is.
const MAX_WIDTH: usize = 100;

/// Rows of a list at most, however high the terminal is, and at least, however low.
const LIST_ROWS: (usize, usize) = (3, 12);

const KEYS_LIST: &[&str] = &["↑↓ and enter choose", "type to filter", "esc back", "ctrl-c stop"];
const KEYS_MANY: &[&str] =
    &["space ticks", "enter takes them", "type to filter", "esc back", "ctrl-c stop"];
const KEYS_LINE: &[&str] = &["enter takes it", "esc back", "ctrl-c stop"];
const KEYS_OFFER: &[&str] = &["type your own, or ↓ and enter choose", "esc back", "ctrl-c stop"];

/// What became of a prompt.
enum Ended<T> {
    With(T),
    Reply(Reply),
}

impl TerminalPrompter {
    /// A prompter that uses colour, or does not.
    #[must_use]
    pub fn new(colour: bool) -> Self {
        Self { colour }
    }

    /// Columns and lines of the terminal.
    fn size() -> (usize, usize) {
        match crossterm::terminal::size() {
            Ok((columns, lines)) if columns > 0 && lines > 0 => (columns.into(), lines.into()),
            _ => (80, 24),
        }
    }

    /// What stands under a prompt: what it is about, and what keys do.
    fn help(&self, question: &Question, keys: &[&str]) -> String {
        // Two columns for the brackets that are put around it.
        let width = self.width() - 2;
        let mut lines = wrap(&question.help, width);
        lines.extend(packed(keys, width));
        lines.join("\n")
    }

    /// How many rows of a list fit on the screen beside the rest of a prompt.
    fn page(&self, title: &str, help: &str) -> usize {
        let (columns, lines) = Self::size();
        let title = title.width() / columns + 1;
        // A line for the problem with an answer, one for what is typed beyond the first line.
        let rest = title + help.lines().count() + 2;
        lines.saturating_sub(rest).clamp(LIST_ROWS.0, LIST_ROWS.1)
    }

    /// How prompts look.
    fn look(&self) -> RenderConfig<'static> {
        let plain = RenderConfig::empty()
            .with_prompt_prefix(Styled::new("?"))
            .with_answered_prompt_prefix(Styled::new("?"))
            .with_canceled_prompt_indicator(Styled::new("(back)"))
            .with_error_message(ErrorMessageRenderConfig::empty().with_prefix(Styled::new("!")));
        if !self.colour {
            return plain;
        }
        let colour = |colour| StyleSheet::empty().with_fg(colour);
        let mut look = plain
            .with_prompt_prefix(Styled::new("?").with_fg(Color::DarkGreen))
            .with_answered_prompt_prefix(Styled::new("?").with_fg(Color::DarkGreen))
            .with_canceled_prompt_indicator(Styled::new("(back)").with_fg(Color::DarkGrey))
            .with_highlighted_option_prefix(Styled::new(">").with_fg(Color::DarkCyan))
            .with_selected_checkbox(Styled::new("[x]").with_fg(Color::DarkGreen))
            .with_selected_option(Some(colour(Color::DarkCyan)))
            .with_answer(colour(Color::DarkCyan))
            .with_help_message(colour(Color::DarkGrey))
            .with_default_value(colour(Color::DarkGrey))
            .with_error_message(
                ErrorMessageRenderConfig::empty()
                    .with_prefix(Styled::new("!").with_fg(Color::DarkRed))
                    .with_message(colour(Color::DarkRed)),
            );
        look.prompt = StyleSheet::empty().with_attr(Attributes::BOLD);
        look
    }

    fn options<'c>(&self, choices: &'c [Choice], before: usize) -> Vec<Opt<'c>> {
        let rows = rows(choices, self.width().saturating_sub(before + 1));
        let faint = self.colour;
        choices.iter().zip(rows).map(|(choice, row)| Opt { choice, row, faint }).collect()
    }

    /// One of several.
    fn one(
        &mut self,
        question: &Question,
        choices: &[Choice],
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> Result<Reply> {
        let title = title(question);
        let help = self.help(question, KEYS_LIST);
        let at = |value: &Value| choices.iter().position(|choice| choice.value == *value);
        let usual = question.answered.as_ref().or(question.recommended.as_ref());
        let open = || choices.iter().position(|choice| choice.refused.is_none());
        let mut cursor = usual.and_then(at).or_else(open).unwrap_or(0);
        let mut filter = question.typed.clone();
        loop {
            let latest = RefCell::new(filter.clone());
            let score = |input: &str, option: &Opt<'_>, _: &str, at: usize| {
                if at == 0 {
                    input.clone_into(&mut latest.borrow_mut());
                }
                option.score(input)
            };
            let mut prompt = Select::new(&title, self.options(choices, 2))
                .with_help_message(&help)
                .with_page_size(self.page(&title, &help))
                .with_scorer(&score)
                .with_sorter(&best_first)
                .with_formatter(&|option| option.value.choice.label.clone())
                .with_render_config(self.look());
            if filter.is_empty() {
                prompt = prompt.with_starting_cursor(cursor);
            } else {
                prompt = prompt.with_starting_filter_input(&filter);
            }
            let asked = prompt.raw_prompt().map(|option| option.index);
            cursor = match ended(asked, &latest.borrow())? {
                Ended::With(chosen) => chosen,
                Ended::Reply(reply) => return Ok(reply),
            };
            filter.clear();
            let value = &choices[cursor].value;
            match question.offers(value).and_then(|()| check(value)) {
                Ok(()) => return Ok(Reply::Answer(value.clone())),
                Err(problem) => self.problem(&problem)?,
            }
        }
    }

    /// Any number of several.
    fn many(
        &mut self,
        question: &Question,
        choices: &[Choice],
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> Result<Reply> {
        let title = title(question);
        let help = self.help(question, KEYS_MANY);
        let usual = question.answered.as_ref().or(question.recommended.as_ref());
        let mut ticked: Vec<usize> = usual
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|value| choices.iter().position(|choice| choice.value == *value))
            .collect();
        let mut filter = question.typed.clone();
        loop {
            let latest = RefCell::new(filter.clone());
            let score = |input: &str, option: &Opt<'_>, _: &str, at: usize| {
                if at == 0 {
                    input.clone_into(&mut latest.borrow_mut());
                }
                option.score(input)
            };
            let mut prompt = MultiSelect::new(&title, self.options(choices, 6))
                .with_help_message(&help)
                .with_page_size(self.page(&title, &help))
                .with_default(&ticked)
                .with_scorer(&score)
                .with_formatter(&|options| {
                    let labels: Vec<&str> =
                        options.iter().map(|option| &*option.value.choice.label).collect();
                    if labels.is_empty() { "none".to_owned() } else { labels.join(", ") }
                })
                .with_render_config(self.look());
            if !filter.is_empty() {
                prompt = prompt.with_starting_filter_input(&filter);
            }
            let asked = prompt.raw_prompt();
            ticked = match ended(asked, &latest.borrow())? {
                Ended::With(options) => options.iter().map(|option| option.index).collect(),
                Ended::Reply(reply) => return Ok(reply),
            };
            filter.clear();
            let value = ticked.iter().map(|at| choices[*at].value.clone()).collect();
            match question.offers(&value).and_then(|()| check(&value)) {
                Ok(()) => return Ok(Reply::Answer(value)),
                Err(problem) => self.problem(&problem)?,
            }
        }
    }

    /// A line of text, with or without choices to take instead.
    fn line(
        &mut self,
        question: &Question,
        choices: &[Choice],
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> Result<Reply> {
        let kind = &question.kind;
        let mut title = title(question);
        if *kind == Kind::Confirm {
            title.push_str(" (y/n)");
        }
        let help = self.help(question, if choices.is_empty() { KEYS_LINE } else { KEYS_OFFER });
        let listed = |value: &&Value| choices.iter().any(|choice| choice.value == **value);
        let brief = matches!(kind, Kind::Confirm | Kind::Number { .. });
        // What is edited is a text of one's own; what was picked is offered to be picked again.
        let edited = question.answered.as_ref().filter(|value| !brief && !listed(value));
        let initial = match edited {
            _ if !question.typed.is_empty() => question.typed.clone(),
            Some(value) => typed::text(kind, value),
            None => String::new(),
        };
        let usual = question.answered.as_ref().or(question.recommended.as_ref());
        let default = usual.filter(|_| edited.is_none()).map(|value| typed::text(kind, value));
        let completer = Completer {
            latest: Rc::new(RefCell::new(initial.clone())),
            options: Rc::new(self.options(choices, 2)),
        };
        let read = |text: &str| {
            if let Some(option) = completer.options.iter().find(|o| o.to_string() == text) {
                return Ok(option.choice.value.clone());
            }
            if text.trim().is_empty() && !choices.is_empty() {
                return Err("type an answer, or take one of those below".to_owned());
            }
            typed::read(kind, text)
        };
        let judge = |text: &str| {
            let checked = read(text).and_then(|value| {
                question.offers(&value)?;
                check(&value)
            });
            Ok(match checked {
                Ok(()) => Validation::Valid,
                Err(problem) => Validation::Invalid(self.indented(&problem, 2).into()),
            })
        };
        let shown = |text: &str| {
            let text = read(text).map_or_else(|_| text.to_owned(), |v| typed::text(kind, &v));
            self.below(&title, text)
        };
        let mut prompt = Text::new(&title)
            .with_help_message(&help)
            .with_page_size(self.page(&title, &help))
            .with_initial_value(&initial)
            .with_autocomplete(completer.clone())
            .with_validator(judge)
            .with_formatter(&shown)
            .with_render_config(self.look());
        if let Some(default) = &default {
            prompt = prompt.with_default(default);
        }
        let asked = prompt.prompt();
        Ok(match ended(asked, &completer.latest.borrow())? {
            Ended::With(text) => {
                Reply::Answer(read(&text).expect("an answer is only taken when it can be read"))
            }
            Ended::Reply(reply) => reply,
        })
    }

    /// An answer as it stays on the screen: beside its question, or where that is too long, in
    /// lines of its own.
    fn below(&self, title: &str, answer: String) -> String {
        /// The sign before the question and the spaces around it.
        const AROUND: usize = 3;
        if title.width() + answer.width() + AROUND < self.width() {
            return answer;
        }
        format!("\n  {}", self.indented(&answer, 2))
    }

    /// A text in lines that fit, but for the first as far in as `by`.
    fn indented(&self, text: &str, by: usize) -> String {
        wrap(text, self.width() - by).join(&format!("\n{:by$}", ""))
    }

    /// Says what is wrong with an answer that is already on the screen.
    fn problem(&mut self, problem: &str) -> Result<()> {
        let red = anstyle::AnsiColor::Red.on_default();
        let text = format!("! {}", self.indented(problem, 2));
        self.write(&if self.colour { format!("{red}{text}{red:#}\n") } else { text + "\n" })
    }

    fn write(&self, text: &str) -> Result<()> {
        let mut stream = io::stderr().lock();
        stream
            .write_all(text.as_bytes())
            .and_then(|()| stream.flush())
            .map_err(|e| Error::io("cannot write to the terminal", e))
    }
}

impl Prompter for TerminalPrompter {
    fn show(&mut self, text: &str) -> Result<()> {
        self.write(&format!("\n{}\n\n", text.trim_end()))
    }

    fn ask(
        &mut self,
        question: &Question,
        check: &dyn Fn(&Value) -> Result<(), String>,
    ) -> Result<Reply> {
        match &question.kind {
            Kind::One(choices) => self.one(question, choices, check),
            Kind::Many(choices) => self.many(question, choices, check),
            Kind::OneOrOther(choices) => self.line(question, choices, check),
            _ => self.line(question, &[], check),
        }
    }

    fn width(&self) -> usize {
        Self::size().0.min(MAX_WIDTH)
    }
}

/// The question with its place among the others.
fn title(question: &Question) -> String {
    match question.position {
        Some((at, of)) => format!("{at}/{of} {}", question.title),
        None => question.title.clone(),
    }
}

/// What became of a prompt that was left with `typed` in it.
fn ended<T>(asked: Result<T, InquireError>, typed: &str) -> Result<Ended<T>> {
    match asked {
        Ok(answer) => Ok(Ended::With(answer)),
        Err(InquireError::OperationCanceled) => Ok(Ended::Reply(Reply::Back(typed.to_owned()))),
        Err(InquireError::OperationInterrupted) => Ok(Ended::Reply(Reply::Stop(typed.to_owned()))),
        Err(error) => Err(Error::io("cannot ask at this terminal", error)
            .hint("`--plain` asks in numbered lines; `--no-input` asks nothing")),
    }
}
