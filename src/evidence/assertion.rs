//! A compact JWS: its parts, its header and claims, and the position of each in the text.
//!
//! Sources: RFC 7515 §7.1 (compact serialisation), RFC 7519 §7.2 (reading a JWT). Parsing never fails as a whole:
//! whatever can be read is kept, and whatever cannot is recorded as a [`Malformed`].

use std::fmt;
use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use crate::evidence::wrapping::Wrapping;
use crate::language::Text;
use crate::notation::encoding::{self, Base64Problem};
use crate::notation::instant::NumericDate;
use crate::notation::json::{self, JsonProblem, Member, Object};
use crate::notation::place::Place;

/// A part of a compact JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The JOSE header.
    Header,
    /// The payload: the claims.
    Claims,
    /// The signature.
    Signature,
}

impl Part {
    /// The part's name, for people.
    pub fn label(self) -> Text {
        match self {
            Self::Header => say!("header"),
            Self::Claims => say!("claims"),
            Self::Signature => say!("signature"),
        }
    }
}

/// What prevents a text from being a compact JWS with a JSON header and JSON claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Malformed {
    /// The number of parts is not three.
    Parts {
        /// The actual number.
        count: usize,
    },
    /// An empty part.
    Empty {
        /// The part.
        part: Part,
    },
    /// A part that is not base64url; positions count from the start of the part.
    Base64 {
        /// The part.
        part: Part,
        /// Where and why.
        problem: Base64Problem,
    },
    /// A part that decodes to bytes that are not UTF-8.
    Utf8 {
        /// The part.
        part: Part,
        /// Offset of the first byte that is not UTF-8.
        at: usize,
    },
    /// A part that decodes to text that is not a JSON object.
    Json {
        /// The part.
        part: Part,
        /// Where and why.
        problem: JsonProblem,
    },
    /// A member name that occurs twice.
    Duplicate {
        /// The part.
        part: Part,
        /// The member's name.
        name: String,
        /// Byte range of the second occurrence in the decoded part.
        span: Range<usize>,
    },
}

impl std::error::Error for Malformed {}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Parts { count: 1 } => say!("it has no dots: one part where header, claims and signature belong"),
            Self::Parts { count } => say_n!(
                *count,
                "it has one part between dots instead of three",
                "it has {count} parts between dots instead of three"
            ),
            Self::Empty { part } => say!("its {part} part is empty", part = part.label()),
            Self::Base64 { part, problem: Base64Problem::Character { at, found } } => say!(
                "character {number} of its {part} part is {found}, which base64url does not have",
                number = at + 1,
                part = part.label(),
                found = format!("{found:?}")
            ),
            Self::Base64 { part, problem: Base64Problem::Length { characters } } => say!(
                "its {part} part is {count} characters long, a length that base64url cannot have",
                part = part.label(),
                count = characters
            ),
            Self::Utf8 { part, at } => {
                say!("its {part} part is not text from byte {number} on", part = part.label(), number = at + 1)
            }
            Self::Json { part, problem } => say!("its {part} part is {problem}", part = part.label(), problem),
            Self::Duplicate { part, name, .. } => {
                say!("its {part} have {name} twice", part = part.label(), name = format!("{name:?}"))
            }
        })
    }
}

/// A part's position and content.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Range in characters of the token.
    pub range: Range<usize>,
    /// The decoded bytes. Other kinds of base64 are decoded too, so that the rest can be examined.
    pub bytes: Option<Vec<u8>>,
    /// The bytes as a JSON object, for header and claims.
    pub object: Option<Object>,
}

impl Segment {
    /// The decoded bytes as text.
    pub fn text(&self) -> Option<&str> {
        self.bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok())
    }
}

