//! A certificate authority for tests, and a certificate of it for 127.0.0.1.

use std::path::PathBuf;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use super::pave::Sandbox;

/// The files of a certificate.
pub(crate) struct Certificate {
    /// The certificate of the authority, for clients.
    pub(crate) ca: PathBuf,
    /// The certificate for 127.0.0.1.
    pub(crate) cert: PathBuf,
    /// Its private key.
    pub(crate) key: PathBuf,
}

/// Makes an authority and a certificate, in the folder `tls` of a sandbox.
pub(crate) fn certificate(sandbox: &Sandbox) -> Certificate {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::new(Vec::<String>::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    ca.distinguished_name.push(DnType::CommonName, "test authority");
    sandbox.write("tls/ca.pem", ca.self_signed(&ca_key).unwrap().pem());
    let issuer = Issuer::new(ca, ca_key);
    let key = KeyPair::generate().unwrap();
    let mut leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    sandbox.write("tls/cert.pem", leaf.signed_by(&key, &issuer).unwrap().pem());
    sandbox.write("tls/key.pem", key.serialize_pem());
    let path = |name| sandbox.path("tls").join(name);
    Certificate { ca: path("ca.pem"), cert: path("cert.pem"), key: path("key.pem") }
}
