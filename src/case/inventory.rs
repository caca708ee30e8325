//! Everything found in all inputs, deduplicated and within the limits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::evidence::app_policy::{AppPolicy, TrustedAuthorities};
use crate::evidence::assertion::{Assertion, Part};
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::evidence::complaint::Complaint;
use crate::evidence::credential_file::CredentialFile;
use crate::evidence::endpoint::after_scheme;
use crate::evidence::federated_credential::{FederatedCredentials, PipelineLog, TokenSource};
use crate::evidence::listed_thumbprint::ListedThumbprint;
use crate::evidence::private_key::PrivateKey;
use crate::evidence::registration::{Registration, RegistrationFormat};
use crate::evidence::request::{Parameter, Request, is_token};
use crate::evidence::server_error::ServerError;
use crate::evidence::token_kind::{self, TokenKind};
use crate::evidence::variables::Variables;
use crate::input::{InputKind, Item, Recognised, begins_with_object, no_failure, sent_assertion};
use crate::language::Text;
use crate::limits;
use crate::notation::encoding;
use crate::notation::place::{ExchangeId, Place};

/// One input and the outcome of reading it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct InputRecord {
    /// The file's name, or a substitute for one.
    pub name: String,
    /// What it was recognised as.
    pub kind: InputKind,
    /// One line on what it contributed.
    pub detail: Text,
    /// Why it could not be used; `None` if it could.
    pub problem: Option<Text>,
    /// What was undone to read it, such as removing quotation marks.
    pub unwrapped: Vec<Text>,
    /// Whether something in it is encrypted and none of the passwords opens it.
    pub needs_password: bool,
    /// Name of the archive that contains it; `None` if it was given directly.
    pub inside: Option<String>,
    /// Whether it is a sign-in log without a failed sign-in.
    pub has_no_failure: bool,
}

/// A public key without a certificate.
#[derive(Debug, Clone)]
pub struct BareKey {
    /// The name it goes by, such as a `kid`.
    pub name: Option<String>,
    /// The key itself.
    pub key: PublicKey,
}

/// Everything found in all inputs.
#[derive(Debug, Default)]
pub struct Inventory {
    /// The outcome of reading each input.
    pub inputs: Vec<InputRecord>,
    /// Every assertion, without duplicates.
    pub assertions: Vec<Assertion>,
    /// Tokens found inside other text that are not client assertions, such as access tokens in a log.
    pub other_tokens: Vec<Assertion>,
    /// Tokens of users, where a request or an error is about passing one on.
    pub user_tokens: Vec<Assertion>,
    /// Every certificate, without duplicates.
    pub certificates: Vec<Arc<Certificate>>,
    /// Every error.
    pub errors: Vec<ServerError>,
    /// Every registration.
    pub registrations: Vec<Registration>,
    /// Every request, without duplicates.
    pub requests: Vec<Request>,
    /// Every private key, without duplicates.
    pub private_keys: Vec<Arc<PrivateKey>>,
    /// Every public key without a certificate.
    pub bare_keys: Vec<BareKey>,
    /// The variables for the requests of HTTP clients.
    pub variables: Variables,
    /// What programs said before any request.
    pub complaints: Vec<Complaint>,
    /// The federated credentials of every application and identity.
    pub federated: Vec<FederatedCredentials>,
    /// What the logs of pipelines say of their tokens.
    pub pipeline_logs: Vec<PipelineLog>,
    /// Files that decide which token will be presented.
    pub token_sources: Vec<TokenSource>,
    /// Which certificates may be registered on applications.
    pub policies: Vec<AppPolicy>,
    /// The authorities that policies refer to.
    pub authorities: Vec<TrustedAuthorities>,
    /// Every file that a program would read its certificate or key from.
    pub files: Vec<CredentialFile>,
    /// Thumbprints that were given as text.
    pub listed: Vec<ListedThumbprint>,
    /// Texts that nothing recognised.
    pub texts: Vec<String>,
    /// Whether this is a part of a log: what stands alone in it may have company in the rest.
    is_part: bool,
    /// Whether its refusals are told one by one, in a list.
    is_list: bool,
    /// How many assertions and errors were read.
    read: usize,
    /// The name of the input that each of them is.
    text_inputs: Vec<String>,
    tokens: BTreeMap<String, usize>,
    thumbprints: BTreeMap<[u8; 32], usize>,
}

