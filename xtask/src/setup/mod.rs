//! What the machine must have: found where it is there, installed where it can be, and otherwise asked for in one
//! sentence. Nothing that is missing is passed over.

pub(crate) mod apt;
mod cargo_install;
mod debian_std;
mod programs;
pub(crate) mod rust_target;
mod wasm_target;

pub(crate) use cargo_install::{cargo_deny, cargo_fuzz, cargo_semver_checks};
pub(crate) use programs::{cargo_tools, chromium, compilers, curl, firefox, japanese, npm, openssl, python, webkit};
pub(crate) use wasm_target::Toolchain;

/// Says what is being installed or done about the machine, before it is done.
pub(crate) fn say(what: &str) {
    eprintln!("setup: {what}");
}
