//! The packed schemas that are part of the program; `data/README.md` says where they are from.

/// Every embedded pack, hashicorp/aws first.
pub static PACKS: &[&[u8]] = &[
    include_bytes!("data/aws.pack"),
    include_bytes!("data/archive.pack"),
    include_bytes!("data/cloudinit.pack"),
    include_bytes!("data/external.pack"),
    include_bytes!("data/http.pack"),
    include_bytes!("data/local.pack"),
    include_bytes!("data/null.pack"),
    include_bytes!("data/random.pack"),
    include_bytes!("data/time.pack"),
    include_bytes!("data/tls.pack"),
];