impl Inventory {
    /// An empty one whose refusals are told one by one: each occurrence of an assertion is one, and each error.
    pub fn of_list() -> Self {
        Self { is_list: true, ..Self::default() }
    }

    /// Whether there may be lists. The page shows reports, and does without the code.
    pub const HAS_LISTS: bool = !cfg!(all(target_arch = "wasm32", target_os = "unknown"));

    /// Whether its refusals are told one by one.
    pub fn is_list(&self) -> bool {
        Self::HAS_LISTS && self.is_list
    }

    /// Makes it a part of a log, or the whole of one.
    pub fn set_part(&mut self, is_part: bool) {
        self.is_part = is_part;
    }

    /// Whether this is a part of a log.
    pub fn is_part(&self) -> bool {
        self.is_list() && self.is_part
    }

    /// How many assertions and errors were read so far.
    pub fn read(&self) -> usize {
        self.read
    }

    /// How many things are held that are neither assertions nor errors, and that the next part of a log does not need.
    pub fn others(&self) -> usize {
        self.requests.len()
            + self.complaints.len()
            + self.pipeline_logs.len()
            + self.token_sources.len()
            + self.texts.len()
    }

    /// Adds what was found in an input and in the files inside it.
    pub fn add(&mut self, name: &str, found: Recognised) {
        self.add_inside(name, None, found);
    }

    /// The inputs that are nothing but one short line, which may be a password: name and line.
    pub fn words(&self) -> Vec<(String, String)> {
        let lone = |input: &InputRecord| {
            let at = self.text_inputs.iter().position(|name| *name == input.name)?;
            let text = self.texts.get(at)?.trim_matches(['\r', '\n', '\u{feff}']);
            let is_word = text.len() <= limits::LONE_PASSWORD_BYTES && !text.contains('\n') && !text.is_empty();
            is_word.then(|| (input.name.clone(), text.to_owned()))
        };
        self.inputs.iter().filter(|input| input.kind == InputKind::Text).filter_map(lone).collect()
    }

    /// Everything in the inputs that nobody else may get: what signs a token, and the values of secret parameters,
    /// wherever they stand in a request, in its address or in a text that nothing recognised.
    pub fn secrets(&self) -> Vec<Zeroizing<String>> {
        let mut secrets: Vec<Zeroizing<String>> = Vec::new();
        let mut take = |text: &str| secrets.push(Zeroizing::new(text.to_owned()));
        for token in self.assertions.iter().chain(&self.other_tokens).chain(&self.user_tokens) {
            take(token.token.rsplit('.').next().unwrap_or_default());
            // Somebody may have put a token or a key into a claim.
            for text in [Part::Header, Part::Claims].into_iter().filter_map(|part| token.segment(part).text()) {
                each_signature(text, &mut take);
                each_private_key(text, &mut take);
            }
        }
        for request in &self.requests {
            for one in request.parameters().iter().chain(&request.query()) {
                if one.is_secret() && !one.is_placeholder() && !is_token(&one.value) {
                    take(&one.value);
                }
                each_signature(&one.value, &mut take);
            }
            let address = request.url.as_deref().map_or("", after_scheme);
            let user = address.split(['/', '\\']).next().and_then(|host| host.rsplit_once('@'));
            user.into_iter().for_each(|(user, _)| take(user.split_once(':').map_or(user, |(_, password)| password)));
            request.response.iter().for_each(|response| each_signature(response, &mut take));
        }
        self.texts.iter().for_each(|text| each_signature(text, &mut take));
        secrets
    }

    /// Takes what was found in an input that was locked before.
    pub fn replace(&mut self, name: &str, found: Recognised) {
        let at = self.inputs.iter().position(|input| input.name == name && input.needs_password);
        self.files.retain(|file| file.input != name);
        let before = self.inputs.len();
        self.add(name, found);
        if let Some(at) = at
            && before < self.inputs.len()
        {
            let record = self.inputs.remove(before);
            self.inputs.splice(at..=at, [record]);
        }
    }

