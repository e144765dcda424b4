//! The commands, one file each: its arguments, documented as its help, and what it does.

pub(crate) mod verify;
