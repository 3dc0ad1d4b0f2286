//! Who may do what, and what a server is told about it.

mod config;
