//! The real Terraform.

use std::path::PathBuf;
use std::sync::LazyLock;

/// The `terraform` that is on the PATH.
///
/// A test that calls this is marked `#[cfg_attr(no_terraform, ignore = "...")]`, so that it counts
/// as ignored where there is none.
///
/// # Panics
/// Where there is none.
pub(crate) fn terraform() -> &'static PathBuf {
    static FOUND: LazyLock<Option<PathBuf>> = LazyLock::new(|| find("terraform"));
    // `build.rs` does not look again whenever the PATH differs: editors have another one than shells.
    FOUND.as_ref().expect(
        "terraform was on the PATH when the tests were built: put it back, or `touch build.rs` to \
         leave out the tests that need it",
    )
}

/// The program of that name that the PATH leads to.
fn find(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&paths).map(|dir| dir.join(&name)).find(|file| file.is_file())
}

#[test]
fn nothing_is_left_out_in_ci() {
    let missing = [
        (cfg!(no_terraform), "put terraform 1.11 on the PATH"),
        (cfg!(no_nginx), "install nginx"),
        (cfg!(no_hcl2json), "run `npm ci` in tests/oracle"),
        (cfg!(no_sarif_schema), "run `npm ci` in tests/oracle"),
        (cfg!(no_chromium), "install chromium, and run `npm ci` in tests/browser"),
        (cfg!(no_postgres), "install postgresql-15"),
        (cfg!(no_s3), "run `cargo install s3s-fs --version 0.14.1 --features binary --locked`"),
    ];
    for (missing, what_to_do) in missing {
        let in_ci = std::env::var("CI").as_deref() == Ok("true");
        assert!(!(in_ci && missing), "{what_to_do}, then build again");
    }
}
