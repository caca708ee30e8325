//! Does a federated credential take the token of another issuer?

use super::federated_words::differences;
use crate::analysis::federated::subject::decode_eid1;
use crate::analysis::federated::{Agreement, Comparison, Presented, nearest};
use crate::case::Case;
use crate::checks::codes::{self, Subject};
use crate::checks::finding::Confidence::{self, Certain, Likely, Possible};
use crate::checks::finding::{Check, Evidence, Finding, Id, cause, evidence, ids, in_claim, pass, skip, warning};
use crate::evidence::assertion::Part;
use crate::evidence::endpoint::endpoint;
use crate::evidence::federated_credential::{FederatedCredential, FederatedCredentials, TokenSource, TokenSourceKind};
use crate::evidence::server_error::ServerError;
use crate::evidence::token_kind::is_exchange_audience;
use crate::language::Text;
use crate::notation::text::shorten;

ids! {
    /// # No federated credential has this issuer
    /// Compares the token's iss with the issuers of the application's federated credentials, as text.
    ///
    /// Entra ID looks the credential up by issuer first (AADSTS700211, 70021). A final slash, http, another cluster or
    /// another version of an issuer makes another issuer. GitHub's has no slash at its end; that of an AKS cluster has one.
    ///
    /// fix: Set the credential's issuer to the token's iss, character by character.
    /// raises: github-token ; federated-credential {"issuer":"https://token.actions.githubusercontent.com/"}
    /// raises: only-error ; error AADSTS700211: No matching federated identity record found for presented assertion issuer 'https://eastus2.oic.prod-aks.azure.com/8f2c1b7e-3d4a-4c55-9e21-6a7b8c9d0e1f/c0ffee00-1111-4222-8333-444455556666/'.
    /// mended: github-token ; federated-credential {"issuer":"https://token.actions.githubusercontent.com"}
    FEDERATED_ISSUER {
        id: "federated-issuer",
        stage: Federation,
        guide: [IssueConfiguration, DiagnoseConfiguration, FixConfiguration],
        citations: [MS_FEDERATION, MS_FEDERATION_CONSIDERATIONS],
    }

    /// # No federated credential has this subject
    /// Compares the token's sub with the subject or the expression of the nearest federated credential, part by part.
    ///
    /// Subjects are compared as text, and letter case counts (AADSTS700213, 7002138). A job with an environment sends the
    /// environment and nothing of the branch; a branch is written refs/heads/NAME; newer repositories send ids beside names.
    ///
    /// fix: Set the credential's subject to the token's sub, character by character, or change the workflow so that it sends what the credential says.
    /// raises: github-token ; claims {"sub":"repo:contoso/app:environment:prod"} ; federated-credential {}
    /// raises: github-token ; federated-credential {"subject":"repo:Contoso/app:ref:refs/heads/main"}
    /// raises: github-token ; federated-credential {"subject":"repo:contoso/app:ref:main"}
    /// raises: github-token ; federated-credential {"subject":null,"claimsMatchingExpression":{"value":"claims['sub'] matches 'repo:contoso/other:*'","languageVersion":1}}
    /// raises: only-error ; error AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/app:pull_request'.
    /// mended: github-token ; federated-credential {}
    /// mended: github-token ; federated-credential {"subject":null,"claimsMatchingExpression":{"value":"claims['sub'] matches 'repo:contoso/*'","languageVersion":1}}
    FEDERATED_SUBJECT {
        id: "federated-subject",
        stage: Federation,
        guide: [IssueConfiguration, DiagnoseConfiguration, FixConfiguration],
        citations: [MS_FEDERATION, MS_FEDERATION_CONSIDERATIONS, MS_FLEXIBLE_CREDENTIALS],
    }

    /// # No federated credential has this audience
    /// Compares the token's aud with the audiences of the federated credential that has its issuer and subject.
    ///
    /// The audience is api://AzureADTokenExchange in the public cloud and has an ending in each other one (AADSTS700212). A
    /// workflow that asks for no audience gets its issuer's own.
    ///
    /// fix: Ask the issuer for a token with the credential's audience: api://AzureADTokenExchange in the public cloud.
    /// raises: github-token ; claims {"aud":"https://github.com/contoso"} ; federated-credential {}
    /// raises: github-token ; federated-credential {"audiences":["api://AzureADTokenExchangeUSGov"]}
    /// mended: github-token ; federated-credential {}
    FEDERATED_AUDIENCE {
        id: "federated-audience",
        stage: Federation,
        guide: [IssueConfiguration, DiagnoseParameters, FixConfiguration],
        citations: [MS_FEDERATION, MS_FEDERATION_CONSIDERATIONS],
    }

    /// # The application has no federated credential
    /// Looks whether the application or identity has federated credentials at all, and whether they are those of the
    /// client id that was sent.
    ///
    /// A token of another issuer is taken only where a federated credential says so (AADSTS70025). Often there is one, but on
    /// another application or identity than the one whose client id is sent.
    ///
    /// fix: Add a federated credential to the application whose client id is sent, or send the client id of the one that has it.
    /// raises: github-token ; no-federated-credentials
    /// raises: only-error ; error AADSTS70025: The client has no configured federated identity credentials.
    /// mended: github-token ; federated-credential {}
    FEDERATED_NONE {
        id: "federated-none",
        stage: Federation,
        guide: [IssueConfiguration, DiagnoseConfiguration, FixConfiguration],
        citations: [MS_FEDERATION],
    }

    /// # A federated credential takes the token, and it is refused
    /// Looks whether issuer, subject and audience are the same as a credential's although the server found no such
    /// credential.
    ///
    /// A new credential takes some minutes to be known everywhere. An older one that fails all the same is reported to work
    /// once it was deleted and made anew.
    ///
    /// fix: Try again after ten minutes; then delete the credential and make it anew with the same values.
    /// fix: Make sure that the list is that of the application whose client id is sent, in the tenant that the request goes to.
    /// raises: github-token ; federated-credential {} ; error AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/app:ref:refs/heads/main'.
    /// mended: github-token ; federated-credential {}
    FEDERATED_STALE {
        id: "federated-stale",
        stage: Federation,
        guide: [IssueConfiguration, DiagnoseConfiguration],
        citations: [MS_FEDERATION_CONSIDERATIONS],
    }

    /// # The issuer's keys could not be read
    /// Looks for AADSTS50166 and 501661.
    ///
    /// Entra ID fetches the issuer's metadata and keys from the address in iss. An issuer inside a private network, one that is
    /// down, or a wrong address cannot be reached.
    ///
    /// fix: Open ISSUER/.well-known/openid-configuration from outside your network: it must answer without signing in, and so must the jwks_uri in it.
    /// raises: only-error ; error AADSTS50166: Request to External OIDC endpoint failed.
    /// mended: no-error
    FEDERATED_ISSUER_UNREACHABLE {
        id: "federated-issuer-unreachable",
        stage: Federation,
        guide: [IssueConfiguration, DiagnoseConfiguration],
        citations: [MS_FEDERATION, MS_ERROR_CODES],
    }

    /// # A federated credential takes the token
    /// Issuer, subject and audience are those of a federated credential.
    FEDERATED_MATCHES {
        id: "federated-matches",
        stage: Federation,
        guide: [IssueConfiguration, DiagnoseConfiguration],
        citations: [MS_FEDERATION],
        proves: true,
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "federated_match",
    question: phrase!("Does a federated credential take the token of another issuer?"),
    ids: &[
        FEDERATED_ISSUER,
        FEDERATED_SUBJECT,
        FEDERATED_AUDIENCE,
        FEDERATED_NONE,
        FEDERATED_STALE,
        FEDERATED_ISSUER_UNREACHABLE,
        FEDERATED_MATCHES,
    ],
    run,
};

/// Whether an error is about a token of another issuer.
pub(super) fn is_refused(case: &Case<'_>) -> bool {
    let code = case.error.and_then(codes::lookup);
    code.is_some_and(|code| code.subject == Subject::FederatedToken)
}

/// Which of the claims an error says has no credential; the server found one for those before it.
fn refused(case: &Case<'_>) -> Option<&'static [&'static Id]> {
    Some(match case.error?.code()? {
        70_021 | 7_002_142 | 7_000_227 => &[FEDERATED_ISSUER, FEDERATED_SUBJECT, FEDERATED_AUDIENCE],
        700_211 => &[FEDERATED_ISSUER],
        700_213 | 7_002_137 | 7_002_138 => &[FEDERATED_SUBJECT],
        700_212 | 700_214 | 7_002_206 => &[FEDERATED_AUDIENCE],
        _ => return None,
    })
}

fn run(case: &Case<'_>) -> Vec<Finding> {
    let token = &case.presented;
    if !case.is_federated() && (case.assertion.is_some() || token.is_empty() && !is_refused(case)) {
        return vec![skip(FEDERATED_MATCHES, say!("needs a token of another issuer"))];
    }
    let sent = case.sent_client_id();
    let is_other = |one: &&FederatedCredentials| {
        one.client_id.as_deref().zip(sent).is_some_and(|(one, sent)| !one.eq_ignore_ascii_case(sent))
    };
    let (others, mut mine): (Vec<_>, Vec<_>) = case.federated.iter().partition(is_other);
    // What the service lists counts for more than what a file would make of it.
    let is_whole = mine.iter().any(|one| one.is_whole);
    mine.retain(|one| one.is_whole || !is_whole);
    let all = || mine.iter().flat_map(|one| &one.list);
    if let ([first, ..], None) = (mine.as_slice(), all().next()) {
        let finding = cause(FEDERATED_NONE, Certain)
            .title(say!("{owner} has no federated credentials at all.", owner = first.label()))
            .evidence(evidence(say!("federated credentials of {owner}", owner = first.label())).found(say!("none")));
        return vec![with_presented(finding, case)];
    }
    let refused = refused(case);
    let trusted = case.error.is_some_and(ServerError::has_found_issuer);
    if let Some(finding) = unreachable(case).filter(|_| !trusted).or_else(|| incomplete(case)) {
        return vec![finding];
    }
    let found = nearest(token, all(), trusted);
    if found.as_ref().is_none_or(|found| !found.agrees()) {
        for other in others {
            if let Some(there) = nearest(token, other.list.iter(), false).filter(Comparison::is_same) {
                return vec![elsewhere_registered(case, other, &there, sent.unwrap_or_default())];
            }
        }
    }
    let Some(found) = found else {
        return vec![skip(FEDERATED_MATCHES, say!("needs the federated credentials of the application or identity"))];
    };
    if token.is_empty() {
        return vec![skip(FEDERATED_MATCHES, say!("needs the token, the pipeline's log or the error's text"))];
    }
    if found.is_same() && case.error.and_then(ServerError::code) == Some(70_025) {
        return vec![
            cause(FEDERATED_NONE, Likely)
                .title(say!(
                    "The server looked at an application without federated credentials; {credential}, which takes this token, belongs to another application, or is newer than the refusal.",
                    credential = found.credential.label()
                ))
                .evidence(evidence(say!("federated credential {name}", name = found.credential.label())).found(say!("issuer, subject and audience are this token's"))),
        ];
    }
    if found.agrees() {
        let other = other_source(case, &mine);
        return [agreeing(case, &found, refused.is_some())].into_iter().chain(other).collect();
    }
    let confidence = |id: &Id| match refused {
        // The server got past this claim, so the credential that it found is not among these.
        Some(ids) if ids.first().is_some_and(|first| order(id) < order(first)) => Possible,
        Some(_) => Certain,
        None if is_whole && !token.is_predicted => Certain,
        None => Likely,
    };
    let title = |id: &'static Id, shown: &str, how: Text| {
        let credential = found.credential.label();
        let shown = shorten(shown, 200);
        match id.name {
            "federated-subject" if found.credential.expression.is_some() => {
                say!("No federated credential takes the token; the nearest is {credential}: {how}.", credential, how)
            }
            "federated-issuer" => say!(
                "No federated credential has the issuer {shown}; the nearest is {credential}: {how}.",
                shown,
                credential,
                how
            ),
            "federated-subject" => say!(
                "No federated credential has the subject {shown}; the nearest is {credential}: {how}.",
                shown,
                credential,
                how
            ),
            _ => say!(
                "No federated credential has the audience {shown}; the nearest is {credential}: {how}.",
                shown,
                credential,
                how
            ),
        }
    };
    let mut findings: Vec<Finding> = Vec::new();
    for (id, name, agreement) in [
        (FEDERATED_ISSUER, "iss", &found.issuer),
        (FEDERATED_SUBJECT, "sub", &found.subject),
        (FEDERATED_AUDIENCE, "aud", &found.audience),
    ] {
        if !agreement.is_different() {
            continue;
        }
        let (shown, taken) = (value(token, name), taken(found.credential, name));
        let how = differences(agreement, &shown, &taken);
        let proof = at_claim(case, name)
            .expected(taken.clone())
            .expected_meaning(say!("federated credential {name}", name = found.credential.label()));
        let mut finding = cause(id, confidence(id)).title(title(id, &shown, how)).evidence(proof);
        if findings.is_empty() {
            finding = advised(case, finding, id, &found, &shown, &taken);
        }
        if shown.contains("***") {
            finding = finding.because(say!(
                "*** stands for a part that the log masks or the file does not tell; it may be anything and is not taken for a difference."
            ));
        }
        findings.push(finding);
    }
    findings
}

/// Adds what to do about the first claim that differs: to mend a slip in the credential, or else to decide whether it is meant
/// for this token.
fn advised(case: &Case<'_>, finding: Finding, id: &Id, found: &Comparison<'_>, shown: &str, taken: &str) -> Finding {
    let credential = found.credential.label();
    if id.name == FEDERATED_ISSUER.name && is_private(shown) {
        return finding.advise_only(for_cluster());
    }
    let is_of =
        |kind: TokenSourceKind| case.presented.is_predicted && case.token_sources.iter().any(|one| one.kind == kind);
    if is_of(TokenSourceKind::Workflow) && id.name == FEDERATED_AUDIENCE.name {
        return finding.advise_only(say!(
            "Ask for the audience {taken} where the workflow gets its token; azure/login has the input audience for it.",
            taken
        ));
    }
    if is_of(TokenSourceKind::Manifest) && shown.ends_with(":default") {
        return finding.advise_only(say!(
            "Give the pods the service account of the federated credential: serviceAccountName, in the template of the pods."
        ));
    }
    // Another audience than that of an exchange is to be asked for, not to be trusted.
    if id.name == FEDERATED_AUDIENCE.name && !is_exchange_audience(shown) {
        return finding.advise_only(say!("Ask the issuer for a token with the audience {taken}.", taken));
    }
    if shown.contains("***") {
        return finding.advise_only(say!(
            "Compare the whole value with that of {credential}, {taken}, and change the one that is not as it was meant.",
            credential,
            taken
        ));
    }
    let shown = shorten(shown, 300);
    if found.credential.expression.is_some() && id.name == FEDERATED_SUBJECT.name {
        return finding.advise_only(say!(
            "If {credential} is meant for this token, change its expression; otherwise add a federated credential with the subject {shown}.",
            credential,
            shown
        ));
    }
    let taken = shorten(taken, 300);
    if found.is_slip() {
        return finding.advise(say!(
            "In the federated credential {credential}, write {shown} in the place of {taken}.",
            credential,
            shown,
            taken
        ));
    }
    finding.advise_only(say!(
        "If the federated credential {credential} is meant for this token, write {shown} in the place of {taken}; if it is meant for another one, leave it and add one with the values of this token.",
        credential,
        shown,
        taken
    ))
}

/// A token whose issuer nobody outside can reach, unless a credential with a public issuer of the cluster shows the difference.
fn unreachable(case: &Case<'_>) -> Option<Finding> {
    let issuer = case.presented.issuer.as_deref().filter(|issuer| is_private(issuer))?;
    let has_public = |one: &FederatedCredential| one.issuer.as_deref().is_some_and(|issuer| !is_private(issuer));
    if case.federated.iter().flat_map(|one| &one.list).any(has_public) {
        return None;
    }
    let title = say!("Entra ID cannot reach the issuer {issuer}: it is a name inside a cluster or a network.", issuer);
    Some(with_presented(cause(FEDERATED_ISSUER_UNREACHABLE, Likely).title(title), case).advise_only(for_cluster()))
}

fn for_cluster() -> Text {
    say!(
        "Give the cluster an issuer that can be reached from the internet (the API server's --service-account-issuer, or the cluster's OIDC issuer), and write that into the federated credential."
    )
}

/// A token without one of the claims that are compared.
fn incomplete(case: &Case<'_>) -> Option<Finding> {
    let claims = case.presented.claims.as_ref()?;
    let compared = [(FEDERATED_ISSUER, "iss"), (FEDERATED_SUBJECT, "sub"), (FEDERATED_AUDIENCE, "aud")];
    let (id, name) = compared.into_iter().find(|(_, name)| !claims.contains_key(*name))?;
    let title = say!("The token has no {claim}, which is compared with the federated credential.", claim = name);
    Some(
        cause(id, Certain)
            .title(title)
            .evidence(in_claim(name).found(say!("absent")))
            .advise_only(say!("Ask the issuer for a token with iss, sub and aud, and send that one.")),
    )
}

/// Whether nobody outside can reach this issuer.
fn is_private(issuer: &str) -> bool {
    let host = endpoint(issuer).map_or("", |to| to.host);
    let ends = [".svc", ".svc.cluster.local", ".cluster.local", ".local", ".internal", "localhost"];
    !host.is_empty() && (!host.contains('.') || ends.iter().any(|end| host.ends_with(end)))
}

/// The server's order of looking at the claims.
fn order(id: &Id) -> usize {
    [FEDERATED_ISSUER, FEDERATED_SUBJECT, FEDERATED_AUDIENCE].iter().position(|one| one.name == id.name).unwrap_or(3)
}

fn agreeing(case: &Case<'_>, found: &Comparison<'_>, is_refused: bool) -> Finding {
    let credential = found.credential.label();
    let finding = match (is_refused, found.is_same()) {
        (true, true) => cause(FEDERATED_STALE, Likely).title(say!(
            "The federated credential {credential} takes this token, and still the server found none.",
            credential
        )),
        (true, false) if found.subject == Agreement::Same => cause(FEDERATED_STALE, Possible).title(say!(
            "As far as it is known here, the federated credential {credential} takes this token, and still the server found none.",
            credential
        )),
        (false, true) => {
            pass(FEDERATED_MATCHES).title(say!("The federated credential {credential} takes this token.", credential))
        }
        // Of a subject that depends on what starts the workflow, nothing is known.
        (_, false) if case.presented.is_predicted && case.presented.subject.is_some() => pass(FEDERATED_MATCHES).title(
            say!("As far as the file tells, the federated credential {credential} takes its token.", credential),
        ),
        (_, false) => {
            return skip(
                FEDERATED_MATCHES,
                say!("not everything is known that is compared with {credential}, or a log masks it", credential),
            );
        }
    };
    with_presented(finding, case)
}

/// Another job, branch, environment or account of the files whose token no credential takes, beside one that is taken.
fn other_source(case: &Case<'_>, mine: &[&FederatedCredentials]) -> Option<Finding> {
    if !case.presented.is_predicted {
        return None;
    }
    let all = || mine.iter().flat_map(|one| &one.list);
    let is_refused = |source: &&TokenSource| {
        let token = Presented { is_predicted: true, ..Presented::quoted(&source.claims) };
        source.grants_token != Some(false)
            && source.claims.subject.is_some()
            && mine.iter().any(|one| source.may_be_for(one))
            && nearest(&token, all(), false).is_some_and(|found| !found.agrees())
    };
    let source = case.token_sources.iter().find(is_refused)?;
    let subject = source.claims.subject.clone().unwrap_or_default();
    let title = say!(
        "{file} also asks for a token with the subject {subject}, and no federated credential here takes that one.",
        file = source.input,
        subject = subject
    );
    Some(
        warning(FEDERATED_SUBJECT)
            .title(title)
            .evidence(evidence(say!("subject presented")).found(subject))
            .advise_only(say!("If that token is for the same application, add a federated credential for it.")),
    )
}

/// The credential is there, but on another application than the one whose client id was sent.
fn elsewhere_registered(case: &Case<'_>, other: &FederatedCredentials, found: &Comparison<'_>, sent: &str) -> Finding {
    let confidence: Confidence = if is_refused(case) { Certain } else { Likely };
    cause(FEDERATED_NONE, confidence)
        .title(say!(
            "The federated credential {credential} that takes this token belongs to {other}, and the token was sent for {client}.",
            credential = found.credential.label(),
            other = other.label(),
            client = sent
        ))
        .evidence(evidence(say!("client_id that was sent")).found(sent).expected(other.client_id.clone().unwrap_or_default()))
}

/// The value of a claim as it is compared; several audiences in one line.
fn value(token: &Presented, name: &str) -> String {
    match name {
        "iss" => token.issuer.clone().unwrap_or_default(),
        "sub" => token.subject.clone().unwrap_or_default(),
        _ => token.audiences.join(", "),
    }
}

fn taken(credential: &FederatedCredential, name: &str) -> String {
    match name {
        "iss" => credential.issuer.clone().unwrap_or_default(),
        "sub" => credential.expression.clone().or(credential.subject.clone()).unwrap_or_default(),
        _ => credential.audiences.join(", "),
    }
}

/// Evidence with a claim of the token: its place in the token, or what the error or the log says of it.
fn at_claim(case: &Case<'_>, name: &str) -> Evidence {
    let shown = value(&case.presented, name);
    let decoded = (name == "sub").then(|| decode_eid1(&shown)).flatten();
    let said = |proof: Evidence| match &decoded {
        Some((tenant, application)) => {
            proof.meaning(say!("tenant {tenant}, application {application}", tenant, application))
        }
        None => proof,
    };
    if case.assertion.is_some() {
        return said(in_claim(name).found(shown.clone()).at(case.place(Part::Claims, name)));
    }
    let place = match name {
        "iss" => say!("issuer presented"),
        "sub" => say!("subject presented"),
        _ => say!("audience presented"),
    };
    said(evidence(place).found(shown.clone()))
}

/// Adds the three claims that a credential has to have, as far as they are known.
pub(super) fn with_presented(finding: Finding, case: &Case<'_>) -> Finding {
    let known = ["iss", "sub", "aud"].into_iter().filter(|name| !value(&case.presented, name).is_empty());
    known.fold(finding, |finding, name| finding.evidence(at_claim(case, name)))
}
