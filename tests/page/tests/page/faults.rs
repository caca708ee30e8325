//! What goes wrong around the page: each ends in a clear sentence, and the page still works.

use anyhow::Result;

use page_tests::{Page, built_page, fixture};

use crate::{KEEP_WORKERS, count, fixtures, in_time, on, set_clock, with_prelude};

fn files() -> [std::path::PathBuf; 2] {
    fixtures(["x5t-hex-text.jwt", "app.pem"])
}

/// The page works: it finds what is wrong.
fn works(page: &mut Page) -> Result<()> {
    let verdict = page.verdict_after(|page| page.drop_files(&files()))?;
    assert_eq!(verdict, "thumbprint-hex-text-encoded");
    Ok(())
}

#[test]
fn a_worker_that_was_killed_is_missed_and_replaced() -> Result<()> {
    let (_folder, file) = with_prelude(KEEP_WORKERS)?;
    on(&file, |page| {
        set_clock(page)?;
        page.run("workers[0].terminate()")?;
        page.drop_files(&files())?;
        page.wait_for("/^Nothing has been heard/.test(document.getElementById('busy-say').textContent)")?;
        page.click("#stop")?;
        page.wait_for("/inputs are still here/.test(document.getElementById('stopped-say').textContent)")?;
        let verdict = page.verdict_after(|page| page.click("#again"))?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        Ok(())
    })
}

#[test]
fn what_was_found_is_kept_when_a_slow_machine_takes_long_to_bring_it_together() -> Result<()> {
    // Everything else that the worker says comes at once.
    let slow = "window.Worker = class extends Worker { set onmessage(handle) { \
        super.onmessage = (event) => setTimeout(() => handle(event), event.data.type === 'report' ? 8000 : 0); } };";
    let (_folder, file) = with_prelude(slow)?;
    on(&file, |page| {
        set_clock(page)?;
        let verdict = page.verdict_after(|page| {
            page.drop_files(&files())?;
            page.wait_for("document.getElementById('busy').hidden === false")?;
            page.click("#stop")
        })?;
        assert_eq!(verdict, "thumbprint-hex-text-encoded");
        Ok(())
    })
}

#[test]
fn a_worker_that_breaks_says_so_and_is_replaced() -> Result<()> {
    let (_folder, file) = with_prelude(KEEP_WORKERS)?;
    on(&file, |page| {
        set_clock(page)?;
        let broken = "workers.at(-1).dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }))";
        // With nothing to do, nobody need know.
        page.run(broken)?;
        page.wait_for("workers.length === 2")?;
        works(page)?;
        // In the middle of an inspection, it is said.
        page.run(&format!(
            "new MutationObserver((_, watch) => {{ if (document.body.dataset.state !== 'working') return; watch.disconnect(); {broken}; }}) \
             .observe(document.body, {{ attributes: true }})"
        ))?;
        page.drop_files(&[fixture("other.pem")])?;
        page.wait_for("/broke off.*out of memory/.test(document.getElementById('failure').textContent)")?;
        assert_eq!(count(page, "#inputs > li")?, 3.0, "what was dropped is still here");
        works(page)
    })
}

#[test]
fn a_damaged_file_says_that_it_is_damaged() -> Result<()> {
    let page = std::fs::read_to_string(built_page())?;
    let (before, module) = page.split_once("type=\"application/wasm\">").unwrap_or_default();
    assert!(module.len() > 100_000);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("cut.html");
    // The middle of the module is gone.
    std::fs::write(&file, format!("{before}type=\"application/wasm\">{}{}", &module[..40_960], &module[90_112..]))?;
    let mut page = Page::open_until(&file, "failed")?;
    let said = page.text_of("document.getElementById('failure').textContent")?;
    assert!(said.starts_with("This copy of the page is probably damaged"), "{said}");
    page.drop_files(&files())?;
    page.wait_for("document.querySelectorAll('#inputs > li').length === 2")?;
    assert_eq!(page.evaluate("document.getElementById('failure').checkVisibility()")?, true);
    // What needs no inspector still works.
    page.run(
        "const list = document.getElementById('language'); list.value = 'de'; list.dispatchEvent(new Event('change'));",
    )?;
    page.wait_for("document.documentElement.lang === 'de'")
}

