//! Keeps Genesys Cloud in step with Active Directory and HR.

// The service reads whole directories and tenants and then waits for hours: what it needed for that goes back to the
// system, and what it keeps stays close together. See docs/decisions/0019.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    muster::cli::main()
}
