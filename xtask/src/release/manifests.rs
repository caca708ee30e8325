//! What package managers need to install a release: winget, Scoop, Homebrew, and a container without a shell.

use anyhow::{Context, Result};
use serde_json::json;

use super::Asset;
use super::programs::Target;

/// Where releases are: the one address to change for a repository of another name.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
const SUMMARY: &str = "Tells why Microsoft Entra ID refuses a client assertion";
/// The version of winget's schemas.
const WINGET: &str = "1.9.0";

/// Writes the manifests for the programs of a release: name of the file, and its text.
///
/// # Errors
/// A program that a manifest is about is not there.
pub(super) fn write(version: &str, built: &[(&Target, Asset)]) -> Result<Vec<(String, String)>> {
    let find = |part: &str| {
        let found = built.iter().find(|(target, _)| target.triple.contains(part)).map(|(_, asset)| asset);
        found.with_context(|| format!("no program was built for {part}"))
    };
    let (windows, linux, arm) = (find("windows")?, find("x86_64-unknown-linux")?, find("aarch64-unknown-linux")?);
    let mut all = winget(version, windows);
    all.push(("scoop/assertion-inspector.json".to_owned(), scoop(version, windows)?));
    all.push(("homebrew/assertion-inspector.rb".to_owned(), homebrew(version, linux, arm)));
    all.push(("container/Dockerfile".to_owned(), container(version, linux)));
    Ok(all)
}

fn address(version: &str, asset: &Asset) -> String {
    format!("{REPOSITORY}/releases/download/v{version}/{}", asset.name)
}

/// The folder in an archive.
fn folder(asset: &Asset) -> &str {
    asset.name.trim_end_matches(".zip").trim_end_matches(".tar.gz")
}

fn winget(version: &str, windows: &Asset) -> Vec<(String, String)> {
    let id = "AssertionInspector.AssertionInspector";
    let head = |kind: &str| {
        format!(
            "# yaml-language-server: $schema=https://aka.ms/winget-manifest.{kind}.{WINGET}.schema.json\n\
             PackageIdentifier: {id}\nPackageVersion: {version}\n"
        )
    };
    let tail = |kind: &str| format!("ManifestType: {kind}\nManifestVersion: {WINGET}\n");
    let installer = format!(
        "InstallerType: zip\nNestedInstallerType: portable\nNestedInstallerFiles:\n\
         - RelativeFilePath: {folder}\\assertion-inspector.exe\n  PortableCommandAlias: assertion-inspector\n\
         Installers:\n- Architecture: x64\n  InstallerUrl: {address}\n  InstallerSha256: {sum}\n",
        folder = folder(windows),
        address = address(version, windows),
        sum = windows.sha256.to_uppercase()
    );
    let locale = format!(
        "PackageLocale: en-US\nPublisher: Assertion Inspector\nPackageName: Assertion Inspector\n\
         PackageUrl: {REPOSITORY}\nLicense: MIT OR Apache-2.0\nShortDescription: {SUMMARY}\n\
         Tags:\n- entra\n- jwt\n- aadsts700027\n"
    );
    let file = |part: &str| format!("winget/{id}{part}.yaml");
    vec![
        (file(""), format!("{}DefaultLocale: en-US\n{}", head("version"), tail("version"))),
        (file(".installer"), format!("{}{installer}{}", head("installer"), tail("installer"))),
        (file(".locale.en-US"), format!("{}{locale}{}", head("defaultLocale"), tail("defaultLocale"))),
    ]
}

fn scoop(version: &str, windows: &Asset) -> Result<String> {
    let manifest = json!({
        "version": version, "description": SUMMARY, "homepage": REPOSITORY, "license": "MIT|Apache-2.0",
        "architecture": {"64bit": {"url": address(version, windows), "hash": windows.sha256, "extract_dir": folder(windows)}},
        "bin": "assertion-inspector.exe",
        "checkver": "github",
        "autoupdate": {"architecture": {"64bit": {
            "url": address("$version", windows).replace(version, "$version"),
            "extract_dir": folder(windows).replace(version, "$version"),
        }}},
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&manifest)?))
}