    /// Records that an input is a password, whose text goes nowhere else.
    pub fn take_as_password(&mut self, name: &str) {
        if let Some(at) = self.text_inputs.iter().position(|input| input == name) {
            self.text_inputs.remove(at);
            self.texts.remove(at);
        }
        if let Some(record) = self.inputs.iter_mut().find(|input| input.name == name) {
            record.kind = InputKind::Password;
            record.problem = None;
        }
    }

    /// Adds what was found in an input; `archive` is the name of the archive that contains it.
    fn add_inside(&mut self, name: &str, archive: Option<&str>, mut found: Recognised) {
        let (kind, mut detail) = (found.kind(), found.detail());
        if !found.members.is_empty() {
            detail = say_n!(found.members.len(), "1 file", "{count} files");
        }
        if self.files.len() < limits::MAX_OTHERS {
            self.files.extend(found.credential_file(name));
        }
        let has_no_failure = found.has_no_failure();
        self.add_items(&mut found);
        self.text_inputs.resize(self.texts.len(), name.to_owned());
        self.variables.merge(std::mem::take(&mut found.variables));
        self.inputs.push(InputRecord {
            name: name.to_owned(),
            kind,
            detail,
            problem: (!found.problems.is_empty()).then(|| Text::sentences(&found.problems)),
            unwrapped: found.unwrapped,
            needs_password: found.needs_password,
            inside: archive.map(str::to_owned),
            has_no_failure,
        });
        for (path, member) in found.members {
            self.add_inside(&path, Some(name), member);
        }
    }

    /// Adds what was found in a piece of a stream; all pieces count as one input.
    pub fn add_piece(&mut self, name: &str, mut found: Recognised) {
        self.add_items(&mut found);
        let record = match self.inputs.iter().position(|input| input.name == name && input.kind == InputKind::Log) {
            Some(at) => self.inputs.get_mut(at),
            None => {
                self.inputs.push(InputRecord {
                    name: name.to_owned(),
                    kind: InputKind::Log,
                    detail: Text::default(),
                    problem: None,
                    unwrapped: Vec::new(),
                    needs_password: false,
                    inside: None,
                    has_no_failure: false,
                });
                self.inputs.last_mut()
            }
        };
        let from_this_input = |input: &str| input == name;
        if let Some(record) = record {
            record.has_no_failure |= found.sign_ins > 0;
            let assertions = self.assertions.iter().filter(|one| from_this_input(&one.input)).count();
            let assertions = say_n!(assertions, "1 assertion", "{count} assertions");
            let errors = self.errors.iter().filter(|one| from_this_input(&one.input)).count();
            let errors = say_n!(errors, "1 error", "{count} errors");
            record.detail = Text::list([assertions, errors]);
            for problem in found.problems {
                if !record.problem.as_ref().is_some_and(|known| known.contains(&*problem)) {
                    record.problem = Some(Text::sentences(record.problem.take().into_iter().chain([problem])));
                }
            }
        }
    }

    /// Ends the stream of this name; records a problem if nothing was found in it. Returns the stream's record.
    pub fn end_stream(&mut self, name: &str) -> Option<&InputRecord> {
        let found = self.assertions.iter().any(|one| one.input == name)
            || self.errors.iter().any(|one| one.input == name)
            || self.complaints.iter().any(|one| one.input == name)
            || self.pipeline_logs.iter().any(|one| one.input == name)
            || self.certificates.iter().any(|one| one.input == name);
        let record = self.inputs.iter_mut().find(|input| input.name == name && input.kind == InputKind::Log)?;
        record.has_no_failure &= !found;
        if record.has_no_failure {
            record.detail = no_failure();
        } else if !found {
            record.problem.get_or_insert_with(|| {
                say!("Neither a client assertion, nor a certificate, nor an error text (AADSTS…) was found in it.")
            });
        }
        Some(record)
    }

    /// Adds the items found; reports a problem for the input if there is no more room.
    fn add_items(&mut self, found: &mut Recognised) {
        let items = std::mem::take(&mut found.items);
        let items = if self.is_list() { in_order(items) } else { items };
        for item in items {
            if let Err(problem) = self.add_item(item)
                && !found.problems.contains(&problem)
            {
                found.problems.push(problem);
            }
        }
    }

