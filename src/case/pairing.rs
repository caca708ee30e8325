//! Finds what belongs together: each assertion with its error, its request and its application's registration.
//!
//! Items are linked by what they contain: the exchange they were part of, a correlation id, a line, a thumbprint, an
//! application, a time. If there is one item of a kind and one assertion, they belong together even if they contradict
//! each other, so that the contradiction can be reported. Items that belong to nothing are listed with the reason.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::case::inventory::Inventory;
use crate::case::issued_at;
use crate::evidence::assertion::Assertion;
use crate::evidence::certificate::Certificate;
use crate::evidence::registration::{Registration, RegistrationFormat};
use crate::evidence::request::Request;
use crate::evidence::server_error::ServerError;
use crate::language::Text;
use crate::limits;
use crate::notation::encoding;
use crate::notation::place::{ExchangeId, Place};
use crate::notation::text::is_guid;
use crate::notation::thumbprint::Reading;

/// What belongs to one assertion, as indices into [`Inventory`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Links {
    /// Its error.
    pub error: Option<usize>,
    /// Its request.
    pub request: Option<usize>,
    /// Its application's registration.
    pub registration: Option<usize>,
}

/// Something that does not belong to any assertion.
#[derive(Debug, Clone)]
pub struct LeftOver {
    /// What it is.
    pub kind: LeftOverKind,
    /// Name of the input it came from.
    pub input: String,
    /// Line of the input, counted from 1; `None` if it is the whole input.
    pub line: Option<usize>,
    /// A short description.
    pub what: Text,
    /// Why it does not belong to any assertion.
    pub why: Text,
    /// SHA-1 of the certificate that it is.
    pub certificate: Option<[u8; 20]>,
}

/// What may belong to no assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LeftOverKind {
    /// An error of the token endpoint.
    Error,
    /// A request to the token endpoint.
    Request,
    /// The keys registered on an application.
    #[serde(rename = "registered keys")]
    RegisteredKeys,
    /// A certificate.
    Certificate,
    /// A token that is not a client assertion.
    Token,
}

impl LeftOverKind {
    /// The kind, for people.
    pub fn label(self) -> Text {
        match self {
            Self::Error => say!("error"),
            Self::Request => say!("request"),
            Self::RegisteredKeys => say!("registered keys"),
            Self::Certificate => say!("certificate"),
            Self::Token => say!("token"),
        }
    }
}

/// What belongs together, and what does not.
#[derive(Debug, Default)]
pub struct Pairs {
    /// One entry per assertion, or a single entry if there is none.
    pub links: Vec<Links>,
    /// In a list, the errors that are no part of a case: each tells of a refusal by itself.
    pub lone: Vec<Links>,
    /// What belongs to nothing.
    pub left_over: Vec<LeftOver>,
}

/// Pairs everything.
pub fn pair(inventory: &Inventory) -> Pairs {
    let assertions = &inventory.assertions;
    let mut all = vec![Links::default(); assertions.len().max(1)];
    let requests = requests(inventory, &mut all);
    let owners = errors(inventory, &mut all);
    let applications = Applications::new(&inventory.registrations);
    let mut registered = vec![false; inventory.registrations.len()];
    for (index, links) in all.iter_mut().enumerate() {
        links.registration = registration(inventory, &applications, assertions.get(index), links);
        links.registration.and_then(|one| registered.get_mut(one)).into_iter().for_each(|used| *used = true);
    }
    if inventory.is_list() {
        let mut lone = lone(inventory, &all);
        for links in &mut lone {
            links.registration = registration(inventory, &applications, None, links);
        }
        return Pairs { links: all, lone, left_over: Vec::new() };
    }
    let mut left_over = Vec::new();
    let unused = |used: Vec<bool>| used.into_iter().enumerate().filter(|(_, used)| !used).map(|(index, _)| index);
    for error in unused(owners.iter().map(Option::is_some).collect()).filter_map(|index| inventory.errors.get(index)) {
        left_over.push(LeftOver {
            kind: LeftOverKind::Error,
            input: error.input.clone(),
            line: line(&error.place),
            what: error_label(error),
            why: say!("no assertion here has its thumbprint, its application or its correlation id"),
            certificate: None,
        });
    }
    for request in unused(requests).filter_map(|index| inventory.requests.get(index)) {
        left_over.push(LeftOver {
            kind: LeftOverKind::Request,
            input: request.input.clone(),
            line: None,
            what: request.format_label(),
            why: say!("its client_assertion is none of the assertions here"),
            certificate: None,
        });
    }
    for one in unused(registered).filter_map(|index| inventory.registrations.get(index)) {
        left_over.push(LeftOver {
            kind: LeftOverKind::RegisteredKeys,
            input: one.input.clone(),
            line: None,
            what: one.label(),
            why: say!("no assertion here is of this application, or another registration of it is used"),
            certificate: None,
        });
    }
    for certificate in unnamed(inventory) {
        left_over.push(LeftOver {
            kind: LeftOverKind::Certificate,
            input: certificate.input.clone(),
            line: None,
            what: Text::verbatim(certificate.label_and_thumbprint()),
            why: say!("no assertion here names it or carries it; its key was tried on every signature all the same"),
            certificate: Some(certificate.sha1),
        });
    }
    for token in &inventory.other_tokens {
        left_over.push(LeftOver {
            kind: LeftOverKind::Token,
            input: token.input.clone(),
            line: line(&token.place),
            what: say!("a token that Entra ID issued"),
            why: say!("it is no client assertion, and there are assertions beside it"),
            certificate: None,
        });
    }
    Pairs { links: all, lone: Vec::new(), left_over }
}

