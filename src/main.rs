//! The `pave` command.

fn main() {}
