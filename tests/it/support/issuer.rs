//! An OpenID Connect provider for tests, on a port of its own: discovery, keys, and a sign-in that
//! asks nobody anything.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use serde_json::{Value, json};

/// A key that tells nobody anything: it is in the repository.
const RSA: &[u8] = include_bytes!("issuer.der");

/// What signs.
enum Key {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A provider, until the value is dropped.
pub(crate) struct Issuer {
    /// Its address.
    pub(crate) url: String,
    shared: Arc<Shared>,
    runtime: Option<tokio::runtime::Runtime>,
}

#[derive(Default)]
struct Shared {
    url: Mutex<String>,
    keys: Mutex<Vec<(String, Key)>>,
    fetched: AtomicUsize,
    /// What is claimed of the next person who signs in.
    person: Mutex<Value>,
    /// By code, what the provider was asked with.
    asked: Mutex<HashMap<String, HashMap<String, String>>>,
}

impl Issuer {
    /// Starts a provider with an RSA key, as GitHub and GitLab have.
    pub(crate) fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let rsa = RsaKeyPair::from_pkcs8(RSA).unwrap();
        shared.keys.lock().unwrap().push(("rsa".to_owned(), Key::Rsa(rsa)));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        shared.url.lock().unwrap().clone_from(&url);
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .with_state(shared.clone());
        runtime.spawn(async move {
            let server = axum_server::from_tcp(listener.into_std().unwrap()).unwrap();
            server.serve(router.into_make_service()).await.unwrap();
        });
        Self { url, shared, runtime: Some(runtime) }
    }

    /// How often its keys were fetched.
    pub(crate) fn fetched(&self) -> usize {
        self.shared.fetched.load(Ordering::Relaxed)
    }

    /// Signs with another key from now on, of another kind each time; the old ones are gone.
    pub(crate) fn rotate(&self) {
        let mut keys = self.shared.keys.lock().unwrap();
        let new = match keys.last() {
            Some((_, Key::Rsa(_))) => ("p256".to_owned(), p256()),
            _ => ("ed25519".to_owned(), ed25519()),
        };
        *keys = vec![new];
    }

    /// Says what is claimed of the next person who signs in.
    pub(crate) fn person(&self, claims: Value) {
        *self.shared.person.lock().unwrap() = claims;
    }

    /// A token that claims this, besides the issuer and its time.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.shared.token(claims)
    }

    /// A token with a header and claims that are as they are given.
    pub(crate) fn signed(&self, header: &Value, claims: &Value) -> String {
        let keys = self.shared.keys.lock().unwrap();
        let text = format!("{}.{}", part(header), part(claims));
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(sign(&keys.last().unwrap().1, &text)))
    }

    /// The bytes of its public key, which everybody knows.
    pub(crate) fn public_key(&self) -> Vec<u8> {
        match &self.shared.keys.lock().unwrap().last().unwrap().1 {
            Key::Rsa(key) => key.public().as_ref().to_vec(),
            Key::P256(key) => key.public_key().as_ref().to_vec(),
            Key::Ed25519(key) => key.public_key().as_ref().to_vec(),
        }
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Seconds since 1970.
pub(crate) fn seconds() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// A part of a token.
pub(crate) fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

impl Shared {
    fn token(&self, claims: &Value) -> String {
        let now = seconds();
        let mut all = json!({
            "iss": *self.url.lock().unwrap(), "iat": now, "nbf": now, "exp": now + 300,
        });
        let all_claims = all.as_object_mut().unwrap();
        for (name, value) in claims.as_object().unwrap() {
            all_claims.insert(name.clone(), value.clone());
        }
        let keys = self.keys.lock().unwrap();
        let (id, key) = keys.last().unwrap();
        let header = json!({ "alg": algorithm(key), "typ": "JWT", "kid": id });
        let text = format!("{}.{}", part(&header), part(&all));
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(sign(key, &text)))
    }
}

fn p256() -> Key {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    Key::P256(EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).unwrap())
}

fn ed25519() -> Key {
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Key::Ed25519(Ed25519KeyPair::from_pkcs8(key.as_ref()).unwrap())
}

/// The name of a key's algorithm.
fn algorithm(key: &Key) -> &'static str {
    match key {
        Key::Rsa(_) => "RS256",
        Key::P256(_) => "ES256",
        Key::Ed25519(_) => "EdDSA",
    }
}

fn sign(key: &Key, text: &str) -> Vec<u8> {
    let random = SystemRandom::new();
    match key {
        Key::Rsa(key) => {
            let mut signature = vec![0; key.public().modulus_len()];
            key.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).unwrap();
            signature
        }
        Key::P256(key) => key.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
        Key::Ed25519(key) => key.sign(text.as_bytes()).as_ref().to_vec(),
    }
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let url = shared.url.lock().unwrap().clone();
    Json(json!({
        "issuer": url,
        "jwks_uri": format!("{url}/keys"),
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
    }))
}

async fn keys(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.fetched.fetch_add(1, Ordering::Relaxed);
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let keys = shared.keys.lock().unwrap();
    let keys = keys.iter().map(|(id, key)| match key {
        Key::Rsa(key) => {
            let public = PublicKeyComponents::<Vec<u8>>::from(key.public());
            json!({
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id,
                "n": text(&public.n), "e": text(&public.e),
            })
        }
        Key::P256(key) => {
            let point = key.public_key().as_ref();
            json!({
                "kty": "EC", "use": "sig", "alg": "ES256", "kid": id, "crv": "P-256",
                "x": text(&point[1..33]), "y": text(&point[33..]),
            })
        }
        Key::Ed25519(key) => json!({
            "kty": "OKP", "use": "sig", "alg": "EdDSA", "kid": id, "crv": "Ed25519",
            "x": text(key.public_key().as_ref()),
        }),
    });
    Json(json!({ "keys": keys.collect::<Vec<_>>() }))
}

/// Signs in whoever comes, and sends them back with a code.
async fn authorize(
    State(shared): State<Arc<Shared>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let code = format!("code-{}", shared.asked.lock().unwrap().len());
    let mut back = reqwest::Url::parse(&asked["redirect_uri"]).unwrap();
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &asked["state"]);
    shared.asked.lock().unwrap().insert(code, asked);
    Redirect::to(back.as_str()).into_response()
}

/// A token for a code, when who asks proves that the code is theirs.
async fn token(State(shared): State<Arc<Shared>>, body: String) -> Response {
    let form = reqwest::Url::parse(&format!("http://localhost/?{body}")).unwrap();
    let form: HashMap<String, String> = form.query_pairs().into_owned().collect();
    let asked = shared.asked.lock().unwrap().remove(&form["code"]);
    let digest = ring::digest::digest(&ring::digest::SHA256, form["code_verifier"].as_bytes());
    let proof = URL_SAFE_NO_PAD.encode(digest);
    let Some(asked) = asked.filter(|asked| asked["code_challenge"] == proof) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })))
            .into_response();
    };
    let mut claims = shared.person.lock().unwrap().clone();
    if claims.get("nonce").is_none() {
        claims["nonce"] = json!(asked["nonce"]);
    }
    claims["aud"] = json!(asked["client_id"]);
    let token = shared.token(&claims);
    Json(json!({ "access_token": "opaque", "token_type": "Bearer", "id_token": token }))
        .into_response()
}
