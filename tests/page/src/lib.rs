//! The built page in a real browser, opened from `file://`.
//!
//! [`Page`] is the page as its user has it: files are dropped onto it, keys are pressed, and everything that a user must
//! never see (a request, a violated policy, an error) is recorded. The [`Engine`] is chosen by a variable: Chromium by its
//! DevTools protocol, with the browser's own drag and drop and a record from the first moment on, in the worker too;
//! Firefox and WebKitGTK by what W3C WebDriver lets do.
//!
//! The tests are in `tests/page/`; [`measure`] and [`pictures`] serve `cargo xtask measure` and `screenshots`. Those of the
//! documentation are in `tests/site/`.

pub mod axe;
pub mod chromium;
mod connection;
mod driver;
mod engine;
pub mod firefox;
pub mod keys;
pub mod measure;
mod page;
pub mod pictures;
mod process;
mod proxy;
mod record;
mod remote;
pub mod webkit;

pub use engine::{Engine, VARIABLE as ENGINE_VARIABLE};
pub use page::Page;
pub use record::Record;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

/// The page that `cargo xtask build` writes.
pub fn built_page() -> PathBuf {
    root().join("dist/assertion-inspector.html")
}

/// The page with a module in which tests can ask for faults, which `cargo xtask test` writes.
pub fn faulty_page() -> PathBuf {
    root().join("target/page-faulty/assertion-inspector.html")
}

/// The folder of the documentation that `cargo xtask site` writes.
pub fn built_site() -> PathBuf {
    root().join("dist/site")
}

/// A file of `tests/fixtures`.
pub fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures").join(name)
}

/// The SHA-256 of bytes, in lower-case hexadecimal.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The [`sha256`] of the packed module in a page.
///
/// # Errors
/// The page cannot be read, or has no module.
pub fn module_sha256(page: &Path) -> Result<String> {
    let text = std::fs::read_to_string(page)?;
    let module = text.split_once("type=\"application/wasm\">").and_then(|(_, rest)| rest.split_once("</script>"));
    let (module, _) = module.context("the page has no module")?;
    Ok(sha256(module.trim()))
}

/// The root of the repository.
fn root() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.ancestors().nth(2).unwrap_or(folder).to_owned()
}
