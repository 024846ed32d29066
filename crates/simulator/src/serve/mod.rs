//! A tenant on a socket, and who tells it the time.

pub(crate) mod server;
