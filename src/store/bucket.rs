//! Buckets by URL, with the patience of a server that somebody waits for.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreScheme, RetryConfig};
use reqwest::Url;

/// How long one request to the bucket may take. A client of ours waits ten seconds.
const TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How often a request is made again, and for how long.
const MAX_RETRIES: usize = 3;
const RETRY_TIMEOUT: Duration = Duration::from_secs(5);

/// The bucket of a URL; keys and endpoints are what the environment says. None for a kind of URL
/// that is not known.
pub(super) fn open(
    url: &Url,
    scheme: &ObjectStoreScheme,
) -> object_store::Result<Option<Arc<dyn ObjectStore>>> {
    let retry = RetryConfig {
        max_retries: MAX_RETRIES,
        retry_timeout: RETRY_TIMEOUT,
        backoff: BackoffConfig { max_backoff: Duration::from_secs(1), ..BackoffConfig::default() },
    };
    let client = ClientOptions::new().with_timeout(TIMEOUT).with_connect_timeout(CONNECT_TIMEOUT);
    // What the environment says comes after, and counts.
    macro_rules! bucket {
        ($builder:ty, $prefix:literal) => {{
            let builder = <$builder>::new()
                .with_url(url.as_str())
                .with_retry(retry)
                .with_client_options(client);
            let set = std::env::vars().filter_map(|(name, value)| {
                let known = name.starts_with($prefix);
                known.then(|| Some((name.to_ascii_lowercase().parse().ok()?, value))).flatten()
            });
            let builder =
                set.fold(builder, |builder, (key, value)| builder.with_config(key, value));
            Arc::new(builder.build()?)
        }};
    }
    Ok(Some(match scheme {
        ObjectStoreScheme::AmazonS3 => bucket!(AmazonS3Builder, "AWS_"),
        ObjectStoreScheme::GoogleCloudStorage => bucket!(GoogleCloudStorageBuilder, "GOOGLE_"),
        ObjectStoreScheme::MicrosoftAzure => bucket!(MicrosoftAzureBuilder, "AZURE_"),
        _ => return Ok(None),
    }))
}
