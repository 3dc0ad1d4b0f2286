//! A registry in this very process, called without a port.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use pavestone::catalog::Files;
use pavestone::registry::{Caller, Options, Registry, Scope, TokenRequest, Transition};
use pavestone::server::{App, Setup, router};
use tower::ServiceExt as _;

use super::tiny;

/// A registry with a module that everybody may use, `acme/tiny/aws`, and one for the group `inner`
/// alone, `acme/inmost/aws`; version 1.0.0 of each is approved.
pub(crate) struct House {
    pub(crate) app: App,
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl House {
    /// A registry, set up as `change` says.
    pub(crate) fn new(anonymous_read: bool, setup: Setup) -> Self {
        let folder = tempfile::Builder::new().prefix("pave-house-").tempdir().unwrap();
        let data = camino::Utf8Path::from_path(folder.path()).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let options = Options { anonymous_read, ..Options::in_folder(data) };
        let app = runtime.block_on(async {
            let registry = Registry::open(options).await.unwrap();
            let by = Caller::operator();
            for module in ["acme/tiny/aws", "acme/inmost/aws"] {
                let marker = module.split('/').nth(1).unwrap();
                let publication = tiny::publication(module, "1.0.0", marker);
                let address = publication.address.clone();
                registry.publish(&by, publication).await.unwrap();
                registry.transition(&by, &address, "1.0.0", &Transition::Approve).await.unwrap();
            }
            registry.set_access(&by, "acme/inmost/aws", &["inner".to_owned()]).await.unwrap();
            App::set_up(registry, Files::embedded(), setup)
        });
        Self { router: router(&app), app, runtime, _folder: folder }
    }

    /// Waits for something that the registry does.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Calls an address.
    pub(crate) fn call(&self, request: Request<Body>) -> Answer {
        self.wait(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, 64 * 1024 * 1024).await.unwrap().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    /// GETs a path with a token, or without one.
    pub(crate) fn get(&self, path: &str, token: Option<&str>) -> Answer {
        let mut request = Request::get(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.call(request.body(Body::empty()).unwrap())
    }

    /// Makes a token.
    pub(crate) fn token(
        &self,
        scope: Scope,
        namespace: Option<&str>,
        group: Option<&str>,
    ) -> String {
        let list = |one: Option<&str>| one.map(str::to_owned).into_iter().collect();
        let request = TokenRequest {
            name: format!("test-{}", scope.as_str()),
            scopes: vec![scope],
            namespaces: list(namespace),
            groups: list(group),
            days: None,
        };
        self.made(&request).token
    }

    /// Makes a token as a request says.
    pub(crate) fn made(&self, request: &TokenRequest) -> pavestone::registry::NewToken {
        let by = Caller::operator();
        self.wait(self.app.registry.create_token(&by, request)).unwrap()
    }

    /// The name of the archive of a module's version 1.0.0.
    pub(crate) fn archive(&self, module: &str) -> String {
        let index = self.app.registry.index();
        index.modules[module].release("1.0.0").unwrap().archive.clone()
    }
}
