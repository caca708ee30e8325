//! `completions` and `man`: what a package lays beside the program.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::{Arguments, output};

/// Prints the completions for a shell.
pub fn completions(shell: clap_complete::Shell) -> ExitCode {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), env!("CARGO_PKG_NAME"), &mut text);
    output::status(output::print(String::from_utf8_lossy(&text)), 0)
}

/// Prints the manual page of the program with all its commands.
pub fn man() -> ExitCode {
    output::status(render().and_then(|text| output::print(String::from_utf8_lossy(&text))), 0)
}

fn render() -> io::Result<Vec<u8>> {
    let mut command = Arguments::command();
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for one in command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help") {
        let man = clap_mangen::Man::new(one.clone());
        writeln!(text, ".SH {}", one.get_name().to_uppercase())?;
        for part in [clap_mangen::Man::render_synopsis_section, clap_mangen::Man::render_description_section] {
            part(&man, &mut text)?;
        }
        man.render_options_section(&mut text)?;
        man.render_extra_section(&mut text)?;
    }
    Ok(text)
}
