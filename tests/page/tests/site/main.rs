//! The documentation as its reader has it: opened from a disk, without the network. `cargo xtask site` builds it.
//!
//! A test fails if a page asks for anything outside of the site, violates its policy, or reports an error.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use page_tests::axe::Axe;
use page_tests::{Engine, Page, built_site, keys};

/// The kinds of pages that there are.
const PAGES: [&str; 7] = [
    "index.html",
    "situations/only-the-error.html",
    "findings/certificate-not-registered.html",
    "findings/index.html",
    "command-line.html",
    "what-entra-takes.html",
    "search.html",
];
const SIZES: [(u32, bool); 2] = [(1280, false), (320, true)];

/// Runs a test in a browser, and makes sure that nothing happened that a reader must never see.
fn on_site(test: impl FnOnce(&mut Page, &Path) -> Result<()>) -> Result<()> {
    let site = built_site().canonicalize().context("the site is missing: run `cargo xtask site` first")?;
    let mut page = Page::empty()?;
    test(&mut page, &site)?;
    let mut record = page.record()?;
    // From page to page is no way out.
    let inside = format!("file://{}/", site.display());
    record.requests.retain(|address| !address.starts_with(&inside));
    ensure!(record.is_clean(), "the site did what it must not:\n{record}");
    Ok(())
}

/// The addresses of what the search shows, from the site's folder.
fn found(page: &mut Page) -> Result<Vec<String>> {
    let all = page.evaluate("[...document.querySelectorAll('#results a')].map(link => link.getAttribute('href'))")?;
    let all = all.as_array().context("no list")?;
    Ok(all.iter().filter_map(|one| one.as_str()).map(str::to_owned).collect())
}

/// Types a text into the search of a page, and sends it.
fn search(page: &mut Page, text: &str) -> Result<Vec<String>> {
    page.type_into("input[name=q]", text)?;
    page.press(keys::ENTER)?;
    let sent = format!("new URLSearchParams(location.search).get('q') === {}", json!(text));
    page.wait_for(&format!("{sent} && document.getElementById('count')?.textContent"))?;
    found(page)
}

#[test]
fn an_error_text_and_a_code_lead_to_their_findings() -> Result<()> {
    on_site(|page, site| {
        for (from, text, to) in [
            (
                "index.html",
                "AADSTS700027 client assertion failed signature validation",
                "findings/signed-with-another-key.html",
            ),
            ("findings/time-unit.html", "AADSTS700213", "findings/federated-subject.html"),
            ("situations/certificate.html", "700213", "findings/by-code.html#aadsts700213"),
        ] {
            page.visit(&site.join(from))?;
            let all = search(page, text)?;
            ensure!(all.iter().take(3).any(|one| one == to), "{text} finds {all:?}");
            page.run("document.querySelector('#results a').click()")?;
            page.wait_for("!location.pathname.endsWith('/search.html') && document.querySelector('main h1')")?;
        }
        Ok(())
    })
}

/// The error texts of every page of a finding, from its Markdown.
fn error_texts() -> Result<Vec<(String, String)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings");
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let path: PathBuf = file?.path();
        let text = std::fs::read_to_string(&path)?;
        let part = text.split_once("\n## What Entra ID says\n\n").map_or("", |(_, rest)| rest);
        let name = path.file_stem().and_then(|name| name.to_str()).context("a name")?;
        if name.starts_with("by-") {
            continue;
        }
        let lines = part.lines().take_while(|line| !line.is_empty());
        all.extend(
            lines.map(|line| {
                (format!("findings/{name}.html"), line.trim_start_matches("- ").trim_matches('`').to_owned())
            }),
        );
    }
    Ok(all)
}

#[test]
fn every_finding_is_found_by_each_of_its_error_texts() -> Result<()> {
    let texts = error_texts()?;
    ensure!(texts.len() > 80, "{}", texts.len());
    on_site(|page, site| {
        page.visit(&site.join("search.html"))?;
        let mut lost = Vec::new();
        for (to, text) in &texts {
            let put = "const field = document.querySelector('input[name=q]'); field.value = TEXT; field.dispatchEvent(new Event('input'))";
            page.run(&put.replace("TEXT", &json!(text).to_string()))?;
            let all = found(page)?;
            if !all.contains(to) {
                lost.push(format!("{to}: {text}"));
            }
        }
        ensure!(lost.is_empty(), "not found:\n{}", lost.join("\n"));
        Ok(())
    })
}

