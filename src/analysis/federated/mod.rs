//! Compares the claims of a token with federated credentials, as Entra ID does: issuer, subject and audience as text, or
//! the subject by an expression. Says which credential is the nearest, and what differs in it.

pub mod expression;
pub mod subject;

use crate::evidence::federated_credential::FederatedCredential;
use crate::evidence::server_error::QuotedClaims;
use crate::evidence::token_kind::{EXCHANGE_AUDIENCE, EXCHANGE_ID};
use crate::limits;
use crate::notation::text::distance;
use expression::Operand;
use serde_json::{Map, Value};
pub use subject::Difference;
use subject::fits_masked;

/// The claims of a token that are compared, as far as they are known.
#[derive(Debug, Clone, Default)]
pub struct Presented {
    /// Its issuer.
    pub issuer: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// Its audiences: one, or a list.
    pub audiences: Vec<String>,
    /// Every claim, where the token itself is at hand.
    pub claims: Option<Map<String, Value>>,
    /// Whether a file tells only what the token will be.
    pub is_predicted: bool,
}

impl Presented {
    /// The claims that an error or a log quotes.
    pub fn quoted(quoted: &QuotedClaims) -> Self {
        Self {
            issuer: quoted.issuer.clone(),
            subject: quoted.subject.clone(),
            audiences: quoted.audience.iter().cloned().collect(),
            ..Self::default()
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.issuer.is_none() && self.subject.is_none() && self.audiences.is_empty()
    }

    /// Whether one of the claims has this value.
    pub fn has(&self, value: &str) -> bool {
        self.issuer.iter().chain(&self.subject).chain(&self.audiences).any(|one| one == value)
    }

    /// A claim as text, for an expression.
    fn claim(&self, name: &str) -> Option<String> {
        match self.claims.as_ref().map(|claims| claims.get(name)) {
            Some(value) => value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
            None if name == "sub" => self.subject.clone(),
            None => None,
        }
    }
}

/// How a claim compares with a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// It is the same.
    Same,
    /// It is the same as far as it is not masked.
    Masked,
    /// It cannot be compared, because one of the two is not known.
    Unknown,
    /// It differs in these ways.
    Differs(Vec<Difference>),
    /// These operands of the credential's expression do not hold.
    Fails(Vec<Operand>),
    /// The expression cannot be read.
    Unreadable,
}

impl Agreement {
    /// Whether it is proved that the credential does not take the claim.
    pub fn is_different(&self) -> bool {
        matches!(self, Self::Differs(_) | Self::Fails(_) | Self::Unreadable)
    }

    /// Whether nothing differs but for slips, see [`Difference::is_slip`].
    pub fn is_slip(&self) -> bool {
        match self {
            Self::Differs(parts) => parts.iter().all(Difference::is_slip),
            Self::Fails(_) | Self::Unreadable => false,
            Self::Same | Self::Masked | Self::Unknown => true,
        }
    }

    /// The number of parts that differ.
    fn weight(&self) -> usize {
        match self {
            Self::Same | Self::Masked => 0,
            Self::Unknown | Self::Unreadable => 1,
            Self::Differs(parts) => parts.iter().map(Difference::weight).sum(),
            Self::Fails(operands) => operands.len(),
        }
    }
}

/// A token compared with one credential.
#[derive(Debug, Clone)]
pub struct Comparison<'c> {
    /// The credential.
    pub credential: &'c FederatedCredential,
    /// How the issuer compares.
    pub issuer: Agreement,
    /// How the subject compares.
    pub subject: Agreement,
    /// How the audience compares.
    pub audience: Agreement,
}

impl Comparison<'_> {
    fn all(&self) -> [&Agreement; 3] {
        [&self.issuer, &self.subject, &self.audience]
    }

    /// Whether nothing differs, as far as it is known.
    pub fn agrees(&self) -> bool {
        !self.all().into_iter().any(Agreement::is_different)
    }

    /// Whether nothing differs but for slips.
    pub fn is_slip(&self) -> bool {
        self.all().into_iter().all(Agreement::is_slip)
    }

    /// Whether everything is known, and the same.
    pub fn is_same(&self) -> bool {
        self.all().into_iter().all(|one| *one == Agreement::Same)
    }
}

