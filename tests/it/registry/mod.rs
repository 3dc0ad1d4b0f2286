//! `pave serve` and what goes with it, as Terraform, programs and people meet it.

mod api;
mod openapi;
mod protocol;
mod running;
