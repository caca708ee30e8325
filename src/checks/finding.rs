//! What a check and a finding are.
//!
//! A check answers one question about a case. It may have several possible answers, each with a stable [`Id`]; the id's
//! doc comment is its reference page, explanation and advice. Nothing here knows how a finding is displayed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use crate::case::{Case, Identifier};
use crate::checks::guide_points::PointId;
use crate::evidence::assertion::Part;
use crate::language::{Phrase, Text};

/// The step of the server's validation that a finding belongs to; earlier stages lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Is it a client assertion that can be read at all?
    Readable,
    /// Does a federated credential take a token of another issuer?
    Federation,
    /// Is the algorithm accepted?
    Algorithm,
    /// Is the key's identifier well-formed?
    Identifier,
    /// Is there such a key?
    KeyLookup,
    /// Is that key valid now?
    KeyValidity,
    /// Does the signature verify?
    Signature,
    /// Are issuer and subject the application?
    Issuer,
    /// Is it addressed to the token endpoint?
    Audience,
    /// Is it within its time?
    Times,
    /// Is the request around it right?
    Request,
}

impl Stage {
    /// Every stage, in the order of the server.
    pub const ALL: [Self; 11] = [
        Self::Readable,
        Self::Federation,
        Self::Algorithm,
        Self::Identifier,
        Self::KeyLookup,
        Self::KeyValidity,
        Self::Signature,
        Self::Issuer,
        Self::Audience,
        Self::Times,
        Self::Request,
    ];

    /// What its checks look at, for a list in a sentence.
    pub fn subject(self) -> Text {
        match self {
            Self::Readable => say!("the form"),
            Self::Federation => say!("the federated credential"),
            Self::Algorithm => say!("the algorithm"),
            Self::Identifier => say!("how the key is named"),
            Self::KeyLookup => say!("which key is named"),
            Self::KeyValidity => say!("the validity of the certificate"),
            Self::Signature => say!("the signature"),
            Self::Issuer => say!("the client id"),
            Self::Audience => say!("the audience"),
            Self::Times => say!("the times"),
            Self::Request => say!("the request"),
        }
    }

    /// Which of the four questions the stage belongs to.
    pub fn question(self) -> QuestionId {
        match self {
            Self::Readable => QuestionId::Readable,
            Self::Federation | Self::Identifier | Self::KeyLookup | Self::KeyValidity => QuestionId::Key,
            Self::Algorithm | Self::Signature => QuestionId::Signature,
            Self::Issuer | Self::Audience | Self::Times | Self::Request => QuestionId::Claims,
        }
    }
}

/// One of the four questions that are answered separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum QuestionId {
    /// Is it readable?
    Readable,
    /// Which key does it name?
    Key,
    /// Does the signature verify?
    Signature,
    /// Are the claims and times right?
    Claims,
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Readable => "readable",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Claims => "claims",
        })
    }
}

/// A stable finding id and everything about it that does not depend on the case. Declared with the macro `ids!`.
#[derive(Debug)]
pub struct Id {
    /// The id that people see and search for.
    pub name: &'static str,
    /// The stage it belongs to.
    pub stage: Stage,
    /// Points of the guide that it concerns.
    pub guide: &'static [PointId],
    /// Where the rule is written down.
    pub citations: &'static [&'static str],
    /// Whether it proves, if it passes, that a token is what it says.
    pub proves: bool,
    /// The doc comment: the reference page. See [`Page`].
    pub doc: &'static str,
}

/// Declares ids; each doc comment becomes the id's reference page.
///
/// The comment's first line is `# title`. The first paragraph says what the check looks at; the second says why it
/// matters and becomes the finding's explanation. `fix: …` lines are the advice; `raises: …` and `mended: …` lines are
/// examples that the tests execute (their language is described in `CONTRIBUTING.md`).
macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident {
        id: $id:literal,
        stage: $stage:ident,
        guide: [$($guide:ident), *],
        citations: [$($citation:ident),*],
        $(proves: $proves:literal,)?
    })+) => {
        $(
            $(#[doc = $doc])+
            pub const $name: &$crate::checks::finding::Id = &$crate::checks::finding::Id {
                name: $id,
                stage: $crate::checks::finding::Stage::$stage,
                guide: &[$($crate::checks::guide_points::PointId::$guide),*],
                citations: &[$($crate::checks::citations::$citation),*],
                proves: false $(|| $proves)?,
                doc: {
                    const WHOLE: &str = concat!($($doc, "\n"),+);
                    const PAGE: &[u8] = &$crate::checks::examples::left_out::<{ $crate::checks::examples::length(WHOLE) }>(WHOLE);
                    match std::str::from_utf8(PAGE) {
                        Ok(text) => text,
                        Err(_) => WHOLE,
                    }
                },
            };
        )+
    };
}
pub(crate) use ids;

