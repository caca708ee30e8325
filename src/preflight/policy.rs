//! May the certificate be registered, by the policies at hand?
//!
//! A policy is looked at when a certificate is registered and never again: one that is registered goes on working.

use std::sync::Arc;

use crate::checks::finding::Confidence::Certain;
use crate::checks::finding::{Finding, Id, Status, cause, ids, note, pass, warning};
use crate::evidence::app_policy::{AppPolicy, Scope, TrustedAuthorities};
use crate::evidence::certificate::Certificate;
use crate::language::Text;
use crate::limits;
use crate::notation::instant::{Instant, span};
use crate::notation::order;

ids! {
    /// # The certificate lives longer than a policy allows
    /// Compares the certificate's whole validity with the longest lifetime (asymmetricKeyLifetime) in the app management
    /// policies given.
    ///
    /// Entra ID refuses to register such a certificate on an application that the policy is for. A certificate that is
    /// registered already goes on working.
    ///
    /// fix: Make a certificate within the policy: assertion-inspector new-certificate --policy POLICY.json --subject NAME
    /// fix: Or ask an administrator for a policy of the application's own, which takes the place of the tenant's default.
    POLICY_LIFETIME {
        id: "policy-lifetime",
        stage: KeyLookup,
        guide: [IssueCredentials, NeedAdmin],
        citations: [GRAPH_APP_POLICY, GRAPH_KEY_RESTRICTION],
    }

    /// # A policy does not trust the certificate's issuer
    /// Compares the certificate's issuer with the trusted authorities (trustedCertificateAuthority) in the app management
    /// policies given.
    ///
    /// Entra ID refuses to register a certificate that none of these authorities issued; a self-signed one has no
    /// authority. A certificate that is registered already goes on working.
    ///
    /// fix: Have the certificate issued by one of the authorities in the policy's certificateBasedApplicationConfigurations.
    POLICY_AUTHORITY {
        id: "policy-authority",
        stage: KeyLookup,
        guide: [IssueCredentials, NeedAdmin],
        citations: [GRAPH_APP_POLICY, GRAPH_KEY_RESTRICTION],
    }

    /// # The policies allow the certificate
    /// Nothing in the app management policies given keeps the certificate from being registered.
    POLICY_MET {
        id: "policy-met",
        stage: KeyLookup,
        guide: [IssueCredentials],
        citations: [GRAPH_APP_POLICY],
    }
}

/// What the policies are applied to.
pub(super) struct Applied<'a> {
    /// The policies given.
    pub policies: &'a [AppPolicy],
    /// The authorities that they refer to.
    pub authorities: &'a [TrustedAuthorities],
    /// Every certificate given: those between an authority and the one in question are among them.
    pub certificates: &'a [Arc<Certificate>],
    /// When the application was created, if that is known.
    pub created: Option<Instant>,
    /// Whether the certificate is registered already.
    pub is_registered: bool,
}

/// What the policies say about a certificate; empty if there is none.
pub(super) fn judge(certificate: &Certificate, applied: &Applied<'_>) -> Vec<Finding> {
    let candidates = in_question(applied.policies);
    let judged: Vec<Vec<Finding>> = candidates.iter().map(|policy| of_one(certificate, policy, applied)).collect();
    let mut allowing = candidates.iter().zip(&judged).filter(|(_, findings)| findings.is_empty()).map(|(one, _)| one);
    let name = certificate.label();
    let Some(first) = allowing.next() else {
        // Each of them refuses, or leaves it open. Of several, one reason of a kind is enough.
        let is_refused = judged.iter().all(|findings| findings.iter().any(|one| one.status != Status::Note));
        return demoted_unless(is_refused, judged);
    };
    if allowing.count() + 1 < candidates.len() {
        let other = say!(
            "{policy} allows {certificate}; which of the policies the application has is not known.",
            policy = first.label(),
            certificate = name
        );
        let mut findings = demoted_unless(false, judged);
        findings
            .iter_mut()
            .for_each(|one| one.title = Text::sentences([std::mem::take(&mut one.title), other.clone()]));
        return findings;
    }
    vec![pass(POLICY_MET).title(match candidates.len() {
        1 => say!("{policy} allows {certificate}.", policy = first.label(), certificate = name),
        count => say!("Each of the {count} policies given allows {certificate}.", count, certificate = name),
    })]
}

/// The findings of all policies, one of each id; unless the certificate is refused, they are only to be known.
fn demoted_unless(is_refused: bool, findings: Vec<Vec<Finding>>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    for one in findings.into_iter().flatten() {
        if !kept.iter().any(|known| known.id.name == one.id.name) {
            kept.push(if is_refused { one } else { note(one.id).title(one.title) });
        }
    }
    kept
}

/// What one policy has against a certificate.
fn of_one(certificate: &Certificate, policy: &AppPolicy, applied: &Applied<'_>) -> Vec<Finding> {
    [lifetime(certificate, policy, applied), authority(certificate, policy, applied)].into_iter().flatten().collect()
}

/// The policies that may be the application's: one for single applications takes the place of the tenant's default. Those that
/// are not in force ask for nothing.
fn in_question(policies: &[AppPolicy]) -> Vec<&AppPolicy> {
    let has_custom = policies.iter().any(|one| one.is_custom);
    let found = policies.iter().filter(|one| one.is_custom == has_custom).collect();
    order::by(found, |one: &&AppPolicy, other| (one.label(), &one.input).cmp(&(other.label(), &other.input)))
}

