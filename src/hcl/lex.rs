//! HCL's tokens, one at a time, with their bytes.
//!
//! The lexer decides what is template text and what is code, because only it knows where a heredoc
//! ends. It judges nothing: what cannot be a token is [`Kind::Invalid`], and the parser says why.

use memchr::{memchr, memchr2};

/// The kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Eof,
    Newline,
    /// `#` or `//` to the end of the line, line ending excluded.
    LineComment,
    /// `/* … */`
    BlockComment,
    Ident,
    Number,
    OpenQuote,
    CloseQuote,
    /// Text in a quoted template, escapes included.
    QuotedText,
    /// A raw line ending in a quoted template, which is an error.
    QuotedNewline,
    /// `<<MARKER` with its line ending.
    OpenHeredoc,
    /// The marker that ends a heredoc with the blanks before it, line ending excluded.
    CloseHeredoc,
    /// At most one line of heredoc text, line ending included.
    HeredocText,
    /// `${` or `${~`
    Interpolation,
    /// `%{` or `%{~`
    Directive,
    /// The `}` or `~}` that ends an interpolation or a directive.
    SequenceEnd,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    Assign,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Bang,
    Dot,
    Comma,
    DoubleColon,
    Ellipsis,
    FatArrow,
    Question,
    Colon,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    /// Anything that HCL has no use for.
    Invalid,
}

/// A token: what it is, and its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What the lexer is in the middle of; code when it is in the middle of nothing.
#[derive(Debug, Clone, Copy)]
enum Mode {
    Quoted,
    Heredoc {
        /// Where the marker stands; none for a text that is a template as a whole.
        marker: Option<(usize, usize)>,
        /// Only a whole line can be the end marker: not what follows an interpolation.
        line_start: bool,
    },
    /// Code inside `${ }` or `%{ }`, with the braces that were open outside.
    Sequence {
        outer_braces: usize,
    },
}

/// Reads tokens off a text.
pub(crate) struct Lexer<'s> {
    text: &'s str,
    bytes: &'s [u8],
    pos: usize,
    modes: Vec<Mode>,
    /// Braces open in the code being read, not counting those outside its `${ }`.
    braces: usize,
    /// How many of `modes` are heredocs.
    heredocs: usize,
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

impl<'s> Lexer<'s> {
    /// Reads `text` as code.
    pub(crate) fn new(text: &'s str) -> Self {
        let bytes = text.as_bytes();
        let pos = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
        Self { text, bytes, pos, modes: Vec::new(), braces: 0, heredocs: 0 }
    }

    /// Reads `text` from byte `pos` on as code.
    pub(crate) fn at(text: &'s str, pos: usize) -> Self {
        Self { pos, ..Self::new(text) }
    }

    /// Reads `text` from byte `pos` on as a template with no quotes around it.
    pub(crate) fn template(text: &'s str, pos: usize) -> Self {
        let modes = vec![Mode::Heredoc { marker: None, line_start: true }];
        Self { text, bytes: text.as_bytes(), pos, modes, braces: 0, heredocs: 0 }
    }

    /// The next token; [`Kind::Eof`] for ever once the text has ended.
    #[inline]
    pub(crate) fn next_token(&mut self) -> Token {
        match self.modes.last() {
            None | Some(Mode::Sequence { .. }) => self.code(),
            Some(Mode::Quoted) => self.quoted(),
            Some(&Mode::Heredoc { marker, line_start }) => self.heredoc(marker, line_start),
        }
    }

    /// Right after an [`Kind::OpenQuote`]: takes the text and the closing quote at once when there
    /// is nothing in it to undo, and returns where the text stands.
    #[inline]
    pub(crate) fn plain_string(&mut self) -> Option<(usize, usize)> {
        let start = self.pos;
        let mut at = start;
        loop {
            while !QUOTED_STOP[usize::from(self.byte(at))] {
                at += 1;
            }
            match self.byte(at) {
                b'"' => break,
                // A lone sign is text; two may be an escape.
                sign @ (b'$' | b'%') if self.byte(at + 1) != b'{' && self.byte(at + 1) != sign => {
                    at += 1;
                }
                _ => return None,
            }
        }
        self.modes.pop();
        self.pos = at + 1;
        Some((start, at))
    }

