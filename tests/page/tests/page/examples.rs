//! The examples, one click each.

use anyhow::Result;

use crate::{count, on_page};

#[test]
fn each_example_fills_the_page() -> Result<()> {
    for (example, finding) in [
        ("hex-text-in-x5t", "thumbprint-hex-text-encoded"),
        ("wrong-certificate", "certificate-mismatch"),
        ("all-in-order", "none"),
    ] {
        on_page(|page| {
            let verdict = page.verdict_after(|page| page.click(&format!("[data-example='{example}']")))?;
            assert_eq!(verdict, finding, "{example}");
            assert!(count(page, "#inputs li")? >= 2.0);
            assert!(count(page, "#thumbprints td")? > 0.0);
            Ok(())
        })?;
    }
    Ok(())
}