/// A client assertion, or something intended to be one.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// Name of the input it came from.
    pub input: String,
    /// Position in the input.
    pub place: Place,
    /// The compact serialisation, with any wrapping removed.
    pub token: String,
    /// What was removed to get at it.
    pub wrapping: Vec<Wrapping>,
    /// The text before the wrapping was removed, shortened by its reader.
    pub as_found: String,
    /// The JOSE header.
    pub header: Segment,
    /// The claims.
    pub claims: Segment,
    /// The signature.
    pub signature: Segment,
    /// Ranges of any parts after the third.
    pub extra: Vec<Range<usize>>,
    /// Everything that is wrong with the form, in the order of the text.
    pub malformed: Vec<Malformed>,
}

impl Assertion {
    /// Splits and decodes a token. Never fails; see [`Assertion::malformed`].
    pub fn parse(input: &str, token: &str) -> Self {
        let mut ranges = Vec::new();
        let mut start = 0;
        for piece in token.split('.') {
            ranges.push(start..start + piece.len());
            start += piece.len() + 1;
        }
        let mut malformed = Vec::new();
        if ranges.len() != 3 {
            malformed.push(Malformed::Parts { count: ranges.len() });
        }
        let end = token.len()..token.len();
        let mut part = |part: Part, index: usize| {
            let range = ranges.get(index).cloned().unwrap_or(end.clone());
            segment(token, part, range, ranges.len() > index, ranges.len() == 5, &mut malformed)
        };
        let (header, claims, signature) = (part(Part::Header, 0), part(Part::Claims, 1), part(Part::Signature, 2));
        Self {
            input: input.to_owned(),
            place: Place::default(),
            token: token.to_owned(),
            wrapping: Vec::new(),
            as_found: String::new(),
            header,
            claims,
            signature,
            extra: ranges.into_iter().skip(3).collect(),
            malformed,
        }
    }

    /// Returns the given part of the token.
    pub fn segment(&self, part: Part) -> &Segment {
        match part {
            Part::Header => &self.header,
            Part::Claims => &self.claims,
            Part::Signature => &self.signature,
        }
    }

    /// Returns the first member of this name in header or claims.
    pub fn member(&self, part: Part, name: &str) -> Option<&Member> {
        self.segment(part).object.as_ref()?.get(name)
    }

    /// Returns a header parameter's string value; `None` if it is absent or not a string.
    pub fn header_str(&self, name: &str) -> Option<&str> {
        self.member(Part::Header, name)?.value.as_str()
    }

    /// Returns a claim's string value; `None` if it is absent or not a string.
    pub fn claim_str(&self, name: &str) -> Option<&str> {
        self.member(Part::Claims, name)?.value.as_str()
    }

    /// Returns a time claim; `None` if it is absent or JSON `null`.
    pub fn time(&self, name: &str) -> Option<NumericDate> {
        let value = &self.member(Part::Claims, name)?.value;
        (*value != Value::Null).then(|| NumericDate::read(value))
    }

    /// The bytes that a signature covers: header, dot and claims exactly as written (RFC 7515 §5.1).
    pub fn signing_input(&self) -> &[u8] {
        self.token.as_bytes().get(..self.claims.range.end).unwrap_or_default()
    }