/// How many of these days a new self-signed certificate may be valid by every policy that may be the application's, which was
/// created at this time.
///
/// # Errors
/// Why none may be registered.
pub(crate) fn days_within(policies: &[AppPolicy], created: Option<Instant>, days: u32) -> Result<u32, Text> {
    let candidates = in_question(policies);
    let is_for_it = |scope: Scope| scope.includes(created) != Some(false);
    let asks_for_authority = |one: &&AppPolicy| {
        one.is_enabled && one.authorities.as_ref().is_some_and(|(_, scope)| scope.includes(created) == Some(true))
    };
    if let Some(first) = candidates.first().filter(|_| candidates.iter().all(asks_for_authority)) {
        return Err(say!(
            "{policy} takes only certificates of its trusted authorities; the one made here would be self-signed",
            policy = first.label()
        ));
    }
    let enabled = candidates.into_iter().filter(|one| one.is_enabled);
    let most =
        enabled.filter_map(|one| one.lifetime).filter(|(_, scope)| is_for_it(*scope)).map(|(most, _)| most.least).min();
    match most.map(|seconds| u32::try_from(seconds / 86_400).unwrap_or(u32::MAX)) {
        Some(0) => Err(say!("the policy allows certificates for less than a day only, and none is made")),
        Some(most) => Ok(days.min(most)),
        None => Ok(days),
    }
}

fn lifetime(certificate: &Certificate, policy: &AppPolicy, applied: &Applied<'_>) -> Option<Finding> {
    let (most, scope) = policy.lifetime.filter(|_| policy.is_enabled)?;
    let life = certificate.not_after.since(certificate.not_before);
    if life <= most.most {
        return None;
    }
    let title = say!(
        "{certificate} is valid for {life}; {policy} allows {most} at most.",
        certificate = certificate.label(),
        life = length(life),
        policy = policy.label(),
        most = length(most.most)
    );
    raise(POLICY_LIFETIME, title, scope, applied)
}

fn authority(certificate: &Certificate, policy: &AppPolicy, applied: &Applied<'_>) -> Option<Finding> {
    let (ids, scope) = policy.authorities.as_ref().filter(|_| policy.is_enabled)?;
    let (trusted, is_whole) = trusted(ids, applied.authorities);
    let name = certificate.label();
    let title = match is_trusted(certificate, &trusted, applied.certificates) {
        Some(true) => return None,
        Some(false) if certificate.self_issued() => say!(
            "{certificate} is self-signed; {policy} takes only certificates of its trusted authorities.",
            certificate = name,
            policy = policy.label()
        ),
        // One that is not in the part of the list that could be read may be in the rest.
        Some(false) if is_whole => say!(
            "{certificate} was issued by {issuer}, which is none of the trusted authorities of {policy}.",
            certificate = name,
            issuer = crate::notation::text::shorten(&certificate.issuer, 80),
            policy = policy.label()
        ),
        Some(false) | None => {
            let is_for_it = scope.includes(applied.created) != Some(false);
            return is_for_it.then(|| note(POLICY_AUTHORITY).title(say!(
                "Whether {policy} trusts the issuer of {certificate} is not known: that needs the certificateBasedApplicationConfigurations it names.",
                policy = policy.label(),
                certificate = name
            )));
        }
    };
    raise(POLICY_AUTHORITY, title, *scope, applied)
}

/// The certificates of the authorities with these ids, and whether they are all known.
fn trusted<'a>(ids: &[String], authorities: &'a [TrustedAuthorities]) -> (Vec<&'a Certificate>, bool) {
    let with = |id: &String| authorities.iter().find(|one| one.id.as_ref() == Some(id));
    let found: Vec<Option<&TrustedAuthorities>> = ids.iter().map(with).collect();
    let is_whole = found.iter().all(|one| one.is_some_and(|one| one.is_whole));
    let certificates = found.into_iter().flatten().flat_map(|one| &one.certificates).map(AsRef::as_ref);
    (certificates.collect(), is_whole)
}

/// Whether one of the trusted certificates issued this one, over others at hand; by names, as the policy's own lists have
/// them. `None` if an issuer in between is not at hand.
fn is_trusted(certificate: &Certificate, trusted: &[&Certificate], others: &[Arc<Certificate>]) -> Option<bool> {
    let mut current = certificate;
    for _ in 0..limits::MAX_CHAIN_LINKS {
        if trusted.iter().any(|one| one.issued(current) || one.sha256 == current.sha256) {
            return Some(true);
        }
        if current.self_issued() {
            return Some(false);
        }
        current = others.iter().find(|one| one.issued(current))?;
    }
    None
}

/// A violation: in the way of a certificate that is still to be registered, and worth knowing for one that is. `None` if the
/// rule is not for the application, and only a note if that is not known.
fn raise(id: &'static Id, title: Text, scope: Scope, applied: &Applied<'_>) -> Option<Finding> {
    let finding = match (scope.includes(applied.created), scope.created_after) {
        (Some(false), _) => return None,
        (None, Some(after)) => {
            let since = say!(
                "It is for applications created since {date}; when this one was created is not known.",
                date = after.date()
            );
            return Some(note(id).title(Text::sentences([title, since])));
        }
        _ if applied.is_registered => warning(id).title(Text::sentences([
            title,
            say!("It is registered already and goes on working; the next one has to comply."),
        ])),
        _ => cause(id, Certain).title(title),
    };
    Some(finding)
}

/// A length of time in days, and what is left over.
fn length(seconds: i64) -> Text {
    let days = say_n!(usize::try_from(seconds / 86_400).unwrap_or(0), "1 day", "{count} days");
    match seconds % 86_400 {
        0 => days,
        rest => say!("{days} and {rest}", days, rest = span(rest)),
    }
}