    /// Adds an item, unless there is no more room for its kind.
    ///
    /// # Errors
    /// What is left out.
    pub fn add_item(&mut self, mut item: Item) -> Result<(), Text> {
        let (count, most) = self.count_and_limit(&item);
        if count >= most {
            return Err(too_many_message(&item, most));
        }
        if let Some(place) = item.place_mut() {
            self.read += 1;
            place.number = self.read;
        }
        match item {
            Item::Assertion(assertion) => self.add_assertion(*assertion),
            Item::Certificate(certificate) => {
                let next = self.certificates.len();
                let at = *self.thumbprints.entry(certificate.sha256).or_insert(next);
                match self.certificates.get_mut(at) {
                    // The same certificate, and now with the name that a key set gives it.
                    Some(known) if known.kid.is_none() && certificate.kid.is_some() => {
                        Arc::make_mut(known).kid = certificate.kid;
                    }
                    Some(_) => {}
                    None => self.certificates.push(Arc::new(*certificate)),
                }
            }
            Item::Error(error) => self.errors.push(*error),
            Item::Registration(registration) => self.registrations.push(*registration),
            Item::Request(request) => {
                if !self.requests.contains(&request) {
                    self.requests.push(*request);
                }
            }
            Item::PrivateKey(key) => {
                if !self.private_keys.iter().any(|known| known.public == key.public) {
                    self.private_keys.push(Arc::new(*key));
                }
            }
            Item::PublicKey(key, name) => {
                self.bare_keys.push(BareKey { name, key: *key });
            }
            Item::Federated(found) => self.federated.push(*found),
            Item::PipelineLog(log) => self.pipeline_logs.push(*log),
            Item::TokenSource(source) => self.token_sources.push(*source),
            Item::AppPolicy(policy) => self.policies.push(*policy),
            Item::Authorities(found) => self.authorities.push(*found),
            Item::Complaint(complaint) => self.complaints.push(*complaint),
            Item::Thumbprint(thumbprint) => self.listed.push(*thumbprint),
            Item::Text(text) => self.texts.push(text),
        }
        Ok(())
    }

    /// Returns how many items of this kind there are, and how many are kept at most.
    fn count_and_limit(&self, item: &Item) -> (usize, usize) {
        match item {
            Item::Assertion(_) => (self.assertions.len(), limits::MAX_ASSERTIONS),
            Item::Certificate(_) => (self.certificates.len(), limits::MAX_CERTIFICATES),
            Item::Error(_) => (self.errors.len(), limits::MAX_ERRORS),
            Item::Registration(_) => (self.registrations.len(), limits::MAX_OTHERS),
            Item::Request(_) => (self.requests.len(), limits::MAX_OTHERS),
            Item::PrivateKey(_) => (self.private_keys.len(), limits::MAX_OTHERS),
            Item::PublicKey(..) => (self.bare_keys.len(), limits::MAX_OTHERS),
            Item::Federated(_) => (self.federated.len(), limits::MAX_FEDERATED),
            Item::PipelineLog(_) => (self.pipeline_logs.len(), limits::MAX_OTHERS),
            Item::TokenSource(_) => (self.token_sources.len(), limits::MAX_OTHERS),
            Item::AppPolicy(_) => (self.policies.len(), limits::MAX_OTHERS),
            Item::Authorities(_) => (self.authorities.len(), limits::MAX_AUTHORITIES),
            Item::Complaint(_) => (self.complaints.len(), limits::MAX_OTHERS),
            Item::Thumbprint(_) => (self.listed.len(), limits::MAX_OTHERS),
            Item::Text(_) => (self.texts.len(), limits::MAX_OTHERS),
        }
    }

