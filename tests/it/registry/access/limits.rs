//! How much a caller may ask, and what never waits.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use pavestone::registry::Scope;
use pavestone::server::{Limits, Peer, Setup};

use crate::support::form::Form as _;
use crate::support::house::House;
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

fn from(path: &str, peer: &str, told: Option<&str>, token: Option<&str>) -> Request<Body> {
    let peer: SocketAddr = format!("{peer}:1").parse().unwrap();
    let mut request = Request::get(path).extension(ConnectInfo(Peer(peer)));
    if let Some(told) = told {
        request = request.header("x-forwarded-for", told);
    }
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.body(Body::empty()).unwrap()
}

#[test]
fn who_asks_too_much_waits_and_nobody_else_does() {
    let limits = Limits { requests_per_minute: 5, ..Limits::default() };
    let trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    let house = House::new(true, Setup { limits, trusted_proxies, ..Setup::default() });
    let token = house.token(Scope::Read, None, None);
    let ask = |peer: &str, told: Option<&str>, token: Option<&str>| {
        house.call(from("/api/v1/modules", peer, told, token))
    };
    for _ in 0..5 {
        assert_eq!(ask("192.0.2.1", None, None).status, StatusCode::OK);
    }
    let refused = ask("192.0.2.1", None, None);
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    // Another address, and a token from the same one, are other callers.
    assert_eq!(ask("192.0.2.2", None, None).status, StatusCode::OK);
    assert_eq!(ask("192.0.2.1", None, Some(&token)).status, StatusCode::OK);
    // Nobody is believed about where they are who is no proxy that was named.
    assert_eq!(ask("192.0.2.1", Some("192.0.2.9"), None).status, StatusCode::TOO_MANY_REQUESTS);
    // Behind one that was, the last address counts that is not a proxy's.
    let invented = Some("192.0.2.7, 192.0.2.1, 10.0.0.2");
    assert_eq!(ask("10.0.0.1", invented, None).status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask("10.0.0.1", Some("192.0.2.3"), None).status, StatusCode::OK);
    // What Terraform asks, and archives, do not wait.
    let archive = format!("/v1/archives/{}.tar.gz", house.archive("acme/tiny/aws"));
    for path in ["/v1/modules/acme/tiny/aws/versions", &archive, "/healthz"] {
        for _ in 0..50 {
            assert_eq!(house.call(from(path, "192.0.2.1", None, None)).status, StatusCode::OK);
        }
    }
}

#[test]
fn wrong_tokens_and_sign_ins_are_bounded_more_strictly() {
    let limits = Limits { wrong_tokens_per_minute: 3, sign_ins_per_minute: 3, ..Limits::default() };
    let house = House::new(true, Setup { limits, ..Setup::default() });
    let right = house.token(Scope::Read, None, None);
    let wrong = || house.call(from("/api/v1/modules", "192.0.2.1", None, Some("pave_x"))).status;
    for _ in 0..3 {
        assert_eq!(wrong(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(wrong(), StatusCode::TOO_MANY_REQUESTS);
    // Others behind the same address go on.
    let good = house.call(from("/api/v1/modules", "192.0.2.1", None, Some(&right)));
    assert_eq!(good.status, StatusCode::OK);
    for _ in 0..3 {
        let page = house.call(from("/login", "192.0.2.1", None, None));
        assert_eq!(page.status, StatusCode::OK);
    }
    let page = house.call(from("/login", "192.0.2.1", None, None));
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn no_name_makes_a_request_one_that_is_not_counted() {
    let limits = Limits { requests_per_minute: 2, wrong_tokens_per_minute: 2, ..Limits::default() };
    let house = House::new(true, Setup { limits, ..Setup::default() });
    let archive = format!("/v1/archives/{}.tar.gz", house.archive("acme/inmost/aws"));
    for (path, token, last) in [
        // A namespace that is called like what Terraform asks of a module.
        ("/v1/modules/versions?limit=100", None, StatusCode::TOO_MANY_REQUESTS),
        // Archives are free for who may have them, and not for who tries out tokens.
        (archive.as_str(), Some("pave_x"), StatusCode::TOO_MANY_REQUESTS),
        (archive.as_str(), None, StatusCode::NOT_FOUND),
    ] {
        let ask = || house.call(from(path, "192.0.2.1", None, token)).status;
        for _ in 0..2 {
            assert_ne!(ask(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        }
        assert_eq!(ask(), last, "{path}");
    }
}

#[test]
fn a_body_is_read_up_to_a_bound() {
    let limits = Limits { max_body_bytes: 1000, ..Limits::default() };
    let house = House::new(true, Setup { limits, ..Setup::default() });
    let request = Request::post("/api/v1/search").header("content-type", "application/json");
    let long = format!("{{\"query\":\"{}\"}}", "a".repeat(2000));
    let answer = house.call(request.body(Body::from(long)).unwrap());
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.text());
}

#[test]
fn a_client_that_never_finishes_its_head_is_cut_off() {
    let sandbox = Sandbox::new();
    sandbox.write("pave.yaml", "limits: { head_seconds: 1, request_seconds: 1 }\n");
    let served = Served::start(&sandbox, &["--config", "pave.yaml"]);
    let address = served.url.strip_prefix("http://").unwrap();
    let start = Instant::now();
    let mut slow = TcpStream::connect(address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ").unwrap();
    let mut answer = Vec::new();
    let _ = slow.read_to_end(&mut answer);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    // Nor one that never finishes its body.
    let mut slow = TcpStream::connect(address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = "POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                Content-Length: 500\r\n\r\n{";
    slow.write_all(head.as_bytes()).unwrap();
    let mut answer = vec![0; 12];
    slow.read_exact(&mut answer).unwrap();
    assert_eq!(answer, b"HTTP/1.1 408");
    // Nor one whose body is read before it is known whether it comes from a page of ours.
    let form = [("token", served.admin_token())];
    let signed_in = http().post(format!("{}/login", served.url)).form(&form).send().unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let mut slow = TcpStream::connect(address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST /new HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nkey="
    );
    slow.write_all(head.as_bytes()).unwrap();
    let mut answer = vec![0; 12];
    slow.read_exact(&mut answer).unwrap();
    assert_eq!(answer, b"HTTP/1.1 408");
    // Headers without end are refused, whatever they say.
    let mut many = TcpStream::connect(address).unwrap();
    many.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let lines: String = (0..500).map(|n| format!("X-{n}: a\r\n")).collect();
    let _ = many.write_all(format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{lines}\r\n").as_bytes());
    let mut answer = vec![0; 12];
    many.read_exact(&mut answer).unwrap();
    assert_eq!(answer, b"HTTP/1.1 431");
}