/// The errors that are no part of a case: an assertion that was sent again was refused again.
fn lone(inventory: &Inventory, all: &[Links]) -> Vec<Links> {
    let mut in_case = vec![false; inventory.errors.len()];
    for index in all.iter().filter_map(|links| links.error) {
        in_case.get_mut(index).into_iter().for_each(|is_in| *is_in = true);
    }
    let lone = in_case.into_iter().enumerate().filter(|(_, is_in)| !is_in);
    lone.map(|(index, _)| Links { error: Some(index), ..Links::default() }).collect()
}

/// Certificates that no assertion names, if any other certificate is named. A certificate that stands alone is simply
/// the one that the assertion is compared with.
fn unnamed(inventory: &Inventory) -> Vec<&Certificate> {
    let bytes = |text: &str| encoding::base64_any(text).map(|decoded| decoded.bytes).unwrap_or_default();
    // A SHA-1 is filled up, so that both sizes stand in one map.
    let key = |bytes: &[u8]| {
        let mut key = [0; 32];
        key.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(key)
    };
    let mut names: BTreeMap<[u8; 32], usize> = BTreeMap::new();
    for assertion in &inventory.assertions {
        let all = ["x5t", "x5t#S256", "kid"].iter().filter_map(|name| key(&bytes(assertion.header_str(name)?)));
        names.extend(all.map(|key| (key, 0)));
    }
    let is_in = |bytes: &[u8]| key(bytes).is_some_and(|key| names.contains_key(&key));
    let is_named = |one: &Certificate| is_in(&one.sha1) || is_in(&one.sha256);
    let (named, others): (Vec<&Certificate>, Vec<&Certificate>) =
        inventory.certificates.iter().map(AsRef::as_ref).partition(|one| is_named(one));
    // An issuer of a named certificate belongs to that certificate.
    let chain = |one: &Certificate| named.iter().any(|leaf| one.issued(leaf));
    if named.is_empty() {
        Vec::new()
    } else {
        others.into_iter().filter(|one| !chain(one)).take(limits::MAX_LISTED).collect()
    }
}

fn line(place: &Place) -> Option<usize> {
    place.position.map(|position| position.line)
}

fn error_label(error: &ServerError) -> Text {
    let code = error.code_label();
    match &error.app_id {
        Some(app) => say!("{code} of application {app}", code, app),
        None => code,
    }
}

