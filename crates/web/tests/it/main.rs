//! Pages and routes through the router, with the test firm behind them.

mod agreements;
mod authorisation;
mod devices;
mod doors;
mod html;
mod openapi;
mod people;
mod requests;
mod reviews;
mod rooms;
mod security;
mod session_requests;
mod slow;
mod stranger;
mod support;
