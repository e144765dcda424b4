//! Actions seen from outside: each success and each refusal, on a real vault and a real database, with a clock that only
//! moves when a test moves it. Tests of DESIGN's invariants bear their number.

mod custody;
mod grants;
mod invariants;
mod life;
mod loads;
mod meanwhile;
mod odoo;
mod signing_in;
