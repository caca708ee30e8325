//! The report's types for the page's scripts, `www/report.d.ts`, and as a JSON schema, `docs/report.schema.json`.

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

/// Writes the declarations anew. The same test of the core compares them when it is run without the variable.
///
/// # Errors
/// The core does not compile, or the file cannot be written.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    let mut test = workspace.cargo();
    test.args(["test", "--quiet", "--package", "assertion-inspector", "--lib", "--", "declarations::", "schema::"]);
    process::run(test.env("UPDATE_TYPES", "1"))
}
