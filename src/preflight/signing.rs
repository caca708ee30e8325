//! Will the certificate at hand be taken, and until when?

use std::collections::BTreeMap;
use std::sync::Arc;

use super::policy::{self, Applied};
use super::{App, Outcome, REGISTRATION_UNKNOWN, listed, outcome};
use crate::case::clock::Clock;
use crate::case::inventory::Inventory;
use crate::case::{Candidate, Case, CaseParts, Identifier};
use crate::checks::certificate_named::CERTIFICATE_MISMATCH;
use crate::checks::credential_file::{
    self, CERTIFICATE_FILE_WITHOUT_KEY, CERTIFICATE_REQUEST, KEY_FILE_WITHOUT_CERTIFICATE,
};
use crate::checks::error_key::CERTIFICATE_NOT_REGISTERED;
use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Check, Finding, Status, cause, note};
use crate::checks::run::run;
use crate::checks::x5c::SNI_X5C_MISSING;
use crate::checks::{certificate_validity, key_type, private_key, registered, registered_use};
use crate::evidence::app_policy::AppPolicy;
use crate::evidence::certificate::{Certificate, PublicKey};
use crate::evidence::listed_thumbprint::ListedThumbprint;
use crate::evidence::private_key::PrivateKey;
use crate::evidence::registration::{RegisteredKey, Registration, RegistrationFormat};
use crate::language::Text;
use crate::limits;
use crate::notation::encoding::to_base64url;
use crate::notation::instant::Instant;
use crate::notation::order;
use crate::notation::text::{is_guid, short};
use crate::notation::thumbprint::Reading;

/// What an assertion is checked for that are questions of its certificate.
const OF_CERTIFICATE: [Check; 5] =
    [key_type::CHECK, registered::CHECK, registered_use::CHECK, certificate_validity::CHECK, private_key::CHECK];
/// Those of them that a thumbprint alone answers.
const OF_THUMBPRINT: [Check; 2] = [registered::CHECK, registered_use::CHECK];

/// What the program signs in with.
#[derive(Clone)]
enum Signer {
    /// A certificate.
    Certificate(Arc<Certificate>),
    /// A certificate of which the program's settings have only the thumbprint.
    Thumbprint(ListedThumbprint),
}

/// What the program's settings say.
struct Settings {
    /// The thumbprints in them, and those that were given as text.
    thumbprints: Vec<ListedThumbprint>,
    /// The client id, if they have one and no other.
    client_id: Option<String>,
}

impl Settings {
    fn new(inventory: &Inventory) -> Self {
        let mut thumbprints = inventory.listed.clone();
        let mut ids: Vec<String> = Vec::new();
        for (name, value) in inventory.variables.values() {
            let name: String =
                name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
            if name.ends_with("thumbprint") {
                let digest = Reading::parse(value.trim()).bytes;
                let listed = ListedThumbprint { input: say!("the settings").into(), digest };
                if matches!(listed.digest.len(), 20 | 32) && !thumbprints.contains(&listed) {
                    thumbprints.push(listed);
                }
            } else if ["clientid", "appid", "applicationid"].iter().any(|end| name.ends_with(end)) && is_guid(value) {
                ids.push(value.trim_matches(['{', '}']).to_ascii_lowercase());
            }
        }
        ids.dedup();
        thumbprints.truncate(limits::MAX_LISTED);
        let client_id = ids.first().filter(|first| ids.iter().all(|id| id == *first)).cloned();
        Self { thumbprints, client_id }
    }

    fn name(&self, certificate: &Certificate) -> bool {
        self.thumbprints.iter().any(|one| names(one, certificate))
    }
}

/// A certificate that was judged on one application.
pub(crate) struct Judged<'a> {
    /// What is to be said of it.
    pub app: App,
    /// The certificate; `None` if only its thumbprint is known.
    pub certificate: Option<Arc<Certificate>>,
    /// Its private key, if that is at hand.
    pub key: Option<&'a PrivateKey>,
    /// The application: one that has it, or else the only one given.
    pub registration: Option<&'a Registration>,
}

