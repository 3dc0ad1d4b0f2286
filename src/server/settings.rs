//! How the server is set up.

use std::net::TcpListener;

use camino::Utf8PathBuf;

/// How the server is set up, besides its registry.
#[derive(Debug)]
pub struct Settings {
    /// The socket that it listens on; whoever opened it may keep it open while the server is
    /// restarted.
    pub listener: TcpListener,
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
