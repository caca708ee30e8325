//! Containers that ask for a password, archives, and logs with many assertions.

use std::fmt::Write as _;

use anyhow::Result;

use page_tests::{Page, fixture, keys, pictures};

use crate::{count, fixtures, in_time, pace};

/// What the list says of its first input.
fn said(page: &mut Page) -> Result<String> {
    page.text_of("document.querySelector('#inputs .input-say').textContent")
}

/// Puts a password into the field in the list, and waits for what comes of it.
fn give(page: &mut Page, password: &str) -> Result<String> {
    page.evaluate("document.querySelector('.password input').value = ''")?;
    page.type_into(".password input", password)?;
    page.verdict_after(|page| page.press(keys::ENTER))
}

#[test]
fn a_pfx_asks_for_its_password_in_place_and_again_when_it_is_wrong() -> Result<()> {
    in_time(|page| {
        let [pfx, token] = fixtures(["containers/openssl3.pfx", "in-order.jwt"]);
        page.verdict_after(|page| page.drop_files(&[pfx, token]))?;
        assert!(said(page)?.contains("needs its password"), "{}", said(page)?);
        assert_eq!(count(page, ".password input[type=password]")?, 1.0);
        give(page, "not this")?;
        assert!(said(page)?.contains("does not open it"), "{}", said(page)?);
        assert_eq!(page.text_of("document.activeElement.type")?, "password");
        assert_eq!(give(page, "secret")?, "none");
        assert_eq!(count(page, ".password")?, 0.0);
        assert!(said(page)?.contains("CN=payroll-sync"), "{}", said(page)?);
        let signature = page.text_of("document.getElementById('signature').textContent")?;
        assert!(signature.contains("verifies"), "{signature}");
        Ok(())
    })
}

#[test]
fn an_archive_shows_what_is_in_it() -> Result<()> {
    in_time(|page| {
        let verdict = page.verdict_after(|page| page.drop_files(&[fixture("containers/mixed.zip")]))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        assert_eq!(count(page, "#inputs > li")?, 1.0);
        assert!(count(page, ".member-inside")? >= 3.0);
        Ok(())
    })
}

#[test]
fn what_is_found_deep_inside_marks_every_container_around_it() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["containers/nested.zip", "app.pem"])))?;
        let rows =
            "[...document.querySelectorAll('#inputs > li:first-child, #inputs > li:first-child .member-inside')]";
        let said = page.text_of(&format!(
            "{rows}.map((row) => `${{row.querySelector('.input-name').textContent}} ${{row.dataset.status}}`).join('|')"
        ))?;
        assert_eq!(said, "nested.zip cause|nested.zip/token.zip cause|nested.zip/token.zip/token.txt cause");
        Ok(())
    })
}

#[test]
fn a_log_is_a_table_by_verdict_that_leads_into_each_case() -> Result<()> {
    in_time(|page| {
        let folder = tempfile::tempdir()?;
        let log = folder.path().join("app.log");
        std::fs::write(&log, pictures::log()?)?;
        let [certificate] = fixtures(["app.pem"]);
        page.verdict_after(|page| page.drop_files(&[log, certificate]))?;
        assert_eq!(count(page, ".case-row")?, 3.0, "one for each application and cause, without what is in order");
        // Another case than the one that is shown.
        let other = "#cases .case[aria-pressed='false']";
        let (before, chosen) = (
            page.text_of("document.getElementById('token').textContent")?,
            page.text_of("document.querySelector('.one-case').textContent")?,
        );
        page.click(other)?;
        page.wait_for(&format!("document.getElementById('token').textContent !== {before:?}"))?;
        assert!(chosen.contains("app.log, line"), "{chosen}");
        Ok(())
    })
}

/// A log of some megabytes with many assertions, so that it is read as a stream.
fn large_log(assertions: usize, padding: usize) -> Result<String> {
    let header = pictures::token_part(r#"{"alg":"RS256","x5t":"rzNlZEq4CrqkSJ1Cs7sPmZFlmgU"}"#);
    let mut log = String::new();
    for number in 0..assertions {
        let claims =
            pictures::token_part(&format!(r#"{{"iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","jti":"{number}"}}"#));
        writeln!(log, "2026-11-23 10:00:00 DEBUG {header}.{claims}.{}", pictures::token_part(&"x".repeat(256)))?;
        writeln!(log, "2026-11-23 10:00:00 INFO {}", "lorem ipsum ".repeat(padding))?;
    }
    Ok(log)
}

#[test]
fn a_large_log_is_read_with_progress_and_stops_with_what_was_found() -> Result<()> {
    in_time(|page| {
        let folder = tempfile::tempdir()?;
        let log = folder.path().join("large.log");
        std::fs::write(&log, large_log(6_000, 800)?)?;
        let [certificate] = fixtures(["app.pem"]);
        pace::never_stands_still(page, |page| {
            page.verdict_after(|page| {
                page.drop_files(&[certificate.clone(), log.clone()])?;
                page.wait_for("!document.getElementById('busy').hidden && /assertions so far|Inspecting case/.test(document.getElementById('busy-say').textContent)")?;
                page.click("#stop")
            })?;
            let stopped = page.text_of("document.getElementById('stopped-say').textContent")?;
            assert!(stopped.contains("were inspected before that"), "{stopped}");
            Ok(())
        })
    })
}
