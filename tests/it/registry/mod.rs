//! `pave serve` and what goes with it, as Terraform, programs and people meet it.

mod lock;
mod protocol;
mod site;
