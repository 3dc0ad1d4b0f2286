//! The answers of the module registry protocol and of the read API of public registries, as files.

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use super::{Files, SiteOptions, json as bytes, location};
use crate::registry::view::{KeyView, KeysView};
use crate::registry::{ExportedModule, ExportedRelease, summary};
use crate::release::standing::{Standing, Standings};

/// Adds what Terraform and programs ask for.
pub(super) fn write(files: &mut Files, modules: &[ExportedModule], options: &SiteOptions) {
    let base = &options.base_path;
    let services = json!({ "modules.v1": format!("{base}/v1/modules/") });
    files.insert(".well-known/terraform.json".into(), bytes(&services));
    // Hosts that run Jekyll over what they serve leave out `.well-known` otherwise.
    files.insert(".nojekyll".into(), Vec::new());
    let mut list = |path: String, wanted: &dyn Fn(&ExportedModule) -> bool| {
        let chosen = modules.iter().filter(|m| wanted(m));
        let chosen: Vec<Value> = chosen.filter_map(|m| latest(m, options)).collect();
        let meta = json!({ "limit": chosen.len(), "current_offset": 0 });
        let text = bytes(&json!({ "meta": meta, "modules": chosen }));
        files.insert(path.into(), text);
    };
    list("v1/modules/index.json".to_owned(), &|_| true);
    for module in modules {
        let (namespace, name) = (&module.address.namespace, &module.address.name);
        list(format!("v1/modules/{namespace}/index.json"), &|m| m.address.namespace == *namespace);
        list(format!("v1/modules/{namespace}/{name}/index.json"), &|m| {
            m.address.namespace == *namespace && m.address.name == *name
        });
    }
    for module in modules {
        standings(files, module, options);
        if module.releases.is_empty() {
            continue;
        }
        let home = Utf8PathBuf::from(format!("v1/modules/{}", module.address));
        files.insert(home.join("versions"), bytes(&versions(module)));
        for release in &module.releases {
            let archive = &release.release.archive;
            let of = home.join(&release.release.version);
            files.insert(of.join("download"), bytes(&json!({ "location": location(archive) })));
            let told = bytes(&details(module, release, options));
            if is_latest(module, release) {
                files.insert(home.join("index.json"), told.clone());
            }
            files.insert(of.join("index.json"), told);
            files.insert(format!("v1/archives/{archive}.tar.gz").into(), release.archive.to_vec());
        }
    }
    if let Some(keys) = &options.keys {
        let key =
            |public: &String| KeyView { algorithm: "ed25519".to_owned(), public: public.clone() };
        let keys = KeysView { keys: keys.iter().map(key).collect() };
        files.insert("api/v1/keys".into(), bytes(&keys));
    }
}

/// What `pave verify` asks for, a file a release, where what is signed lasts.
fn standings(files: &mut Files, module: &ExportedModule, options: &SiteOptions) {
    let Some(keys) = &options.keys else { return };
    for ExportedRelease { release, statement, signature, .. } in
        module.releases.iter().chain(&module.revoked)
    {
        let standing = Standing {
            source: release.module.clone(),
            version: release.version.clone(),
            state: release.state.clone(),
            reason: release.reason.clone(),
            successor: release.successor.clone(),
            until: release.until.clone(),
            archive: release.archive.clone(),
            tree: release.tree.clone(),
            statement: statement.clone(),
            signature: signature.clone(),
        };
        let path = format!("api/v1/standings/{}/{}.json", module.address, release.version);
        let told = Standings { keys: keys.clone(), releases: vec![standing] };
        files.insert(path.into(), bytes(&told));
    }
}

fn versions(module: &ExportedModule) -> Value {
    let version = |one: &ExportedRelease| {
        let release = &one.release;
        if release.state == "deprecated" {
            let deprecation = json!({ "reason": release.reason, "link": release.successor });
            json!({ "version": release.version, "deprecation": deprecation })
        } else {
            json!({ "version": release.version })
        }
    };
    let versions: Vec<Value> = module.releases.iter().map(version).collect();
    json!({ "modules": [{ "source": module.address.to_string(), "versions": versions }] })
}

fn latest(module: &ExportedModule, options: &SiteOptions) -> Option<Value> {
    let release = module.releases.iter().find(|one| is_latest(module, one))?;
    Some(listed(module, release, options))
}

fn is_latest(module: &ExportedModule, one: &ExportedRelease) -> bool {
    module.latest.as_ref() == Some(&one.release.version)
}

/// What a list says of a release.
fn listed(module: &ExportedModule, one: &ExportedRelease, options: &SiteOptions) -> Value {
    let mut told = summary(&module.address, &one.release, 0);
    if options.keys.is_none() {
        // A catalog's modules are published while the site is made, which says nothing.
        told.insert("published_at".to_owned(), json!(""));
    }
    Value::Object(told)
}

fn details(module: &ExportedModule, release: &ExportedRelease, options: &SiteOptions) -> Value {
    let mut told = listed(module, release, options);
    // The oldest first, as the public registry has them.
    let versions = module.releases.iter().rev().map(|one| one.release.version.as_str());
    let versions: Vec<&str> = versions.collect();
    let details = &release.details;
    told["root"] = json!(details.root);
    told["submodules"] = json!(details.submodules);
    told["examples"] = json!(details.examples);
    told["providers"] = json!([module.address.system]);
    told["versions"] = json!(versions);
    told
}
