//! Programs that the tests run or compare ours with.

pub(crate) mod mirror;
pub(crate) mod nginx;
pub(crate) mod oracle;
pub(crate) mod pave;
pub(crate) mod pty;
pub(crate) mod registry;
pub(crate) mod terraform;
