//! A network between the loader and Odoo that fails when told to.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

/// How the connection fails at the chosen call of `load()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It is cut before Odoo gets the call.
    BeforeOdoo,
    /// Odoo gets the call and does it; the answer is lost.
    AfterOdoo,
    /// Odoo's answer never arrives, and the connection stays.
    Silence,
}

/// Passes bytes on to Odoo until a load's call comes whose turn it is to fail; every other connection works.
pub(crate) struct Proxy {
    pub(crate) url: String,
}

impl Proxy {
    /// Fails at the `turn`-th call of `load()`, counted from 1.
    pub(crate) fn new(odoo: &str, failure: Failure, turn: u32) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let odoo: SocketAddr = odoo.trim_start_matches("http://").parse().unwrap();
        let calls = Arc::new(AtomicU32::new(0));
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, calls) = (client.unwrap(), Arc::clone(&calls));
                thread::spawn(move || Link { failure, turn, calls }.serve(client, TcpStream::connect(odoo).unwrap()));
            }
        });
        Self { url }
    }
}

struct Link {
    failure: Failure,
    turn: u32,
    calls: Arc<AtomicU32>,
}

impl Link {
    fn serve(self, mut client: TcpStream, mut odoo: TcpStream) {
        let failing = Arc::new(AtomicU32::new(0));
        let back = {
            let (failing, failure) = (Arc::clone(&failing), self.failure);
            let (from, to) = (odoo.try_clone().unwrap(), client.try_clone().unwrap());
            thread::spawn(move || answer(from, to, &failing, failure))
        };
        let mut request = Vec::new();
        let mut buffer = [0; 65536];
        while let Ok(size @ 1..) = client.read(&mut buffer) {
            if buffer.starts_with(b"POST ") {
                request.clear();
            }
            let had = is_load(&request);
            request.extend_from_slice(&buffer[..size]);
            if !had && is_load(&request) && self.calls.fetch_add(1, Ordering::SeqCst) + 1 == self.turn {
                if self.failure == Failure::BeforeOdoo {
                    break;
                }
                failing.store(1, Ordering::SeqCst);
            }
            if odoo.write_all(&buffer[..size]).is_err() {
                break;
            }
        }
        let _ = client.shutdown(Shutdown::Both);
        let _ = odoo.shutdown(Shutdown::Both);
        let _ = back.join();
    }
}

/// By the method's name, as XML-RPC writes it.
fn is_load(request: &[u8]) -> bool {
    request.windows(21).any(|window| window == b"<string>load</string>")
}

/// Passes answers back until one is to be lost.
fn answer(mut from: TcpStream, mut to: TcpStream, failing: &AtomicU32, failure: Failure) {
    let mut buffer = [0; 65536];
    while let Ok(size @ 1..) = from.read(&mut buffer) {
        if failing.load(Ordering::SeqCst) == 1 {
            match failure {
                Failure::Silence => continue,
                _ => break,
            }
        }
        if to.write_all(&buffer[..size]).is_err() {
            break;
        }
    }
    if failing.load(Ordering::SeqCst) == 0 || failure != Failure::Silence {
        let _ = to.shutdown(Shutdown::Both);
    }
}
