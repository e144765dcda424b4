//! The side of Bailee that runs on a laptop: at a client's, or at a consultant's.
//!
//! [`offline`] judges a certificate without network or account. Everything else speaks to a server: a [`Server`] is an
//! address that is trusted, [`Server::sign_in`] gives a [`Token`], and a [`Connection`] has one method for each route of
//! the JSON API. An enrolled device needs no session for what it signs: [`Server::report`], [`Server::confirm`]. What a server refuses comes back as the same [`bailee_model::Error`] that it was there: kind, place,
//! hint and clause survive the way (RFC 9457).

mod connection;
mod drop;
pub mod mirror;
pub mod offline;
mod problem;
pub mod reply;
mod server;
mod token;
pub mod watch;

pub use connection::{Connection, Declared, EmergencyAsk, Enrolling, GrantAsk, TokenAsk};
pub use drop::{DropLink, Standing};
pub use server::{Download, Server};
pub use token::Token;
