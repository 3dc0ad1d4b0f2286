//! Stand-ins that live in this process, for Terraform that is run again and again.
//!
//! Terraform is told of the socket by `TF_REATTACH_PROVIDERS` and starts no provider of its own. Nor
//! does it ask for one to be installed, so such a run needs no `terraform init`. A program that is
//! already there is not stopped by Terraform.

use std::collections::BTreeSet;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use tokio::sync::Notify;

use super::handshake::{Socket, answer};
use super::server::Server;
use super::service::Service;
use crate::error::{Error, Result};
use crate::schema::Provider;

/// A stand-in under way; it ends with this value.
#[derive(Debug)]
pub struct Hosted {
    /// The provider's full address.
    address: String,
    /// The network and the address of its socket.
    socket: (String, String),
    end: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Hosted {
    /// Starts a stand-in; with `only`, Terraform is told of those types alone.
    ///
    /// Its configuration is the last that any Terraform gave it: runs that want different ones at
    /// the same time want a stand-in each.
    ///
    /// # Errors
    /// When no socket can be opened.
    pub fn start(provider: Arc<Provider>, only: Option<BTreeSet<String>>) -> Result<Self> {
        let failed =
            |e: std::io::Error| Error::io("cannot open a socket for the stand-in provider", e);
        let address = provider.address().to_owned();
        let end = Arc::new(Notify::new());
        let ended = end.clone();
        let (tell, told) = mpsc::channel();
        let host = move || {
            let opened = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = match opened {
                Ok(runtime) => runtime,
                Err(error) => return drop(tell.send(Err(error))),
            };
            runtime.block_on(async {
                let socket = match Socket::open() {
                    Ok(socket) => socket,
                    Err(error) => return drop(tell.send(Err(error))),
                };
                // It fails only when whoever started this is gone.
                let _ = tell.send(socket.address());
                // What Terraform says of its end is not for us: the next one is to come.
                let server = Server::new(Service::new(provider, only), Arc::new(Notify::new()));
                tokio::select! {
                    _ = answer(socket, None, server, std::future::pending()) => {}
                    () = ended.notified() => {}
                }
            });
        };
        let thread = std::thread::Builder::new().name("stand-in".to_owned()).spawn(host);
        let thread = thread.map_err(failed)?;
        let socket = match told.recv() {
            Ok(socket) => socket.map_err(failed)?,
            Err(gone) => return Err(failed(std::io::Error::other(gone))),
        };
        let (network, path) = socket.split_once('|').expect("an address has a network");
        let socket = (network.to_owned(), path.to_owned());
        Ok(Self { address, socket, end, thread: Some(thread) })
    }

    /// What is set for Terraform so that it finds these stand-ins.
    #[must_use]
    pub fn variable(hosted: &[Self]) -> (String, String) {
        let providers = hosted.iter().map(|hosted| {
            let (network, path) = &hosted.socket;
            let reattach = serde_json::json!({
                "Protocol": "grpc",
                "ProtocolVersion": 6,
                "Pid": std::process::id(),
                // Without this, Terraform would end the process when it is done.
                "Test": true,
                "Addr": { "Network": network, "String": path },
            });
            (hosted.address.clone(), reattach)
        });
        let providers: serde_json::Map<_, _> = providers.collect();
        ("TF_REATTACH_PROVIDERS".to_owned(), serde_json::Value::Object(providers).to_string())
    }
}

impl Drop for Hosted {
    fn drop(&mut self) {
        self.end.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic in it was told when it happened.
            let _ = thread.join();
        }
    }
}
