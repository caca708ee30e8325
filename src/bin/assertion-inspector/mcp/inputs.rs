//! What an agent gives: texts, and the names of files that it may have read.

use std::path::{Path, PathBuf};

use assertion_inspector::{Input, InputKind, Intake, Options};
use serde::Deserialize;
use serde_json::Value;

use crate::files::{self, Source};
use crate::{At, now, read_at};

/// The most inputs of one call.
const MOST: usize = 200;

/// The most characters of a name.
const MOST_OF_NAME: usize = 1_000;
/// The most bytes of a path that an error repeats.
const MOST_OF_PATH: usize = 255;

/// What `inspect` and `preflight` are given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    #[serde(default)]
    inputs: Vec<Text>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    at: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    name: Option<String>,
    text: String,
}

/// The folders whose files may be read.
pub(super) struct Allowed(Vec<PathBuf>);

impl Allowed {
    pub(super) fn new(folders: &[PathBuf]) -> Result<Self, String> {
        let real = |folder: &PathBuf| match folder.canonicalize() {
            Ok(real) if real.is_dir() => Ok(real),
            Ok(_) => Err(format!("{}: this is not a folder", folder.display())),
            Err(problem) => Err(format!("{}: {problem}", folder.display())),
        };
        folders.iter().map(real).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn is_any(&self) -> bool {
        !self.0.is_empty()
    }

    /// The file that a path names, and the name to show. Whatever lies elsewhere is as if it were not there, so that an agent
    /// cannot be used to find out.
    fn find(&self, path: &str) -> Result<(PathBuf, String), String> {
        if !self.is_any() {
            return Err(
                "no file is read here, unless whoever starts this program allows its folder with --allow; give \
                        the text itself"
                    .to_owned(),
            );
        }
        // Links are followed first: what counts is where the file really is. An absolute path stays what it is.
        let within = |folder: &PathBuf| {
            let real = folder.join(path).canonicalize().ok()?;
            let inside = self.0.iter().find_map(|allowed| real.strip_prefix(allowed).ok())?;
            let name = inside.display().to_string();
            real.is_file().then_some((real, name))
        };
        self.0.iter().find_map(within).ok_or_else(|| {
            // What is longer is no path, and may be what no error repeats.
            let shown = if path.len() <= MOST_OF_PATH { shorten(path) } else { "…".to_owned() };
            format!("{shown}: there is no such file in the folders that are allowed")
        })
    }
}

impl Given {
    /// Reads the arguments of a call. What they are is not repeated: a key may be among them.
    pub(super) fn read(arguments: serde_json::Map<String, Value>) -> Result<Self, String> {
        serde_json::from_value(Value::Object(arguments)).map_err(|_| {
            "the arguments are not those of the tool: `inputs` is a list of objects with `text` and, if you like, `name`, \
             `paths` a list of texts, and `at` a text"
                .to_owned()
        })
    }

    /// Reads everything that was given.
    pub(super) fn take(&self, allowed: &Allowed) -> Result<(Intake, Options), String> {
        if self.inputs.is_empty() && self.paths.is_empty() {
            return Err("nothing was given: `inputs` has the texts to inspect".to_owned());
        }
        if self.inputs.len() + self.paths.len() > MOST {
            return Err(format!("more than {MOST} inputs were given: give fewer at a time"));
        }
        let mut options = Options::new(now());
        options = match self.at.as_deref().map(read_at).transpose()? {
            Some(At::Instant(at)) => options.at(at),
            Some(At::Issue) => options.at_issue(),
            None => options,
        };
        let mut intake = Intake::new(&options);
        for (index, Text { name, text }) in self.inputs.iter().enumerate() {
            let name = name.as_deref().filter(|name| !name.is_empty()).map(shorten);
            let name = name.unwrap_or_else(|| format!("input {}", index + 1));
            let is_open =
                || format!("{} It has been in this conversation: whoever owns it should replace it.", refusal(&name));
            if names_key(text) {
                return Err(is_open());
            }
            intake.add(&Input { name: name.clone(), bytes: text.clone().into_bytes() });
            check(&intake, &name).map_err(|problem| if intake.has_private_key() { is_open() } else { problem })?;
        }
        for path in &self.paths {
            let (file, name) = allowed.find(path)?;
            read(&mut intake, &file, &name)?;
            check(&intake, &name)?;
        }
        Ok((intake, options))
    }
}

/// Reads a file, a log piece by piece.
fn read(intake: &mut Intake, file: &Path, name: &str) -> Result<(), String> {
    let named = |problem: String| format!("{name}: {problem}");
    match files::open(file).map_err(named)? {
        Source::Whole(input) => {
            if std::str::from_utf8(&input.bytes).is_ok_and(names_key) {
                return Err(refusal(name));
            }
            intake.add(&Input { name: name.to_owned(), ..input });
        }
        Source::Stream(_, head, mut rest) => {
            intake.begin(name);
            intake.feed(&head);
            files::pour(&mut rest, &mut |bytes| {
                intake.feed(bytes);
                true
            })
            .map_err(named)?;
            intake.end();
        }
    }
    Ok(())
}

/// Refuses what holds a private key, or may hold one.
fn check(intake: &Intake, name: &str) -> Result<(), String> {
    if intake.has_private_key() {
        return Err(refusal(name));
    }
    let is_key = |kind| matches!(kind, InputKind::PrivateKey | InputKind::PrivateKeys);
    for input in intake.inputs() {
        if is_key(input.kind) {
            return Err(refusal(&input.name));
        }
        if input.needs_password || input.kind == InputKind::Pkcs12 && input.problem.is_some() {
            return Err(format!(
                "{}: it is locked and may hold a private key, and none is taken here. Give the certificate alone (openssl pkcs12 -in \
                 FILE -nokeys -out certificate.pem).",
                input.name
            ));
        }
    }
    Ok(())
}

fn refusal(name: &str) -> String {
    format!(
        "{name}: it holds a private key, and none is taken here. Give the certificate alone (openssl x509 -in FILE -out \
         certificate.pem): nothing else is needed."
    )
}

/// The beginning of a name, which an agent may have taken from anywhere.
fn shorten(name: &str) -> String {
    if names_key(name) {
        return "…".to_owned();
    }
    name.chars().take(MOST_OF_NAME).collect()
}

/// Whether a text says of itself that it has a private key in it, even one that cannot be read.
fn names_key(text: &str) -> bool {
    let is_pem = text.contains("PRIVATE KEY-----") || text.contains("PuTTY-User-Key-File");
    is_pem || text.contains("\"kty\"") && serde_json::from_str(text).is_ok_and(|value: Value| has_secret_jwk(&value))
}

/// Whether there is a JWK with a private part, or a symmetric one, in a document.
fn has_secret_jwk(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_secret_jwk),
        Value::Object(members) => {
            members.contains_key("kty") && (members.contains_key("d") || members.contains_key("k"))
                || members.values().any(has_secret_jwk)
        }
        _ => false,
    }
}
