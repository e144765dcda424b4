//! What the gate answers, from outside: the whole matrix, single questions with their answers, and the invariants.

mod invariants;
mod matrix;
mod requests;
mod sample;