    /// Where reading goes on at the next identifier in the first column, after an error at `from`.
    ///
    /// Comments, strings and heredocs on the way are skipped as such, so that nothing in them is
    /// taken for code.
    pub(crate) fn resynchronise(&mut self, from: usize) {
        let heredoc = self.modes.iter().find_map(|mode| match mode {
            Mode::Heredoc { marker, .. } => *marker,
            _ => None,
        });
        self.reset(from);
        if let Some((start, end)) = heredoc
            && let Some(after) = self.after_marker(from, &self.bytes[start..end])
        {
            self.reset(after);
        }
        loop {
            let token = self.next_token();
            match token.kind {
                Kind::Eof => return,
                Kind::Ident if self.in_first_column(token.start) && self.heredocs == 0 => {
                    self.reset(token.start);
                    return;
                }
                // The string was never closed: what follows is code again.
                Kind::QuotedNewline => self.reset(token.end),
                _ => {}
            }
        }
    }

    fn reset(&mut self, pos: usize) {
        self.pos = pos;
        self.braces = 0;
        self.heredocs = 0;
        self.modes.clear();
    }

    fn in_first_column(&self, at: usize) -> bool {
        at == 0 || self.byte(at - 1) == b'\n' || self.bytes[..at] == *BOM
    }

    /// The end of the first line at or after `from` that holds nothing but `marker`.
    fn after_marker(&self, from: usize, marker: &[u8]) -> Option<usize> {
        let mut start = from;
        while start < self.bytes.len() {
            let end = memchr(b'\n', &self.bytes[start..]).map_or(self.bytes.len(), |n| start + n);
            if self.bytes[start..end].trim_ascii() == marker {
                return Some(end);
            }
            start = end + 1;
        }
        None
    }

    /// The byte at `at`; past the end a NUL, which no rule but the one for the end looks for.
    #[inline(always)]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    #[inline(always)]
    fn take(&mut self, kind: Kind, length: usize) -> Token {
        let start = self.pos;
        self.pos += length;
        Token { kind, start, end: self.pos }
    }

    /// Takes the character at the current place, however many bytes it has.
    fn invalid(&mut self) -> Token {
        let length = self.text[self.pos..].chars().next().map_or(0, char::len_utf8);
        self.take(Kind::Invalid, length)
    }

    fn code(&mut self) -> Token {
        while matches!(self.byte(self.pos), b' ' | b'\t') {
            self.pos += 1;
        }
        let next = self.byte(self.pos + 1);
        match self.byte(self.pos) {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.ident(),
            b'\n' => self.take(Kind::Newline, 1),
            b'"' => {
                self.modes.push(Mode::Quoted);
                self.take(Kind::OpenQuote, 1)
            }
            b'=' => match next {
                b'=' => self.take(Kind::Equal, 2),
                b'>' => self.take(Kind::FatArrow, 2),
                _ => self.take(Kind::Assign, 1),
            },
            b'.' if next == b'.' && self.byte(self.pos + 2) == b'.' => self.take(Kind::Ellipsis, 3),
            b'.' => self.take(Kind::Dot, 1),
            b',' => self.take(Kind::Comma, 1),
            b'{' => {
                self.braces += 1;
                self.take(Kind::OpenBrace, 1)
            }
            b'}' => {
                if self.end_sequence() {
                    self.take(Kind::SequenceEnd, 1)
                } else {
                    self.braces = self.braces.saturating_sub(1);
                    self.take(Kind::CloseBrace, 1)
                }
            }
            b'~' if next == b'}' && self.end_sequence() => self.take(Kind::SequenceEnd, 2),
            b'[' => self.take(Kind::OpenBracket, 1),
            b']' => self.take(Kind::CloseBracket, 1),
            b'(' => self.take(Kind::OpenParen, 1),
            b')' => self.take(Kind::CloseParen, 1),
            b'0'..=b'9' => self.number(),
            b'#' => self.line_comment(),
            b'/' if next == b'/' => self.line_comment(),
            b'/' if next == b'*' => self.block_comment(),
            b'/' => self.take(Kind::Slash, 1),
            b':' if next == b':' => self.take(Kind::DoubleColon, 2),
            b':' => self.take(Kind::Colon, 1),
            b'?' => self.take(Kind::Question, 1),
            b'!' if next == b'=' => self.take(Kind::NotEqual, 2),
            b'!' => self.take(Kind::Bang, 1),
            b'&' if next == b'&' => self.take(Kind::And, 2),
            b'|' if next == b'|' => self.take(Kind::Or, 2),
            b'>' if next == b'=' => self.take(Kind::GreaterEqual, 2),
            b'>' => self.take(Kind::Greater, 1),
            b'<' if next == b'=' => self.take(Kind::LessEqual, 2),
            b'<' if next == b'<' => self.open_heredoc(),
            b'<' => self.take(Kind::Less, 1),
            b'*' => self.take(Kind::Star, 1),
            b'+' => self.take(Kind::Plus, 1),
            b'-' => self.take(Kind::Minus, 1),
            b'%' => self.take(Kind::Percent, 1),
            b'\r' if next == b'\n' => self.take(Kind::Newline, 2),
            0 if self.pos >= self.bytes.len() => self.take(Kind::Eof, 0),
            byte if byte >= 0x80 && self.char_at(self.pos).is_some_and(starts_ident) => {
                self.ident()
            }
            _ => self.invalid(),
        }
    }