fn homebrew(version: &str, linux: &Asset, arm: &Asset) -> String {
    let source =
        |asset: &Asset| format!("      url \"{}\"\n      sha256 \"{}\"\n", address(version, asset), asset.sha256);
    // The programs for macOS are built elsewhere, so their sums are not known here: on macOS it is built from source.
    format!(
        "class AssertionInspector < Formula\n  desc \"{SUMMARY}\"\n  homepage \"{REPOSITORY}\"\n  version \"{version}\"\n  \
         license any_of: [\"MIT\", \"Apache-2.0\"]\n\n  on_linux do\n    on_intel do\n{}    end\n    on_arm do\n{}    end\n  end\n\n  \
         on_macos do\n    depends_on \"rust\" => :build\n    url \"{REPOSITORY}.git\", tag: \"v{version}\"\n  end\n\n  \
         def install\n    if OS.mac?\n      system \"cargo\", \"install\", \"--features\", \"mcp\", *std_cargo_args\n    else\n      \
         bin.install \"assertion-inspector\"\n    end\n    \
         generate_completions_from_executable(bin/\"assertion-inspector\", \"completions\")\n    \
         (man1/\"assertion-inspector.1\").write Utils.safe_popen_read(bin/\"assertion-inspector\", \"man\")\n  end\n\n  test do\n    \
         assert_match version.to_s, shell_output(\"#{{bin}}/assertion-inspector --version\")\n  end\nend\n",
        source(linux),
        source(arm)
    )
}

fn container(version: &str, linux: &Asset) -> String {
    format!(
        "# What the release's archive has, and nothing else: no shell, no user but nobody.\n\
         # Build it with the folder of the release: docker build --tag assertion-inspector --file Dockerfile dist/release\n\
         # Use it: docker run --rm --network none --volume \"$PWD:/data:ro\" assertion-inspector inspect /data\n\
         FROM scratch\n\
         # A tar archive is unpacked where it is added.\n\
         ADD {name} /\n\
         LABEL org.opencontainers.image.version=\"{version}\" org.opencontainers.image.licenses=\"MIT OR Apache-2.0\"\n\
         USER 65534:65534\n\
         ENTRYPOINT [\"/{folder}/assertion-inspector\"]\n",
        name = linux.name,
        folder = folder(linux)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::programs::TARGETS;

    fn all() -> Vec<(String, String)> {
        let asset = |target: &Target| Asset {
            name: format!(
                "assertion-inspector-1.2.3-{}{}",
                target.triple,
                if target.is_windows { ".zip" } else { ".tar.gz" }
            ),
            sha256: "0f".repeat(32),
        };
        write("1.2.3", &TARGETS.iter().map(|target| (target, asset(target))).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn each_names_the_version_the_address_and_the_sum() {
        let sum = "0f".repeat(32);
        for (name, text) in all() {
            assert!(text.contains("1.2.3"), "{name}");
            let has_sum = text.contains(&sum) || text.contains(&sum.to_uppercase());
            assert_eq!(has_sum, ["installer", "scoop", "homebrew"].iter().any(|part| name.contains(part)), "{name}");
            assert!(!text.contains("http://"), "{name}");
        }
    }

    #[test]
    fn scoops_next_version_is_looked_for_by_its_own_name() {
        let (_, text) = all().into_iter().find(|(name, _)| name.contains("scoop")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        let next = manifest["autoupdate"]["architecture"]["64bit"]["url"].as_str().unwrap();
        assert!(next.contains("/v$version/assertion-inspector-$version-") && !next.contains("1.2.3"), "{next}");
    }

    #[test]
    fn a_release_without_windows_has_no_manifests() {
        assert!(write("1.2.3", &[]).is_err());
    }
}
