//! The server's certificate.

use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use camino::Utf8Path;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::settings::Tls;
use crate::error::{Error, Result};

/// Reads the certificate and its key.
pub(super) fn config(files: &Tls) -> Result<RustlsConfig> {
    let failed = |path: &Utf8Path, e: String| {
        Error::io(format!("cannot use {path}"), e)
            .hint("--tls-cert takes the certificate with its chain, --tls-key its key, both PEM")
    };
    let certificates = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|e| failed(&files.cert, e.to_string()))?;
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|e| failed(&files.key, e.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::io("TLS cannot be set up", e))?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|e| failed(&files.cert, e.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}
