//! `verify-page`: whether a file is the page of this release.

use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;

use sha2::{Digest as _, Sha256};

use crate::{complain, output, visible};

/// The SHA-256 of the page that was built with this program; a release tells it the build.
const PAGE_SHA256: Option<&str> = option_env!("ASSERTION_INSPECTOR_PAGE_SHA256");

/// What `verify-page` is called with.
#[derive(clap::Args)]
pub struct Arguments {
    /// The page: assertion-inspector.html.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    let name = visible(&arguments.file.display().to_string());
    let bytes = match std::fs::read(&arguments.file) {
        Ok(bytes) => bytes,
        Err(problem) => {
            complain(format!("{name}: {problem}"));
            return ExitCode::from(2);
        }
    };
    let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let answer = Answer::new(&sum, PAGE_SHA256);
    output::status(output::print(format_args!("{name}: {answer}\nsha256 {sum}\n")), answer.status())
}

/// What a sum says of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Same,
    Another,
    /// This program was not built with a page.
    Unknown,
}

impl Answer {
    fn new(found: &str, expected: Option<&str>) -> Self {
        match expected {
            Some(expected) if expected == found => Self::Same,
            Some(_) => Self::Another,
            None => Self::Unknown,
        }
    }

    fn status(self) -> u8 {
        match self {
            Self::Same => 0,
            Self::Another => 1,
            Self::Unknown => 2,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = env!("CARGO_PKG_VERSION");
        match self {
            Self::Same => write!(f, "this is the page of version {version}, byte for byte"),
            Self::Another => write!(f, "this is not the page of version {version}: it is another version's, or was changed"),
            Self::Unknown => f.write_str(
                "this program was built without a page, so compare the sum with the one in SHA256SUMS of the page's release",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_bytes_are_the_page() {
        let statuses = [Some("aa"), Some("ab"), None].map(|expected| Answer::new("aa", expected).status());
        assert_eq!(statuses, [0, 1, 2]);
        assert!(!Answer::Another.to_string().contains("byte for byte"));
    }
}
