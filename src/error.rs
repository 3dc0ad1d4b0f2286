//! Why an operation could not be done.
//!
//! What is wrong in the user's files is a [`crate::diag::Finding`], a value that operations
//! return; an [`Error`] is what stops an operation, with what the reader can do about it.

use std::fmt;

use crate::diag::{Finding, SourceMap};

/// The result of an operation that can be stopped.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What stopped an operation, for the reader and for the face that reports it.
#[derive(Debug)]
pub struct Error {
    /// What a face needs to choose an exit code or a status.
    pub kind: ErrorKind,
    /// One lowercase clause with no full stop, naming the thing that failed.
    pub message: String,
    /// What the reader can do about it, most likely first.
    pub hints: Vec<String>,
    /// What was found wrong in the user's files, when that is the reason.
    pub report: Option<Box<Report>>,
    /// The cause, for logs; never shown to HTTP or MCP clients.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Findings and the sources that they point into.
#[derive(Debug, Default, Clone)]
pub struct Report {
    /// The texts that the findings' labels point into.
    pub sources: SourceMap,
    /// What was found, in source order.
    pub findings: Vec<Finding>,
}

/// The kinds of failure a caller may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The words of the request are off, or something it needs was not given: exit code 2.
    Usage,
    /// Nothing of that name exists: exit code 2.
    NotFound,
    /// The request was understood and refused, such as overwriting a file: exit code 1.
    Refused,
    /// The user's files are wrong; the findings say where: exit code 1.
    Findings,
    /// Nobody knows who asks: exit code 1.
    Unauthenticated,
    /// Who asks may not do that: exit code 1.
    Forbidden,
    /// Something else has that name already: exit code 1.
    Conflict,
    /// It was there and is withdrawn: exit code 1.
    Gone,
    /// A file could not be read or written, or a program could not be run: exit code 3.
    Io,
}

impl ErrorKind {
    /// The process exit code that stands for this kind.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Refused
            | Self::Findings
            | Self::Unauthenticated
            | Self::Forbidden
            | Self::Conflict
            | Self::Gone => 1,
            Self::Usage | Self::NotFound => 2,
            Self::Io => 3,
        }
    }
}

impl Error {
    /// Makes an error of `kind` with a lowercase clause that names what failed.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new(), report: None, source: None }
    }

    /// The request lacks something or says something that cannot be understood.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// Nothing of that name exists.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    /// The request was understood and refused.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Refused, message)
    }

    /// Nobody knows who asks.
    pub fn unauthenticated(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unauthenticated, message)
    }

    /// Who asks may not do that.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Forbidden, message)
    }

    /// Something else has that name already.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Conflict, message)
    }

    /// It was there and is withdrawn.
    pub fn gone(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Gone, message)
    }

    /// A file or a program failed; `source` is what the system said.
    pub fn io(
        message: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { source: Some(source.into()), ..Self::new(ErrorKind::Io, message) }
    }

    /// The user's files are wrong; `report` says where.
    pub fn findings(message: impl Into<String>, report: Report) -> Self {
        Self { report: Some(Box::new(report)), ..Self::new(ErrorKind::Findings, message) }
    }

    /// Keeps the cause, for logs.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(cause.into());
        self
    }

    /// Adds what the reader can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|e| &**e as &(dyn std::error::Error + 'static))
    }
}
