//! What a check and a finding are.
//!
//! A check answers one question about a case. It may know several answers, each with a stable [`Id`]; the id's doc
//! comment is its reference page, its explanation and its advice. Nothing here knows how a finding will be shown.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

use crate::case::{Case, Identifier};
use crate::checks::guide_points::PointId;
use crate::evidence::assertion::Part;
use crate::language::{Phrase, Text};

/// Where in the server's order of work a finding belongs; earlier stages lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Is it a client assertion that can be read at all?
    Readable,
    /// Is the algorithm one that is taken?
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
    /// The question of the four that the stage belongs to.
    pub fn question(self) -> QuestionId {
        match self {
            Self::Readable => QuestionId::Readable,
            Self::Identifier | Self::KeyLookup | Self::KeyValidity => QuestionId::Key,
            Self::Algorithm | Self::Signature => QuestionId::Signature,
            Self::Issuer | Self::Audience | Self::Times | Self::Request => QuestionId::Claims,
        }
    }
}

/// One of the four questions that are answered separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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

/// A stable finding id with all that is always so about it. Made by the macro `ids!`.
#[derive(Debug)]
pub struct Id {
    /// The id that people search for.
    pub name: &'static str,
    /// Where it belongs.
    pub stage: Stage,
    /// Points of the guide it bears on.
    pub guide: &'static [PointId],
    /// Where the rule is written down.
    pub citations: &'static [&'static str],
    /// The doc comment: the reference page. See [`Page`].
    pub doc: &'static str,
}

/// Declares ids; each doc comment becomes the id's reference page.
///
/// The comment's first line is `# title`. Its first paragraph says what is looked at, its second why it matters (it is
/// the finding's explanation). Lines `fix: …` are the advice, `raises: …` and `mended: …` the examples that the tests
/// execute (their language is described in `CONTRIBUTING.md`).
macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident {
        id: $id:literal,
        stage: $stage:ident,
        guide: [$($guide:ident),*],
        citations: [$($citation:ident),*],
    })+) => {
        $(
            $(#[doc = $doc])+
            pub const $name: &$crate::checks::finding::Id = &$crate::checks::finding::Id {
                name: $id,
                stage: $crate::checks::finding::Stage::$stage,
                guide: &[$($crate::checks::guide_points::$guide),*],
                citations: &[$($crate::checks::citations::$citation),*],
                doc: concat!($($doc, "\n"),+),
            };
        )+
    };
}
pub(crate) use ids;

/// A reference page, read from an id's doc comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The heading.
    pub title: String,
    /// Paragraphs: what is looked at, why it matters, more.
    pub paragraphs: Vec<String>,
    /// The advice.
    pub fixes: Vec<String>,
    /// Examples that raise it.
    pub raises: Vec<String>,
    /// Examples that do not, nearly the same.
    pub mended: Vec<String>,
}

impl Id {
    /// The reference page, which is read once in a process.
    pub fn page(&self) -> Arc<Page> {
        static PAGES: Mutex<BTreeMap<&str, Arc<Page>>> = Mutex::new(BTreeMap::new());
        // A panic elsewhere leaves whole pages behind.
        let mut pages = PAGES.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(pages.entry(self.name).or_insert_with(|| Arc::new(self.read_page())))
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
    /// Its name: that of its file.
    pub name: &'static str,
    /// What it asks. A check that could not be made shows its question, since its answer is not known.
    pub question: Phrase,
    /// Every id it can raise.
    pub ids: &'static [&'static Id],
    /// Answers the question; at least one finding, good ones too.
    pub run: fn(&Case<'_>) -> Vec<Finding>,
}

/// What a finding amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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

/// How sure a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Proved by the inputs.
    Certain,
    /// The inputs speak for it.
    Likely,
    /// The inputs allow it.
    Possible,
}

/// An answer of a check.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which one.
    pub id: &'static Id,
    /// What it amounts to.
    pub status: Status,
    /// How sure, for a cause.
    pub confidence: Option<Confidence>,
    /// What is so in this case; the page's title where it is empty.
    pub title: Text,
    /// The values that prove it.
    pub evidence: Vec<Evidence>,
    /// Why it matters in this case; the page's second paragraph where it is empty.
    pub explanation: Text,
    /// What to do in this case, before the page's own advice.
    pub advice: Vec<Text>,
    /// Why it was skipped.
    pub why: Option<Text>,
    /// It repeats what an error's code says, and no value at hand proves it.
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
            why: None,
            stated: false,
        }
    }

    /// One sentence on what is so, with the values in it.
    pub fn title(mut self, title: Text) -> Self {
        self.title = title;
        self
    }

    /// Adds a value that proves it.
    pub fn evidence(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    /// Why it matters, where the reference page says it too generally.
    pub fn because(mut self, explanation: Text) -> Self {
        self.explanation = explanation;
        self
    }

    /// Adds a step to take.
    pub fn advise(mut self, step: Text) -> Self {
        self.advice.push(step);
        self
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
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Evidence {
    /// Where the value stands, in words: `header x5t`, `certificate CN=app`, `signature`.
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
    /// Where `found` stands in the case's token: first character and one past the last.
    pub at: Option<[usize; 2]>,
    /// Whether `found` and `expected` are the values themselves, as they can be copied; otherwise words for them.
    pub exact: [bool; 2],
    /// The header parameter or claim that it is about.
    #[serde(skip)]
    pub member: Option<(Part, String)>,
}

/// Evidence in the making.
pub fn evidence(place: Text) -> Evidence {
    Evidence { place, ..Evidence::default() }
}

/// Evidence about a header parameter, or about the header as a whole where the name is empty.
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

/// A value of evidence: as it stands, or described.
#[derive(Debug)]
pub enum EvidenceValue {
    /// Exactly so.
    Value(String),
    /// In words.
    Words(Text),
}

impl EvidenceValue {
    /// The start and the end of it, for a sentence.
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
    /// The value found, or words for it.
    pub fn found(mut self, value: impl Into<EvidenceValue>) -> Self {
        let (text, exact) = value.into().parts();
        let shown = crate::notation::text::shorten(&text, crate::limits::EVIDENCE_VALUE_CHARS);
        self.exact[0] = exact && !shown.contains('…');
        self.found = Some(shown);
        self
    }

    /// What the value found is.
    pub fn meaning(mut self, what: Text) -> Self {
        self.found_means = Some(what);
        self
    }

    /// The value expected, or words for it.
    pub fn expected(mut self, value: impl Into<EvidenceValue>) -> Self {
        let (text, exact) = value.into().parts();
        self.exact[1] = exact && !text.contains('…');
        self.expected = Some(text);
        self
    }

    /// What the value expected is.
    pub fn expected_meaning(mut self, what: Text) -> Self {
        self.expected_means = Some(what);
        self
    }

    /// Where it stands in the token.
    pub fn at(mut self, place: Option<std::ops::Range<usize>>) -> Self {
        self.at = place.map(|range| [range.start, range.end]);
        self
    }
}
