//! The command line: words in, an operation, a report out.
