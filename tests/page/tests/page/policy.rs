//! The policy holds, and the tests would notice if it did not.

use anyhow::{Result, ensure};

use page_tests::{Page, Record, built_page};

/// Lets the page do something it must not, and returns what was recorded.
fn recorded(misdeed: &str) -> Result<Record> {
    let mut page = Page::open(&built_page())?;
    let outcome =
        page.text_of(&format!("(async () => {{ {misdeed} }})().then(() => 'done', error => String(error))"))?;
    let record = page.record()?;
    ensure!(outcome != "done" || !record.is_clean(), "`{misdeed}` was neither refused nor noticed");
    Ok(record)
}

#[test]
fn a_request_is_refused_and_noticed() -> Result<()> {
    for misdeed in [
        "await fetch('https://example.com/')",
        "await fetch('http://127.0.0.1:2/')",
        "await new Promise((done, fail) => { const image = new Image(); image.onload = done; image.onerror = fail; \
           image.src = 'https://example.com/a.png'; })",
    ] {
        let record = recorded(misdeed)?;
        assert!(!record.violations.is_empty(), "{misdeed}: {record}");
    }
    Ok(())
}

#[test]
fn a_request_that_a_policy_does_not_stop_is_noticed_all_the_same() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("without-a-policy.html");
    std::fs::write(&page, "<body data-state=ready><script>fetch('http://127.0.0.1:2/').catch(() => {})</script>")?;
    let record = Page::open(&page)?.record()?;
    assert_eq!(record.requests, ["http://127.0.0.1:2/"]);
    Ok(())
}

#[test]
fn a_request_from_a_worker_is_noticed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("with-a-worker.html");
    let html = "<body><script>const source = \"fetch('http://127.0.0.1:2/').catch(() => {}).then(() => postMessage(1))\"; \
                const worker = new Worker(URL.createObjectURL(new Blob([source]))); \
                worker.onmessage = () => { document.body.dataset.state = 'ready'; };</script>";
    std::fs::write(&page, html)?;
    let record = Page::open(&page)?.record()?;
    assert_eq!(record.requests, ["http://127.0.0.1:2/"]);
    Ok(())
}

#[test]
fn text_does_not_become_markup_or_code() -> Result<()> {
    for misdeed in [
        "document.body.innerHTML = '<p>'",
        "setTimeout('1', 0)",
        "document.body.append(Object.assign(document.createElement('script'), { src: 'data:text/javascript,1' }))",
    ] {
        let record = recorded(misdeed)?;
        assert!(!record.violations.is_empty(), "{misdeed}: {record}");
    }
    Ok(())
}

#[test]
fn an_error_on_the_console_is_noticed() -> Result<()> {
    for misdeed in ["console.error('on purpose')", "setTimeout(() => { throw new Error('on purpose'); })"] {
        let record = recorded(misdeed)?;
        // Of an error in what its driver runs, WebKit says only that there is one.
        let named = |error: &String| error.contains("on purpose") || error.contains("Script error.");
        assert!(record.errors.iter().any(named), "{misdeed}: {record}");
    }
    Ok(())
}
