//! Markdown of a module as HTML that can do no harm.
//!
//! Links within the module lead nowhere here, so that their words alone stay; of pictures, which
//! would tell their host who reads, what is said of them. Headings go two steps down, beneath those
//! of the page, and have anchors.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Longest text that is rendered, in bytes; what is beyond is cut off.
const MAX_BYTES: usize = 128 * 1024;

/// Most tags that are written as HTML: each is looked for among all that are still open.
const MAX_TAGS: usize = 5_000;

/// Most tags for how words look, times all there is to be read: one that is not closed is put into
/// each paragraph that follows.
const MAX_STYLED: usize = 1_000_000;

/// How deep lists and quotes may be in each other.
const MAX_DEPTH: usize = 200;

/// The tags for how words look that HTML opens again in what follows.
const STYLES: [&str; 12] =
    ["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"];

/// Before every anchor, so that none is that of a part of the page.
const PREFIX: &str = "readme-";

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let attributes: HashMap<&str, HashSet<&str>> = [
        ("a", HashSet::from(["href", "title"])),
        ("div", HashSet::from(["tabindex"])),
        ("pre", HashSet::from(["tabindex"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["align", "colspan", "rowspan"])),
        ("th", HashSet::from(["align", "colspan", "rowspan"])),
    ]
    .into();
    let headings = ["h3", "h4", "h5", "h6"].map(|tag| (tag, HashSet::from(["id"])));
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .clean_content_tags(HashSet::from(["script", "style", "template", "title", "svg", "math"]))
        .tag_attributes(attributes.into_iter().chain(headings).collect())
        .allowed_classes([("div", HashSet::from(["scroll"]))].into())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(in_the_same_text)))
        .id_prefix(Some(PREFIX))
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// Of addresses without a host only places in the same text lead somewhere.
fn in_the_same_text(url: &str) -> Option<Cow<'_, str>> {
    url.starts_with('#').then_some(Cow::Borrowed(url))
}

/// A text as HTML.
pub(super) fn html_of(text: &str) -> String {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let text = &text[..end];
    if is_tangled(Parser::new_ext(text, options)) {
        let plain = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        return format!("<pre tabindex=\"0\">{plain}</pre>\n");
    }
    let events = placed(Parser::new_ext(text, options));
    let mut out = String::with_capacity(end * 2);
    html::push_html(&mut out, events.into_iter());
    // A column without a name has no heading: tables of inputs are often written so.
    CLEANER.clean(&out).to_string().replace("<th></th>", "<td></td>")
}

/// Whether a text would take too long to clean, or too much memory: nobody writes like that.
fn is_tangled(parser: Parser<'_>) -> bool {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut all, mut tags, mut styles) = (0_usize, 0, 0);
    for event in parser {
        all += 1;
        match event {
            Event::Start(_) => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Html(html) | Event::InlineHtml(html) => {
                let names = html.split('<').skip(1).map(|tag| {
                    tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
                });
                for name in names {
                    tags += 1;
                    styles += usize::from(STYLES.iter().any(|s| name.eq_ignore_ascii_case(s)));
                }
            }
            _ => {}
        }
    }
    deepest > MAX_DEPTH || tags > MAX_TAGS || styles * (all + tags) > MAX_STYLED
}

