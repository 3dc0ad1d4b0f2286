//! Real Terraform with no network: a stand-in for every known provider, and a runner.
//!
//! The stand-in speaks Terraform's plugin protocol and knows a provider's schema and nothing else:
//! plans leave computed values unknown, applies make them up, and no cloud is ever spoken to.
//! It is the only part of the program that is asynchronous.

pub mod added;
pub mod files;
pub mod mirror;
pub mod provider;
pub mod run;

pub use added::{Added, add};
pub use mirror::{Installed, install};
pub use run::{
    Bench, Event, INTERRUPTED, Interrupt, ModuleFiles, ModuleRequest, Outcome, Refusal, Run, Stage,
    Summary, Verb, run, terraform_version,
};
