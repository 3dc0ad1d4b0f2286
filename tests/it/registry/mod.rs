//! `pave serve` and what goes with it, as Terraform, programs and people meet it.

mod access;
mod api;
mod asking;
mod client;
mod import;
mod lock;
mod openapi;
mod pages;
mod protocol;
mod releases;
mod running;
mod seeded;
mod site;
mod storage;
mod sync;
mod told;
