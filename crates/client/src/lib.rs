//! The side of Bailee that runs on a laptop: at a client's, or at a consultant's.
//!
//! [`offline`] judges a certificate without network or account.

pub mod offline;
