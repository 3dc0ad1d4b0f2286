//! `pave serve` and what goes with it, as Terraform, programs and people meet it.

mod import;
mod protocol;
mod sync;