    /// A token counts as one assertion however often it occurs; a later occurrence only adds what it knows. In a list, each
    /// line with it is a case of its own: whether a token occurred before must not depend on where a log is cut.
    fn add_assertion(&mut self, assertion: Assertion) {
        let (known, is_list) = (self.tokens.get(&assertion.token).copied(), self.is_list());
        let known = known.and_then(|index| self.assertions.get_mut(index));
        match known.filter(|known| !is_list || is_in_one_place(known, &assertion)) {
            None => {
                self.tokens.insert(assertion.token.clone(), self.assertions.len());
                self.assertions.push(assertion);
            }
            Some(known) => {
                known.place.exchange = known.place.exchange.take().or(assertion.place.exchange);
                if known.wrapping.is_empty() {
                    known.wrapping = assertion.wrapping;
                }
                known.place.ids.extend(assertion.place.ids);
                known.place.ids.truncate(limits::MAX_LINE_IDS);
            }
        }
    }

    /// What the next part of the same stream needs of this one: the credentials, the assertions and errors behind this
    /// number, and the requests of these indices.
    pub fn carry_over(mut self, from: usize, requests: &BTreeSet<usize>) -> Self {
        let carried = self.requests.iter().enumerate().filter(|(index, _)| requests.contains(index));
        let mut next = Self {
            requests: carried.map(|(_, one)| one.clone()).collect(),
            errors: std::mem::take(&mut self.errors),
            inputs: std::mem::take(&mut self.inputs),
            is_list: self.is_list,
            read: self.read,
            ..Self::default()
        };
        next.errors.retain(|one| one.place.number > from);
        let mut assertions = std::mem::take(&mut self.assertions);
        // Whether a token is set aside is decided again when more of what surrounds it is known.
        assertions.append(&mut self.other_tokens);
        assertions.retain(|one| one.place.number > from);
        assertions.sort_by_key(|one| one.place.number);
        assertions.into_iter().for_each(|one| next.add_assertion(one));
        next.take_credentials(self);
        next
    }

    /// Makes one registration of those of one application, so that it does not matter which came first.
    pub fn merge_registrations(&mut self) {
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut merged = BTreeSet::new();
        for one in std::mem::take(&mut self.registrations) {
            let is_principal = one.format == RegistrationFormat::ServicePrincipal;
            let id = one.app_id.as_ref().filter(|_| one.keys.is_some());
            let place = id.map(|id| {
                *places.entry(format!("{is_principal}{}", id.to_ascii_lowercase())).or_insert(self.registrations.len())
            });
            match place.and_then(|place| Some((place, self.registrations.get_mut(place)?))) {
                Some((place, known)) => {
                    known.merge(one);
                    merged.insert(place);
                }
                None => self.registrations.push(one),
            }
        }
        for place in merged {
            self.registrations.get_mut(place).into_iter().for_each(Registration::tidy);
        }
    }

    /// Returns a list with a copy of only the keys, certificates and registrations, without assertions and errors.
    pub fn credentials(&self) -> Self {
        Self {
            certificates: self.certificates.clone(),
            registrations: self.registrations.clone(),
            private_keys: self.private_keys.clone(),
            listed: self.listed.clone(),
            bare_keys: self.bare_keys.clone(),
            federated: self.federated.clone(),
            thumbprints: self.thumbprints.clone(),
            ..Self::of_list()
        }
    }

    /// How many keys, certificates and registrations there are.
    pub fn count_credentials(&self) -> usize {
        let keys = self.private_keys.len() + self.bare_keys.len() + self.listed.len();
        keys + self.certificates.len() + self.registrations.len() + self.federated.len()
    }

    /// Takes the keys, certificates and registrations of another in the place of its own.
    pub fn take_credentials(&mut self, of: Self) {
        self.certificates = of.certificates;
        self.registrations = of.registrations;
        self.private_keys = of.private_keys;
        self.listed = of.listed;
        self.bare_keys = of.bare_keys;
        self.federated = of.federated;
        self.thumbprints = of.thumbprints;
    }

    /// Replaces the variables in the requests, and links each to the assertion that a variable brings.
    pub fn resolve_variables(&mut self) {
        if self.variables.is_empty() {
            return;
        }
        let mut room = limits::MAX_TEXT_BYTES;
        let mut requests = std::mem::take(&mut self.requests);
        for request in &mut requests {
            let open = request.assertion().is_some_and(Parameter::is_placeholder);
            request.resolve(&self.variables, &mut room);
            let sent = request.assertion().filter(|sent| open && !sent.is_placeholder());
            if let Some(mut assertion) = sent.and_then(|sent| sent_assertion(&request.input, &sent.intended_value())) {
                assertion.place.exchange.clone_from(&request.exchange);
                self.read += 1;
                assertion.place.number = self.read;
                self.add_assertion(assertion);
            }
        }
        self.requests = requests;
    }

