//! How the server is set up.

use std::net::{SocketAddr, TcpListener};

use camino::Utf8PathBuf;

/// How the server is set up, besides its registry.
#[derive(Debug)]
pub struct Settings {
    /// The address that it listens on.
    pub listen: SocketAddr,
    /// A socket that somebody else opened and keeps open while the server is restarted; in place of
    /// the address.
    pub listener: Option<TcpListener>,
    /// Its certificate; without one it speaks plain HTTP.
    pub tls: Option<Tls>,
}

/// A certificate and its key, as files.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The certificate with its chain, PEM.
    pub cert: Utf8PathBuf,
    /// Its private key, PEM.
    pub key: Utf8PathBuf,
}
