//! How the stand-in and Terraform find each other: one line on standard output, then a socket.

use std::collections::BTreeSet;
use std::io::Write as _;
#[cfg(unix)]
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Notify, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

use super::server::Server;
use super::service::Service;
use crate::error::{Error, Result};
#[cfg(unix)]
use crate::offline::files;
use crate::schema::Provider;

/// What Terraform sets so that nobody starts a provider by hand and wonders why it waits.
const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// The name of the socket in its directory; their paths must be short.
#[cfg(unix)]
const SOCKET: &str = "s";

/// How often it is looked whether whoever started the stand-in is still there.
const ORPHAN_CHECK: Duration = Duration::from_secs(2);

/// Stands in for `provider` until Terraform has had enough of it, or is gone; with `only`, as if it
/// had those types alone.
///
/// # Errors
/// When it was not Terraform that started this process, or no socket can be opened.
pub fn serve(provider: Arc<Provider>, only: Option<BTreeSet<String>>) -> Result<()> {
    if std::env::var(COOKIE.0).as_deref() != Ok(COOKIE.1) {
        return Err(Error::usage(
            "this stands in for a provider and is started by Terraform alone",
        )
        .hint("run `pave offline install DIR` to set Terraform up")
        .hint("run `pave offline plan` to plan a directory"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::io("cannot start the stand-in provider", e))?;
    runtime.block_on(listen(Service::new(provider, only)))
}

async fn listen(service: Service) -> Result<()> {
    let failed = |e: std::io::Error| Error::io("cannot open a socket for the stand-in provider", e);
    let tls = tls()?;
    let shutdown = Arc::new(Notify::new());
    let server = Server::new(service, shutdown.clone());
    let certificate = tls.as_ref().map(|(_, certificate)| STANDARD_NO_PAD.encode(certificate));
    let acceptor = tls.map(|(config, _)| TlsAcceptor::from(Arc::new(config)));

    let socket = Socket::open().map_err(failed)?;
    let line = format!(
        "1|6|{}|grpc|{}\n",
        socket.address().map_err(failed)?,
        certificate.unwrap_or_default()
    );
    let mut stdout = std::io::stdout();
    stdout.write_all(line.as_bytes()).and_then(|()| stdout.flush()).map_err(failed)?;

    let ended = async move {
        tokio::select! {
            () = shutdown.notified() => {}
            () = orphaned() => {}
        }
    };
    answer(socket, acceptor, server, ended).await
}

/// Answers whoever connects until `ended`.
pub(super) async fn answer(
    socket: Socket,
    acceptor: Option<TlsAcceptor>,
    server: Server,
    ended: impl Future<Output = ()>,
) -> Result<()> {
    let (accepted, incoming) = mpsc::channel::<std::io::Result<Connection>>(8);
    let accepting = tokio::spawn(async move { socket.accept_all(acceptor, accepted).await });
    let served = tonic::transport::Server::builder()
        .serve_with_incoming_shutdown(server, ReceiverStream::new(incoming), ended)
        .await;
    accepting.abort();
    served.map_err(|e| Error::io("the stand-in provider stopped", e))
}

/// A certificate made for this process, when Terraform wants the talk to be encrypted.
///
/// Terraform trusts it because it comes over the pipe between the two. Terraform's own certificate is
/// not asked for: the socket lies in a directory that only this user can open, and there is nothing
/// behind it that is worth asking for.
fn tls() -> Result<Option<(ServerConfig, CertificateDer<'static>)>> {
    if std::env::var_os("PLUGIN_CLIENT_CERT").is_none_or(|cert| cert.is_empty()) {
        return Ok(None);
    }
    let failed =
        |e: Box<dyn std::error::Error + Send + Sync>| Error::io("cannot make a certificate", e);
    let key = rcgen::KeyPair::generate().map_err(|e| failed(e.into()))?;
    let mut params =
        rcgen::CertificateParams::new(["localhost".to_owned()]).map_err(|e| failed(e.into()))?;
    // It vouches for itself, which only an authority can.
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.key_usages =
        vec![rcgen::KeyUsagePurpose::DigitalSignature, rcgen::KeyUsagePurpose::KeyCertSign];
    params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.self_signed(&key).map_err(|e| failed(e.into()))?.der().clone();
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|e| failed(e.into()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| failed(e.into()))?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .map_err(|e| failed(e.into()))?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Some((config, certificate)))
}

/// Ends when the process that started this one has ended.
async fn orphaned() {
    let parent = parent();
    loop {
        tokio::time::sleep(ORPHAN_CHECK).await;
        if self::parent() != parent {
            return;
        }
    }
}

#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn parent() -> u32 {
    0
}

/// Where connections come in.
pub(super) enum Socket {
    /// A socket in a directory of its own, which is removed with it.
    #[cfg(unix)]
    Unix(tokio::net::UnixListener, tempfile::TempDir),
    /// A port of this machine.
    #[cfg(not(unix))]
    Tcp(tokio::net::TcpListener),
}

impl Socket {
    #[cfg(unix)]
    pub(super) fn open() -> std::io::Result<Self> {
        // Terraform may have made a directory for it.
        let within = std::env::var_os("PLUGIN_UNIX_SOCKET_DIR").filter(|dir| !dir.is_empty());
        let dir = files::private_dir("pave-", within.as_deref().map(Path::new))?;
        let listener = tokio::net::UnixListener::bind(dir.path().join(SOCKET))?;
        Ok(Self::Unix(listener, dir))
    }

    #[cfg(not(unix))]
    pub(super) fn open() -> std::io::Result<Self> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        Ok(Self::Tcp(tokio::net::TcpListener::from_std(listener)?))
    }

    /// The two fields of the line that say where it is.
    pub(super) fn address(&self) -> std::io::Result<String> {
        Ok(match self {
            #[cfg(unix)]
            Self::Unix(_, dir) => format!("unix|{}", dir.path().join(SOCKET).display()),
            #[cfg(not(unix))]
            Self::Tcp(listener) => format!("tcp|{}", listener.local_addr()?),
        })
    }

    async fn accept_all(
        self,
        acceptor: Option<TlsAcceptor>,
        accepted: mpsc::Sender<std::io::Result<Connection>>,
    ) {
        loop {
            let stream: Box<dyn Stream> = match &self {
                #[cfg(unix)]
                Self::Unix(listener, _) => match listener.accept().await {
                    Ok((stream, _)) => Box::new(stream),
                    Err(_) => continue,
                },
                #[cfg(not(unix))]
                Self::Tcp(listener) => match listener.accept().await {
                    Ok((stream, _)) => Box::new(stream),
                    Err(_) => continue,
                },
            };
            let (acceptor, accepted) = (acceptor.clone(), accepted.clone());
            tokio::spawn(async move {
                let stream: Box<dyn Stream> = match acceptor {
                    Some(acceptor) => match acceptor.accept(stream).await {
                        Ok(stream) => Box::new(stream),
                        Err(_) => return,
                    },
                    None => stream,
                };
                // It fails only when the server is gone, and then nobody is listening.
                let _ = accepted.send(Ok(Connection(stream))).await;
            });
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection, encrypted or not.
struct Connection(Box<dyn Stream>);

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
