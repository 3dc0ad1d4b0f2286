//! `pave serve` and what goes with it, as Terraform, programs and people meet it.

mod client;
mod import;
mod protocol;
mod releases;
mod running;
mod storage;
mod sync;
