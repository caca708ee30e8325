//! The page as its user has it.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::driver::Driver;
use crate::engine::Engine;
use crate::keys::{self, Key};
use crate::record::Record;

/// How long anything on the page may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page, open in a browser of its own.
#[derive(Debug)]
pub struct Page {
    driver: Box<dyn Driver>,
}

impl Page {
    /// Opens a file in a new browser of the chosen engine, records what must not happen, and waits until the page is
    /// ready.
    ///
    /// # Errors
    /// There is no browser, no such file, or the page does not get ready.
    pub fn open(file: &Path) -> Result<Page> {
        Page::open_for(file, "en")
    }

    /// The same for a reader who prefers another language than English, such as `de`.
    ///
    /// # Errors
    /// As [`Page::open`].
    pub fn open_for(file: &Path, language: &str) -> Result<Page> {
        Page::open_in(file, language, "ready")
    }

    /// As [`Page::open`], for a page that gets into another state than to be ready, such as `failed`.
    ///
    /// # Errors
    /// As [`Page::open`].
    pub fn open_until(file: &Path, state: &str) -> Result<Page> {
        Page::open_in(file, "en", state)
    }

    fn open_in(file: &Path, language: &str, state: &str) -> Result<Page> {
        let mut page = Page::within(Engine::chosen()?.start(language)?);
        page.reach(file, state)?;
        Ok(page)
    }

    /// Opens a file in place of the one that is open, in the same browser, and waits until the page is ready. A page keeps nothing
    /// from one time to the next; starting a browser takes longer than all else that most tests do.
    ///
    /// # Errors
    /// There is no such file, or the page does not get ready.
    pub fn open_instead(&mut self, file: &Path) -> Result<()> {
        self.reach(file, "ready")
    }

    fn reach(&mut self, file: &Path, state: &str) -> Result<()> {
        self.go_to(file)?;
        let reached = self.wait_for(&format!("document.body?.dataset.state === '{state}'"));
        reached.with_context(|| format!("the page did not get {state}"))
    }

    /// A browser of the chosen engine, with an empty page, for pages that have no state.
    ///
    /// # Errors
    /// There is no browser.
    pub fn empty() -> Result<Page> {
        Ok(Page::within(Engine::chosen()?.start("en")?))
    }

    /// Opens a file, and waits until all of it is there.
    ///
    /// # Errors
    /// There is no such file, or it does not load.
    pub fn visit(&mut self, file: &Path) -> Result<()> {
        let file = file.canonicalize().with_context(|| format!("{} is missing", file.display()))?;
        self.go_to(&file)?;
        let address = json!(format!("file://{}", file.display()));
        self.wait_for(&format!("location.href === {address} && document.readyState === 'complete'"))
    }

    /// Switches the scripts of pages off or on.
    ///
    /// # Errors
    /// The engine cannot do that.
    pub fn switch_scripts(&mut self, on: bool) -> Result<()> {
        self.driver.switch_scripts(on)
    }

    /// The empty page of a browser.
    pub(crate) fn within(driver: Box<dyn Driver>) -> Page {
        Page { driver }
    }

    /// Opens a file.
    ///
    /// # Errors
    /// It does not exist.
    pub(crate) fn go_to(&mut self, file: &Path) -> Result<()> {
        ensure!(file.is_file(), "{} is missing: run `cargo xtask build` first", file.display());
        self.driver.go_to(&format!("file://{}", file.display()))
    }

    /// Evaluates an expression on the page and, where it is a promise, waits for what it resolves to.
    ///
    /// # Errors
    /// It throws.
    pub fn evaluate(&mut self, expression: &str) -> Result<Value> {
        self.driver.evaluate(expression).with_context(|| format!("`{expression}` cannot be evaluated"))
    }

    /// Runs statements on the page.
    ///
    /// # Errors
    /// One of them throws.
    pub fn run(&mut self, statements: &str) -> Result<()> {
        self.evaluate(&format!("(() => {{ {statements}\n}})()")).map(drop)
    }

    /// Evaluates an expression whose value is text.
    ///
    /// # Errors
    /// It throws, or its value is something else.
    pub fn text_of(&mut self, expression: &str) -> Result<String> {
        let value = self.evaluate(expression)?;
        value.as_str().map(str::to_owned).with_context(|| format!("`{expression}` is {value}"))
    }

    /// Evaluates an expression whose value is a number.
    ///
    /// # Errors
    /// It throws, or its value is something else.
    pub fn number_of(&mut self, expression: &str) -> Result<f64> {
        let value = self.evaluate(expression)?;
        value.as_f64().with_context(|| format!("`{expression}` is {value}"))
    }

