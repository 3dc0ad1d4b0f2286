//! The pages for people: a list of the modules, and a page for each of their releases.

use pulldown_cmark::{Options, Parser};
use serde::Serialize;
use tera::{Context, Tera};

use super::{Files, SiteOptions};
use crate::registry::{Details, ExportedModule, ExportedRelease};

/// Every template, by the name it is called here. What is put into one that ends in `.html` is
/// escaped.
const TEMPLATES: &[(&str, &str)] = &[
    ("page.html", include_str!("../../../templates/site/page.html.tera")),
    ("index.html", include_str!("../../../templates/site/index.html.tera")),
    ("module.html", include_str!("../../../templates/site/module.html.tera")),
];

const STYLE: &str = include_str!("../../../templates/site/style.css");

#[derive(Serialize)]
struct Listed<'m> {
    address: String,
    summary: &'m str,
    latest: &'m str,
    state: &'m str,
}

#[derive(Serialize)]
struct Version<'m> {
    version: &'m str,
    state: &'m str,
    /// Whether the page that is shown is its own.
    is_shown: bool,
}

/// Adds the pages.
pub(super) fn write(files: &mut Files, modules: &[ExportedModule], options: &SiteOptions) {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    tera.add_raw_templates(TEMPLATES.to_vec()).expect("the templates are tested");
    let render = |name: &str, context: &Context| {
        tera.render(name, context).expect("the templates are tested").into_bytes()
    };
    files.insert("style.css".into(), STYLE.as_bytes().to_vec());
    let listed: Vec<Listed<'_>> = modules.iter().filter_map(listed).collect();
    let mut context = Context::new();
    context.insert("organisation", &options.organisation);
    context.insert("home", ".");
    context.insert("title", &format!("Modules of {}", options.organisation));
    context.insert("modules", &listed);
    context.insert("host", &options.host);
    files.insert("index.html".into(), render("index.html", &context));
    for module in modules {
        for release in &module.releases {
            let page = |home: &str| render("module.html", &of(module, release, home, options));
            let dir = format!("modules/{}", module.address);
            let version = &release.release.version;
            files.insert(format!("{dir}/{version}/index.html").into(), page("../../../../.."));
            if module.latest.as_ref() == Some(version) {
                files.insert(format!("{dir}/index.html").into(), page("../../../.."));
            }
        }
    }
}

fn listed(module: &ExportedModule) -> Option<Listed<'_>> {
    let version = module.latest.as_deref()?;
    let latest = module.releases.iter().find(|one| one.release.version == version)?;
    Some(Listed {
        address: module.address.to_string(),
        summary: &latest.release.summary,
        latest: version,
        state: &latest.release.state,
    })
}

fn of(
    module: &ExportedModule,
    one: &ExportedRelease,
    home: &str,
    options: &SiteOptions,
) -> Context {
    let ExportedRelease { release, details, .. } = one;
    let Details { root, submodules, changelog, .. } = details;
    let versions: Vec<Version<'_>> = module
        .releases
        .iter()
        .map(|other| Version {
            version: &other.release.version,
            state: &other.release.state,
            is_shown: other.release.version == release.version,
        })
        .collect();
    let archive = &release.archive;
    let url = format!(
        "{}/v1/archives/{archive}.tar.gz?archive=tar.gz&checksum=sha256:{archive}",
        options.url
    );
    let mut context = Context::new();
    context.insert("organisation", &options.organisation);
    context.insert("home", home);
    context.insert("title", &format!("{} {}", module.address, release.version));
    context.insert("address", &module.address.to_string());
    context.insert("name", &module.address.name.replace(['-', '.'], "_"));
    context.insert("host", &options.host);
    context.insert("url", &url);
    context.insert("version", &release.version);
    context.insert("state", &release.state);
    context.insert("reason", &release.reason);
    context.insert("successor", &release.successor);
    context.insert("until", &release.until);
    context.insert("summary", &release.summary);
    context.insert("tree", &release.tree);
    context.insert("archive", archive);
    context.insert("versions", &versions);
    context.insert("inputs", &root.inputs);
    context.insert("outputs", &root.outputs);
    context.insert("resources", &root.resources);
    context.insert("submodules", &submodules.iter().map(|part| &part.path).collect::<Vec<_>>());
    context.insert("readme", &html(&root.readme));
    context.insert("changelog", &html(changelog));
    context
}

/// Markdown as HTML in which nothing runs and nothing is loaded.
fn html(markdown: &str) -> String {
    let mut html = String::new();
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    pulldown_cmark::html::push_html(&mut html, parser);
    ammonia::Builder::default().rm_tags(["img"]).clean(&html).to_string()
}
