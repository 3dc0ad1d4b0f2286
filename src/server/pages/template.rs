//! The templates of the pages, read once. Every value that goes into one is escaped.

use std::sync::LazyLock;

use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Tera};

use super::assets;
use crate::server::App;

#[derive(RustEmbed)]
#[folder = "templates/pages/"]
#[include = "*.html"]
struct Files;

static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    let files: Vec<(String, String)> = Files::iter()
        .map(|name| {
            let file = Files::get(&name).expect("its name was just told");
            let text = String::from_utf8(file.data.into_owned()).expect("templates are UTF-8");
            (name.into_owned(), text)
        })
        .collect();
    let named = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    tera.add_raw_templates(named).expect("a test renders every template");
    tera
});

/// What stands around the content of every page.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Frame {
    /// The title, without the registry's name.
    pub(super) title: String,
    /// Which part of the registry it is: `modules`, `blueprints`, …
    pub(super) part: &'static str,
    /// Whose registry it is; empty where that is not known.
    pub(super) organisation: String,
    /// The path at which others find the server's root; mostly empty.
    pub(super) base: String,
    /// Who is signed in; empty for nobody.
    pub(super) who: String,
    /// What a form shows so that it is known to be ours; empty for who has not signed in.
    pub(super) csrf: String,
    /// Whether who is signed in may read the log.
    pub(super) is_admin: bool,
}

impl Frame {
    /// What stands around the pages of a registry.
    pub(super) fn of(app: &App) -> Self {
        let organisation = app.organisation().map(|own| own.name.clone()).unwrap_or_default();
        Self { organisation, base: app.prefix.clone(), ..Self::default() }
    }
}

/// A page as HTML.
pub(super) fn render(template: &str, frame: &Frame, content: &impl Serialize) -> String {
    let mut context = Context::from_serialize(content).expect("what pages show is plain data");
    context.insert("frame", frame);
    context.insert("assets", assets::urls());
    let text = TEMPLATES.render(template, &context);
    text.unwrap_or_else(|e| panic!("the template {template} does not fit its context: {e:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_into_a_page_is_escaped() {
        #[derive(Serialize)]
        struct Content {
            status: u16,
            message: &'static str,
            hints: [&'static str; 1],
        }
        let content =
            Content { status: 404, message: "<script>alert('1')</script>", hints: ["\"&"] };
        let frame = Frame { title: "</title><b>".to_owned(), ..Frame::default() };
        let html = render("fault.html", &frame, &content);
        assert!(!html.contains("<script>alert") && !html.contains("</title><b>"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"), "{html}");
        assert!(html.contains("&quot;&amp;"), "{html}");
    }
}