    /// Waits until an expression is true.
    ///
    /// # Errors
    /// It throws, or does not become true in time.
    pub fn wait_for(&mut self, condition: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.evaluate(&format!("Boolean({condition})"))? != true {
            ensure!(Instant::now() < deadline, "`{condition}` did not come true in {} s", PATIENCE.as_secs());
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Does something that makes the page inspect anew, waits for the new verdict, and returns its finding's id, or
    /// `none`.
    ///
    /// # Errors
    /// It cannot be done, or no verdict comes.
    pub fn verdict_after(&mut self, act: impl FnOnce(&mut Page) -> Result<()>) -> Result<String> {
        // The old verdict may stand until the new one does, so the change is what counts.
        self.evaluate("window.inspections = 0, window.watching ??= new MutationObserver(changes => { \
                         if (changes.some(change => change.target.dataset.ready === 'true')) window.inspections += 1; }), \
                       watching.observe(document.getElementById('verdict'), { attributes: true, attributeFilter: ['data-ready'] }), 0")?;
        act(self)?;
        self.wait_for("inspections > 0 && document.getElementById('verdict').dataset.ready === 'true'")?;
        // What still comes would move what is below it.
        self.wait_for("document.querySelector('[aria-busy=true]') === null")?;
        self.text_of("document.getElementById('verdict').dataset.finding")
    }

    /// Drops files onto the middle of the window.
    ///
    /// # Errors
    /// One of them does not exist.
    pub fn drop_files(&mut self, files: &[PathBuf]) -> Result<()> {
        let middle = (self.number_of("innerWidth / 2")?, self.number_of("innerHeight / 2")?);
        self.driver.drop_files(&existing(files)?, middle)
    }

    /// Chooses files as the button's dialog would.
    ///
    /// # Errors
    /// One of them does not exist, or there is no file input.
    pub fn choose_files(&mut self, files: &[PathBuf]) -> Result<()> {
        self.driver.choose_files("#files", &existing(files)?)
    }

    /// Puts text into a field as an input method does, after what it holds.
    ///
    /// # Errors
    /// There is no such field.
    pub fn type_into(&mut self, selector: &str, text: &str) -> Result<()> {
        self.evaluate(&format!("document.querySelector({}).focus()", json!(selector)))?;
        self.driver.insert_text(text)
    }

    /// Pastes text from the clipboard onto the page at large, no field being in focus.
    ///
    /// # Errors
    /// The browser is gone.
    pub fn paste_anywhere(&mut self, text: &str) -> Result<()> {
        // Cut from a field that is there for that alone, since no engine lets a test write to the clipboard.
        let prepare = "const field = document.createElement('textarea'); field.id = 'to-be-cut'; field.value = TEXT; \
                       document.body.append(field); field.focus();";
        self.run(&prepare.replace("TEXT", &json!(text).to_string()))?;
        self.press(keys::SELECT_ALL)?;
        self.press(keys::CUT)?;
        self.run("document.getElementById('to-be-cut').remove();")?;
        self.press(keys::PASTE)
    }

    /// Pastes a text into a field, at the end of what stands there.
    ///
    /// # Errors
    /// As [`Page::paste_anywhere`], or there is no such field.
    pub fn paste_into(&mut self, selector: &str, text: &str) -> Result<()> {
        let prepare = "const field = document.createElement('textarea'); field.id = 'to-be-cut'; field.value = TEXT; \
                       document.body.append(field); field.focus();";
        self.run(&prepare.replace("TEXT", &json!(text).to_string()))?;
        self.press(keys::SELECT_ALL)?;
        self.press(keys::CUT)?;
        let into = "document.getElementById('to-be-cut').remove(); const into = document.querySelector(SELECTOR); \
                    into.focus(); into.setSelectionRange(into.value.length, into.value.length);";
        self.run(&into.replace("SELECTOR", &json!(selector).to_string()))?;
        self.press(keys::PASTE)
    }

    /// Presses a key.
    ///
    /// # Errors
    /// The browser is gone.
    pub fn press(&mut self, key: Key) -> Result<()> {
        self.driver.press(key)
    }

    /// Clicks the middle of the first element that a selector finds, with the mouse.
    ///
    /// # Errors
    /// There is no such element.
    pub fn click(&mut self, selector: &str) -> Result<()> {
        let place = format!(
            "(element => {{ element.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
               const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }}) \
             (document.querySelector({}))",
            json!(selector)
        );
        let place = self.evaluate(&place).with_context(|| format!("there is no {selector} to click"))?;
        let place = place[0].as_f64().zip(place[1].as_f64());
        self.driver.click(place.with_context(|| format!("{selector} has no place"))?)
    }

    /// Chooses the language of the page by its own list.
    ///
    /// # Errors
    /// The page has no such language.
    pub fn choose_language(&mut self, language: &str) -> Result<()> {
        self.run(&format!(
            "const list = document.getElementById('language'); list.value = '{language}'; list.focus(); list.dispatchEvent(new Event('change'))"
        ))?;
        self.wait_for(&format!(
            "document.documentElement.lang === '{language}' && document.body.dataset.state === 'ready'"
        ))
    }

    /// Sets the window's size in CSS pixels, and whether it is dark.
    ///
    /// # Errors
    /// The browser is gone.
    pub fn look(&mut self, width: u32, height: u32, dark: bool) -> Result<()> {
        self.driver.look(width, height, dark)
    }

    /// Saves a picture of the whole page as PNG.
    ///
    /// # Errors
    /// It cannot be taken or written.
    pub fn picture(&mut self, file: &Path) -> Result<()> {
        let png = self.driver.picture()?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, png).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Everything that happened until now and should not have. The browser is given a moment to report the last of it.
    ///
    /// # Errors
    /// The browser is gone.
    pub fn record(&mut self) -> Result<Record> {
        self.evaluate("new Promise(done => setTimeout(done, 50))")?;
        self.driver.record()
    }
}

/// The files as absolute paths.
fn existing(files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    files.iter().map(|file| file.canonicalize().with_context(|| format!("{} is missing", file.display()))).collect()
}
