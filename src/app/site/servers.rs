//! Settings of web servers that give each `download` the header that Terraform reads.
//!
//! One rule a release, since each says the checksum that Terraform then enforces.

use std::fmt::Write as _;

use super::{Files, location};
use crate::registry::ExportedModule;

/// How long an archive may be kept: it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Adds the settings.
pub(super) fn write(files: &mut Files, modules: &[ExportedModule], base: &str) {
    files.insert("servers/nginx.conf".into(), nginx(modules, base).into_bytes());
    files.insert("servers/Caddyfile".into(), caddy(modules, base).into_bytes());
    files.insert("_headers".into(), headers(modules, base).into_bytes());
}

/// Each release's `download` and what its header says.
fn downloads<'m>(
    modules: &'m [ExportedModule],
    base: &'m str,
) -> impl Iterator<Item = (String, String)> + 'm {
    let of = move |module: &'m ExportedModule| {
        module.releases.iter().map(move |release| {
            let (address, version) = (&module.address, &release.release.version);
            let path = format!("{base}/v1/modules/{address}/{version}/download");
            (path, location(&release.release.archive))
        })
    };
    modules.iter().flat_map(of)
}

fn nginx(modules: &[ExportedModule], base: &str) -> String {
    let mut text = format!(
        "# Include this in the `server` block under which these files are served at `{base}/`.\n\
         # Written by pave site: it changes with every release.\n\n\
         location = {base}/.well-known/terraform.json {{\n    types {{ }}\n    default_type \
         application/json;\n}}\n\
         location ^~ {base}/v1/modules/ {{\n    types {{ }}\n    default_type application/json;\n    \
         index index.json;\n    absolute_redirect off;\n}}\n\
         location ^~ {base}/api/v1/ {{\n    types {{ }}\n    default_type application/json;\n}}\n\
         location ^~ {base}/v1/archives/ {{\n    types {{ }}\n    default_type application/gzip;\n    \
         add_header Cache-Control \"{FOR_EVER}\";\n}}\n"
    );
    for (path, location) in downloads(modules, base) {
        let _ = write!(
            text,
            "location = {path} {{\n    default_type application/json;\n    \
             add_header X-Terraform-Get \"{location}\";\n}}\n"
        );
    }
    text
}

fn caddy(modules: &[ExportedModule], base: &str) -> String {
    let mut text = format!(
        "# Import this in the site block under which these files are served at `{base}/`.\n\
         # Written by pave site: it changes with every release.\n\n\
         file_server {{\n\tindex index.html index.json\n}}\n\
         header {base}/v1/modules/* Content-Type application/json\n\
         header {base}/api/v1/* Content-Type application/json\n\
         header {base}/v1/archives/* Cache-Control \"{FOR_EVER}\"\n"
    );
    for (path, location) in downloads(modules, base) {
        let _ = writeln!(text, "header {path} X-Terraform-Get \"{location}\"");
    }
    text
}

/// The file of this name is read by Netlify and by Cloudflare Pages.
fn headers(modules: &[ExportedModule], base: &str) -> String {
    let mut text = format!(
        "# Written by pave site: it changes with every release.\n\
         {base}/v1/modules/*\n  Content-Type: application/json\n\
         {base}/api/v1/*\n  Content-Type: application/json\n\
         {base}/v1/archives/*\n  Cache-Control: {FOR_EVER}\n"
    );
    for (path, location) in downloads(modules, base) {
        let _ = write!(text, "{path}\n  X-Terraform-Get: {location}\n");
    }
    text
}