    /// Sets aside tokens that merely appear next to the assertions: a user's token beside a request or an error that is about
    /// one, and any other access token in a log or a response, unless there is nothing else.
    pub fn set_aside_other_tokens(&mut self) {
        if self.is_part() {
            // What else stands in this part decides nothing, for the log might have been cut elsewhere.
            let refused = RefusedTokens::new(&self.errors);
            let is_other = |one: &Assertion| {
                let is_in_text = one.place.position.is_some() && one.place.exchange.is_none();
                is_in_text && token_kind::classify(one) == TokenKind::Entra && !refused.holds(one)
            };
            self.other_tokens = self.set_aside(is_other, true);
            return;
        }
        let has_request = self.requests.iter().any(Request::is_on_behalf_of);
        let is_due = has_request || self.errors.iter().any(ServerError::is_about_user_assertion);
        // What a request sends as client_assertion is the client's, whatever it is.
        let is_users = |one: &Assertion| is_due && one.place.exchange.is_none() && token_kind::is_users(one);
        self.user_tokens = self.set_aside(is_users, has_request);
        // Of several tokens beside one refusal, the access token was passed on. A log has a refusal for each of its own.
        let is_one = !self.is_part && !has_request && self.errors.len() == 1;
        if is_due && is_one && self.assertions.len() > 1 && self.assertions.iter().all(is_users) {
            let is_access = |one: &Assertion| one.member(Part::Claims, "scp").is_some();
            let at = self.assertions.iter().position(is_access).unwrap_or_default();
            let one = self.assertions.swap_remove(at);
            self.other_tokens = std::mem::replace(&mut self.assertions, vec![one]);
            self.tokens.clear();
            self.tokens.extend(self.assertions.iter().map(|one| (one.token.clone(), 0)));
            return;
        }
        let is_other = |one: &Assertion| one.place.position.is_some() && token_kind::classify(one) == TokenKind::Entra;
        self.other_tokens = self.set_aside(is_other, false);
    }

    /// Takes out the assertions of a kind, unless there are only those and `all` is not set.
    fn set_aside(&mut self, is_other: impl Fn(&Assertion) -> bool, all: bool) -> Vec<Assertion> {
        if !all && self.assertions.iter().all(&is_other) {
            return Vec::new();
        }
        let (others, assertions): (Vec<Assertion>, Vec<Assertion>) =
            std::mem::take(&mut self.assertions).into_iter().partition(is_other);
        self.assertions = assertions;
        self.tokens.clear();
        self.tokens.extend(self.assertions.iter().enumerate().map(|(index, one)| (one.token.clone(), index)));
        others
    }
}

/// Whether two occurrences of a token are one: in a line, a whole input or an exchange.
fn is_in_one_place(one: &Assertion, other: &Assertion) -> bool {
    let line = |one: &Assertion| one.place.position.map(|at| at.line);
    let is_exchange = one.place.exchange.is_some() && one.place.exchange == other.place.exchange;
    one.input == other.input && (line(one) == line(other) || is_exchange)
}

/// The items of a text in the order of their places. What has none, such as a certificate, comes first; a request and what
/// answered it stand where its assertion does.
pub fn in_order(mut items: Vec<Item>) -> Vec<Item> {
    let mut exchanges = BTreeMap::new();
    for item in &items {
        if let Item::Assertion(assertion) = item
            && let Some((exchange, position)) = assertion.place.exchange.clone().zip(assertion.place.position)
        {
            exchanges.insert(exchange, position);
        }
    }
    let of_exchange = |exchange: &ExchangeId| Some(exchanges.get(exchange).copied().unwrap_or(exchange.text));
    let of_place = |place: &Place| place.exchange.as_ref().map_or(place.position, of_exchange);
    items.sort_by_key(|item| match item {
        Item::Assertion(assertion) => of_place(&assertion.place),
        Item::Error(error) => of_place(&error.place),
        Item::Request(request) => request.exchange.as_ref().and_then(of_exchange),
        _ => None,
    });
    items
}

