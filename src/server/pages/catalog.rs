//! `/`: the modules, with a search and filters.

use std::collections::{BTreeMap, HashMap};

use axum::extract::Query;
use axum::response::Response;
use serde::Serialize;

use super::visit::{PageFault, Visit};
use super::words::{Pairs, encoded, first};
use crate::registry::{Found, Glance};

/// A module that is found, and what its card says.
type Row = (Found, Glance);

/// How many modules a page lists.
const PER_PAGE: usize = 60;

/// Most characters of a query that are looked at.
const MAX_QUERY: usize = 300;

#[derive(Serialize)]
struct Content<'q> {
    query: &'q str,
    modules: Vec<ModuleView>,
    /// How many there are, in words.
    counted: String,
    /// How many the caller sees without any filter.
    all: usize,
    capabilities: Vec<Facet>,
    states: Vec<Facet>,
    namespaces: Vec<Facet>,
    is_filtered: bool,
    previous: String,
    next: String,
}

#[derive(Serialize)]
struct ModuleView {
    address: String,
    namespace: String,
    name: String,
    system: String,
    version: String,
    state: String,
    summary: String,
    owner: String,
    provides: Vec<String>,
    needs: Vec<String>,
    /// A newer version that waits for its reviewers, for who may see it.
    waiting: String,
    versions: usize,
}

/// A value to filter by, and how many have it.
#[derive(Serialize)]
struct Facet {
    value: String,
    count: usize,
    chosen: bool,
}

/// What is asked for.
struct Filter<'q> {
    query: String,
    capability: &'q str,
    state: &'q str,
    namespace: &'q str,
    page: usize,
}

/// The modules that the caller sees.
pub(in crate::server) async fn catalog(
    visit: Visit,
    Query(pairs): Query<Pairs>,
) -> Result<Response, PageFault> {
    let filter = Filter {
        query: first(&pairs, "q").chars().take(MAX_QUERY).collect(),
        capability: first(&pairs, "capability"),
        state: first(&pairs, "state"),
        namespace: first(&pairs, "namespace"),
        page: first(&pairs, "page").parse().unwrap_or(1).clamp(1, 100_000),
    };
    let index = visit.app.registry.index();
    // What there is to filter by stays the same whatever is searched for.
    let known = index.search(&visit.caller, "").into_iter();
    let known: Vec<Row> = known
        .map(|found| {
            let glance = Glance::of(&found.release);
            (found, glance)
        })
        .collect();
    let shown: Vec<&Row> = if filter.query.trim().is_empty() {
        known.iter().filter(|row| filter.admits(row)).collect()
    } else {
        let rows = known.iter().map(|row| (&row.0.release.module, row));
        let rows: HashMap<&String, &Row> = rows.collect();
        let found = index.search(&visit.caller, &filter.query);
        let found = found.iter().filter_map(|found| rows.get(&found.release.module).copied());
        found.filter(|row| filter.admits(row)).collect()
    };
    let from = (filter.page - 1) * PER_PAGE;
    let on_page = shown.iter().skip(from).take(PER_PAGE);
    let total = shown.len();
    let is_filtered = !filter.capability.is_empty()
        || !filter.state.is_empty()
        || !filter.namespace.is_empty()
        || !filter.query.trim().is_empty();
    let content = Content {
        query: &filter.query,
        modules: on_page.map(|row| module_view(&visit, row)).collect(),
        counted: match total {
            1 => "1 module".to_owned(),
            n => format!("{n} modules"),
        },
        all: known.len(),
        capabilities: facets(&known, filter.capability, |(_, glance)| {
            glance.provides.iter().chain(&glance.needs).map(String::as_str).collect()
        }),
        states: facets(&known, filter.state, |(found, _)| vec![&found.release.state]),
        namespaces: facets(&known, filter.namespace, |(found, _)| {
            vec![&found.module.address.namespace]
        }),
        is_filtered,
        previous: if filter.page > 1 { filter.link(filter.page - 1) } else { String::new() },
        next: if from + PER_PAGE < total { filter.link(filter.page + 1) } else { String::new() },
    };
    if first(&pairs, "part") == "results" {
        return Ok(visit.fragment("results.html", &content));
    }
    Ok(visit.page("catalog.html", ("modules", "Modules"), &content))
}

impl Filter<'_> {
    fn admits(&self, (Found { module: entry, release, .. }, glance): &Row) -> bool {
        let takes_part = |capability: &str| {
            glance.provides.iter().chain(&glance.needs).any(|name| name == capability)
        };
        (self.capability.is_empty() || takes_part(self.capability))
            && (self.state.is_empty() || release.state == self.state)
            && (self.namespace.is_empty() || entry.address.namespace == self.namespace)
    }

    /// The address of another page of the same list.
    fn link(&self, page: usize) -> String {
        let mut link = format!("/?page={page}");
        let named = [
            ("q", self.query.as_str()),
            ("capability", self.capability),
            ("state", self.state),
            ("namespace", self.namespace),
        ];
        for (name, value) in named.into_iter().filter(|(_, value)| !value.is_empty()) {
            link.push_str(&format!("&{name}={}", encoded(value)));
        }
        link
    }
}

fn module_view(visit: &Visit, (Found { module: entry, release, .. }, glance): &Row) -> ModuleView {
    let newest = entry.listed(&visit.caller).next();
    let waits = newest.filter(|newest| ["in-review", "draft"].contains(&newest.state.as_str()));
    ModuleView {
        address: release.module.clone(),
        namespace: entry.address.namespace.clone(),
        name: entry.address.name.clone(),
        system: entry.address.system.clone(),
        version: release.version.clone(),
        state: release.state.clone(),
        summary: release.summary.clone(),
        owner: glance.owner.clone(),
        provides: glance.provides.clone(),
        needs: glance.needs.clone(),
        waiting: waits
            .filter(|newest| newest.version != release.version)
            .map(|newest| format!("{} {}", newest.version, newest.state.replace('-', " ")))
            .unwrap_or_default(),
        versions: entry.listed(&visit.caller).count(),
    }
}

fn facets<'r>(
    known: &'r [Row],
    chosen: &'r str,
    values: impl Fn(&'r Row) -> Vec<&'r str>,
) -> Vec<Facet> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in known {
        let mut values = values(row);
        values.sort_unstable();
        values.dedup();
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    if !chosen.is_empty() {
        counts.entry(chosen).or_default();
    }
    let facet = |(value, count): (&str, usize)| Facet {
        chosen: value == chosen,
        value: value.to_owned(),
        count,
    };
    counts.into_iter().map(facet).collect()
}
