//! What a reader sees without scrolling, and whether its colours tell the truth.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use page_tests::{Page, built_page, fixture};

use crate::{count, fixtures, in_time, on_page};

/// A window on a desk, one on a phone, and one at 200 % zoom, in CSS pixels.
const SIZES: [(u32, u32); 3] = [(1280, 900), (390, 844), (640, 450)];

/// Files that say nothing, in a folder of their own.
fn notes(folder: &tempfile::TempDir, number: usize) -> Result<Vec<PathBuf>> {
    let note = |index| {
        let file = folder.path().join(format!("note-{index}.txt"));
        std::fs::write(&file, format!("Remember to ask about the certificate, for the {index}th time."))?;
        Ok(file)
    };
    (0..number).map(note).collect()
}

/// Makes sure that what a selector finds ends above the fold at every size, without the page having scrolled.
fn above_the_fold(page: &mut Page, selector: &str, what: &str) -> Result<()> {
    for (width, height) in SIZES {
        page.look(width, height, false)?;
        let scrolled = page.number_of("scrollY")?;
        ensure!(scrolled == 0.0, "{what} at {width}x{height}: scrolled by {scrolled}");
        let bottom = page.number_of(&format!("document.querySelector({selector:?}).getBoundingClientRect().bottom"))?;
        ensure!(bottom <= f64::from(height), "{what} at {width}x{height}: {selector} ends at {bottom}");
    }
    Ok(())
}

#[test]
fn the_sentence_of_the_verdict_is_in_sight_with_two_inputs_and_with_26() -> Result<()> {
    for (fixture, number) in [("x5t-hex-text.jwt", 0), ("signed-with-another-key.jwt", 24)] {
        in_time(|page| {
            let folder = tempfile::tempdir()?;
            let mut files = notes(&folder, number)?;
            files.extend(fixtures([fixture, "app.pem"]));
            page.verdict_after(|page| page.drop_files(&files))?;
            let said = page.text_of("document.getElementById('unfold').textContent")?;
            assert_eq!(said, format!("{} inputs", number + 2));
            above_the_fold(page, "#verdict .verdict-title", fixture)?;
            // Unfolded, the list is no longer than the window.
            page.click("#unfold")?;
            assert!(page.number_of("document.getElementById('inputs').clientHeight")? <= 250.0);
            page.click("#unfold")?;
            assert_eq!(page.text_of("document.body.dataset.intake")?, "folded");
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn on_a_phone_verdict_values_and_what_to_do_are_on_one_screen() -> Result<()> {
    on_page(|page| {
        for name in [
            "hex-text-in-x5t",
            "not-registered",
            "error-alone",
            "another-key",
            "wrong-padding",
            "wrong-certificate",
            "wrong-audience",
        ] {
            page.open_instead(&built_page())?;
            page.look(390, 844, false)?;
            let choose = format!(
                "const button = document.querySelector('[data-example={name:?}]'); if (button) button.click(); else {{ \
                 const more = document.getElementById('more-examples'); more.value = {name:?}; more.dispatchEvent(new Event('change')); }}"
            );
            page.verdict_after(|page| page.run(&choose))?;
            for part in [".verdict-title", ".verdict-evidence", ".verdict-do .advice li"] {
                let bottom =
                    page.number_of(&format!("document.querySelector({part:?}).getBoundingClientRect().bottom"))?;
                ensure!(bottom <= 844.0, "{name}: {part} ends at {bottom}");
            }
        }
        Ok(())
    })
}

#[test]
fn a_lone_assertion_is_not_green_and_asks_for_what_is_missing() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt"])))?;
        assert_eq!(page.text_of("document.getElementById('verdict').dataset.status")?, "skipped");
        let said = page.text_of("document.querySelector('.verdict-top').textContent")?;
        assert!(said.contains("So far fine") && said.contains("2 things unchecked"), "{said}");
        assert_eq!(page.text_of("document.querySelector('#inputs > li').dataset.status")?, "skipped");
        // The certificate is a file, and its button opens the dialog to choose it.
        page.run("document.getElementById('files').addEventListener('click', (event) => { event.preventDefault(); window.opened = true; })")?;
        let labels =
            page.text_of("[...document.querySelectorAll('.unchecked-ask')].map(one => one.textContent).join('|')")?;
        assert_eq!(labels, "Choose the certificate|Paste the app's registered keys");
        page.click(".unchecked li:nth-child(1) .unchecked-ask button")?;
        page.wait_for("window.opened")?;
        // The keys are a text, and the cursor is where to paste them.
        page.click(".unchecked li:nth-child(2) .unchecked-ask button")?;
        assert_eq!(page.text_of("document.activeElement.id")?, "text");
        assert_eq!(page.text_of("document.activeElement.placeholder")?, "Paste the app's registered keys");
        // With the certificate, it is proved.
        page.verdict_after(|page| page.drop_files(&fixtures(["app.pem"])))?;
        assert_eq!(page.text_of("document.getElementById('verdict').dataset.status")?, "pass");
        Ok(())
    })
}

#[test]
fn what_nothing_recognises_is_no_cause_and_shows_no_empty_card() -> Result<()> {
    for (name, content) in
        [("manual.pdf", "%PDF-1.7\n1 0 obj\n"), ("notes.txt", "Remember to ask about the certificate.")]
    {
        in_time(|page| {
            let folder = tempfile::tempdir()?;
            let file = folder.path().join(name);
            std::fs::write(&file, content)?;
            let verdict = page.verdict_after(|page| page.drop_files(&[file]))?;
            assert_eq!(verdict, "none", "{name}");
            assert_eq!(page.text_of("document.getElementById('verdict').dataset.status")?, "skipped", "{name}");
            let said = page.text_of("document.getElementById('verdict').textContent")?;
            assert!(!said.contains("Stops sign-in") && !said.contains("certain"), "{name}: {said}");
            assert!(count(page, ".unchecked-ask button")? >= 2.0, "it is told what to drop");
            for card in ["#guide", "#questions", "#key", "#findings"] {
                let seen = format!("document.querySelector({card:?}).checkVisibility()");
                assert_eq!(page.evaluate(&seen)?, false, "{name}: {card}");
            }
            page.look(1280, 900, false)?;
            let height = page.number_of("document.documentElement.scrollHeight")?;
            assert!(height <= 2500.0, "{name}: {height} pixels");
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn inputs_have_the_colour_that_the_verdict_gives_them_and_kinds_are_words() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem", "other.pem"])))?;
        let states =
            page.text_of("[...document.querySelectorAll('#inputs > li')].map(row => row.dataset.status).join(' ')")?;
        assert_eq!(states, "cause pass skipped", "the faulty one, the signer's, and one that plays no part");
        page.verdict_after(|page| {
            page.drop_files(&[fixture("containers/openssl3.pfx"), fixture("containers/mixed.zip")])
        })?;
        let kinds =
            page.text_of("[...document.querySelectorAll('.input-kind')].map(kind => kind.textContent).join('|')")?;
        assert!(kinds.contains("PFX") && !kinds.contains("pkcs12"), "{kinds}");
        Ok(())
    })
}

#[test]
fn what_is_fine_is_folded() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.pem"])))?;
        assert_eq!(page.evaluate("document.getElementById('when').open")?, false, "all within its time");
        assert_eq!(page.evaluate("document.querySelector('.guide-rest').open")?, false);
        let seen = "[...document.querySelectorAll('.point')].filter(point => point.checkVisibility()) \
                    .filter(point => ['fine', 'does-not-apply'].includes(point.dataset.state)).length";
        assert_eq!(page.number_of(seen)?, 0.0);
        page.click("#clear")?;
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app-expired.pem"])))?;
        assert_eq!(page.evaluate("document.getElementById('when').open")?, true, "one has expired");
        Ok(())
    })
}

