//! The modules that a new catalog begins with, as data; what makes any module makes them too.

/// A module that a catalog begins with.
pub(super) struct Starter {
    pub(super) provider: &'static str,
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) resources: &'static [&'static str],
    pub(super) inputs: &'static [&'static str],
    pub(super) provides: &'static [&'static str],
}

/// The modules that a catalog begins with, by provider.
pub(super) const STARTERS: &[Starter] = &[
    Starter {
        provider: "aws",
        name: "bucket",
        summary: "A private, encrypted and versioned S3 bucket.",
        resources: &[
            "aws_s3_bucket",
            "aws_s3_bucket_public_access_block",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_s3_bucket_versioning",
        ],
        inputs: &[],
        provides: &["binding"],
    },
    Starter {
        provider: "aws",
        name: "queue",
        summary: "An encrypted SQS queue.",
        resources: &["aws_sqs_queue"],
        inputs: &[],
        provides: &["binding"],
    },
    Starter {
        provider: "random",
        name: "pet-name",
        summary: "A name that is easy to remember.",
        resources: &["random_pet"],
        inputs: &["length:number=2"],
        provides: &[],
    },
    Starter {
        provider: "tls",
        name: "key-pair",
        summary: "A private key and its public key.",
        resources: &["tls_private_key"],
        inputs: &["algorithm:string=ED25519"],
        provides: &[],
    },
    Starter {
        provider: "time",
        name: "pause",
        summary: "A wait between two changes.",
        resources: &["time_sleep"],
        inputs: &["create_duration:string=10s"],
        provides: &[],
    },
];