/// A result for each certificate that a program would sign in with, on each application that has it registered, by these
/// policies. Empty if the inputs have no such certificate.
pub(super) fn judge<'a>(
    inventory: &'a Inventory,
    registrations: &[&'a Registration],
    policies: &'a [AppPolicy],
    at: Instant,
) -> Vec<Judged<'a>> {
    let settings = Settings::new(inventory);
    // Where the settings name the application, no other's registration says anything.
    let is_configured =
        |one: &&&Registration| settings.client_id.is_none() || one.app_id.is_none() || one.app_id == settings.client_id;
    let registrations: Vec<&Registration> = registrations.iter().filter(is_configured).copied().collect();
    let is_other_named = !inventory.certificates.iter().any(|one| settings.name(one));
    let context =
        Context { inventory, settings: &settings, registrations: &registrations, policies, is_other_named, at };
    let index = Index::new(&registrations);
    // One after the other: collected into, a map would bring a sort of its own.
    let mut keys: BTreeMap<&[u8], &PrivateKey> = BTreeMap::new();
    keys.extend(inventory.private_keys.iter().map(|key| (material(&key.public), key.as_ref())));
    let own = |one: &Certificate| keys.get(material(&one.key)).copied().filter(|key| key.matches_certificate(one));
    let mut judged = Vec::new();
    for signer in signers(inventory, &settings, &registrations, |one| own(one).is_some()) {
        let mut owners: Vec<Option<&Registration>> = index.owners(&signer).into_iter().map(Some).collect();
        if owners.is_empty() {
            owners.push(registrations.first().copied().filter(|_| registrations.len() == 1));
        }
        for registration in owners {
            let (app, certificate) = judge_one(&context, &signer, registration);
            let key = certificate.as_ref().and_then(|one| own(one));
            judged.push(Judged { app, certificate, key, registration });
        }
    }
    judged
}

/// What tells a public key from every other; nothing of kinds that no client signs with.
fn material(key: &PublicKey) -> &[u8] {
    match key {
        PublicKey::Rsa { pkcs1, .. } => pkcs1,
        PublicKey::Ec { point, .. } => point,
        PublicKey::Other { .. } => &[],
    }
}

/// What the program signs in with: every certificate whose private key is at hand; else every one that issued no other; else
/// the registered ones of a private key at hand; else those that its settings name.
fn signers(
    inventory: &Inventory,
    settings: &Settings,
    registrations: &[&Registration],
    has_key: impl Fn(&Certificate) -> bool,
) -> Vec<Signer> {
    let all = &inventory.certificates;
    let keyed: Vec<Arc<Certificate>> = all.iter().filter(|one| has_key(one)).cloned().collect();
    let found = if keyed.is_empty() { leaves(all) } else { keyed };
    let found = if found.is_empty() {
        let registered = registrations.iter().flat_map(|one| one.keys()).filter_map(|key| key.certificate.as_ref());
        registered.filter(|one| has_key(one)).cloned().collect()
    } else {
        found
    };
    if found.is_empty() {
        return settings.thumbprints.iter().cloned().map(Signer::Thumbprint).collect();
    }
    // Where the settings name one of several, it is that one.
    let named: Vec<Arc<Certificate>> = found.iter().filter(|one| settings.name(one)).cloned().collect();
    let found = if named.is_empty() { found } else { named };
    found.into_iter().take(limits::MAX_LISTED).map(Signer::Certificate).collect()
}

/// The certificates that issued none of the others; those of authorities only if there is nothing else.
fn leaves(all: &[Arc<Certificate>]) -> Vec<Arc<Certificate>> {
    let issuers = order::set(all.iter().filter(|one| !one.self_issued()).map(|one| one.issuer.as_str()));
    let is_leaf = |one: &&Arc<Certificate>| !issuers.contains(one.subject.as_str());
    let leaves: Vec<Arc<Certificate>> = all.iter().filter(is_leaf).cloned().collect();
    // A self-signed certificate is often marked as an authority, by OpenSSL for one.
    let (others, authorities): (Vec<_>, Vec<_>) = leaves.into_iter().partition(|one| !one.ca);
    if others.is_empty() { authorities } else { others }
}

fn names(listed: &ListedThumbprint, certificate: &Certificate) -> bool {
    listed.digest == certificate.sha1 || listed.digest == certificate.sha256
}

/// The registrations by the thumbprints of their keys.
struct Index<'r> {
    by_thumbprint: BTreeMap<Vec<u8>, Vec<&'r Registration>>,
    /// Those with a key of which only the start of the thumbprint is known.
    cut: Vec<(Vec<u8>, &'r Registration)>,
}

