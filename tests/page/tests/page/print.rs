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
fn nothing_of_an_error_or_a_registration_is_printed_whole_where_ids_are_shortened() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.pem", "registered-other.json"])))?;
        let error = "AADSTS700027: x [Reason - The key was not found.] Trace ID: 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Correlation ID: 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Timestamp: 2026-11-23 10:01:56Z";
        page.verdict_after(|page| page.paste_anywhere(error))?;
        page.wait_for("document.body.dataset.printable === 'true'")?;
        page.click("#share > summary")?;
        page.click("#share-short-ids")?;
        page.wait_for("document.body.dataset.printable === 'true'")?;
        let whole = "[...document.querySelectorAll('#verdict, .result > :not(#repair)')].map(area => area.textContent.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i)?.[0] ?? '').join('')";
        assert_ne!(page.text_of(whole)?, "");
        page.run("document.querySelector('#findings details').open = false; dispatchEvent(new Event('beforeprint'))")?;
        assert_eq!(page.text_of(whole)?, "");
        page.run("dispatchEvent(new Event('afterprint'))")?;
        assert_ne!(page.text_of(whole)?, "");
        assert_eq!(page.text_of("String(document.querySelector('#findings details').open)")?, "false");
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