    /// Whether a `}` here ends the `${ }` being read; if so, what is around it goes on.
    fn end_sequence(&mut self) -> bool {
        match self.modes.last() {
            Some(&Mode::Sequence { outer_braces }) if self.braces == 0 => {
                self.braces = outer_braces;
                self.modes.pop();
                true
            }
            _ => false,
        }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    #[inline]
    fn ident(&mut self) -> Token {
        let end = self.ident_end(self.pos);
        self.take(Kind::Ident, end - self.pos)
    }

    /// The end of the identifier at `start`; `start` itself where there is none.
    #[inline]
    fn ident_end(&self, start: usize) -> usize {
        let starts = match self.byte(start) {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => true,
            0x80.. => self.char_at(start).is_some_and(starts_ident),
            _ => false,
        };
        if !starts {
            return start;
        }
        let mut at = start;
        loop {
            while IDENT_CONTINUE[usize::from(self.byte(at))] {
                at += 1;
            }
            match self.byte(at) {
                0x80.. => match self.char_at(at) {
                    Some(c) if continues_ident(c) => at += c.len_utf8(),
                    _ => return at,
                },
                _ => return at,
            }
        }
    }

    fn number(&mut self) -> Token {
        let mut at = self.pos + 1;
        // Digits, dots and exponents in any order, as long as a dot is not the last of them.
        let mut end = at;
        loop {
            match self.byte(at) {
                b'0'..=b'9' => {
                    at += 1;
                    end = at;
                }
                b'.' => at += 1,
                b'e' | b'E' => {
                    let sign = usize::from(matches!(self.byte(at + 1), b'+' | b'-'));
                    if !self.byte(at + 1 + sign).is_ascii_digit() {
                        break;
                    }
                    at += 2 + sign;
                    end = at;
                }
                _ => break,
            }
        }
        self.take(Kind::Number, end - self.pos)
    }

    fn line_comment(&mut self) -> Token {
        let rest = &self.bytes[self.pos..];
        let mut length = memchr(b'\n', rest).unwrap_or(rest.len());
        if length < rest.len() && rest[length - 1] == b'\r' {
            length -= 1;
        }
        self.take(Kind::LineComment, length)
    }

    fn block_comment(&mut self) -> Token {
        let mut at = self.pos + 2;
        while let Some(n) = self.bytes.get(at..).and_then(|rest| memchr(b'*', rest)) {
            at += n + 1;
            if self.byte(at) == b'/' {
                return self.take(Kind::BlockComment, at + 1 - self.pos);
            }
        }
        self.take(Kind::Invalid, self.bytes.len() - self.pos)
    }

    fn open_heredoc(&mut self) -> Token {
        let start = self.pos + 2 + usize::from(self.byte(self.pos + 2) == b'-');
        let end = self.ident_end(start);
        let line_end = match (self.byte(end), self.byte(end + 1)) {
            (b'\n', _) => 1,
            (b'\r', b'\n') => 2,
            _ => 0,
        };
        if end == start || line_end == 0 {
            return self.take(Kind::Less, 1);
        }
        self.heredocs += 1;
        self.modes.push(Mode::Heredoc { marker: Some((start, end)), line_start: true });
        self.take(Kind::OpenHeredoc, end + line_end - self.pos)
    }

    /// `${` or `%{` at the current place, or nothing.
    fn open_sequence(&mut self) -> Option<Token> {
        let kind = match self.byte(self.pos) {
            b'$' => Kind::Interpolation,
            b'%' => Kind::Directive,
            _ => return None,
        };
        if self.byte(self.pos + 1) != b'{' {
            return None;
        }
        if let Some(Mode::Heredoc { line_start, .. }) = self.modes.last_mut() {
            *line_start = false;
        }
        self.modes.push(Mode::Sequence { outer_braces: self.braces });
        self.braces = 0;
        let strip = usize::from(self.byte(self.pos + 2) == b'~');
        Some(self.take(kind, 2 + strip))
    }

    /// At a `$` or `%` in template text: how many bytes of it are text; none when it opens `${`.
    fn sign_length(&self, at: usize) -> usize {
        let sign = self.byte(at);
        match (self.byte(at + 1), self.byte(at + 2)) {
            (b'{', _) => 0,
            (next, b'{') if next == sign => 3,
            _ => 1,
        }
    }

    fn quoted(&mut self) -> Token {
        if let Some(token) = self.open_sequence() {
            return token;
        }
        match self.byte(self.pos) {
            b'"' => {
                self.modes.pop();
                return self.take(Kind::CloseQuote, 1);
            }
            b'\n' | b'\r' => {
                let rest = &self.bytes[self.pos..];
                let length = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
                return self.take(Kind::QuotedNewline, length);
            }
            0 if self.pos >= self.bytes.len() => return self.take(Kind::Eof, 0),
            _ => {}
        }
        let mut at = self.pos;
        loop {
            while !QUOTED_STOP[usize::from(self.byte(at))] {
                at += 1;
            }
            match self.byte(at) {
                b'$' | b'%' => match self.sign_length(at) {
                    0 => break,
                    n => at += n,
                },
                b'\\' => match self.char_at(at + 1) {
                    None | Some('\n' | '\r') if at == self.pos => return self.invalid(),
                    None | Some('\n' | '\r') => break,
                    Some(c) => at += 1 + c.len_utf8(),
                },
                0 if at < self.bytes.len() => at += 1,
                _ => break,
            }
        }
        self.take(Kind::QuotedText, at - self.pos)
    }

    fn heredoc(&mut self, marker: Option<(usize, usize)>, line_start: bool) -> Token {
        if let Some(token) = self.open_sequence() {
            return token;
        }
        let rest = &self.bytes[self.pos..];
        if rest.is_empty() {
            return self.take(Kind::Eof, 0);
        }
        let line = &rest[..memchr(b'\n', rest).unwrap_or(rest.len())];
        let ended = line.len() < rest.len();
        // A marker that the file ends on, with no line ending, ends no heredoc.
        if ended && line_start && self.is_marker(line.len(), marker) {
            self.modes.pop();
            self.heredocs -= 1;
            return self.take(Kind::CloseHeredoc, line.len() - usize::from(line.ends_with(b"\r")));
        }
        let (length, whole_line) = match self.text_stop(line, ended, marker.is_some()) {
            Some(0) => return self.invalid(),
            Some(stop) => (stop, false),
            None => (line.len() + usize::from(ended), ended),
        };
        if let Some(Mode::Heredoc { line_start, .. }) = self.modes.last_mut() {
            *line_start = whole_line;
        }
        self.take(Kind::HeredocText, length)
    }

    /// Whether the line of `length` bytes at the current place is the marker and blanks.
    fn is_marker(&self, length: usize, marker: Option<(usize, usize)>) -> bool {
        marker.is_some_and(|(start, end)| {
            self.text[self.pos..self.pos + length].trim() == &self.text[start..end]
        })
    }

    /// Where in `line` its text stops early: at a `${`, a `%{`, or a carriage return that ends no
    /// line, which a heredoc may not hold.
    fn text_stop(&self, line: &[u8], ended: bool, in_heredoc: bool) -> Option<usize> {
        let mut at = 0;
        let mut stop = None;
        while let Some(n) = line.get(at..).and_then(|rest| memchr2(b'$', b'%', rest)) {
            at += n;
            match self.sign_length(self.pos + at) {
                0 => {
                    stop = Some(at);
                    break;
                }
                length => at += length,
            }
        }
        if !in_heredoc {
            return stop;
        }
        let text = match stop {
            Some(stop) => &line[..stop],
            None if ended => line.strip_suffix(b"\r").unwrap_or(line),
            None => line,
        };
        memchr(b'\r', text).or(stop)
    }
}

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
}

