//! After *Start over*, nothing of the inputs is left.

use anyhow::Result;

use page_tests::{fixture, keys};

use crate::{KEEP_WORKERS, fixture_text, fixtures, on, on_page, set_clock, with_prelude};

/// Everything that stands in the document: its markup, hidden or not, and the values of its fields.
const ALL: &str = "document.documentElement.outerHTML \
    + [...document.querySelectorAll('input, textarea, select')].map(field => `${field.value} ${field.placeholder}`).join(' ')";

#[test]
fn no_key_token_signature_or_password_is_left_in_the_document() -> Result<()> {
    on_page(|page| {
        set_clock(page)?;
        let key = fixture_text("keys/app.key.pem")?;
        let key_line = key.lines().nth(5).unwrap_or_default().to_owned();
        let token = fixture_text("x5t-hex-text.jwt")?;
        let parts: Vec<String> = token.trim().split('.').map(|part| part[..30].to_owned()).collect();

        page.verdict_after(|page| page.drop_files(&fixtures(["app.pem", "containers/openssl3.pfx"])))?;
        page.type_into(".password input", "wrong-horse-battery")?;
        page.verdict_after(|page| page.press(keys::ENTER))?;
        page.verdict_after(|page| page.paste_anywhere(&token))?;
        page.verdict_after(|page| page.paste_anywhere(&key))?;
        page.wait_for("document.querySelector('#repair .signed .token')")?;
        let signed = page.text_of("document.querySelector('#repair .signed .token').textContent.slice(-40)")?;
        page.run("document.querySelectorAll('details').forEach((details) => (details.open = true))")?;
        page.run("document.getElementById('share-redacted').click(); const format = document.getElementById('share-format'); \
                  format.value = 'json'; format.dispatchEvent(new Event('change'));")?;
        page.wait_for("document.getElementById('share-preview').textContent.includes('eyJ')")?;
        page.type_into("#workbench-text", "b3:0c:8c:d1:13:19:f2:b3:c6:7f:3a:22:53:77:0f:b6:d1:96:35:dd")?;
        page.wait_for("document.querySelector('#workbench-say dl')")?;
        page.type_into("#new-certificate [name=subject]", "evening-shift")?;
        page.type_into("#new-certificate [name=password]", "correct-horse-battery")?;
        page.press(keys::ENTER)?;
        page.wait_for("document.querySelectorAll('#new-certificate-say button').length >= 4")?;
        page.run("document.getElementById('trust').open = false")?;
        page.click("#add")?;
        page.verdict_after(|page| page.type_into("#text", &token))?;

        let mut secrets = vec![
            key_line,
            signed,
            "swyM0RMZ8rPGfzoiU3cPttGWNd0".into(),
            "b3:0c:8c".into(),
            "B30C8CD1".into(),
            "wrong-horse".into(),
            "correct-horse".into(),
            "evening-shift".into(),
            "c3b1d9e2".into(),
        ];
        secrets.extend(parts);
        let left = |page: &mut page_tests::Page, secret: &str| -> Result<bool> {
            Ok(page.evaluate(&format!("({ALL}).includes({secret:?})"))? == true)
        };
        for there in ["swyM0RMZ8rPGfzoiU3cPttGWNd0", "correct-horse", "evening-shift", "c3b1d9e2"] {
            assert!(left(page, there)?, "{there} is looked for in the right place");
        }
        page.click("#clear")?;
        page.wait_for("document.body.dataset.inputs === 'none' && document.body.dataset.state === 'ready'")?;
        for secret in &secrets {
            assert!(!left(page, secret)?, "{secret} is left");
        }
        Ok(())
    })
}

#[test]
fn the_worker_ends_and_another_works() -> Result<()> {
    let (_folder, file) = with_prelude(KEEP_WORKERS)?;
    on(&file, |page| {
        set_clock(page)?;
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        page.click("#clear")?;
        page.wait_for("workers.length === 2 && workers[0].ended && !workers[1].ended")?;
        page.wait_for("document.getElementById('cases').childNodes.length === 0")?;
        set_clock(page)?;
        let verdict = page.verdict_after(|page| page.drop_files(&[fixture("x5t-hex-text.jwt"), fixture("app.pem")]))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        Ok(())
    })
}

#[test]
fn a_key_that_is_pasted_does_not_stay_in_the_field() -> Result<()> {
    on_page(|page| {
        let key = fixture_text("keys/app.key.pem")?;
        page.verdict_after(|page| {
            page.paste_anywhere(&key)?;
            Ok(())
        })?;
        assert_eq!(page.text_of("document.getElementById('text').value")?, "");
        assert_eq!(page.text_of("document.querySelector('#inputs .input-kind').textContent")?, "private key");
        // The same in the field itself, beside what somebody is writing there.
        crate::unfold(page)?;
        page.type_into("#text", "a note")?;
        page.paste_into("#text", "-----BEGIN PRIVATE KEY-----")?;
        page.wait_for("document.querySelectorAll('#inputs > li').length === 3")?;
        assert_eq!(page.text_of("document.getElementById('text').value")?, "a note");
        Ok(())
    })
}

#[test]
fn the_field_says_again_what_it_takes() -> Result<()> {
    on_page(|page| {
        set_clock(page)?;
        let placeholder = "document.getElementById('text').placeholder";
        let first = page.text_of(placeholder)?;
        assert!(first.contains("AADSTS700027"), "{first}");
        for asked in [false, true] {
            page.verdict_after(|page| page.drop_files(&[fixture("app.pem")]))?;
            if asked {
                page.click(".unchecked-ask button")?;
                page.wait_for(&format!("{placeholder} === 'Paste the assertion'"))?;
                page.click("#add")?;
                assert_eq!(page.text_of(placeholder)?, first, "what is added may be anything");
            }
            page.click("#clear")?;
            page.wait_for("document.body.dataset.inputs === 'none' && document.body.dataset.state === 'ready'")?;
            assert_eq!(page.text_of(placeholder)?, first);
        }
        Ok(())
    })
}
