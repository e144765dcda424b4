//! Actions seen from outside: each success and each refusal, on a real vault and a real database, with a clock that only
//! moves when a test moves it. Tests of DESIGN's invariants bear their number.

mod access_view;
mod agreements;
mod asked_sessions;
mod authenticator;
mod client_system;
mod custody;
mod devices;
mod endings;
mod grants;
mod guessing;
mod identity_provider;
mod invariants;
mod life;
mod loads;
mod mail;
mod meanwhile;
mod my_work;
mod odoo;
mod outliving;
mod own_access;
mod passkeys;
mod people;
mod promises;
mod provider;
mod races;
mod reviews;
mod rotations;
mod signing_in;
mod training;
