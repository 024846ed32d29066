//! Keeps Genesys Cloud in step with Active Directory and HR.

fn main() -> std::process::ExitCode {
    muster::cli::main()
}
