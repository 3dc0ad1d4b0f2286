//! A proxy that cuts the connection in the middle of what a test names.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A proxy before a server of plain HTTP.
pub(crate) struct Cutting {
    /// Its address, `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    left: Arc<AtomicUsize>,
}

impl Cutting {
    /// Passes everything to the server at `url`, but of the next `times` answers to a request that
    /// begins with `start` only so many bytes.
    pub(crate) fn start(url: &str, start: &'static str, bytes: usize, times: usize) -> Self {
        let server: SocketAddr = url.strip_prefix("http://").unwrap().parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let left = Arc::new(AtomicUsize::new(times));
        let counter = left.clone();
        // Ends with the test's process: nothing is left of it.
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let counter = counter.clone();
                std::thread::spawn(move || {
                    // Either side may be gone at any time, which is what this is for.
                    let _ = pass(client, server, start, bytes, &counter);
                });
            }
        });
        Self { url, left }
    }

    /// How many answers will still be cut.
    pub(crate) fn left(&self) -> usize {
        self.left.load(Ordering::SeqCst)
    }
}

fn pass(
    mut client: TcpStream,
    server: SocketAddr,
    start: &str,
    bytes: usize,
    left: &AtomicUsize,
) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server)?;
    let mut first = [0; 4096];
    let read = client.read(&mut first)?;
    server.write_all(&first[..read])?;
    let take = |left: usize| left.checked_sub(1);
    let cut = first[..read].starts_with(start.as_bytes())
        && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok();
    if cut {
        let mut some = vec![0; bytes];
        server.read_exact(&mut some)?;
        client.write_all(&some)?;
        client.shutdown(Shutdown::Both)?;
        return server.shutdown(Shutdown::Both);
    }
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    let asking = std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    std::io::copy(&mut server, &mut client)?;
    client.shutdown(Shutdown::Both)?;
    drop(asking.join());
    Ok(())
}