#[test]
fn what_to_do_is_a_button_with_words() -> Result<()> {
    in_time(|page| {
        let files = fixtures(["x5t-hex-text.jwt", "app.pem", "keys/app.key.pem"]);
        page.verdict_after(|page| page.drop_files(&files))?;
        page.wait_for("document.querySelector('.remedy')?.textContent === 'Copy signed assertion'")?;
        page.click("#clear")?;
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.pem", "registered-other.json"])))?;
        page.wait_for("document.querySelector('.remedy')?.textContent === 'Copy command'")?;
        Ok(())
    })
}

/// What a press of the one button copies.
fn copied(page: &mut Page, words: &str) -> Result<String> {
    page.wait_for(&format!("document.querySelector('.remedy')?.textContent === {words:?}"))?;
    page.run("Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text) => { window.copied = text; } } })")?;
    page.run("window.copied = ''")?;
    page.click(".remedy")?;
    page.wait_for("window.copied !== ''")?;
    page.text_of("window.copied")
}

#[test]
fn what_is_copied_is_the_command_to_run_or_the_assertion_to_send() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem", "keys/app.key.pem"])))?;
        let token = copied(page, "Copy signed assertion")?;
        assert_eq!((token.split('.').count(), &token[..3]), (3, "eyJ"), "{token}");
        page.click("#clear")?;
        // Nothing is registered: the certificate is, by a command that has it in it.
        page.verdict_after(|page| page.drop_files(&fixtures(["in-order.jwt", "app.pem"])))?;
        let error = "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. \
                     [Reason - The key was not found., Thumbprint of key used by client: 'B30C8CD11319F2B3C67F3A2253770FB6D19635DD']";
        page.verdict_after(|page| page.paste_anywhere(error))?;
        let command = copied(page, "Copy command")?;
        let runs = command.lines().filter(|line| line.starts_with("az rest --method ")).count();
        assert_eq!(runs, 2, "{command}");
        assert!(command.contains("MII") && !command.contains("<path"), "{command}");
        Ok(())
    })
}

#[test]
fn a_time_that_cannot_be_read_keeps_the_verdict_and_what_was_typed() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        page.click("#clock-change")?;
        page.run("document.getElementById('at').value = ''")?;
        page.type_into("#at", "25/11/2026 5pm")?;
        page.press(page_tests::keys::TAB)?;
        page.wait_for("!document.getElementById('at-problem').hidden")?;
        assert_eq!(page.text_of("document.getElementById('at').value")?, "25/11/2026 5pm");
        assert_eq!(page.text_of("document.getElementById('verdict').dataset.finding")?, "thumbprint-hex-text-encoded");
        assert_eq!(page.evaluate("document.querySelector('.verdict-title').checkVisibility()")?, true);
        // With what is added, it is about what is here then.
        let verdict = page.verdict_after(|page| page.drop_files(&fixtures(["registered-other.json"])))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        assert_eq!(page.number_of("document.querySelectorAll('#errors tbody tr').length")?, 1.0, "its key is listed");
        assert_eq!(page.text_of("document.getElementById('at').value")?, "25/11/2026 5pm");
        assert_eq!(page.evaluate("document.getElementById('at-problem').hidden")?, false);
        // Which of the two is the month, nobody knows.
        let said = page.text_of("document.getElementById('at-problem').textContent")?;
        assert!(said.contains("Write 2026-11-25 17:20"), "{said}");
        page.run("document.getElementById('at').value = ''")?;
        page.type_into("#at", "2026-11-23 11:02 +01:00")?;
        page.verdict_after(|page| page.press(page_tests::keys::TAB))?;
        page.wait_for("document.getElementById('at-problem').hidden").context("the problem goes")
    })
}
