//! Terraform's vocabulary, through the files that speak it, and against Terraform itself.

mod differential;
mod module;
