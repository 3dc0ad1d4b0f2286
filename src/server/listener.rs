//! The socket, which stops taking connections some time before those that there are must end.
//!
//! A connection that was made but has not asked yet would be cut when the server ends at once. So
//! first nothing new is taken, and every answer says that it is the last on its connection; only
//! then is whoever still has one told to go.

use std::io;
use std::net::SocketAddr;

use axum::extract::connect_info::Connected;
use axum_server::{AddrListener, Address};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The address of a client.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// A socket that is listened on until it is told to stop.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    stop: watch::Receiver<bool>,
}

impl Listener {
    /// Listens on a socket that is bound.
    pub(super) fn new(
        socket: std::net::TcpListener,
        stop: watch::Receiver<bool>,
    ) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self { socket: TcpListener::from_std(socket)?, stop })
    }
}

impl Address for Peer {
    type Stream = TcpStream;
    type Listener = Listener;
}

impl AddrListener<TcpStream, Peer> for Listener {
    async fn bind_to(_: Peer) -> io::Result<Self> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "the socket is bound by who starts the server",
        ))
    }

    async fn accept_stream(&self) -> io::Result<(TcpStream, Peer)> {
        let mut stop = self.stop.clone();
        let accepted = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => None,
            accepted = self.socket.accept() => Some(accepted?),
        };
        let Some((stream, peer)) = accepted else { return std::future::pending().await };
        // Answers are small, and each is written whole.
        stream.set_nodelay(true)?;
        Ok((stream, Peer(peer)))
    }

    fn get_local_addr(&self) -> io::Result<Peer> {
        self.socket.local_addr().map(Peer)
    }
}

impl Connected<Self> for Peer {
    fn connect_info(peer: Self) -> Self {
        peer
    }
}
