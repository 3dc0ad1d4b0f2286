//! `pave serve` and what goes with it, as Terraform, programs and people meet it.

mod client;
mod protocol;
mod running;
mod releases;
mod storage;
