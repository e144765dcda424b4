//! The workbench as the application uses it: through its port, over a real vault in a temporary folder.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod canary;
mod grammar;
mod groups;
mod leaks;
mod mapping;
mod masking;
mod parsing;
mod profiling;
mod property;
mod setting;
mod tokens;
mod typing;
mod xero;
