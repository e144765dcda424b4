//! The commands, one file each.

pub(crate) mod backup;
pub(crate) mod demo;
pub(crate) mod fsck;
pub(crate) mod init;
pub(crate) mod kit;
pub(crate) mod restore;
pub(crate) mod serve;
