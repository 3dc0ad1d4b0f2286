//! The page of the API and its description, made from the routes of the server.

use std::fmt::Write;

use pavestone::server::{Access, openapi, routes};
use serde_json::Value;

/// The description of the API, for programs.
pub(super) fn description() -> String {
    format!("{}\n", serde_json::to_string_pretty(&openapi()).unwrap())
}

/// The page of the API, for people.
pub(super) fn page() -> String {
    let described = openapi();
    let mut page = String::from(
        "# The API\n\n\
         This page is made from the code; the tests remake it. [openapi.json](openapi.json) says the same\n\
         for programs, with every type in full, and a registry serves its own under `/api/v1/openapi.json`.\n\n\
         Requests and answers are JSON. A token goes into the header `Authorization: Bearer TOKEN`. What is\n\
         refused is answered with `error`, a clause, `hints`, what to do about it, and, where files are\n\
         wrong, `findings`. Times are milliseconds since 1970.\n",
    );
    let mut tag = "";
    for route in routes().iter().filter(|route| route.is_api()) {
        let first = route.path.split('/').nth(3).unwrap();
        if first != tag {
            tag = first;
            write!(page, "\n## {tag}\n").unwrap();
        }
        let path = route.path.replace("{*", "{");
        let method = route.method.as_str();
        let operation = &described["paths"][&path][method.to_ascii_lowercase()];
        write!(page, "\n### {method} {path}\n\n{}. For {}.\n", route.about, who(route.access))
            .unwrap();
        parameters(operation, &mut page);
        let body = &operation["requestBody"]["content"];
        for (kind, content) in body.as_object().into_iter().flatten() {
            write!(page, "\nTakes `{kind}`{}.\n", shape(&content["schema"])).unwrap();
            properties(&content["schema"], &mut page);
        }
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let Some(description) = answer["description"].as_str() else { continue };
            let content = answer["content"].as_object().and_then(|content| content.iter().next());
            let told =
                content.map(|(kind, content)| format!(": `{kind}`{}", shape(&content["schema"])));
            let text = description.trim_end_matches('.');
            write!(page, "\n{status} {text}{}.\n", told.unwrap_or_default()).unwrap();
        }
        let refusals: Vec<String> = route.refusals().iter().map(u16::to_string).collect();
        write!(page, "\nRefused with {}.\n", refusals.join(", ")).unwrap();
    }
    page
}

fn who(access: Access) -> &'static str {
    match access {
        Access::Everyone => "everybody",
        Access::Read => "who may read",
        Access::SignedUrl => "who was given the address",
        Access::Publish => "who may publish",
        Access::Approve => "who may approve",
        Access::Admin => "administrators",
    }
}

fn parameters(operation: &Value, page: &mut String) {
    let all = operation["parameters"].as_array().into_iter().flatten();
    let query: Vec<&Value> = all.filter(|parameter| parameter["in"] == "query").collect();
    if query.is_empty() {
        return;
    }
    page.push_str("\n| after the `?` | |\n| --- | --- |\n");
    for parameter in query {
        row(parameter["name"].as_str().unwrap(), &parameter["description"], page);
    }
}

fn properties(schema: &Value, page: &mut String) {
    let Some(properties) = schema["properties"].as_object().filter(|all| !all.is_empty()) else {
        return;
    };
    page.push_str("\n| in the body | |\n| --- | --- |\n");
    for (name, schema) in properties {
        row(name, &schema["description"], page);
    }
}

fn row(name: &str, description: &Value, page: &mut String) {
    let text = description.as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|");
    writeln!(page, "| `{name}` | {text} |").unwrap();
}

/// The name of a type, where it has one.
fn shape(schema: &Value) -> String {
    let name = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next());
    name.map(|name| format!(", a `{name}`")).unwrap_or_default()
}