/// A reference page, parsed from an id's doc comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The heading.
    pub title: String,
    /// Paragraphs: what the check looks at, why it matters, and anything more.
    pub paragraphs: Vec<String>,
    /// The advice.
    pub fixes: Vec<String>,
    /// Examples that raise it; none in WebAssembly.
    pub raises: Vec<String>,
    /// Nearly identical examples that do not; none in WebAssembly.
    pub mended: Vec<String>,
}

impl Id {
    /// The reference page, parsed once per process.
    pub fn page(&self) -> Arc<Page> {
        static PAGES: Mutex<Vec<(&str, Arc<Page>)>> = Mutex::new(Vec::new());
        // Pages are added complete, so a panic elsewhere leaves the list usable. There are some two hundred.
        let mut pages = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, page)) = pages.iter().find(|(name, _)| *name == self.name) {
            return Arc::clone(page);
        }
        let page = Arc::new(self.read_page());
        pages.push((self.name, Arc::clone(&page)));
        page
    }

    /// The sentences of its reference page that a report may say.
    #[cfg(any(all(target_arch = "wasm32", target_os = "unknown"), feature = "testing", test))]
    pub fn sentences(&self) -> Vec<String> {
        let page = (*self.page()).clone();
        let shown = page.paragraphs.into_iter().take(2);
        [page.title].into_iter().chain(shown).chain(page.fixes).collect()
    }

    fn read_page(&self) -> Page {
        let mut page = Page::default();
        let mut paragraph = String::new();
        let end = |paragraph: &mut String, page: &mut Page| {
            if !paragraph.is_empty() {
                page.paragraphs.push(std::mem::take(paragraph));
            }
        };
        for line in self.doc.lines().map(str::trim) {
            let list = [
                ("fix: ", &mut page.fixes as &mut Vec<String>),
                ("raises: ", &mut page.raises),
                ("mended: ", &mut page.mended),
            ]
            .into_iter()
            .find_map(|(mark, list)| line.strip_prefix(mark).map(|text| (list, text)));
            if let Some((list, text)) = list {
                list.push(text.to_owned());
                end(&mut paragraph, &mut page);
            } else if let Some(title) = line.strip_prefix("# ") {
                page.title = title.to_owned();
            } else if line.is_empty() {
                end(&mut paragraph, &mut page);
            } else {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line);
            }
        }
        end(&mut paragraph, &mut page);
        page
    }
}

/// A check: one question about a case.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its name, which is also the name of its file.
    pub name: &'static str,
    /// What it asks. A check that could not run shows its question, since the answer is not known.
    pub question: Phrase,
    /// Every id it can raise.
    pub ids: &'static [&'static Id],
    /// Answers the question with at least one finding, even if all is well.
    pub run: fn(&Case<'_>) -> Vec<Finding>,
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Explains a rejection.
    Cause,
    /// May cause trouble.
    Warning,
    /// Worth knowing.
    Note,
    /// Checked, and fine.
    Pass,
    /// Not checked; `why` says why.
    Skipped,
}

impl Status {
    /// Its name in a report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Pass => "pass",
            Self::Skipped => "skipped",
        }
    }
}

/// How sure a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Proved by the inputs.
    Certain,
    /// The inputs suggest it.
    Likely,
    /// The inputs allow it.
    Possible,
}

impl Confidence {
    /// Its name in a report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// One answer from a check.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which answer it is.
    pub id: &'static Id,
    /// How serious it is.
    pub status: Status,
    /// How sure it is, for a cause.
    pub confidence: Option<Confidence>,
    /// What was found in this case; if empty, the page's title is used.
    pub title: Text,
    /// The values that prove it.
    pub evidence: Vec<Evidence>,
    /// Why it matters in this case; if empty, the page's second paragraph is used.
    pub explanation: Text,
    /// What to do in this case, before the page's own advice.
    pub advice: Vec<Text>,
    /// Whether the page's own advice would be wrong in this case.
    pub advice_is_complete: bool,
    /// Why it was skipped.
    pub why: Option<Text>,
    /// Whether it merely repeats what an error's code says, with no input to prove it.
    pub stated: bool,
}

impl Finding {
    fn new(id: &'static Id, status: Status, confidence: Option<Confidence>) -> Self {
        Self {
            id,
            status,
            confidence,
            title: Text::default(),
            evidence: Vec::new(),
            explanation: Text::default(),
            advice: Vec::new(),
            advice_is_complete: false,
            why: None,
            stated: false,
        }
    }

    /// Sets the title: one sentence on what was found, with the values in it.
    pub fn title(mut self, title: Text) -> Self {
        self.title = title;
        self
    }

