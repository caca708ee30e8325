//! What holds for every command: colours, the language, and how much is said.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::ColorChoice;
use assertion_inspector::language::{Catalogue, Entry, PluralForms, speak};
use clap::ValueEnum;

/// Options that stand before or behind every command.
#[derive(clap::Args)]
pub struct Settings {
    /// Colours: where there is a terminal and NO_COLOR is not set, always, or never.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
    /// The language of the report. Ids, names of fields and messages on standard error stay English.
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE", default_value_t = Language::En)]
    lang: Language,
    /// Say nothing about inputs that were not understood, and show no progress. What fails is still said.
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// English
    En,
    /// Deutsch
    De,
    /// 日本語
    Ja,
}

static QUIET: AtomicBool = AtomicBool::new(false);

impl Settings {
    /// Makes them hold from now on.
    pub fn apply(&self) {
        match self.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        }
        .write_global();
        match self.lang {
            Language::En => {}
            Language::De => {
                speak(catalogue(include_str!("../../../lang/de.po")));
            }
            Language::Ja => {
                speak(catalogue(include_str!("../../../lang/ja.po")));
            }
        }
        QUIET.store(self.quiet, Ordering::Relaxed);
    }
}

/// Whether remarks and progress are unwanted.
pub fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Columns of the terminal that standard output goes to; `None` if it goes elsewhere.
pub fn width() -> Option<usize> {
    let out = std::io::stdout();
    let (width, _) = out.is_terminal().then(terminal_size::terminal_size).flatten()?;
    Some(usize::from(width.0))
}

/// Reads a catalogue. The tests of the languages read the same files, so that none is unreadable.
fn catalogue(po: &str) -> Catalogue {
    // An empty comment, which other programs write at the head, is more than the parser takes.
    let tidy: String = po.lines().filter(|line| line.trim_end() != "#").map(|line| format!("{line}\n")).collect();
    let Ok(read) = polib::po_file::parse_from_reader(tidy.as_bytes()) else { return Catalogue::default() };
    let entries = read.messages().filter_map(|message| {
        let said = match message.msgstr_plural() {
            Ok(forms) => forms.clone(),
            Err(_) => vec![message.msgstr().ok()?.to_owned()],
        };
        Some(Entry { context: message.msgctxt().map(str::to_owned), english: message.msgid().to_owned(), said })
    });
    Catalogue::new(PluralForms::parse(&read.metadata.plural_rules.dump()), entries)
}