/// Compares a token with a credential.
pub fn compare<'c>(token: &Presented, credential: &'c FederatedCredential) -> Comparison<'c> {
    let issuer = text(&token.issuer, &credential.issuer, subject::of_issuer);
    let subject = match &credential.expression {
        // For other issuers no expression is documented.
        Some(_) if credential.issuer.as_deref().is_some_and(|issuer| !has_expressions(issuer)) => Agreement::Unknown,
        Some(expression) => expression::evaluate(expression, &|name| token.claim(name)),
        None => text(&token.subject, &credential.subject, subject::of_subject),
    };
    Comparison { credential, issuer, subject, audience: audience(token, credential) }
}

/// Whether credentials of this issuer may have an expression.
fn has_expressions(issuer: &str) -> bool {
    ["https://token.actions.githubusercontent.com", "https://gitlab.", "https://app.terraform.io"]
        .iter()
        .any(|start| issuer.starts_with(start))
}

fn text(
    token: &Option<String>,
    credential: &Option<String>,
    differences: fn(&str, &str) -> Vec<Difference>,
) -> Agreement {
    let (Some(token), Some(credential)) = (token, credential) else { return Agreement::Unknown };
    // A pattern in the place of a subject takes nothing, whatever is known of the token.
    let is_pattern = credential.contains('*') && !credential.contains("***");
    if token == credential {
        Agreement::Same
    } else if is_pattern && fits_masked(token, credential) {
        Agreement::Differs(vec![Difference::Wildcard])
    } else if fits_masked(token, credential) || fits_masked(credential, token) {
        Agreement::Masked
    } else {
        let found = differences(token, credential);
        // A part with a mask in it that does not fit may be several parts.
        let is_blurred =
            |one: &Difference| matches!(one, Difference::Part { credential, .. } if credential.contains("***"));
        Agreement::Differs(if found.iter().any(is_blurred) { vec![Difference::Other] } else { found })
    }
}

fn audience(token: &Presented, credential: &FederatedCredential) -> Agreement {
    let (Some(first), Some(taken)) = (token.audiences.first(), credential.audiences.first()) else {
        return Agreement::Unknown;
    };
    let pairs = || token.audiences.iter().flat_map(|one| credential.audiences.iter().map(move |other| (one, other)));
    // Entra ID writes the id of the exchange into its own tokens, and the credential has its address.
    let is_exchange = |one: &str, other: &str| one == EXCHANGE_ID && other.starts_with(EXCHANGE_AUDIENCE);
    if pairs().any(|(one, other)| one == other || is_exchange(one, other)) {
        Agreement::Same
    } else if pairs().any(|(one, other)| fits_masked(one, other) || fits_masked(other, one)) {
        Agreement::Masked
    } else {
        Agreement::Differs(subject::of_audience(first, taken))
    }
}

/// The nearest of several credentials: the fewest parts differ, and then the fewest characters. `trusted` is whether the
/// server found the issuer among them.
pub fn nearest<'c>(
    token: &Presented,
    credentials: impl Iterator<Item = &'c FederatedCredential> + Clone,
    trusted: bool,
) -> Option<Comparison<'c>> {
    let letters = |one: &Comparison<'_>| {
        let between = |token: &Option<String>, other: &Option<String>| match (token, other) {
            (Some(token), Some(other)) => distance(short(token), short(other)),
            _ => 0,
        };
        between(&token.subject, &one.credential.subject) + between(&token.issuer, &one.credential.issuer)
    };
    let mut best: Option<((bool, bool, usize), Comparison<'c>)> = None;
    let mut trials = 0;
    // Of very many, those that have the token's issuer and subject, then one of them, come first.
    let same =
        |one: &FederatedCredential| usize::from(one.issuer == token.issuer) + usize::from(one.subject == token.subject);
    let in_turn = [2, 1, 0].into_iter().flat_map(|count| credentials.clone().filter(move |one| same(one) == count));
    for credential in in_turn.take(limits::MAX_FEDERATED) {
        let one = compare(token, credential);
        let weight = one.all().into_iter().map(Agreement::weight).sum();
        let key = (trusted && one.issuer.is_different(), !one.agrees(), weight);
        let is_better = match &best {
            Some((least, known)) if *least == key => {
                trials += 1;
                trials <= limits::MAX_NEAREST && letters(&one) < letters(known)
            }
            Some((least, _)) => key < *least,
            None => true,
        };
        if is_better {
            best = Some((key, one));
        }
    }
    best.map(|(_, one)| one)
}

/// The start of a text, which is what is compared letter by letter.
fn short(text: &str) -> &str {
    text.get(..text.floor_char_boundary(limits::NEAREST_BYTES)).unwrap_or_default()
}
