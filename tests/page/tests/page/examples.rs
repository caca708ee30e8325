//! The examples, one click each.

use anyhow::Result;

use page_tests::built_page;

use crate::{count, on_page};

#[test]
fn each_example_fills_the_page() -> Result<()> {
    on_page(|page| {
        for (example, finding) in [
            ("hex-text-in-x5t", "thumbprint-hex-text-encoded"),
            ("federated-environment", "federated-subject"),
            ("all-in-order", "none"),
        ] {
            page.open_instead(&built_page())?;
            let verdict = page.verdict_after(|page| page.click(&format!("[data-example='{example}']")))?;
            assert_eq!(verdict, finding, "{example}");
            assert!(count(page, "#inputs li")? >= 2.0);
            // No certificate and no thumbprint plays a part in a federated token.
            assert_eq!(count(page, "#thumbprints td")? > 0.0, !example.starts_with("federated"), "{example}");
        }
        Ok(())
    })
}

#[test]
fn the_other_examples_are_chosen_from_a_list() -> Result<()> {
    on_page(|page| {
        for (example, finding) in [
            ("not-registered", "certificate-not-registered"),
            ("error-alone", "thumbprint-hex-text-encoded"),
            ("another-key", "signed-with-another-key"),
            ("wrong-padding", "signature-padding-mismatch"),
            ("wrong-certificate", "certificate-mismatch"),
            ("wrong-audience", "audience-resource"),
            ("federated-issuer", "federated-issuer"),
        ] {
            let choose = format!(
                "const more = document.getElementById('more-examples'); more.value = {example:?}; more.dispatchEvent(new Event('change'));"
            );
            let verdict = page.verdict_after(|page| page.run(&choose))?;
            assert_eq!(verdict, finding, "{example}");
        }
        Ok(())
    })
}