/// The events of a text as they are fit for the page.
fn placed<'t>(parser: Parser<'t>) -> Vec<Event<'t>> {
    let mut events: Vec<Event<'t>> = Vec::new();
    let mut anchors: HashMap<String, usize> = HashMap::new();
    // Where the heading that is being read began, and its words.
    let mut heading: Option<(usize, String)> = None;
    let mut links: Vec<bool> = Vec::new();
    for event in parser {
        if let (Some((_, words)), Event::Text(text) | Event::Code(text)) = (&mut heading, &event) {
            words.push_str(text);
        }
        match event {
            // What is said of a picture stays.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Heading { level, .. }) => {
                heading = Some((events.len(), String::new()));
                let level = lowered(level);
                let (id, classes, attrs) = (None, Vec::new(), Vec::new());
                events.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some((at, words)) = heading.take() {
                    let anchor = CowStr::from(anchor(&words, &mut anchors));
                    if let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(at) {
                        *id = Some(anchor);
                    }
                }
                events.push(Event::End(TagEnd::Heading(lowered(level))));
            }
            Event::Start(Tag::Link { dest_url, link_type, title, id }) => {
                let leads = leads_somewhere(&dest_url);
                links.push(leads);
                if leads {
                    let dest_url = match dest_url.strip_prefix('#') {
                        Some(place) => format!("#{PREFIX}{place}").into(),
                        None => dest_url,
                    };
                    events.push(Event::Start(Tag::Link { dest_url, link_type, title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(true) {
                    events.push(Event::End(TagEnd::Link));
                }
            }
            Event::Start(Tag::Table(columns)) => {
                events.push(Event::Html("<div class=\"scroll\" tabindex=\"0\">".into()));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::Html("</div>".into()));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                events.push(Event::Html("<pre tabindex=\"0\"><code>".into()));
            }
            Event::End(TagEnd::CodeBlock) => events.push(Event::Html("</code></pre>\n".into())),
            // A box that cannot be ticked is a sign.
            Event::TaskListMarker(done) => {
                events.push(Event::Text(if done { "☑ " } else { "☐ " }.into()));
            }
            other => events.push(other),
        }
    }
    events
}

/// Whether an address leads out of the module, or to a place in the same text.
fn leads_somewhere(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    ["http://", "https://", "mailto:", "#"].iter().any(|start| lower.starts_with(start))
}

fn lowered(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// The anchor of a heading, as code hosts make them; one of its own for each.
fn anchor(words: &str, taken: &mut HashMap<String, usize>) -> String {
    let kept = |c: char| match c {
        ' ' | '-' => Some('-'),
        c if c.is_alphanumeric() || c == '_' => Some(c),
        _ => None,
    };
    let slug: String = words.trim().to_lowercase().chars().filter_map(kept).take(80).collect();
    let count = taken.entry(slug.clone()).or_default();
    *count += 1;
    if *count == 1 { format!("{PREFIX}{slug}") } else { format!("{PREFIX}{slug}-{}", *count - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_loads_or_leads_astray_is_left() {
        for (text, expected) in [
            ("<script>alert(1)</script>after", "after"),
            ("[a](javascript:alert(1))", "<p>a</p>\n"),
            ("[a](JAVASCRIPT:alert(1))", "<p>a</p>\n"),
            ("[a](data:text/html,x)", "<p>a</p>\n"),
            ("[a](../other)", "<p>a</p>\n"),
            ("[a](//evil.example/x)", "<p>a</p>\n"),
            ("![what it shows](https://evil.example/x.png)", "<p>what it shows</p>\n"),
            ("<img src=x onerror=alert(1)>", ""),
            ("<b onclick=\"x()\" style=\"color:red\" class=\"banner\">a</b>", "<p><b>a</b></p>\n"),
            (
                "<a href=\"javascript:x\">a</a>",
                "<p><a rel=\"noopener noreferrer nofollow\">a</a></p>\n",
            ),
            ("<form action=\"/x\"><input name=q><button>b</button></form>", "b"),
            ("<style>p{}</style><svg onload=x><p>hi</svg>", "<p>hi</p>"),
            ("<iframe src=\"https://evil.example\"></iframe>", ""),
        ] {
            assert_eq!(html_of(text).trim_end(), expected.trim_end(), "{text}");
        }
    }

    #[test]
    fn headings_go_down_and_have_an_anchor_each() {
        assert_eq!(
            html_of("# The `db`\n## Use\n## Use\n[go](#use)"),
            "<h3 id=\"readme-the-db\">The <code>db</code></h3>\n<h3 id=\"readme-use\">Use</h3>\n\
             <h3 id=\"readme-use-1\">Use</h3>\n<p><a href=\"#readme-use\" \
             rel=\"noopener noreferrer nofollow\">go</a></p>\n"
        );
    }

    #[test]
    fn a_table_can_be_scrolled_and_code_is_text() {
        assert_eq!(
            html_of("| a |\n| - |\n| b |\n\n```hcl\na = \"<b>\"\n```\n"),
            "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>a</th></tr></thead><tbody>\n\
             <tr><td>b</td></tr>\n</tbody></table>\n</div><pre tabindex=\"0\"><code>a = \"&lt;b&gt;\"\n\
             </code></pre>\n"
        );
    }

    #[test]
    fn a_text_without_end_is_cut_and_deep_nesting_is_survived() {
        let html = html_of(&"é".repeat(MAX_BYTES));
        assert!(html.len() <= MAX_BYTES + 20, "{}", html.len());
        let deep = format!("{}x", "> ".repeat(MAX_BYTES / 2));
        assert!(html_of(&deep).starts_with("<pre tabindex=\"0\">&gt;"));
    }

    #[test]
    fn tags_without_end_are_shown_as_they_were_written() {
        let nested = "<div>".repeat(MAX_TAGS + 1);
        assert!(html_of(&nested).starts_with("<pre tabindex=\"0\">&lt;div&gt;"));
        let opened: String = (0..2_000).map(|n| format!("<b title={n}>")).collect();
        let html = html_of(&format!("{opened}\n\n{}", "a\n\n".repeat(20_000)));
        assert!(html.starts_with("<pre tabindex=\"0\">&lt;b"), "{}", html.len());
        let table = "<tr><td><code>a</code></td><td>b</td></tr>\n".repeat(50);
        assert!(html_of(&format!("<table>\n{table}</table>")).starts_with("<table>"));
    }
}
