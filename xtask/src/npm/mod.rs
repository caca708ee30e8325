//! `cargo xtask npm`: the package for npm, in `dist/npm`, and what it is tried with.

mod build;
mod check;

pub(crate) use build::build;
pub(crate) use check::check;