/// Bytes that end a run of plain text in quotes; NUL for the end of the file.
static QUOTED_STOP: [bool; 256] = table(b"\"\\$%\n\r\0");

/// ASCII bytes that go on an identifier.
static IDENT_CONTINUE: [bool; 256] =
    table(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

// Terraform follows ID_Start and ID_Continue of Unicode 9, ours are XID_Start and XID_Continue of
// today with what those leave out. Letters that came later are the one thing that Terraform
// refuses and we read, which hides nothing.
fn starts_ident(c: char) -> bool {
    unicode_ident::is_xid_start(c) || is_compatibility_form(c)
}

fn continues_ident(c: char) -> bool {
    unicode_ident::is_xid_continue(c) || is_compatibility_form(c)
}

/// ID_Start without XID_Start.
fn is_compatibility_form(c: char) -> bool {
    matches!(
        c,
        '\u{37a}' | '\u{e33}' | '\u{eb3}' | '\u{fc5e}'
            ..='\u{fc63}'
                | '\u{fdfa}'
                | '\u{fdfb}'
                | '\u{fe70}'
                | '\u{fe72}'
                | '\u{fe74}'
                | '\u{fe76}'
                | '\u{fe78}'
                | '\u{fe7a}'
                | '\u{fe7c}'
                | '\u{fe7e}'
                | '\u{ff9e}'
                | '\u{ff9f}'
    )
}
