//! May the certificate be registered, by the policies at hand?
//!
//! A policy is looked at when a certificate is registered and never again: one that is registered goes on working.

use std::sync::Arc;

use crate::checks::finding::Confidence::{Certain, Likely};
use crate::checks::finding::{Confidence, Finding, Id, cause, ids, note, pass, warning};
use crate::evidence::app_policy::{AppPolicy, Scope, TrustedAuthorities};
use crate::evidence::certificate::Certificate;
use crate::language::Text;
use crate::limits;
use crate::notation::instant::{Instant, span};

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
    // Which of several policies an application has is not known, so only what all of them refuse is refused.
    let all = |refused: &dyn Fn(&AppPolicy) -> Option<Finding>| {
        let refusals: Vec<Option<Finding>> = candidates.iter().map(|one| refused(one)).collect();
        let is_refused = !refusals.is_empty() && refusals.iter().all(Option::is_some);
        refusals.into_iter().flatten().next().filter(|_| is_refused)
    };
    let found =
        [all(&|policy| lifetime(certificate, policy, applied)), all(&|policy| authority(certificate, policy, applied))];
    let mut found: Vec<Finding> = found.into_iter().flatten().collect();
    if found.is_empty()
        && let Some(policy) = candidates.first()
    {
        let is_open = policy.is_enabled
            && policy.authorities.as_ref().is_some_and(|(ids, _)| {
                is_trusted(certificate, &trusted(ids, applied.authorities).0, applied.certificates) != Some(true)
            });
        let label = certificate.label();
        found.push(if is_open {
            note(POLICY_AUTHORITY).title(say!(
                "Whether {policy} trusts the issuer of {certificate} is not known: that needs the certificateBasedApplicationConfigurations it names.",
                policy = policy.label(),
                certificate = label
            ))
        } else {
            pass(POLICY_MET).title(say!("{policy} allows {certificate}.", policy = policy.label(), certificate = label))
        });
    }
    found
}

/// The policies that may be the application's: one for single applications takes the place of the tenant's default.
fn in_question(policies: &[AppPolicy]) -> Vec<&AppPolicy> {
    let has_custom = policies.iter().any(|one| one.is_custom);
    policies.iter().filter(|one| one.is_custom == has_custom).collect()
}

/// The longest validity that every policy allows, in seconds; `None` without a limit. What holds for some applications only
/// holds here, too: for which one a certificate is made is not known.
pub(crate) fn longest(policies: &[AppPolicy]) -> Option<i64> {
    let limits = in_question(policies).into_iter().filter(|one| one.is_enabled).filter_map(|one| one.lifetime);
    limits.map(|(most, _)| most.least).min()
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
    match is_trusted(certificate, &trusted, applied.certificates) {
        Some(true) | None => return None,
        // One that is not in the part of the list that could be read may be in the rest; one without an issuer is not.
        Some(false) if !is_whole && !certificate.self_issued() => return None,
        Some(false) => {}
    }
    let title = if certificate.self_issued() {
        say!(
            "{certificate} is self-signed; {policy} takes only certificates of its trusted authorities.",
            certificate = certificate.label(),
            policy = policy.label()
        )
    } else {
        say!(
            "{certificate} was issued by {issuer}, which is none of the trusted authorities of {policy}.",
            certificate = certificate.label(),
            issuer = crate::notation::text::shorten(&certificate.issuer, 80),
            policy = policy.label()
        )
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

/// A violation: in the way of a certificate that is still to be registered, and worth knowing for one that is.
fn raise(id: &'static Id, title: Text, scope: Scope, applied: &Applied<'_>) -> Option<Finding> {
    let (is_for_it, title) = match (scope.includes(applied.created), scope.created_after) {
        (Some(false), _) => return None,
        (Some(true), _) | (None, None) => (true, title),
        (None, Some(after)) => {
            (false, Text::sentences([title, say!("It is for applications created since {date}.", date = after.date())]))
        }
    };
    let confidence: Confidence = if is_for_it { Certain } else { Likely };
    let finding = if applied.is_registered { warning(id) } else { cause(id, confidence) };
    let title = match applied.is_registered {
        true => {
            Text::sentences([title, say!("It is registered already and goes on working; the next one has to comply.")])
        }
        false => title,
    };
    Some(finding.title(title))
}

/// A length of time in days, and what is left over.
fn length(seconds: i64) -> Text {
    let days = say_n!(usize::try_from(seconds / 86_400).unwrap_or(0), "1 day", "{count} days");
    match seconds % 86_400 {
        0 => days,
        rest => say!("{days} and {rest}", days, rest = span(rest)),
    }
}