/// Assigns each assertion the request that carried it. Returns, for each request, whether it was assigned.
fn requests(inventory: &Inventory, all: &mut [Links]) -> Vec<bool> {
    let mut used = vec![false; inventory.requests.len()];
    let numbered = || inventory.assertions.iter().enumerate();
    // Collecting would sort first, with a sort compiled for each type.
    let (mut sent, mut exchanges): (BTreeMap<&str, usize>, BTreeMap<&ExchangeId, usize>) = Default::default();
    sent.extend(numbered().map(|(index, one)| (one.token.as_str(), index)));
    exchanges.extend(numbered().filter_map(|(index, one)| Some((one.place.exchange.as_ref()?, index))));
    for (index, request) in inventory.requests.iter().enumerate() {
        let by_exchange = request.exchange.as_ref().and_then(|exchange| exchanges.get(exchange));
        let token = request.assertion().map(|one| one.intended_value().split_whitespace().collect::<String>());
        let carried = by_exchange.or_else(|| sent.get(token.as_deref()?.trim_matches(['"', '\'', '+'])));
        if let Some(links) = carried.and_then(|at| all.get_mut(*at)) {
            // The same assertion is often sent several times; the first request represents them all.
            links.request.get_or_insert(index);
            if let Some(used) = used.get_mut(index) {
                *used = true;
            }
        }
    }
    // One assertion, or none, and no request assigned yet: take the first request without an assertion.
    if let ([only], false) = (&mut *all, inventory.is_part() || used.iter().any(|used| *used)) {
        let lone = inventory
            .requests
            .first()
            .filter(|one| inventory.assertions.is_empty() || one.value("client_assertion").is_none());
        only.request = lone.map(|_| 0);
        used.iter_mut().take(usize::from(lone.is_some())).for_each(|used| *used = true);
    }
    used
}

/// How an error was linked to an assertion, most reliable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// They were part of one exchange.
    Exchange,
    /// An id that only they have.
    Correlation,
    /// They stand in one line.
    Line,
    /// The thumbprint.
    Thumbprint,
    /// The application.
    Application,
}

/// Assigns each assertion its error. Returns, for each error, the assertion that it belongs to.
fn errors(inventory: &Inventory, all: &mut [Links]) -> Vec<Option<usize>> {
    let errors = &inventory.errors;
    let mut owners = vec![None; errors.len()];
    let mut best: Vec<Option<(LinkKind, usize)>> = vec![None; all.len()];
    let index = AssertionIndex::new(inventory);
    for (number, error) in errors.iter().enumerate() {
        let Some((kind, assertion)) = index.owner(error) else { continue };
        if let Some(owner) = owners.get_mut(number) {
            *owner = Some(assertion);
        }
        // Of two errors for one assertion, prefer the more reliable link, then the one that states a reason, then the
        // first.
        let better = |known: &(LinkKind, usize)| {
            let states_reason = |number: usize| errors.get(number).is_some_and(|error| error.reason.is_some());
            (kind, !states_reason(number)) < (known.0, !states_reason(known.1))
        };
        if let Some(slot) = best.get_mut(assertion)
            && slot.as_ref().is_none_or(better)
        {
            *slot = Some((kind, number));
        }
    }
    for (links, link) in all.iter_mut().zip(best) {
        links.error = link.map(|(_, number)| number);
    }
    // One assertion, or none: the error belongs to it whatever it states; prefer the first that states a reason.
    if let [only] = all
        && only.error.is_none()
        && !errors.is_empty()
        && (inventory.assertions.is_empty() || !inventory.is_list() || errors.len() == 1 && !inventory.is_part())
    {
        let with_reason =
            errors.iter().position(|error| error.reason.is_some()).filter(|_| inventory.assertions.is_empty());
        only.error = Some(with_reason.unwrap_or(0));
        owners.iter_mut().for_each(|owner| *owner = Some(0));
    }
    owners
}

/// Assertions by everything that links an error to one.
#[derive(Debug)]
pub struct AssertionIndex<'a> {
    assertions: &'a [Assertion],
    is_list: bool,
    exchanges: BTreeMap<&'a ExchangeId, usize>,
    correlations: BTreeMap<String, Alike<'a>>,
    lines: BTreeMap<(&'a str, usize), usize>,
    thumbprints: BTreeMap<Vec<u8>, Alike<'a>>,
    applications: BTreeMap<String, Alike<'a>>,
}

/// Assertions that have something in common: a log may have thousands with one thumbprint, and as many errors.
#[derive(Debug, Default)]
struct Alike<'a> {
    first: Option<usize>,
    /// By input and line; the last one of each line.
    lines: BTreeMap<(&'a str, usize), usize>,
    /// By the time of issue; the last one of each second.
    issued_at: BTreeMap<i64, usize>,
}

