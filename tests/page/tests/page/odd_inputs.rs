//! Inputs that are not what anybody meant to drop: each gets its sentence, and nothing else is lost.

use anyhow::Result;

use page_tests::Page;

use crate::{count, fixtures, in_time};

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
        page.evaluate(
            "window.longest = 0, window.last = performance.now(), setInterval(() => { \
                       const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 10), 0",
        )?;
        let said = said_of(page, "zeros.bin", &vec![0; 50 << 20])?;
        assert!(said.contains("zeros.bin"), "{said}");
        let longest = page.number_of("longest")?;
        assert!(longest < 500.0, "the page stood still for {longest} ms");
        Ok(())
    })
}
