//! The page in other languages than English.

use anyhow::{Result, ensure};
use page_tests::{Page, built_page};

use crate::{fixtures, in_time};

/// The verdict's sentence.
const SENTENCE: &str = "document.querySelector('#verdict .verdict-title').textContent";

/// English words that are in no other language's texts, not even as names of parameters.
const ENGLISH: &str = "/\\b(the|which|with|this|your|what)\\b/gi";

#[test]
fn the_readers_language_is_spoken_from_the_start() -> Result<()> {
    for (language, button) in [("de", "Dateien auswählen"), ("ja", "ファイルの選択"), ("fr", "Choose files")] {
        let mut page = Page::open_for(&built_page(), language)?;
        assert_eq!(page.text_of("document.getElementById('choose').textContent")?, button, "{language}");
        let spoken = if language == "fr" { "en" } else { language };
        assert_eq!(page.text_of("document.documentElement.lang")?, spoken);
        assert_eq!(page.text_of("document.getElementById('language').value")?, spoken);
        // Nothing waits unseen any more.
        assert_eq!(page.text_of("getComputedStyle(document.body).visibility")?, "visible");
        let record = page.record()?;
        ensure!(record.is_clean(), "{record}");
    }
    Ok(())
}

#[test]
fn a_verdict_is_said_again_in_the_language_that_is_chosen() -> Result<()> {
    in_time(|page| {
        page.verdict_after(|page| page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem"])))?;
        let english = page.text_of(SENTENCE)?;
        let mut said = vec![english.clone()];
        for language in ["de", "ja", "en"] {
            page.verdict_after(|page| page.choose_language(language))?;
            said.push(page.text_of(SENTENCE)?);
            assert_eq!(
                page.text_of("document.getElementById('verdict').dataset.finding")?,
                "thumbprint-hex-text-encoded"
            );
            assert_eq!(page.text_of("document.activeElement.id")?, "language");
        }
        assert_eq!(said[0], said[3]);
        assert!(said[1].contains("Hexadezimaltext") && said[2].contains("16 進数"), "{said:?}");
        Ok(())
    })
}

#[test]
fn no_english_is_left_on_the_page() -> Result<()> {
    // Open it all; what is a command, a token or a name stands in elements that are in no language.
    let left = format!(
        "(() => {{
            for (const one of document.querySelectorAll('details')) one.open = true;
            const left = [];
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {{
                if (node.parentElement.closest('script, code, pre, kbd, textarea, noscript, select, [translate=no], .links, .finding-id')) continue;
                // What the server says is quoted as it says it.
                if (node.data.replace(/[„「][^“」]*[“」]/g, '').match({ENGLISH})) left.push(node.data.trim());
            }}
            return left.join(' | ');
        }})()"
    );
    in_time(|page| {
        page.verdict_after(|page| {
            page.drop_files(&fixtures(["x5t-hex-text.jwt", "app.pem", "registered-other.json"]))
        })?;
        assert!(page.text_of(&left)?.contains("the"), "English is recognised");
        for language in ["de", "ja"] {
            page.verdict_after(|page| page.choose_language(language))?;
            page.wait_for("document.querySelector('#repair').ariaBusy !== 'true'")?;
            assert_eq!(page.text_of(&left)?, "", "{language}");
        }
        Ok(())
    })
}
