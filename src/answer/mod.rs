//! What Entra ID would answer to a case as it stands: predicted from its findings, without the error's text.
//!
//! The steps of the service are walked in order (`table.rs`, and `lookup.rs` for the key). The first that refuses gives the
//! answer; if a step that comes before is not known, the answer cannot be told.

mod comparison;
mod lookup;
mod table;
mod words;

use serde::Serialize;

pub use comparison::{agrees, compare};

use crate::case::Case;
use crate::checks::finding::Finding;
use crate::checks::token_kind::FOREIGN_ASSERTION;
use crate::evidence::server_error::Reason;
use crate::language::Text;
use crate::notation::encoding;
use crate::notation::instant::Instant;

/// What Entra ID would answer to exactly this.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status: 200 is a token; `null` if it cannot be told.
    pub status: Option<u16>,
    /// `error` in the answer's JSON; `null` for a token, and if it cannot be told.
    pub error: Option<&'static str>,
    /// The number after `AADSTS`; `null` for a token, and if it cannot be told.
    pub code: Option<u64>,
    /// Why the key would be refused.
    pub reason: Option<Reason>,
    /// `Thumbprint of key used by client`: upper-case hexadecimal, empty for an empty `x5t`; `null` if the answer has no such
    /// part.
    pub thumbprint: Option<String>,
    /// `Found key`; `null` if the answer has no such part.
    pub found_key: Option<FoundKey>,
    /// `error_description`, as far as it can be predicted, in the server's English; empty if there is none.
    pub text: String,
    /// How well it is known; `null` if it cannot be told.
    pub mark: Option<Mark>,
    /// The answer in one sentence.
    pub say: Text,
    /// Why it cannot be told: the input that it needs, or what is not known of the service.
    pub needs: Option<Text>,
    /// Whether the error at hand says the same, as far as its text goes; `false` too if no refusal is predicted. `null` without
    /// an error.
    pub agrees: Option<bool>,
}

/// The registered key that the server would name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[non_exhaustive]
pub struct FoundKey {
    /// Its start, RFC 3339 in UTC.
    pub start: Option<String>,
    /// Its end.
    pub end: Option<String>,
}

/// How well a predicted answer is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// The server's own text for this fault has been published.
    Seen,
    /// It follows from what is documented.
    Inferred,
}

/// What one step of the service does.
#[derive(Debug, Clone)]
enum Outcome {
    Refused(Refusal),
    Unknown(Unknown),
}

/// A refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Refusal {
    code: u64,
    reason: Option<Reason>,
    mark: Mark,
    /// Start and end of the registered key that was found.
    found: Option<(Option<Instant>, Option<Instant>)>,
}

impl Refusal {
    fn new(code: u64, mark: Mark) -> Self {
        debug_assert!(code == table::NOT_KNOWN || words::of(code).is_some(), "{code} has no words");
        Self { code, reason: None, mark, found: None }
    }

    fn of_key(reason: Reason, mark: Mark) -> Self {
        Self { reason: Some(reason), ..Self::new(700_027, mark) }
    }
}

/// Why a step cannot be told.
#[derive(Debug, Clone)]
enum Unknown {
    /// The registered keys are not here.
    Keys,
    /// Anything else.
    Other(Text),
}

/// A sentence without its full stop, to stand in another one.
fn clause(sentence: &Text) -> Text {
    Text::verbatim(sentence.trim_end_matches(['.', '。']))
}

/// Predicts the answer to a case without its error, from the findings of the same case. `None` if there is no assertion.
pub fn predict(case: &Case<'_>, findings: &[Finding]) -> Option<Answer> {
    case.assertion?;
    let foreign = findings.iter().find(|finding| finding.id.name == FOREIGN_ASSERTION.name && !case.is_users());
    if let Some(foreign) = foreign.filter(|_| case.other_service().is_some()) {
        return Some(Answer::unknown(clause(&foreign.title)));
    }
    let outcomes = table::outcomes(case, findings);
    let mut refused = outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Refused(refusal) => Some(refusal),
        Outcome::Unknown(_) => None,
    });
    let refusal = refused.next().copied();
    Some(match outcomes.first() {
        None => Answer::token(),
        Some(Outcome::Refused(first)) => {
            // The order in which the service looks at two faults is not documented. What is signed by an algorithm that is not
            // taken does not verify either.
            let follows = |other: &Refusal| first.code == 5_002_738 && other.reason == Some(Reason::SignatureMismatch);
            let is_same = |other: &Refusal| (other.code, other.reason) == (first.code, first.reason);
            let is_alone = refused.all(|other| is_same(other) || follows(other));
            let mark = if is_alone { first.mark } else { Mark::Inferred };
            Answer::refusal(case, Refusal { mark, ..*first })
        }
        Some(Outcome::Unknown(Unknown::Other(why))) => Answer::unknown(why.clone()),
        Some(Outcome::Unknown(Unknown::Keys)) => Answer::unknown(match refusal {
            Some(Refusal { code, .. }) => say!(
                "needs the registered keys of the application: AADSTS{code} if the certificate is among them, AADSTS700027 if it is not",
                code
            ),
            None => say!(
                "needs the registered keys of the application: a token if the certificate is among them, AADSTS700027 if it is not"
            ),
        }),
    })
}

impl Answer {
    /// An answer without a refusal.
    fn new(say: Text) -> Self {
        Self {
            status: None,
            error: None,
            code: None,
            reason: None,
            thumbprint: None,
            found_key: None,
            text: String::new(),
            mark: None,
            say,
            needs: None,
            agrees: None,
        }
    }

    fn token() -> Self {
        let say = say!("Entra ID would give a token, as far as these inputs tell.");
        Self { status: Some(200), mark: Some(Mark::Inferred), ..Self::new(say) }
    }

    fn unknown(needs: Text) -> Self {
        let say = say!("What Entra ID would answer cannot be told: {needs}.", needs = &needs);
        Self { needs: Some(needs), ..Self::new(say) }
    }

    fn refusal(case: &Case<'_>, refusal: Refusal) -> Self {
        let code = refusal.code;
        let (error, _) = words::of(code).unwrap_or_default();
        let status = if error == "invalid_client" { 401 } else { 400 };
        let say = match refusal.mark {
            Mark::Seen => say!("Entra ID would answer AADSTS{code} ({error}, HTTP {status}).", code, error, status),
            Mark::Inferred => say!(
                "Entra ID would answer AADSTS{code} ({error}, HTTP {status}); that is inferred from what is documented.",
                code,
                error,
                status
            ),
        };
        let token = if code == 50_013 { case.user_token() } else { case.assertion };
        let shown = token.filter(|_| refusal.reason.is_some()).and_then(lookup::shown);
        let thumbprint = shown.map(|bytes| encoding::to_hex(&bytes));
        let rfc3339 = |time: Option<Instant>| time.map(Instant::rfc3339);
        Self {
            status: Some(status),
            error: Some(error),
            code: Some(code),
            reason: refusal.reason,
            found_key: refusal.found.map(|(start, end)| FoundKey { start: rfc3339(start), end: rfc3339(end) }),
            text: words::description(case, &refusal, thumbprint.as_deref()),
            thumbprint,
            mark: Some(refusal.mark),
            ..Self::new(say)
        }
    }
}