    /// The certificates of the `x5c` header, each as base64 text: an array (RFC 7515 §4.1.6), or a single string as
    /// MSAL.NET writes it. Empty if there are none.
    pub fn x5c(&self) -> Vec<&str> {
        match self.member(Part::Header, "x5c").map(|member| &member.value) {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the range of characters in the token that encode these bytes of a decoded part.
    pub fn characters(&self, part: Part, bytes: &Range<usize>) -> Range<usize> {
        let range = &self.segment(part).range;
        let at = |sextets: usize| (range.start + sextets).min(range.end);
        at(bytes.start * 4 / 3)..at((bytes.end * 4).div_ceil(3))
    }

    /// Returns the range of characters in the token that encode a header parameter or claim.
    pub fn characters_of(&self, part: Part, name: &str) -> Option<Range<usize>> {
        self.member(part, name).map(|member| self.characters(part, &member.span))
    }

    /// Checks whether it has the five parts of a JWE, or a header that only a JWE has (RFC 7516 §3.1, §4.1.2).
    pub fn encrypted(&self) -> bool {
        self.extra.len() == 2 && self.member(Part::Header, "enc").is_some()
    }
}

fn segment(
    token: &str,
    part: Part,
    range: Range<usize>,
    present: bool,
    jwe: bool,
    malformed: &mut Vec<Malformed>,
) -> Segment {
    let mut segment = Segment { range: range.clone(), bytes: None, object: None };
    let text = token.get(range).unwrap_or_default();
    if text.is_empty() {
        // The number of parts already reveals an absent part; an empty signature is the mark of `alg` none.
        if present && part != Part::Signature && !jwe {
            malformed.push(Malformed::Empty { part });
        }
        if present && part == Part::Signature {
            segment.bytes = Some(Vec::new());
        }
        return segment;
    }
    segment.bytes = match encoding::base64url(text) {
        Ok(bytes) => Some(bytes),
        Err(problem) => {
            malformed.push(Malformed::Base64 { part, problem });
            encoding::base64_any(text).map(|decoded| decoded.bytes)
        }
    };
    if part == Part::Signature || (jwe && part == Part::Claims) {
        return segment;
    }
    if let Some(bytes) = &segment.bytes {
        match std::str::from_utf8(bytes) {
            Err(error) => malformed.push(Malformed::Utf8 { part, at: error.valid_up_to() }),
            Ok(text) => match json::object(text) {
                Ok(object) => {
                    for member in object.duplicates() {
                        let (name, span) = (member.name.clone(), member.span.clone());
                        malformed.push(Malformed::Duplicate { part, name, span });
                    }
                    segment.object = Some(object);
                }
                Err(problem) => malformed.push(Malformed::Json { part, problem }),
            },
        }
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::encoding::to_base64url;

    fn token(header: &str, claims: &str) -> String {
        format!("{}.{}.c2ln", to_base64url(header.as_bytes()), to_base64url(claims.as_bytes()))
    }

    #[test]
    fn members_and_their_characters() {
        let token = token(r#"{"alg":"RS256","x5t":"abc"}"#, r#"{"exp":"1795428600"}"#);
        let assertion = Assertion::parse("a", &token);
        assert!(assertion.malformed.is_empty());
        assert_eq!(assertion.header_str("x5t"), Some("abc"));
        let place = assertion.characters_of(Part::Header, "x5t").unwrap();
        // Sextets overlap bytes: the characters decode to at least the member, plus at most one byte on either side.
        let prefix = place.start / 4 * 4;
        let bytes = encoding::base64url(&token[prefix..place.end.div_ceil(4) * 4]).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(r#""x5t":"abc""#));
        assert!(assertion.time("exp").unwrap().seconds().is_some());
        assert_eq!(assertion.signing_input(), token.rsplit_once('.').unwrap().0.as_bytes());
    }

    #[test]
    fn every_deviation_is_named() {
        let of = |token: &str| Assertion::parse("a", token).malformed;
        let good = token("{}", "{}");
        assert_eq!(of(&good), []);
        assert_eq!(of("e30.e30"), [Malformed::Parts { count: 2 }]);
        assert_eq!(of("e30..e30"), [Malformed::Empty { part: Part::Claims }]);
        assert!(matches!(of("e3!.e30.c2ln")[0], Malformed::Base64 { part: Part::Header, .. }));
        assert!(matches!(of("_w.e30.c2ln")[0], Malformed::Utf8 { part: Part::Header, at: 0 }));
        assert!(matches!(of("W10.e30.c2ln")[0], Malformed::Json { part: Part::Header, .. }));
        let twice = token("{}", r#"{"exp":1,"exp":2}"#);
        assert!(matches!(of(&twice)[0], Malformed::Duplicate { part: Part::Claims, .. }));
        // Padding is a deviation, but it is still decoded.
        let padded = Assertion::parse("a", "e30=.e30.c2ln");
        assert!(padded.header.object.is_some() && padded.malformed.len() == 1);
    }
}
