//! Who may do what, and what a server is told about it.

mod commands;
mod config;
mod fuzz;
mod limits;
mod oidc;
mod refusals;
mod sign_in;
mod table;
mod terraform_login;
