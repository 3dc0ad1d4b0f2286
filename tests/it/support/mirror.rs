//! The stand-in providers, installed once for all tests.

use std::path::PathBuf;
use std::sync::LazyLock;

use super::pave::Sandbox;

/// The CLI configuration that points Terraform at the mirror.
pub(crate) fn cli_config() -> PathBuf {
    static MIRROR: LazyLock<Sandbox> = LazyLock::new(|| {
        let sandbox = Sandbox::new();
        sandbox.pave(&["offline", "install", "mirror"]).ok();
        sandbox
    });
    MIRROR.path("mirror/terraform.rc")
}
