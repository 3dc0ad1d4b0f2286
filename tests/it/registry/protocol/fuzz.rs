//! Whatever is asked, the server answers: never with a fault of its own.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, Uri};
use pavestone::catalog::Files;
use pavestone::registry::{Caller, Options, Registry, Scope, TokenRequest};
use pavestone::server::{App, router};
use proptest::prelude::*;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use super::MODULE;
use crate::support::greeting::{greeting, tar_gz};
use crate::support::pave::Sandbox;

/// A router with one release, called without a port.
struct Called {
    runtime: Runtime,
    app: App,
    token: String,
    _sandbox: Sandbox,
}

static CALLED: LazyLock<Called> = LazyLock::new(|| {
    let sandbox = Sandbox::new();
    let runtime = Runtime::new().unwrap();
    let data = camino::Utf8PathBuf::from_path_buf(sandbox.path("")).unwrap();
    let (app, token) = runtime.block_on(async {
        let registry = Registry::open(Options::in_folder(&data)).await.unwrap();
        let admin = TokenRequest {
            name: "admin".to_owned(),
            scopes: vec![Scope::Admin],
            ..TokenRequest::default()
        };
        let token = registry.create_token(&Caller::operator(), &admin).await.unwrap().token;
        (App::new(registry, Files::embedded(), None), token)
    });
    let called = Called { runtime, app, token, _sandbox: sandbox };
    let files = tar_gz(&greeting("greeting", "1.0.0"));
    let release = format!("/api/v1/modules/{MODULE}/1.0.0");
    assert_eq!(called.status(Method::PUT, &release, &[], files), 201);
    let approve = br#"{ "action": "approve" }"#.to_vec();
    let json = [("content-type", HeaderValue::from_static("application/json"))];
    let transition = format!("{release}/transition");
    assert_eq!(called.status(Method::POST, &transition, &json, approve), 200);
    called
});

impl Called {
    fn status(
        &self,
        method: Method,
        uri: &str,
        headers: &[(&'static str, HeaderValue)],
        body: Vec<u8>,
    ) -> u16 {
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri.parse().unwrap();
        let bearer = HeaderValue::from_str(&format!("Bearer {}", self.token)).unwrap();
        request.headers_mut().insert("authorization", bearer);
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.clone());
        }
        let answered = router(&self.app).oneshot(request);
        self.runtime.block_on(answered).unwrap().status().as_u16()
    }
}

/// A part of a path: what is there, what nearly is, and anything.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "v1", "modules", "archives", "acme", "greeting", "test", "versions", "download", "search",
            "downloads", "summary", "1.0.0", "v1.0.0", ".well-known", "terraform.json",
        ])
        .prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "..", ".", "", "%2e%2e", "%2F", "%00", "%ff", "%", "%zz", "1.0.0+x", "1.0", "-1",
            "99999999999999999999.0.0", "ACME", "{name}", "*", "a%20b", "%E2%98%83",
        ])
        .prop_map(str::to_owned),
        1 => "[!-\"$-.0-;=@-~]{0,80}",
        1 => "[0-9a-f]{64}\\.tar\\.gz",
    ]
}

fn query() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "offset",
            "limit",
            "provider",
            "verified",
            "q",
            "expires",
            "signature",
            "archive",
        ])
        .prop_map(str::to_owned),
        "[a-z%+]{0,8}",
    ];
    let value = prop_oneof![
        "[!-\"$-%'-;=@-~]{0,40}",
        "-?[0-9]{0,25}",
        prop::sample::select(vec!["true", "%ff", "%E2%98%83", "%", "a+b"]).prop_map(str::to_owned),
    ];
    let pair = (name, value).prop_map(|(name, value)| format!("{name}={value}"));
    prop::collection::vec(pair, 0..4).prop_map(|pairs| pairs.join("&"))
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, HeaderValue)>> {
    let name = prop::sample::select(vec![
        "authorization",
        "accept-encoding",
        "if-none-match",
        "x-request-id",
        "range",
        "accept",
    ]);
    let bytes = prop::collection::vec(any::<u8>(), 0..60);
    let value = prop_oneof![
        bytes.prop_filter_map("no header", |bytes| HeaderValue::from_bytes(&bytes).ok()),
        prop::sample::select(vec!["Bearer ", "Bearer pave_", "gzip;q=x", "gzip,,", "*", "\"\""])
            .prop_map(HeaderValue::from_static),
    ];
    prop::collection::vec((name, value), 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_path_and_no_header_is_a_fault_of_the_server(
        parts in prop::collection::vec(part(), 0..9),
        query in query(),
        headers in headers(),
        method in prop::sample::select(vec![Method::GET, Method::HEAD, Method::OPTIONS]),
        prefix in prop::sample::select(vec!["/", "/v1/modules/", "/v1/modules/acme/greeting/test/", "/v1/archives/"]),
    ) {
        let uri = format!("{prefix}{}?{query}", parts.join("/"));
        if uri.parse::<Uri>().is_ok() {
            let status = CALLED.status(method, &uri, &headers, Vec::new());
            prop_assert!(status < 500, "{status} {uri} {headers:?}");
        }
    }
}