impl<'a> Alike<'a> {
    /// Adds an assertion, in the order of the inputs.
    fn add(&mut self, number: usize, assertion: &'a Assertion) {
        self.first.get_or_insert(number);
        if let Some(position) = assertion.place.position {
            self.lines.insert((&assertion.input, position.line), number);
        }
        if let Some(at) = issued_at(assertion) {
            self.issued_at.insert(at.0, number);
        }
    }

    /// Returns the last one before an error in the same input, else the last one issued before the error's time, else the
    /// first.
    fn nearest(&self, error: &ServerError) -> Option<usize> {
        let input = error.input.as_str();
        let before = error.place.position.and_then(|at| self.lines.range((input, 0)..=(input, at.line)).next_back());
        let time = error.time().map(|at| at.0 + limits::CLOCK_TOLERANCE_SECONDS);
        let earlier = || self.issued_at.range(..=time?).next_back();
        before.map(|(_, number)| *number).or_else(|| earlier().map(|(_, number)| *number)).or(self.first)
    }

    /// In a list, an error's assertion is the last one before it in the same input, or else the first one behind it.
    fn beside(&self, error: &ServerError) -> Option<(Option<usize>, Option<usize>)> {
        let input = error.input.as_str();
        let line = error.place.position?.line;
        let before = self.lines.range((input, 0)..=(input, line)).next_back().map(|(_, number)| *number);
        let behind = self.lines.range((input, line + 1)..=(input, usize::MAX)).next().map(|(_, number)| *number);
        before.or(behind).map(|_| (before, behind))
    }
}

impl<'a> AssertionIndex<'a> {
    /// Indexes the assertions of these inputs.
    pub fn new(inventory: &'a Inventory) -> Self {
        let assertions = inventory.assertions.as_slice();
        let mut index = Self {
            assertions,
            is_list: inventory.is_list(),
            exchanges: BTreeMap::new(),
            correlations: BTreeMap::new(),
            lines: BTreeMap::new(),
            thumbprints: BTreeMap::new(),
            applications: BTreeMap::new(),
        };
        for (number, one) in assertions.iter().enumerate() {
            if let Some(exchange) = &one.place.exchange {
                index.exchanges.insert(exchange, number);
            }
            for id in &one.place.ids {
                index.correlations.entry(id.clone()).or_default().add(number, one);
            }
            if let Some(position) = one.place.position {
                index.lines.insert((&one.input, position.line), number);
            }
            if let Some(decoded) = one.header_str("x5t").and_then(encoding::base64_any) {
                index.thumbprints.entry(decoded.bytes).or_default().add(number, one);
            }
            for name in ["iss", "sub"] {
                if let Some(id) = one.claim_str(name) {
                    index.applications.entry(id.to_ascii_lowercase()).or_default().add(number, one);
                }
            }
        }
        index
    }

    /// Whether there is no assertion.
    pub fn is_empty(&self) -> bool {
        self.assertions.is_empty()
    }

    /// Of the assertions that have something in common with an error, the one that it belongs to.
    fn nearest(&self, alike: &Alike<'_>, error: &ServerError) -> Option<usize> {
        let beside = (Inventory::HAS_LISTS && self.is_list).then(|| alike.beside(error)).flatten();
        let Some((before, behind)) = beside else { return alike.nearest(error) };
        let is_near = |number: &usize| {
            let one = self.assertions.get(*number).map_or(0, |one| one.place.number);
            one.abs_diff(error.place.number) <= limits::LIST_REACH
        };
        before.filter(is_near).or_else(|| behind.filter(is_near))
    }