impl<'r> Index<'r> {
    fn new(registrations: &[&'r Registration]) -> Self {
        let mut index = Self { by_thumbprint: BTreeMap::new(), cut: Vec::new() };
        for one in registrations {
            for key in one.keys() {
                let digests = [key.sha1().map(Vec::from), key.sha256().map(Vec::from)];
                digests
                    .into_iter()
                    .flatten()
                    .for_each(|digest| index.by_thumbprint.entry(digest).or_default().push(one));
                index.cut.extend(key.visible().filter(|start| !start.is_empty()).map(|start| (start, *one)));
            }
        }
        index.cut.truncate(limits::MAX_LISTED);
        index
    }

    /// The registrations that have this certificate, each once.
    fn owners(&self, signer: &Signer) -> Vec<&'r Registration> {
        let digests: Vec<&[u8]> = match signer {
            Signer::Certificate(one) => vec![&one.sha1, &one.sha256],
            Signer::Thumbprint(one) => vec![&one.digest],
        };
        let whole = digests.iter().filter_map(|digest| self.by_thumbprint.get(*digest)).flatten();
        let cut = self.cut.iter().filter(|(start, _)| digests.iter().any(|one| one.starts_with(start)));
        let mut owners: Vec<&Registration> = Vec::new();
        for one in whole.chain(cut.map(|(_, one)| one)) {
            if !owners.iter().any(|known| std::ptr::eq(*known, *one)) {
                owners.push(one);
            }
        }
        owners
    }
}

/// What every certificate is judged by.
struct Context<'a> {
    inventory: &'a Inventory,
    settings: &'a Settings,
    registrations: &'a [&'a Registration],
    policies: &'a [AppPolicy],
    /// Whether the settings name none of the certificates given.
    is_other_named: bool,
    at: Instant,
}

fn judge_one(
    context: &Context<'_>,
    signer: &Signer,
    registration: Option<&Registration>,
) -> (App, Option<Arc<Certificate>>) {
    let Context { inventory, settings, registrations, at, .. } = *context;
    let given = match signer {
        Signer::Certificate(one) => std::slice::from_ref(one),
        Signer::Thumbprint(_) => &[],
    };
    let mut case = Case::new(CaseParts {
        registration,
        certificates: given,
        private_keys: &inventory.private_keys,
        ..CaseParts::empty(Clock::new(None, Some(at), at))
    });
    let (name, text) = match signer {
        Signer::Certificate(one) => ("x5t", one.x5t()),
        Signer::Thumbprint(one) if one.digest.len() == 20 => ("x5t", to_base64url(&one.digest)),
        Signer::Thumbprint(one) => ("x5t#S256", to_base64url(&one.digest)),
    };
    let reading = Reading::parse(&text);
    case.identifiers = vec![Identifier { name, text, is_string: true, from_error: false, reading }];
    let is_named = |one: &&Candidate| case.identifiers.iter().any(|id| id.identifies(&one.certificate));
    let certificate = case.candidates.iter().find(is_named).map(|one| Arc::clone(&one.certificate));
    let checks: &[Check] = if certificate.is_some() { &OF_CERTIFICATE } else { &OF_THUMBPRINT };
    let mut findings = run(checks, &case, &[], &mut |_| {});
    let key = case.registered_and_named();
    match registration {
        Some(registration) => open(&mut findings, signer, registration),
        None => findings.push(nowhere(signer, registrations)),
    }
    if let Some(certificate) = &certificate {
        findings.extend(policy::judge(
            certificate,
            &Applied {
                policies: context.policies,
                authorities: &inventory.authorities,
                certificates: &inventory.certificates,
                created: registration.and_then(|one| one.created),
                is_registered: key.is_some(),
            },
        ));
        findings.extend(without_key(inventory, certificate));
        let listed = settings.thumbprints.first().filter(|_| context.is_other_named);
        findings.extend(listed.map(|listed| other_settings(listed, certificate)));
    }
    let outcome = outcome(&findings);
    let end = [certificate.as_ref().map(|one| one.not_after), key.and_then(listed::end)].into_iter().flatten().min();
    let sha1 = certificate.as_ref().map(|one| one.sha1).or_else(|| key.and_then(RegisteredKey::sha1));
    let sha256 = certificate.as_ref().map(|one| one.sha256).or_else(|| key.and_then(RegisteredKey::sha256));
    let digest = |size: usize| match signer {
        Signer::Thumbprint(one) if one.digest.len() == size => Some(to_base64url(&one.digest)),
        _ => None,
    };
    let app = App {
        app_id: registration.and_then(|one| one.app_id.clone()).or_else(|| settings.client_id.clone()),
        x5t: sha1.map(|sha1| to_base64url(&sha1)).or_else(|| digest(20)),
        x5t_s256: sha256.map(|sha256| to_base64url(&sha256)).or_else(|| digest(32)),
        ..App::new(label(signer, registration), &findings, outcome).ending(end)
    };
    (app, certificate)
}

/// What people call the certificate and its application.
fn label(signer: &Signer, registration: Option<&Registration>) -> Text {
    let signer = said(signer);
    match registration {
        Some(app) => say!("{certificate} on {app}", certificate = signer, app = app.label()),
        None => Text::verbatim(signer),
    }
}

