//! How each promise is judged: one module a promise, with a test that keeps it and one that breaks it.

mod least_access;
