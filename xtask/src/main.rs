//! Builds the one-file page, opens it, tests everything there is and measures the budgets: `cargo xtask help`.
//!
//! What is missing on the machine is installed where that is possible (see [`setup`]), and named where it is not.

mod bench;
mod budget;
mod command;
mod config;
mod crate_package;
mod dependencies;
mod families;
mod fetched;
mod fuzz;
mod mutants;
mod npm;
mod open;
mod page;
mod process;
mod release;
mod reproducible;
mod screenshots;
mod setup;
mod site;
mod stacks;
mod stages;
mod test;
mod types;
mod typescript;

mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

use command::Command;
use config::Config;
use workspace::Workspace;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match Command::parse(&arguments).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::here();
    let config = Config::read(&workspace)?;
    match command {
        Command::Help => {
            print!("{}", command::usage());
            Ok(())
        }
        Command::Build => page::build(&workspace, &config).map(drop),
        Command::Open => open::open(&page::build(&workspace, &config)?.path),
        Command::Test => test::everything(&workspace, &config),
        Command::Quick => test::quick(&workspace),
        Command::Screenshots => screenshots::save(&workspace, &page::build(&workspace, &config)?.path),
        Command::Measure => budget::check(&config, &page::build(&workspace, &config)?),
        Command::Families => families::print(&workspace, &config),
        Command::Costs => families::check(&workspace, &config),
        Command::Spark => fetched::test_with_spark(&workspace),
        Command::Mutants => mutants::run(&workspace),
        Command::Types => types::write(&workspace),
        Command::Dependencies => dependencies::check_all(&workspace),
        Command::Release => release::make(&workspace, &config),
        Command::ReleaseMacos => release::make_for_macos(&workspace),
        Command::Crate => crate_package::check(&workspace),
        Command::Bench => bench::run(&workspace, &config),
        Command::Npm => npm::check(&workspace, &npm::build(&workspace, &config, None)?),
        Command::Site => site::build(&workspace).map(drop),
        Command::Reproducible => {
            let page = page::build(&workspace, &config)?;
            reproducible::compare(&workspace, &config, &page)
        }
        Command::Fuzz(fuzz) => fuzz::run(&workspace, fuzz),
    }
}
