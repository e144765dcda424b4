//! Pages and routes through the router, with the test firm behind them.

mod agreements;
mod authorisation;
mod backups;
mod clients;
mod devices;
mod doors;
mod exits;
mod html;
mod incidents;
mod kept;
mod measuring;
mod openapi;
mod people;
mod policies;
mod requests;
mod retention;
mod reviews;
mod rooms;
mod security;
mod session_requests;
mod slow;
mod stranger;
mod support;
mod transfer;
mod trust;
mod uses;
