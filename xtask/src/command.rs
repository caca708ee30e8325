//! The commands of `cargo xtask`, their names and what they do.

use anyhow::{Context, Result, bail};

use crate::fuzz;

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
    Spark,
    Mutants,
    Types,
    Costs,
    Dependencies,
    Reproducible,
    Release,
    ReleaseMacos,
    Npm,
    Bench,
    Site,
    Crate,
    Fuzz(Fuzz),
    Help,
}

/// Which fuzz targets run, and for how long each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fuzz {
    /// One by its index in [`fuzz::TARGETS`], or all.
    pub(crate) target: Option<usize>,
    /// Seconds.
    pub(crate) seconds: u32,
}

const COMMANDS: [(&str, Command, &str); 21] = [
    ("open", Command::Open, "build the page and open it; print its path where there is no display"),
    ("build", Command::Build, "build the page: dist/assertion-inspector.html"),
    ("test", Command::Test, "run every test there is, those in a browser included, and the budgets"),
    ("quick", Command::Quick, "check the format and test the core, in seconds"),
    ("measure", Command::Measure, "build the page, and measure its size and its times against the budgets"),
    ("families", Command::Families, "print what inspecting costs, for families of inputs that grow, in some minutes"),
    (
        "costs",
        Command::Costs,
        "the same for a sample of them, and check what people bring most often against its limits",
    ),
    ("spark", Command::Spark, "fetch Apache Spark (434 MB) and run the recipe of docs/at-scale in it"),
    (
        "mutants",
        Command::Mutants,
        "put small faults into the checks, and see that a test notices each; SHARD=3/40 takes a part",
    ),
    ("screenshots", Command::Screenshots, "build the page, and save pictures of it to target/screenshots"),
    ("types", Command::Types, "write www/report.d.ts and docs/report.schema.json anew from the types of src/report"),
    ("dependencies", Command::Dependencies, "check the dependencies: advisories, licences, sources, duplicates"),
    ("release", Command::Release, "build everything that is given to users: dist/release, dist/manifests"),
    (
        "release-macos",
        Command::ReleaseMacos,
        "build the programs for macOS, on a machine of that system, for the page in dist/release",
    ),
    ("bench", Command::Bench, "measure how long things take, beside other programs"),
    ("npm", Command::Npm, "build the package for npm, dist/npm, and try it as its users do"),
    ("site", Command::Site, "build the documentation as pages: dist/site"),
    (
        "crate",
        Command::Crate,
        "try what crates.io would get: it compiles, its documentation is whole, and it breaks no promise of the last release",
    ),
    ("reproducible", Command::Reproducible, "build the page in two folders, and compare the two"),
    (
        "fuzz",
        Command::Fuzz(Fuzz { target: None, seconds: 60 }),
        "run every fuzz target for a minute, or: fuzz [--seconds N] [TARGET]",
    ),
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
        if let Command::Fuzz(fuzz) = command {
            return fuzz.with(rest).map(Command::Fuzz);
        }
        if let Some(extra) = rest.first() {
            bail!("`cargo xtask {name}` takes no arguments, but was given `{extra}`");
        }
        Ok(*command)
    }
}

impl Fuzz {
    fn with(mut self, arguments: &[String]) -> Result<Self> {
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if argument == "--seconds" {
                let seconds = arguments.next().and_then(|text| text.parse().ok());
                self.seconds = seconds.context("after --seconds, there must be a number")?;
            } else {
                let target = fuzz::TARGETS.iter().position(|target| target == argument);
                self.target = Some(target.with_context(|| {
                    format!("there is no fuzz target `{argument}`; there are {}", fuzz::TARGETS.join(", "))
                })?);
            }
        }
        Ok(self)
    }
}

/// The help text: a line for each command.
pub(crate) fn usage() -> String {
    let mut text = "Usage: cargo xtask <command>\n\n".to_owned();
    for (name, _, what) in COMMANDS {
        text += &format!("  {name:<13} {what}\n");
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
        assert!(parse("fuzz nothing").unwrap_err().to_string().starts_with("there is no fuzz target `nothing`"));
        let one = Fuzz { target: Some(0), seconds: 5 };
        assert_eq!(parse(&format!("fuzz --seconds 5 {}", fuzz::TARGETS[0])).unwrap(), Command::Fuzz(one));
        assert!(parse("build fast").unwrap_err().to_string().ends_with("was given `fast`"));
    }
}
