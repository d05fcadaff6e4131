//! The bill of materials of the release binary, as `CycloneDX` 1.6 JSON:
//! `cargo run --example sbom > sbom.cdx.json`. The same Cargo.lock gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let version = Command::new("rustc").arg("-vV").output().context("rustc")?;
    let version = String::from_utf8(version.stdout)?;
    let host = version.lines().find_map(|l| l.strip_prefix("host: ")).context("no host")?;
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", host])
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    println!("{}", serde_json::to_string_pretty(&bill(&metadata, &checksums()?)?)?);
    Ok(())
}

/// The checksum of each (crate, version) in Cargo.lock.
fn checksums() -> Result<BTreeMap<(String, String), String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock");
    let lock: toml::Table = toml::from_str(&std::fs::read_to_string(path)?)?;
    let packages = lock.get("package").and_then(toml::Value::as_array).context("no packages")?;
    let field = |p: &toml::Value, name: &str| Some(p.get(name)?.as_str()?.to_owned());
    let found = packages
        .iter()
        .filter_map(|p| Some(((field(p, "name")?, field(p, "version")?), field(p, "checksum")?)));
    Ok(found.collect())
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// What is linked into the binary or runs while it is built: no dependencies of tests.
fn bill(metadata: &Value, checksums: &BTreeMap<(String, String), String>) -> Result<Value> {
    let packages: BTreeMap<&str, &Value> =
        list(&metadata["packages"]).map(|p| (text(p, "id"), p)).collect();
    let nodes: BTreeMap<&str, &Value> =
        list(&metadata["resolve"]["nodes"]).map(|n| (text(n, "id"), n)).collect();
    let root = metadata["resolve"]["root"].as_str().context("no root package")?;
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if edges.contains_key(id) {
            continue;
        }
        let node = nodes.get(id).with_context(|| format!("{id} is not resolved"))?;
        let needed: BTreeSet<&str> = list(&node["deps"])
            .filter(|d| list(&d["dep_kinds"]).any(|k| k["kind"].as_str() != Some("dev")))
            .map(|d| text(d, "pkg"))
            .collect();
        open.extend(&needed);
        edges.insert(id, needed);
    }
    let component = |id: &str| -> Value {
        let package = packages[id];
        let (name, version) = (text(package, "name"), text(package, "version"));
        let licence = text(package, "license").replace('/', " OR ");
        let mut component = json!({
            "type": if id == root { "application" } else { "library" },
            "bom-ref": reference(package),
            "name": name,
            "version": version,
            "purl": reference(package),
            "licenses": [{ "expression": licence.split_whitespace().collect::<Vec<_>>().join(" ") }],
        });
        if let Some(checksum) = checksums.get(&(name.to_owned(), version.to_owned())) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        component
    };
    let components: Vec<Value> =
        edges.keys().filter(|id| **id != root).map(|id| component(id)).collect();
    let dependencies: Vec<Value> = edges
        .iter()
        .map(|(id, needed)| {
            let on: Vec<String> = needed.iter().map(|d| reference(packages[d])).collect();
            json!({ "ref": reference(packages[id]), "dependsOn": on })
        })
        .collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": component(root) },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// The package URL, which is also how components refer to each other.
fn reference(package: &Value) -> String {
    format!("pkg:cargo/{}@{}", text(package, "name"), text(package, "version"))
}
