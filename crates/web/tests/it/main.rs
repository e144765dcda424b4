//! Pages and routes through the router, with the test firm behind them.

mod authorisation;
mod doors;
mod html;
mod openapi;
mod rooms;
mod support;
