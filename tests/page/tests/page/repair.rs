//! What comes after the verdict: the correction, the report to hand over, a new certificate.

use anyhow::Result;

use page_tests::keys;

use crate::{count, fixture_text, fixtures, in_time, text};

#[test]
fn the_correction_is_shown_signed_and_carried_out() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        page.wait_for("document.querySelectorAll('.change').length > 2")?;
        assert!(count(page, ".change[data-asked=true]")? >= 1.0);
        assert!(text(page, "#repair-body")?.contains("It is not signed"));
        // Another algorithm is another correction.
        page.run("const alg = document.getElementById('repair-alg'); alg.value = 'RS256'; alg.dispatchEvent(new Event('change'));")?;
        page.wait_for("/\"alg\": \"RS256\"/.test(document.querySelector('.changes').textContent)")?;
        // Each stack has its code, with a line marked.
        let stacks = page.number_of("document.getElementById('stack').options.length")?;
        for index in 0..stacks as usize {
            page.run(&format!("const stack = document.getElementById('stack'); stack.selectedIndex = {index}; stack.dispatchEvent(new Event('change'));"))?;
            assert!(count(page, ".stack .line-marked")? >= 1.0, "{index}");
            // A mark moves no letter.
            let starts = "new Set([...document.querySelectorAll('.stack pre > span')].filter((line) => line.textContent).map((line) => { \
                          const range = new Range(); range.setStart(line.firstChild, 0); range.setEnd(line.firstChild, 1); \
                          return Math.round(range.getBoundingClientRect().left); })).size";
            assert_eq!(page.number_of(starts)?, 1.0, "{index}");
        }
        // With the key it is signed, and the countdown runs.
        page.verdict_after(|page| page.drop_files(&fixtures(["keys/app.key.pem"])))?;
        page.wait_for("document.querySelector('.signed .left') !== null")?;
        assert!(text(page, ".signed .left")?.contains("can be used for"));
        assert_eq!(text(page, ".signed .token")?.matches('.').count(), 2);
        Ok(())
    })
}

#[test]
fn a_tenant_that_nothing_tells_is_asked_for() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["audience-graph.jwt", "app.pem"])))?;
        page.wait_for("document.querySelector('#repair-body form') !== null")?;
        page.type_into("#repair-body input", "contoso.onmicrosoft.com")?;
        page.press(keys::ENTER)?;
        page.wait_for("/contoso.onmicrosoft.com/.test(document.querySelector('.changes')?.textContent)")?;
        Ok(())
    })
}

#[test]
fn a_report_to_hand_over_shows_what_leaves_and_holds_no_secret() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        let token = fixture_text("x5t-hex-text.jwt")?;
        let signature = token.trim().rsplit('.').next().unwrap_or_default().to_owned();
        page.click("#share summary")?;
        page.wait_for("document.getElementById('share-preview').textContent.length > 100")?;
        for format in ["markdown", "json"] {
            page.run(&format!("const format = document.getElementById('share-format'); document.getElementById('share-preview').textContent = ''; format.value = {format:?}; format.dispatchEvent(new Event('change'));"))?;
            page.wait_for("document.getElementById('share-preview').textContent.length > 100")?;
            let preview = text(page, "#share-preview")?;
            assert!(preview.contains("thumbprint-hex-text-encoded") && !preview.contains(&signature), "{format}");
        }
        page.click("#share-short-ids")?;
        page.wait_for("/first eight characters/.test(document.getElementById('share-say').textContent)")?;
        page.click("#share-redacted")?;
        let together = "['disabled', 'checked'].map((name) => document.getElementById('share-short-ids')[name]).join()";
        assert_eq!(page.text_of(together)?, "true,false", "a whole token has whole ids");
        page.wait_for("document.getElementById('share-say').textContent.includes('whole')")?;
        assert!(text(page, "#share-preview")?.contains(&signature));
        Ok(())
    })
}

#[test]
fn a_new_certificate_is_made_here() -> Result<()> {
    in_time(|page| {
        page.evaluate("document.querySelector('#new-certificate').closest('details').open = true, 0")?;
        page.type_into("#new-certificate [name=subject]", "payroll sync")?;
        page.type_into("#new-certificate [name=password]", "secret")?;
        page.press(keys::ENTER)?;
        page.wait_for("document.querySelectorAll('#new-certificate-say button').length >= 4")?;
        let thumbprint = text(page, "#new-certificate-say .value")?;
        assert_eq!(thumbprint.chars().filter(char::is_ascii_hexdigit).count(), 40, "{thumbprint}");
        Ok(())
    })
}

#[test]
fn a_new_certificate_keeps_to_the_policy_among_the_inputs() -> Result<()> {
    in_time(|page| {
        let folder = tempfile::tempdir()?;
        let policy = folder.path().join("policy.json");
        let lifetime = r#"{"restrictionType": "asymmetricKeyLifetime", "state": "enabled", "maxLifetime": "P90D"}"#;
        let text_of_policy =
            format!(r#"{{"isEnabled": true, "applicationRestrictions": {{"keyCredentials": [{lifetime}]}}}}"#);
        std::fs::write(&policy, text_of_policy)?;
        page.verdict_after(|page| page.drop_files(&[policy]))?;
        page.evaluate("document.querySelector('#new-certificate').closest('details').open = true, 0")?;
        page.type_into("#new-certificate [name=subject]", "payroll-sync")?;
        page.press(keys::ENTER)?;
        page.wait_for("document.querySelectorAll('#new-certificate-say button').length >= 3")?;
        let said = text(page, "#new-certificate-say")?;
        assert!(said.contains("It is valid for 90 days, the most that the policy allows."), "{said}");
        Ok(())
    })
}

#[test]
fn the_clock_can_be_set_to_when_the_assertion_was_made() -> Result<()> {
    crate::on_page(|page| {
        let verdict = page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.pem"])))?;
        assert_eq!(verdict, "assertion-expired");
        let verdict = page.verdict_after(|page| page.click(".verdict-actions .primary"))?;
        assert_eq!(verdict, "none");
        assert_eq!(page.text_of("document.getElementById('at').value")?, "2026-11-23T10:00:00Z");
        Ok(())
    })
}

#[test]
fn a_thumbprint_is_converted_into_every_notation_and_finds_its_owner() -> Result<()> {
    in_time(|page| {
        page.evaluate("document.getElementById('workbench').open = true, 0")?;
        page.type_into("#workbench-text", "b3:0c:8c:d1:13:19:f2:b3:c6:7f:3a:22:53:77:0f:b6:d1:96:35:dd")?;
        page.wait_for("/swyM0RMZ8rPGfzoiU3cPttGWNd0/.test(document.getElementById('workbench-say').textContent)")?;
        assert!(text(page, "#workbench-say")?.contains("Nothing among the inputs has it"));
        // It knows what is dropped later.
        page.verdict_after(|page| page.drop_files(&fixtures(["app.pem"])))?;
        page.wait_for(
            "/SHA-1 thumbprint of CN=payroll-sync/.test(document.getElementById('workbench-say').textContent)",
        )?;
        Ok(())
    })
}
