//! Standard output, the same for every command.

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::complain;

/// Prints a text. A reader that went away, such as `head`, has what it wanted.
pub fn print(text: impl std::fmt::Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    wanted(write!(out, "{text}").and_then(|()| out.flush()))
}

/// What came of writing, unless nobody wants it any more.
pub fn wanted(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|problem| if problem.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(problem) })
}

/// The exit status of a command that printed something, if it could.
pub fn status(written: io::Result<()>, status: u8) -> ExitCode {
    written.map_or_else(
        |problem| {
            complain(format!("the output could not be written: {problem}"));
            ExitCode::from(2)
        },
        |()| ExitCode::from(status),
    )
}
