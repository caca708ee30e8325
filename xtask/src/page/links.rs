//! What index.html links: its style, its script, the worker's scripts, the module and the catalogues.

use std::ops::Range;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::html::{StartTag, Tag};
use super::modules::{self, Script};

/// What a link leads to, and so how it is inlined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A stylesheet.
    Style,
    /// A module, put together with what it imports, that runs when the page has been read.
    Module,
    /// The same, as text that does not run by itself: the worker's.
    Worker,
    /// A script that was generated, and is packed: the module's glue, which stands before the worker's.
    Glue,
    /// What is packed: the WebAssembly module, a catalogue.
    Packed,
}

/// The type of the page's script.
pub(crate) const MODULE_TYPE: &str = "module";
/// The type of a `<script>` with a part of the worker.
pub(crate) const WORKER_TYPE: &str = "text/js-worker";
/// The type of a `<script>` with the glue.
pub(crate) const GLUE_TYPE: &str = "application/x-glue";
/// The types of a `<script>` that carries something packed: the module, a language's catalogue.
pub(crate) const PACKED_TYPES: [&str; 2] = ["application/wasm", "application/x-catalogue"];
/// Links below this lead to what was generated rather than to `www/`.
pub(crate) const GENERATED: &str = "generated/";

/// Where links lead.
#[derive(Debug)]
pub(crate) struct Folders {
    /// The folder of index.html.
    pub(crate) source: PathBuf,
    /// What [`GENERATED`] stands for.
    pub(crate) generated: PathBuf,
}

/// A link and what it leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Linked {
    pub(crate) kind: Kind,
    /// The link as index.html has it.
    pub(crate) name: String,
    /// The whole element in index.html.
    pub(crate) span: Range<usize>,
    /// Its start tag.
    pub(crate) tag: StartTag,
    /// What the file holds, with everything that it imports; line ends are `\n` unless it is packed.
    pub(crate) content: Vec<u8>,
    /// The modules that it was put together from.
    pub(crate) script: Option<Script>,
}

impl Linked {
    /// The content as text; what is packed is none.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.content).unwrap_or_default()
    }
}

/// Reads the file behind every link, in the order of the document.
///
/// # Errors
/// A file cannot be read, or is not the text that it should be.
pub(crate) fn read(tags: &[Tag], folders: &Folders) -> Result<Vec<Linked>> {
    let mut linked = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let Tag::Start(tag) = tag else { continue };
        let Some((kind, name)) = link(tag) else { continue };
        let end = match tags.get(at + 1) {
            Some(Tag::End { name, span }) if *name == tag.name => span.end,
            _ => tag.span.end,
        };
        let script = if matches!(kind, Kind::Module | Kind::Worker) && !name.starts_with(GENERATED) {
            Some(modules::put_together(&folders.source, name)?)
        } else {
            None
        };
        let content = match &script {
            Some(script) => script.text.clone().into_bytes(),
            None => read_file(kind, name, folders)?,
        };
        let span = tag.span.start..end;
        linked.push(Linked { kind, name: name.to_owned(), span, tag: tag.clone(), content, script });
    }
    Ok(linked)
}

/// What a tag links, and as what.
pub(crate) fn link(tag: &StartTag) -> Option<(Kind, &str)> {
    match tag.name.as_str() {
        "link" => Some((Kind::Style, tag.get("href")?)),
        "script" => {
            let kind = match tag.get("type") {
                Some(WORKER_TYPE) => Kind::Worker,
                Some(GLUE_TYPE) => Kind::Glue,
                Some(packed) if PACKED_TYPES.contains(&packed) => Kind::Packed,
                _ => Kind::Module,
            };
            Some((kind, tag.get("src")?))
        }
        _ => None,
    }
}

fn read_file(kind: Kind, name: &str, folders: &Folders) -> Result<Vec<u8>> {
    let path = match name.strip_prefix(GENERATED) {
        Some(rest) => folders.generated.join(rest),
        None => folders.source.join(name),
    };
    let content = std::fs::read(&path)
        .with_context(|| format!("index.html links {name}, and {} cannot be read", path.display()))?;
    if kind == Kind::Packed {
        return Ok(content);
    }
    let Ok(text) = String::from_utf8(content) else { bail!("{} is not UTF-8", path.display()) };
    // An HTML parser reads \r\n as \n, and the policy's hashes are those of what it reads.
    Ok(text.replace("\r\n", "\n").into_bytes())
}
