//! `pave serve` and what goes with it, as Terraform, programs and people meet it.

mod access;
mod client;
mod protocol;
mod releases;
mod running;
mod storage;
