//! What the program and the page are made of, as CycloneDX 1.5.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::page::notices::{self, Linked};
use crate::workspace::Workspace;

/// Writes the bill of materials. It has neither a serial number nor a time, so that it is the same wherever it is made.
///
/// # Errors
/// Cargo cannot tell the dependencies, or one of them is not in Cargo.lock.
pub(super) fn write(workspace: &Workspace, version: &str) -> Result<String> {
    let lock = std::fs::read_to_string(workspace.root.join("Cargo.lock"))?;
    let lock: toml::Table = lock.parse().context("Cargo.lock")?;
    let locked = lock.get("package").and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut components: Vec<Value> = Vec::new();
    for package in notices::packages(workspace, &Linked::everything())? {
        let is_it = |one: &&toml::Value| {
            let text = |name: &str| one.get(name).and_then(toml::Value::as_str);
            text("name") == Some(&package.name) && text("version") == Some(&package.version)
        };
        let sum = locked.iter().find(is_it).and_then(|one| one.get("checksum")?.as_str());
        let sum = sum.with_context(|| format!("{} {} has no sum in Cargo.lock", package.name, package.version))?;
        let purl = format!("pkg:cargo/{}@{}", package.name, package.version);
        components.push(json!({
            "type": "library", "bom-ref": purl, "name": package.name, "version": package.version, "purl": purl,
            "hashes": [{"alg": "SHA-256", "content": sum}],
            // Old manifests have a slash where SPDX has OR.
            "licenses": [{"expression": package.license.as_deref().unwrap_or_default().replace('/', " OR ")}],
        }));
    }
    ensure!(components.len() > 20, "only {} components were found", components.len());
    let bom = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": format!("pkg:cargo/assertion-inspector@{version}"),
            "name": "assertion-inspector", "version": version, "purl": format!("pkg:cargo/assertion-inspector@{version}"),
            "licenses": [{"expression": "MIT OR Apache-2.0"}],
        }},
        "components": components,
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&bom)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_linked_is_in_it_with_its_sum_and_licence() {
        let bom: Value = serde_json::from_str(&write(&Workspace::here(), "1.0.0").unwrap()).unwrap();
        let components = bom["components"].as_array().unwrap();
        let named = |name: &str| components.iter().find(|one| one["name"] == name);
        for name in ["rsa", "x509-cert", "clap", "wasm-bindgen"] {
            let one = named(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(one["hashes"][0]["content"].as_str().unwrap().len(), 64);
            assert!(!one["licenses"][0]["expression"].as_str().unwrap().is_empty());
        }
        assert!(named("insta").is_none() && named("anyhow").is_none());
    }
}