/// Where the errors about users' tokens are, so that each of these tokens is told from those that merely appear in a log.
struct RefusedTokens {
    lines: BTreeSet<(String, Option<usize>)>,
    ids: BTreeSet<(String, usize)>,
}

impl RefusedTokens {
    fn new(errors: &[ServerError]) -> Self {
        let (mut lines, mut ids) = (BTreeSet::new(), BTreeSet::new());
        for error in errors.iter().filter(|error| error.is_about_user_assertion()) {
            let place = &error.place;
            lines.insert((error.input.clone(), place.position.map(|at| at.line)));
            let stated = error.correlation_id.iter().chain(&error.trace_id).map(|id| id.to_ascii_lowercase());
            ids.extend(stated.chain(place.ids.iter().cloned()).map(|id| (id, place.number)));
        }
        Self { lines, ids }
    }

    /// Whether one of these errors stands in the line of a token, or not far from it with the same id.
    fn holds(&self, token: &Assertion) -> bool {
        let place = &token.place;
        let (from, to) =
            (place.number.saturating_sub(limits::LIST_REACH), place.number.saturating_add(limits::LIST_REACH));
        let is_near = |id: &String| self.ids.range((id.clone(), from)..=(id.clone(), to)).next().is_some();
        self.lines.contains(&(token.input.clone(), place.position.map(|at| at.line))) || place.ids.iter().any(is_near)
    }
}

/// Calls with the last part of everything in a text that looks like a token.
fn each_signature(text: &str, take: &mut dyn FnMut(&str)) {
    let words = text.split(|c: char| !(encoding::is_base64url(c) || matches!(c, '.' | '+' | '/' | '=')));
    for word in words.filter(|word| word.matches('.').count() >= 2) {
        // An address has as many dots, and its last part is no secret.
        let token = word.find("eyJ").and_then(|at| word.get(at..)).unwrap_or(word);
        let is_jws = token.split('.').next().is_some_and(begins_with_object);
        if is_jws
            || token.split('.').count() == 3 && token.split('.').all(|part| part.len() >= 16 && !part.contains('/'))
        {
            take(token.rsplit('.').next().unwrap_or_default());
        }
    }
}

/// Calls with the content of every private key in PEM that stands in a text, as in a JSON string.
fn each_private_key(text: &str, take: &mut dyn FnMut(&str)) {
    for block in text.split("-----BEGIN ").skip(1) {
        let Some((label, rest)) = block.split_once("-----") else { continue };
        if label.contains("PRIVATE KEY") {
            take(rest.split("-----").next().unwrap_or_default());
        }
    }
}

/// The message if there is no more room for an item of this kind.
fn too_many_message(item: &Item, most: usize) -> Text {
    match item {
        Item::Assertion(_) => say!("More than {most} assertions; the rest were left out.", most),
        Item::Certificate(_) => say!("More than {most} certificates; the rest were left out.", most),
        Item::Error(_) => say!("More than {most} errors; the rest were left out.", most),
        Item::Registration(_) => say!("More than {most} registrations; the rest were left out.", most),
        Item::Request(_) => say!("More than {most} requests; the rest were left out.", most),
        Item::PrivateKey(_) => say!("More than {most} private keys; the rest were left out.", most),
        Item::PublicKey(..) => say!("More than {most} public keys; the rest were left out.", most),
        Item::Federated(_) | Item::PipelineLog(_) | Item::TokenSource(_) => {
            say!("More than {most} lists of federated credentials or logs; the rest were left out.", most)
        }
        Item::AppPolicy(_) | Item::Authorities(_) => {
            say!("More than {most} policies or lists of authorities; the rest were left out.", most)
        }
        Item::Complaint(_) => say!("More than {most} messages of programs; the rest were left out.", most),
        Item::Thumbprint(_) => say!("More than {most} thumbprints; the rest were left out.", most),
        Item::Text(_) => say!("More than {most} texts; the rest were left out.", most),
    }
}
