//! The commands of `cargo xtask`, their names and what they do.

use anyhow::{Result, bail};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    Build,
    Open,
    Test,
    Quick,
    Screenshots,
    Measure,
    Families,
    Mutants,
    Types,
    Help,
}

const COMMANDS: [(&str, Command, &str); 10] = [
    ("open", Command::Open, "build the page and open it; print its path where there is no display"),
    ("build", Command::Build, "build the page: dist/assertion-inspector.html"),
    ("test", Command::Test, "run every test there is, those in a browser included, and the budgets"),
    ("quick", Command::Quick, "check the format and test the core, in seconds"),
    ("measure", Command::Measure, "build the page, and measure its size and its times against the budgets"),
    ("families", Command::Families, "print what inspecting costs, for families of inputs that grow, in some minutes"),
    (
        "mutants",
        Command::Mutants,
        "put small faults into the checks, and see that a test notices each; SHARD=3/40 takes a part",
    ),
    ("screenshots", Command::Screenshots, "build the page, and save pictures of it to target/screenshots"),
    ("types", Command::Types, "write www/report.d.ts anew from the types of src/report"),
    ("help", Command::Help, "print this"),
];

impl Command {
    /// Reads the arguments after `cargo xtask`: exactly one command, or none for help.
    ///
    /// # Errors
    /// The command is unknown, or something follows it.
    pub(crate) fn parse(arguments: &[String]) -> Result<Command> {
        let Some((name, rest)) = arguments.split_first() else {
            return Ok(Command::Help);
        };
        let name = match name.as_str() {
            "-h" | "--help" => "help",
            name => name,
        };
        let Some((_, command, _)) = COMMANDS.iter().find(|(known, ..)| *known == name) else {
            bail!("there is no command `{name}`\n\n{}", usage());
        };
        if let Some(extra) = rest.first() {
            bail!("`cargo xtask {name}` takes no arguments, but was given `{extra}`");
        }
        Ok(*command)
    }
}

/// The help text: a line for each command.
pub(crate) fn usage() -> String {
    let mut text = "Usage: cargo xtask <command>\n\n".to_owned();
    for (name, _, what) in COMMANDS {
        text += &format!("  {name:<12} {what}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command> {
        Command::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn every_command_is_read_by_its_name_and_stands_in_the_usage() {
        for (name, command, _) in COMMANDS {
            assert_eq!(parse(name).unwrap(), command);
            assert!(usage().contains(&format!("\n  {name} ")), "{name}");
        }
        assert_eq!(parse("").unwrap(), Command::Help);
        assert_eq!(parse("--help").unwrap(), Command::Help);
    }

    #[test]
    fn what_is_not_a_command_is_named() {
        assert!(parse("biuld").unwrap_err().to_string().starts_with("there is no command `biuld`"));
        assert!(parse("build fast").unwrap_err().to_string().ends_with("was given `fast`"));
    }
}
