//! Inputs that are not what anybody meant to drop: each gets its sentence, and nothing else is lost.

use anyhow::Result;

use page_tests::Page;

use crate::{count, fixtures, in_time, pace};

/// Drops something odd together with a sound assertion and its certificate, and returns what the list says of it.
fn said_of(page: &mut Page, name: &str, content: &[u8]) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let odd = folder.path().join(name);
    std::fs::write(&odd, content)?;
    let [assertion, certificate] = fixtures(["in-order.jwt", "app.pem"]);
    let verdict = page.verdict_after(|page| page.drop_files(&[odd, assertion, certificate]))?;
    assert_eq!(verdict, "none", "the others still count");
    assert_eq!(count(page, "#inputs li")?, 3.0);
    page.text_of("document.querySelector('#inputs li').textContent")
}

#[test]
fn a_pdf_is_called_one() -> Result<()> {
    in_time(|page| {
        let said = said_of(page, "manual.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")?;
        assert!(said.contains("manual.pdf") && said.contains("PDF"), "{said}");
        Ok(())
    })
}

#[test]
fn an_empty_file_is_called_empty() -> Result<()> {
    in_time(|page| {
        let said = said_of(page, "nothing.pem", b"")?;
        assert!(said.contains("empty"), "{said}");
        Ok(())
    })
}

#[test]
fn a_certificate_cut_in_half_is_not_taken_for_one() -> Result<()> {
    in_time(|page| {
        let whole = std::fs::read(page_tests::fixture("app.der"))?;
        let said = said_of(page, "half.der", whole.split_at(whole.len() / 2).0)?;
        assert!(said.contains("cut off"), "{said}");
        Ok(())
    })
}

#[test]
fn fifty_megabytes_of_zeros_do_not_freeze_the_page() -> Result<()> {
    in_time(|page| {
        pace::never_stands_still(page, |page| {
            let said = said_of(page, "zeros.bin", &vec![0; 50 << 20])?;
            assert!(said.contains("zeros.bin"), "{said}");
            Ok(())
        })
    })
}

/// A name that turns the direction of what follows it, and claims that nobody would see.
#[test]
fn what_nobody_would_see_is_written_out_everywhere() -> Result<()> {
    in_time(|page| {
        let claims = r#"{"aud":"https://login.microsoftonline.com/t\u202e/moc","iss":"a\u200bb","sub":"\udb40\udc41","evil\u2066":"\u0007"}"#;
        let token = format!("{}.{}.AAAA", encoded(r#"{"alg":"RS256","x5t":"\u061c"}"#), encoded(claims));
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("tele\u{202e}fdp.jwt");
        std::fs::write(&file, token)?;
        page.verdict_after(|page| page.drop_files(&[file]))?;
        page.run("for (const details of document.querySelectorAll('details')) details.open = true")?;
        page.wait_for("document.querySelector('#share-preview').textContent.includes('u202e')")?;
        let unseen = r"/(?![\n\t])[\p{Cc}\p{DI}\u2028\u2029]/u";
        let shown = format!(
            "[...document.querySelectorAll('body *')].flatMap((one) => [one.title, one.getAttribute('aria-label') ?? '', \
             ...[...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data)]) \
             .filter((text) => {unseen}.test(text)).join('|')"
        );
        assert_eq!(page.text_of(&shown)?, "");
        let text = page.text_of("document.body.textContent")?;
        assert!(text.contains("tele\\u202efdp.jwt") || text.contains("teleU+202Efdp.jwt"), "{text}");
        page.run(
            "document.querySelector('#share-format').value = 'json'; \
                  document.querySelector('#share-format').dispatchEvent(new Event('change'))",
        )?;
        page.wait_for("document.querySelector('#share-preview').textContent.startsWith('{')")?;
        assert_eq!(
            page.number_of(&format!("Number({unseen}.test(document.querySelector('#share-preview').textContent))"))?,
            0.0
        );
        Ok(())
    })
}

fn encoded(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}
