//! Text that is pasted or typed.

use anyhow::Result;

use crate::{count, fixture_text, in_time};

#[test]
fn assertion_and_certificate_in_one_text_are_both_found() -> Result<()> {
    in_time(|page| {
        let text = format!("{}\n\n{}", fixture_text("x5t-hex-text.jwt")?.trim(), fixture_text("app.pem")?);
        let verdict = page.verdict_after(|page| page.type_into("#text", &text))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        assert_eq!(count(page, "#inputs li")?, 1.0);
        Ok(())
    })
}

#[test]
fn text_can_be_pasted_anywhere() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.paste_anywhere(&fixture_text("in-order.jwt")?))?;
        let verdict = page.verdict_after(|page| page.paste_anywhere(&fixture_text("app.pem")?))?;
        assert_eq!(verdict, "none");
        Ok(())
    })
}

#[test]
fn a_file_and_a_text_add_up() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&crate::fixtures(["app.pem"])))?;
        crate::unfold(page)?;
        let verdict = page.verdict_after(|page| page.type_into("#text", &fixture_text("x5t-hex-text.jwt")?))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        assert_eq!(count(page, "#inputs li")?, 2.0);
        Ok(())
    })
}