#[test]
fn what_is_typed_becomes_no_markup() -> Result<()> {
    on_site(|page, site| {
        page.visit(&site.join("index.html"))?;
        let all = search(page, "<img src=x onerror=alert(1)> nothing-like-it")?;
        ensure!(page.number_of("document.images.length")? == 0.0, "there is a picture; {all:?}");
        page.visit(&site.join("search.html"))?;
        search(page, "zzzzqqqq")?;
        let count = page.text_of("document.getElementById('count').textContent")?;
        ensure!(count == "0 places", "{count}");
        Ok(())
    })
}

/// What a page shows: the words of its content, and where its list of contents leads.
const SHOWN: &str = "document.querySelector('main').innerText + [...document.querySelectorAll('nav a')].map(link => \
                     link.checkVisibility() ? link.href : '').join(' ')";

#[test]
fn without_scripts_everything_is_there() -> Result<()> {
    if Engine::chosen()? != Engine::Chromium {
        return Ok(());
    }
    on_site(|page, site| {
        let mut with = Vec::new();
        for path in PAGES {
            page.visit(&site.join(path))?;
            with.push(page.text_of(SHOWN)?);
        }
        page.switch_scripts(false)?;
        for (path, with) in PAGES.iter().zip(with) {
            page.visit(&site.join(path))?;
            let without = page.text_of(SHOWN)?;
            if *path == "search.html" {
                ensure!(without.contains("The search needs a script"), "{without}");
            } else {
                ensure!(without == with && with.len() > 500, "{path} has another content without scripts");
            }
        }
        page.switch_scripts(true)
    })
}

#[test]
fn no_rule_of_accessibility_is_violated_and_nothing_is_wider_than_the_window() -> Result<()> {
    let Some(axe) = Axe::beside(Path::new(env!("CARGO_TARGET_TMPDIR")))? else { return Ok(()) };
    on_site(|page, site| {
        for path in PAGES {
            page.visit(&site.join(path))?;
            if path == "search.html" {
                search(page, "AADSTS700027")?;
            }
            axe.load(page)?;
            for (width, dark) in SIZES {
                // The other drivers set the look by what only the page of the tool has.
                if Engine::chosen()? == Engine::Chromium {
                    page.look(width, 800, dark)?;
                }
                let found = Axe::violations(page)?;
                ensure!(found.is_empty(), "{path}, {width} wide, dark: {dark}:\n{found}");
                let wide = page.number_of("document.documentElement.scrollWidth")?;
                let window = page.number_of("innerWidth")?;
                ensure!(wide <= window, "{path} is {wide} wide in a window of {window}");
            }
        }
        page.run("document.querySelector('input').removeAttribute('aria-label')")?;
        page.run("document.querySelector('input').removeAttribute('placeholder')")?;
        let found = Axe::violations(page)?;
        ensure!(found.contains("label"), "a violation is not found: {found}");
        Ok(())
    })
}

#[test]
fn the_policy_is_obeyed() -> Result<()> {
    let mut page = Page::empty()?;
    for (path, misdeed) in [
        ("search.html", "fetch('https://example.com/').catch(() => {})"),
        ("index.html", "fetch('https://example.com/').catch(() => {})"),
        ("index.html", "document.body.append(Object.assign(new Image(), { src: 'https://example.com/a.png' }))"),
        ("index.html", "document.body.append(Object.assign(document.createElement('script'), { src: 'other.js' }))"),
        (
            "index.html",
            "document.head.append(Object.assign(document.createElement('style'), { textContent: 'p { top: 0 }' }))",
        ),
        ("search.html", "document.body.innerHTML = '<p>'"),
    ] {
        page.visit(&built_site().join(path))?;
        let before = page.record()?.violations.len();
        // A refusal may be thrown, or only reported.
        let thrown = page.run(misdeed).is_err();
        let record = page.record()?;
        ensure!(thrown || record.violations.len() > before, "{path}: `{misdeed}` was not refused:\n{record}");
    }
    Ok(())
}