/// A page whose start fails, and what it says then.
fn said_by(page: &str) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("changed.html");
    std::fs::write(&file, page)?;
    Page::open_until(&file, "failed")?.text_of("document.getElementById('failure').textContent")
}

#[test]
fn damaged_glue_is_not_blamed_on_the_browser() -> Result<()> {
    let page = std::fs::read_to_string(built_page())?;
    let (before, glue) = page.split_once("type=\"application/x-glue\">").unwrap_or_default();
    let (glue, after) = glue.split_once("</script>").unwrap_or_default();
    assert!(glue.len() > 4_000);
    let whole = format!("{before}type=\"application/x-glue\">");
    // Gone, and with a line of digits missing.
    for glue in [String::new(), format!("{}{}", &glue[..2_000], &glue[3_000..])] {
        let said = said_by(&format!("{whole}{glue}</script>{after}"))?;
        assert!(said.starts_with("This copy of the page is probably damaged"), "{said}");
    }
    Ok(())
}

#[test]
fn damaged_sentences_leave_the_english_ones() -> Result<()> {
    let page = std::fs::read_to_string(built_page())?;
    let (before, list) = page.split_once("id=\"catalogue-de\"").unwrap_or_default();
    let (tag, list) = list.split_once('>').unwrap_or_default();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("cut.html");
    std::fs::write(&file, format!("{before}id=\"catalogue-de\"{tag}>{}", &list[20_000..]))?;
    let mut page = Page::open_for(&file, "de")?;
    let said = page.text_of("document.getElementById('choose').textContent")?;
    assert_eq!(said, "Choose files");
    Ok(())
}

#[test]
fn a_policy_of_somebody_else_is_named_and_not_the_file() -> Result<()> {
    let page = std::fs::read_to_string(built_page())?;
    for policy in ["worker-src 'none'", "script-src 'unsafe-inline' blob:"] {
        let meta = format!("<head><meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        let said = said_by(&page.replacen("<head>", &meta, 1))?;
        assert!(said.contains("A policy that is not this page's own"), "{policy}: {said}");
    }
    Ok(())
}

#[test]
fn nothing_is_stored_so_refused_storage_is_not_missed() -> Result<()> {
    let refused = "for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore']) \
        Object.defineProperty(window, name, { get() { throw new DOMException('refused', 'SecurityError'); } }); \
        Object.defineProperty(document, 'cookie', { get() { throw new DOMException('refused', 'SecurityError'); } });";
    let (_folder, file) = with_prelude(refused)?;
    on(&file, |page| {
        set_clock(page)?;
        works(page)
    })
}

#[test]
fn a_clipboard_that_is_refused_is_not_called_a_copy() -> Result<()> {
    let refused = "navigator.clipboard.writeText = async () => { throw new DOMException('refused', 'NotAllowedError'); }; \
        document.execCommand = () => false;";
    let (_folder, file) =
        with_prelude(&format!("Object.defineProperty(navigator, 'clipboard', {{ value: {{}} }}); {refused}"))?;
    on(&file, |page| {
        set_clock(page)?;
        works(page)?;
        page.click(".verdict-evidence .copy")?;
        page.wait_for("/refused to copy/.test(document.querySelector('.copy-refused')?.textContent)")?;
        assert_eq!(count(page, ".verdict-evidence .copy use[href='#sign-pass']")?, 0.0, "no sign that it was copied");
        assert_eq!(count(page, "textarea:not(#text)")?, 0.0, "what was to be copied is gone again");
        Ok(())
    })
}

#[test]
fn a_file_that_is_gone_when_it_is_read_is_named_and_the_rest_counts() -> Result<()> {
    in_time(|page| {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("gone.jwt");
        std::fs::copy(fixture("in-order.jwt"), &file)?;
        page.verdict_after(|page| page.drop_files(std::slice::from_ref(&file)))?;
        std::fs::remove_file(&file)?;
        page.verdict_after(|page| page.drop_files(&files()))?;
        let said = page.text_of("document.querySelector('#inputs > li').textContent")?;
        assert!(said.contains("gone.jwt") && said.contains("moved, changed or deleted"), "{said}");
        assert_eq!(page.text_of("document.getElementById('verdict').dataset.finding")?, "thumbprint-hex-text-encoded");
        Ok(())
    })
}
