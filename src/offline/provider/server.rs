//! The gRPC server that Terraform's plugin client talks to.
//!
//! Messages are handed over as bytes and taken apart by the service, so that one server serves every
//! call and the schema is sent as it is stored.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use prost::Message as _;
use prost::bytes::{Buf as _, BufMut as _};
use tokio::sync::Notify;
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::{Bytes, Service as TowerService, http};
use tonic::server::Grpc;
use tonic::{Request, Response, Status};

use super::protocol::{Empty, Health};
use super::service::{Failure, Service};

/// The server of one stand-in.
#[derive(Clone, Debug)]
pub struct Server {
    service: Arc<Service>,
    shutdown: Arc<Notify>,
}

impl Server {
    /// Serves `service`; `shutdown` is told when Terraform has had enough.
    #[must_use]
    pub fn new(service: Service, shutdown: Arc<Notify>) -> Self {
        Self { service: Arc::new(service), shutdown }
    }

    fn answer(&self, path: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        match path.trim_start_matches('/').split_once('/') {
            Some(("tfplugin6.Provider", method)) => {
                self.service.call(method, request).map_err(|failure| match failure {
                    Failure::Unimplemented => Status::unimplemented(method.to_owned()),
                    Failure::Malformed(why) => Status::invalid_argument(why),
                })
            }
            Some(("grpc.health.v1.Health", "Check")) => Ok(Health { status: 1 }.encode_to_vec()),
            Some(("plugin.GRPCController", "Shutdown")) => {
                self.shutdown.notify_one();
                Ok(Empty {}.encode_to_vec())
            }
            _ => Err(Status::unimplemented(path.to_owned())),
        }
    }
}

type Answer = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Infallible>> + Send>>;

impl TowerService<http::Request<Body>> for Server {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Answer {
        let method = Method { path: request.uri().path().to_owned(), server: self.clone() };
        // Plans of large resources are larger than what is received by default.
        let mut grpc = Grpc::new(Raw).max_decoding_message_size(usize::MAX);
        Box::pin(async move { Ok(grpc.unary(method, request).await) })
    }
}

/// One call on its way.
struct Method {
    path: String,
    server: Server,
}

impl TowerService<Request<Bytes>> for Method {
    type Response = Response<Vec<u8>>;
    type Error = Status;
    type Future = std::future::Ready<Result<Self::Response, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let answer = self.server.answer(&self.path, &request.into_inner());
        std::future::ready(answer.map(Response::new))
    }
}

/// Messages as the bytes they are.
#[derive(Clone, Copy, Debug)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.reserve(item.len());
        to.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}
