//! What comes onto paper.

use anyhow::Result;

use crate::{fixture_text, fixtures, in_time};

#[test]
fn what_is_printed_has_no_secrets_and_the_page_is_as_before() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.pem"])))?;
        page.wait_for("document.body.dataset.printable === 'true'")?;
        let token = fixture_text("in-order.jwt")?;
        let signature = token.trim().rsplit('.').next().unwrap_or_default().to_owned();
        let shown = "document.getElementById('token').textContent";
        assert!(page.text_of(shown)?.contains(&signature));
        page.run("dispatchEvent(new Event('beforeprint'))")?;
        let printed = page.text_of("document.getElementById('result').textContent")?;
        assert!(!printed.contains(&signature[..40]), "the signature is cut");
        assert_eq!(page.text_of("String(document.querySelector('#findings details:not([open])'))")?, "null");
        page.run("dispatchEvent(new Event('afterprint'))")?;
        assert!(page.text_of(shown)?.contains(&signature));
        Ok(())
    })
}

#[test]
fn ids_are_shortened_on_wish() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.pem"])))?;
        page.click("#share > summary")?;
        let preview = "document.getElementById('share-preview').textContent";
        page.wait_for(&format!("{preview}.includes('c3b1d9e2-5a44')"))?;
        page.click("#share-short-ids")?;
        page.wait_for(&format!("{preview}.includes('c3b1d9e2…') && !{preview}.includes('c3b1d9e2-')"))
    })
}
