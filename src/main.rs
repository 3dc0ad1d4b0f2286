//! The `pave` command.

fn main() -> std::process::ExitCode {
    pavestone::cli::main()
}