fn said(signer: &Signer) -> String {
    match signer {
        Signer::Certificate(one) => one.label_and_thumbprint(),
        Signer::Thumbprint(one) => short(&one.digest),
    }
}

/// What to say of a certificate that none of the applications given has.
fn nowhere(signer: &Signer, registrations: &[&Registration]) -> Finding {
    let certificate = said(signer);
    let is_comparable = |one: &Registration| {
        let is_application = one.format != RegistrationFormat::ServicePrincipal;
        is_application && one.trusted_subjects.is_empty() && one.keys().iter().all(|key| comparable(key, signer))
    };
    match registrations.len() {
        0 => note(REGISTRATION_UNKNOWN).title(say!("Whether {certificate} is registered is not known: add the application's registered keys (az ad app show, or Microsoft Graph).", certificate)),
        count if registrations.iter().all(|one| is_comparable(one)) => cause(CERTIFICATE_NOT_REGISTERED, Certain)
            .title(say_n!(
                count,
                "{certificate} is not registered on the application given.",
                "{certificate} is registered on none of the {count} applications given.",
                certificate
            )),
        _ => note(REGISTRATION_UNKNOWN).title(say!("Whether {certificate} is registered is not known: not every key given can be compared with it.", certificate)),
    }
}

/// Says what the registration leaves open: an assertion that is not sent yet has no x5c, and a check that was not made says so.
fn open(findings: &mut [Finding], signer: &Signer, registration: &Registration) {
    let is_of_registered = |one: &Finding| registered::CHECK.ids.iter().any(|id| id.name == one.id.name);
    let certificate = said(signer);
    for finding in findings {
        let says = if finding.id.name == SNI_X5C_MISSING.name {
            say!(
                "Whether {app} takes {certificate} is not known: it trusts certificates by subject and issuer ({subjects}).",
                app = registration.label(),
                certificate,
                subjects = registration.trusted_subjects.join(", ")
            )
        } else if finding.status == Status::Skipped && is_of_registered(finding) {
            let why = finding.why.clone().unwrap_or_default();
            say!("Whether {certificate} is registered is not known: {why}.", certificate, why)
        } else {
            continue;
        };
        *finding = note(REGISTRATION_UNKNOWN).title(says);
    }
}

/// Whether a registered key shows whether it is this certificate.
fn comparable(key: &RegisteredKey, signer: &Signer) -> bool {
    match signer {
        Signer::Thumbprint(one) if one.digest.len() == 32 => key.sha256().is_some(),
        Signer::Thumbprint(_) => key.sha1().is_some() || key.visible().is_some(),
        Signer::Certificate(_) => key.is_comparable(),
    }
}

/// A certificate without its private key: enough to be registered, and not to sign with.
fn without_key(inventory: &Inventory, certificate: &Certificate) -> Option<Finding> {
    let has_key = !inventory.private_keys.is_empty();
    let is_given =
        inventory.files.iter().any(|file| file.lacks_key() && file.certificates.contains(&certificate.sha256));
    (!has_key && is_given).then(|| {
        note(CERTIFICATE_FILE_WITHOUT_KEY).title(say!(
            "{file} holds no private key: whether the program has it is not known.",
            file = certificate.input
        ))
    })
}

/// The settings name another certificate than the one given.
fn other_settings(listed: &ListedThumbprint, certificate: &Certificate) -> Finding {
    cause(CERTIFICATE_MISMATCH, Certain).title(say!(
        "{input} names the certificate {thumbprint}, and the one given is {certificate}.",
        input = listed.input,
        thumbprint = short(&listed.digest),
        certificate = certificate.label_and_thumbprint()
    ))
}

/// A file that holds half of what a program needs, where there is no certificate to judge.
pub(super) fn half(inventory: &Inventory) -> Option<App> {
    let case = Case::new(CaseParts { files: &inventory.files, ..CaseParts::empty(Clock::new(None, None, Instant(0))) });
    let halves = [CERTIFICATE_REQUEST.name, KEY_FILE_WITHOUT_CERTIFICATE.name];
    let found = run(&[credential_file::CHECK], &case, &[], &mut |_| {});
    let found: Vec<Finding> = found.into_iter().filter(|one| halves.contains(&one.id.name)).collect();
    let finding = found.first()?;
    // A request is never what a program signs in with; the certificate of a key may be elsewhere.
    let outcome = if finding.id.name == CERTIFICATE_REQUEST.name { Outcome::Fails } else { Outcome::Unknown };
    let file = inventory.files.iter().find(|file| file.is_request() || file.lacks_certificate());
    Some(App::new(Text::verbatim(file.map(|file| file.input.clone()).unwrap_or_default()), &found, outcome))
}