    /// Adds a value that proves it.
    pub fn evidence(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    /// Sets why it matters, if the reference page is too general.
    pub fn because(mut self, explanation: Text) -> Self {
        self.explanation = explanation;
        self
    }

    /// Adds a step to take.
    pub fn advise(mut self, step: Text) -> Self {
        self.advice.push(step);
        self
    }

    /// Adds the one step to take, in place of what the page advises.
    pub fn advise_only(mut self, step: Text) -> Self {
        self.advice_is_complete = true;
        self.advise(step)
    }
}

/// Explains a rejection.
pub fn cause(id: &'static Id, confidence: Confidence) -> Finding {
    Finding::new(id, Status::Cause, Some(confidence))
}

/// May cause trouble.
pub fn warning(id: &'static Id) -> Finding {
    Finding::new(id, Status::Warning, None)
}

/// Worth knowing.
pub fn note(id: &'static Id) -> Finding {
    Finding::new(id, Status::Note, None)
}

/// Checked, and fine.
pub fn pass(id: &'static Id) -> Finding {
    Finding::new(id, Status::Pass, None)
}

/// Not checked.
pub fn skip(id: &'static Id, why: impl Into<Text>) -> Finding {
    Finding { why: Some(why.into()), ..Finding::new(id, Status::Skipped, None) }
}

/// A value that proves a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Evidence {
    /// Where the value is, in words: `header x5t`, `certificate CN=app`, `signature`.
    #[serde(rename = "where")]
    pub place: Text,
    /// The value found.
    pub found: Option<String>,
    /// What that value is: `the text "84E0…5534"`.
    pub found_means: Option<Text>,
    /// The value expected.
    pub expected: Option<String>,
    /// What that value is: `SHA-1 of CN=app`.
    pub expected_means: Option<Text>,
    /// The position of `found` in the case's token: its first character and one past its last.
    pub at: Option<[usize; 2]>,
    /// Whether `found` and `expected` are the values themselves, which can be copied, and not descriptions of them.
    pub exact: [bool; 2],
    /// The header parameter or claim it is about.
    #[serde(skip)]
    pub member: Option<(Part, String)>,
}

/// Evidence without values yet.
pub fn evidence(place: Text) -> Evidence {
    Evidence { place, ..Evidence::default() }
}

/// Evidence about a header parameter, or about the whole header if the name is empty.
pub fn in_header(name: &str) -> Evidence {
    let place = if name.is_empty() { say!("header") } else { say!("header {name}", name) };
    Evidence { member: Some((Part::Header, name.to_owned())), ..evidence(place) }
}

/// Evidence about a claim.
pub fn in_claim(name: &str) -> Evidence {
    Evidence { member: Some((Part::Claims, name.to_owned())), ..evidence(say!("claim {name}", name)) }
}

/// Evidence about an identifier, wherever it was read.
pub fn at_identifier(identifier: &Identifier) -> Evidence {
    if identifier.from_error {
        evidence(say!("error, thumbprint of key used by client"))
    } else {
        in_header(identifier.name)
    }
}

/// A value in evidence: verbatim or described.
#[derive(Debug)]
pub enum EvidenceValue {
    /// The value itself.
    Value(String),
    /// A description of it.
    Words(Text),
}

impl EvidenceValue {
    /// Its start and end, for use in a sentence.
    pub fn short(&self, most: usize) -> String {
        match self {
            Self::Value(text) => crate::notation::text::shorten(text, most),
            Self::Words(text) => crate::notation::text::shorten(text, most),
        }
    }

    /// The text, and whether it is the value itself.
    fn parts(self) -> (String, bool) {
        match self {
            Self::Value(value) => (value, true),
            Self::Words(text) => (text.into(), false),
        }
    }
}

impl From<&str> for EvidenceValue {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl From<String> for EvidenceValue {
    fn from(value: String) -> Self {
        Self::Value(value)
    }
}

impl From<&String> for EvidenceValue {
    fn from(value: &String) -> Self {
        Self::Value(value.clone())
    }
}

impl From<Text> for EvidenceValue {
    fn from(words: Text) -> Self {
        Self::Words(words)
    }
}

impl Evidence {
    /// Sets the value found, or a description of it.
    pub fn found(mut self, value: impl Into<EvidenceValue>) -> Self {
        let (text, exact) = value.into().parts();
        let shown = crate::notation::text::shorten(&text, crate::limits::EVIDENCE_VALUE_CHARS);
        self.exact[0] = exact && !shown.contains('…');
        self.found = Some(shown);
        self
    }

    /// Says what the value found is.
    pub fn meaning(mut self, what: Text) -> Self {
        self.found_means = Some(what);
        self
    }

    /// Sets the value expected, or a description of it.
    pub fn expected(mut self, value: impl Into<EvidenceValue>) -> Self {
        let (text, exact) = value.into().parts();
        self.exact[1] = exact && !text.contains('…');
        self.expected = Some(text);
        self
    }

    /// Says what the value expected is.
    pub fn expected_meaning(mut self, what: Text) -> Self {
        self.expected_means = Some(what);
        self
    }

    /// Sets its position in the token.
    pub fn at(mut self, place: Option<std::ops::Range<usize>>) -> Self {
        self.at = place.map(|range| [range.start, range.end]);
        self
    }
}
