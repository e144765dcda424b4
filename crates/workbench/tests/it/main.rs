//! The workbench as the application uses it: through its port, over a real vault in a temporary folder.

mod mapping;
mod masking;
mod parsing;
mod profiling;
mod property;
mod setting;
mod typing;
mod xero;
