//! The stand-in for a provider, over Terraform's plugin protocol.
//!
//! Terraform starts it through a launcher in a mirror, reads one line from its standard output and
//! talks to it over the socket named there. This is the only part of the program that is
//! asynchronous, and the only one in the library that writes to standard output: the line is part of
//! the protocol.

pub mod aws;
pub mod calendar;
pub mod functions;
pub mod handshake;
pub mod hosted;
pub mod invent;
pub mod plan;
pub mod protocol;
pub mod seed;
pub mod server;
pub mod service;
pub mod settings;
pub mod state;
pub mod utility;
pub mod value;
pub mod walk;

pub use handshake::serve;
pub use hosted::Hosted;
