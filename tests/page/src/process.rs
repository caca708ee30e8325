//! Programs that run for as long as something needs them.

use std::process::{Child, ChildStdout, Command};

use anyhow::{Context as _, Result};

/// A running program; it is ended when this is dropped.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    /// Starts a program.
    ///
    /// # Errors
    /// It cannot be started.
    pub(crate) fn start(command: &mut Command) -> Result<Running> {
        let program = command.get_program().to_owned();
        command.spawn().map(Running).with_context(|| format!("{} cannot be started", program.display()))
    }

    /// What it prints, where that goes through a pipe; once.
    pub(crate) fn output(&mut self) -> Option<ChildStdout> {
        self.0.stdout.take()
    }

    /// Whether it ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already is just as well.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
