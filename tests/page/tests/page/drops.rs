//! Files dropped onto the page.

use anyhow::Result;

use crate::{count, fixtures, in_time, unfold};

#[test]
fn an_assertion_of_msal_python_and_its_certificate_explain_no_refusal() -> Result<()> {
    in_time(|page| {
        let verdict = page.verdict_after(|page| page.drop_files(&fixtures(["msal-python-pem.jwt", "app.pem"])))?;
        assert_eq!(verdict, "none");
        assert_eq!(count(page, "#inputs li")?, 2.0);
        assert_eq!(page.text_of("document.getElementById('verdict').dataset.status")?, "pass");
        // What was not checked is said, and what would check it.
        assert!(count(page, "#verdict .unchecked li")? > 0.0);
        Ok(())
    })
}

#[test]
fn hex_text_in_x5t_is_named_with_both_values() -> Result<()> {
    in_time(|page| {
        let verdict = page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        let sentence = page.text_of("document.querySelector('#verdict h2').textContent")?;
        assert!(sentence.contains("x5t"), "{sentence}");
        assert!(count(page, "#verdict .evidence")? > 0.0);
        Ok(())
    })
}

#[test]
fn the_thumbprint_table_marks_what_is_the_same() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.pem", "other.pem"])))?;
        let headings = "[...document.querySelectorAll('#thumbprints thead th')].length";
        assert_eq!(page.number_of(headings)?, 4.0, "notation, header, two certificates");
        let marked = "[...document.querySelectorAll('#thumbprints tr')].find(row => row.querySelector('[data-match=true]')) \
                      .querySelectorAll('td')[INDEX].dataset.match";
        assert_eq!(page.text_of(&marked.replace("INDEX", "0"))?, "true", "the header's own value");
        assert_eq!(page.text_of(&marked.replace("INDEX", "1"))?, "true", "the certificate that signed");
        assert_eq!(page.text_of(&marked.replace("INDEX", "2"))?, "false", "the other certificate");
        Ok(())
    })
}

#[test]
fn nothing_matches_where_the_header_names_no_certificate_at_hand() -> Result<()> {
    in_time(|page| {
        let verdict = page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "other.pem"])))?;
        assert_ne!(verdict, "none");
        assert_eq!(count(page, "#thumbprints [data-match=true]")?, 0.0);
        Ok(())
    })
}

#[test]
fn every_point_of_the_guide_has_a_state() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        assert_eq!(count(page, "#guide [data-guide][data-state]")?, 20.0);
        assert_eq!(
            page.number_of("new Set([...document.querySelectorAll('[data-guide]')].map(p => p.dataset.guide)).size")?,
            20.0
        );
        let known = ["fine", "wrong", "does-not-apply", "needs-you", "not-checked"];
        for state in page
            .text_of("[...document.querySelectorAll('[data-guide]')].map(p => p.dataset.state).join(' ')")?
            .split(' ')
        {
            assert!(known.contains(&state), "{state}");
        }
        assert_eq!(page.text_of("document.querySelector('[data-guide=diagnose-assertion]').dataset.state")?, "wrong");
        Ok(())
    })
}

#[test]
fn a_certificate_in_der_is_a_certificate() -> Result<()> {
    in_time(|page| {
        let verdict = page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.der"])))?;
        assert_eq!(verdict, "none");
        Ok(())
    })
}

#[test]
fn files_add_up_and_can_be_removed() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt"])))?;
        assert_eq!(count(page, "#inputs li")?, 1.0);
        let verdict = page.verdict_after(|page| page.drop_files(&fixtures(["other.pem"])))?;
        assert_ne!(verdict, "none");
        assert_eq!(count(page, "#inputs li")?, 2.0);

        unfold(page)?;
        let verdict = page.verdict_after(|page| page.click("#inputs li:nth-child(2) button"))?;
        assert_eq!(verdict, "none", "without the other certificate nothing is wrong");
        assert_eq!(count(page, "#inputs li")?, 1.0);

        page.click("#inputs li button")?;
        page.wait_for("document.querySelectorAll('#inputs li').length === 0")?;
        page.wait_for("document.getElementById('verdict').dataset.ready === undefined")?;
        Ok(())
    })
}

#[test]
fn files_can_be_chosen_with_the_button() -> Result<()> {
    in_time(|page| {
        let verdict = page.verdict_after(|page| page.choose_files(&fixtures(["other-certificate.jwt", "app.pem"])))?;
        assert_eq!(verdict, "certificate-mismatch");
        Ok(())
    })
}