    /// Returns the assertion that an error belongs to, as an index, and by what.
    pub fn owner(&self, error: &ServerError) -> Option<(LinkKind, usize)> {
        let place = &error.place;
        if let Some(number) = place.exchange.as_ref().and_then(|exchange| self.exchanges.get(exchange)) {
            return Some((LinkKind::Exchange, *number));
        }
        let correlation = error.correlation_id.iter().chain(error.trace_id.iter()).map(|id| id.to_ascii_lowercase());
        let ids: Vec<String> = correlation.chain(place.ids.iter().cloned()).collect();
        // An application's id appears on every line; only an id that is not an application's is a link.
        let linked = |id: &String| self.correlations.get(id).filter(|_| !self.applications.contains_key(id));
        if let Some(number) = ids.iter().filter_map(linked).find_map(|alike| self.nearest(alike, error)) {
            return Some((LinkKind::Correlation, number));
        }
        let at = place.position.map(|position| (error.input.as_str(), position.line));
        if let Some(number) = at.and_then(|at| self.lines.get(&at)) {
            return Some((LinkKind::Line, *number));
        }
        let seen = error.thumbprint.as_deref().and_then(encoding::hex);
        if let Some(alike) = seen.as_ref().and_then(|seen| self.thumbprints.get(seen)) {
            return Some((LinkKind::Thumbprint, self.nearest(alike, error)?));
        }
        // A thumbprint that matches no assertion rules out all of them.
        let app = error.app_id.as_ref().filter(|_| seen.is_none())?;
        let alike = self.applications.get(&app.to_ascii_lowercase())?;
        Some((LinkKind::Application, self.nearest(alike, error)?))
    }
}

/// Registrations by the ids that lead to them.
struct Applications<'a> {
    /// Those with keys, by whether it is a service principal and by its id; of several, the first.
    by_id: BTreeMap<(bool, &'a str), usize>,
    /// The only one that states no id.
    only_without_ids: Option<usize>,
}

impl<'a> Applications<'a> {
    fn new(registrations: &'a [Registration]) -> Self {
        let mut by_id = BTreeMap::new();
        for (index, one) in registrations.iter().enumerate().filter(|(_, one)| one.keys.is_some()) {
            let is_principal = one.format == RegistrationFormat::ServicePrincipal;
            let object_id = one.object_id.iter().filter(|_| !is_principal);
            for id in one.app_id.iter().chain(object_id) {
                by_id.entry((is_principal, id.as_str())).or_insert(index);
            }
        }
        let has_none = |one: &Registration| one.app_id.is_none() && one.object_id.is_none();
        let mut without = registrations.iter().enumerate().filter(|(_, one)| has_none(one)).map(|(index, _)| index);
        let only_without_ids = without.next().filter(|_| without.next().is_none());
        Self { by_id, only_without_ids }
    }

    /// Sign-in uses the application's keys, so a service principal with the same id comes second.
    fn find(&self, ids: &[String]) -> Option<usize> {
        let with = |principal: bool| ids.iter().find_map(|id| self.by_id.get(&(principal, id.as_str())));
        with(false).or_else(|| with(true)).copied().or(self.only_without_ids)
    }
}

/// The registration of an assertion's application: by client id from the assertion, the request or the error; by object
/// id, which people confuse with it; or the only registration there is.
fn registration(
    inventory: &Inventory,
    applications: &Applications<'_>,
    assertion: Option<&Assertion>,
    links: &Links,
) -> Option<usize> {
    let all = &inventory.registrations;
    let request: Option<&Request> = links.request.and_then(|index| inventory.requests.get(index));
    let error = links.error.and_then(|index| inventory.errors.get(index));
    let ids: Vec<String> = [
        assertion.and_then(|one| one.claim_str("iss")),
        assertion.and_then(|one| one.claim_str("sub")),
        request.and_then(|one| one.parameter("client_id")).map(|one| one.value.as_str()),
        error.and_then(|one| one.app_id.as_deref()),
    ]
    .into_iter()
    .flatten()
    .map(str::to_ascii_lowercase)
    .collect();
    applications.find(&ids).or_else(|| {
        let is_alone = inventory.assertions.len() <= 1 && !inventory.is_part();
        let only = all.first().filter(|_| all.len() == 1 && (is_alone || inventory.is_list()))?;
        // One of another application has nothing to say here, unless it has the certificate that the header names.
        let is_known = ids.iter().any(|id| is_guid(id));
        // The error alone names a certificate, too.
        let seen = error.filter(|_| assertion.is_none()).and_then(|error| encoding::hex(error.thumbprint.as_deref()?));
        let holds_seen =
            seen.is_some_and(|seen| only.keys().iter().any(|key| key.sha1().is_some_and(|sha1| sha1[..] == seen[..])));
        (is_alone && !is_known || holds_seen || assertion.is_some_and(|one| holds_named(inventory, only, one)))
            .then_some(0)
    })
}

