//! Programs that the tests run or compare ours with.

pub(crate) mod ca;
pub(crate) mod cutting;
pub(crate) mod form;
pub(crate) mod greeting;
pub(crate) mod house;
pub(crate) mod issuer;
pub(crate) mod mirror;
pub(crate) mod nginx;
pub(crate) mod oracle;
pub(crate) mod pave;
pub(crate) mod postgres;
pub(crate) mod pty;
pub(crate) mod registry;
pub(crate) mod s3;
pub(crate) mod stop;
pub(crate) mod storage;
pub(crate) mod terraform;
pub(crate) mod tiny;
