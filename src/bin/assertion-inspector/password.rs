//! Asks for a password on the terminal.

use std::io::{IsTerminal, stderr, stdin};

/// Attempts before it gives up, as sudo has them.
const ATTEMPTS: usize = 3;

/// Asks until `open` returns something for the answer; `None` if there is no terminal, an empty answer, or no right one.
pub fn ask<T>(mut open: impl FnMut(String) -> Option<T>) -> Option<T> {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return None;
    }
    for attempt in 0..ATTEMPTS {
        let prompt =
            if attempt == 0 { "Password of what is encrypted here: " } else { "That does not open it. Password: " };
        let answer = rpassword::prompt_password(prompt).ok().filter(|answer| !answer.is_empty())?;
        if let Some(opened) = open(answer) {
            return Some(opened);
        }
    }
    None
}