/// Checks whether a registration has the certificate that an assertion's header names or, if the header names none at hand,
/// the only one given.
fn holds_named(inventory: &Inventory, registration: &Registration, assertion: &Assertion) -> bool {
    let thumbprints = ["x5t", "x5t#S256", "kid"].into_iter().filter_map(|name| assertion.header_str(name));
    let named: Vec<Vec<u8>> = thumbprints.map(|text| Reading::parse(text).bytes).collect();
    let is_named = |one: &Certificate| named.iter().any(|bytes| *bytes == one.sha1 || *bytes == one.sha256);
    let given = inventory.certificates.iter().find(|one| is_named(one)).or(match inventory.certificates.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    registration.keys().iter().any(|key| {
        let is_given = given.is_some_and(|one| key.matches_certificate(one));
        is_given
            || key.sha1().is_some_and(|sha1| named.iter().any(|bytes| *bytes == sha1))
            || key.certificate.as_deref().is_some_and(is_named)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Input, recognise};
    use crate::notation::encoding::to_base64url;

    fn token(iat: i64, x5t: &[u8]) -> String {
        let part = |text: String| to_base64url(text.as_bytes());
        let header = part(format!(r#"{{"alg":"RS256","x5t":"{}"}}"#, to_base64url(x5t)));
        let claims = part(format!(r#"{{"iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","iat":{iat}}}"#));
        format!("{header}.{claims}.{}", to_base64url(&[1; 64]))
    }

    fn error(sha1: &[u8], rest: &str) -> String {
        let hex = encoding::to_hex(sha1);
        format!("AADSTS700027: x [Reason - The key was not found., Thumbprint of key used by client: '{hex}'] {rest}")
    }

    fn pairs(texts: &[(&str, String)]) -> (Vec<Option<usize>>, usize) {
        let mut inventory = Inventory::default();
        for (name, text) in texts {
            let input = Input { name: (*name).into(), bytes: text.clone().into_bytes() };
            inventory.add(name, recognise(&input, &[]));
        }
        inventory.set_aside_other_tokens();
        let pairs = pair(&inventory);
        (pairs.links.iter().map(|one| one.error).collect(), pairs.left_over.len())
    }

    #[test]
    fn errors_find_their_assertions() {
        let (a, b) = ([7; 20], [9; 20]);
        let log = |lines: &[String]| [("log", lines.join("\n"))];
        let ids = ["6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01"];
        // By thumbprint, in any order.
        let two = [token(100, &a), token(200, &b), error(&b, "."), error(&a, ".")];
        assert_eq!(pairs(&log(&two)), (vec![Some(1), Some(0)], 0));
        // If the thumbprint is the same, the last assertion before the error.
        let turns = [token(100, &a), error(&a, "one"), token(200, &a), error(&a, "two")];
        assert_eq!(pairs(&log(&turns)), (vec![Some(0), Some(1)], 0));
        // By correlation id, contrary to the order.
        let tied = [
            format!("[{}] {}", ids[0], token(100, &a)),
            format!("[{}] {}", ids[1], token(200, &a)),
            error(&a, &format!("Correlation ID: {}", ids[1])),
            error(&a, &format!("Correlation ID: {}", ids[0])),
        ];
        assert_eq!(pairs(&log(&tied)), (vec![Some(1), Some(0)], 0));
        // By the same line.
        let lines =
            [format!("{} {}", token(100, &a), error(&b, ".")), format!("{} {}", token(200, &a), error(&b, "."))];
        assert_eq!(pairs(&log(&lines)), (vec![Some(0), Some(1)], 0));
        // By time, from different inputs.
        let times = [
            ("a", token(1_795_428_000, &a)),
            ("b", token(1_795_431_600, &a)),
            ("c", error(&a, "Timestamp: 2026-11-23 10:01:00Z")),
        ];
        assert_eq!(pairs(&times), (vec![Some(0), None], 0));
        // A single pair belongs together despite a contradiction; with two assertions the error belongs to neither.
        assert_eq!(pairs(&log(&[token(100, &a), error(&[8; 20], ".")])), (vec![Some(0)], 0));
        assert_eq!(pairs(&log(&[token(100, &a), token(200, &b), error(&[8; 20], ".")])), (vec![None, None], 1));
    }
}
