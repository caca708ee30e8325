//! The points of the troubleshooting guide, each with its id, its text, and how its state follows from the findings.

use std::fmt;

use serde::Serialize;

use crate::language::Phrase;

/// A point of the guide.
#[derive(Debug)]
pub struct Point {
    /// Its id, which findings refer to.
    pub id: PointId,
    /// The section of the guide it belongs to.
    pub section: Phrase,
    /// The point in a few words.
    pub title: Phrase,
    /// How its state is derived.
    pub rule: Rule,
}

/// How the state of a point is derived from an inspection.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// It is decided by the findings that refer to it.
    Findings {
        /// The text if nothing that refers to it could be checked.
        unchecked: Phrase,
    },
    /// A step that is needed only when a finding asks for it.
    WhenAsked {
        /// The text if one does.
        needed: Phrase,
        /// The text if none does.
        unneeded: Phrase,
    },
    /// A person has to look, always.
    Person(Phrase),
    /// It does not apply to this error.
    Irrelevant(Phrase),
    /// It is true of every inspection.
    Always(Phrase),
}

macro_rules! points {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal, $section:literal, $title:literal, $rule:expr;)+) => {
        /// The ids of the points.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum PointId {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl fmt::Display for PointId {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $id,)+ })
            }
        }

        /// Every point, in the order of the guide.
        pub const ALL: &[Point] = &[
            $(Point { id: PointId::$variant, section: phrase!($section), title: phrase!($title), rule: $rule }),+
        ];
    };
}

/// Every phrase of the points.
#[cfg(any(all(target_arch = "wasm32", target_os = "unknown"), feature = "testing", test))]
pub(super) fn phrases() -> impl Iterator<Item = Phrase> {
    ALL.iter().flat_map(|point| {
        let texts = match point.rule {
            Rule::Findings { unchecked } => [Some(unchecked), None],
            Rule::WhenAsked { needed, unneeded } => [Some(needed), Some(unneeded)],
            Rule::Person(text) | Rule::Irrelevant(text) | Rule::Always(text) => [Some(text), None],
        };
        [point.section, point.title].into_iter().chain(texts.into_iter().flatten())
    })
}

const NO_MFA: Phrase = phrase!(
    "An application signs in without a user, so multi-factor authentication plays no part and cannot cause this error."
);

points! {
    /// What kind of error this is.
    Intro = "intro", "The error", "What kind of error it is",
        Rule::Always(phrase!("It is an error in how the application signs in. The verdict says which parameter it is, with the value found and the one expected."));
    /// Administrator rights.
    NeedAdmin = "need-admin", "Before you start", "Administrator rights in the portal",
        Rule::WhenAsked { needed: phrase!("Registering a certificate takes a role such as Application Administrator, or ownership of the app."), unneeded: phrase!("Nothing found here takes rights in the portal.") };
    /// Multi-factor authentication is set up.
    NeedMfa = "need-mfa", "Before you start", "Multi-factor authentication", Rule::Irrelevant(NO_MFA);
    /// Steps in the portal.
    StepPortal = "step-portal", "Steps", "Registered keys in the portal",
        Rule::Person(phrase!("App registrations → the app → Certificates & secrets → Certificates shows the thumbprints that are registered. The same from a shell: az ad app credential list --cert --id {client}, or GET /applications(appId='{client}')?$select=keyCredentials in Microsoft Graph."));
    /// The MFA settings.
    StepMfa = "step-mfa", "Steps", "Settings of multi-factor authentication", Rule::Irrelevant(NO_MFA);
    /// Conditional access.
    CheckConditionalAccess = "check-conditional-access", "Other things to check", "Conditional access policies",
        Rule::Irrelevant(phrase!("Policies are evaluated after the client has been authenticated, so they cannot cause this error. Policies for workload identities answer with other codes (AADSTS53003)."));
    /// Other security measures.
    CheckExtraSecurity = "check-extra-security", "Other things to check", "Further security measures",
        Rule::Person(phrase!("Three can play a part: an app management policy that limits the life of credentials, a key vault that renews certificates on its own, and the minute or so that a newly registered certificate takes to spread."));
    /// Diagnostic step 1.
    DiagnoseParameters = "diagnose-parameters", "Diagnose", "Authentication parameters",
        Rule::Findings { unchecked: phrase!("Add the assertion: its claims carry the client id and the audience.") };
    /// Diagnostic step 2.
    DiagnoseAssertion = "diagnose-assertion", "Diagnose", "Signature and validity of the client assertion",
        Rule::Findings { unchecked: phrase!("Add the assertion, and the certificate to verify its signature.") };
    /// Diagnostic step 3.
    DiagnoseConfiguration = "diagnose-configuration", "Diagnose", "Configuration of the application",
        Rule::Findings { unchecked: phrase!("Which certificates the app has is not in these inputs; look at Certificates & secrets and compare the thumbprint.") };
    /// Common issue 1.
    IssueAssertion = "issue-assertion", "Common issues", "Client assertion",
        Rule::Findings { unchecked: phrase!("Add the assertion.") };
    /// Common issue 2.
    IssueCredentials = "issue-credentials", "Common issues", "Client credentials",
        Rule::Findings { unchecked: phrase!("Add the certificate that the application should use.") };
    /// Common issue 3.
    IssueConfiguration = "issue-configuration", "Common issues", "Registration of the application",
        Rule::Findings { unchecked: phrase!("Whether the certificate is registered on the app cannot be told from these inputs; compare its thumbprint with Certificates & secrets.") };
    /// Resolution 1.
    FixRegenerate = "fix-regenerate", "Resolve", "A new client assertion",
        Rule::WhenAsked { needed: phrase!("Make a new assertion with the expected values, and sign it with the certificate's key."), unneeded: phrase!("Nothing found here asks for a new assertion.") };
    /// Resolution 2.
    FixCredentials = "fix-credentials", "Resolve", "Client id and credential",
        Rule::Findings { unchecked: phrase!("Add the assertion and the certificate; a client secret plays no part where a certificate is used.") };
    /// Resolution 3.
    FixConfiguration = "fix-configuration", "Resolve", "A change of the configuration",
        Rule::WhenAsked { needed: phrase!("Upload the certificate under Certificates & secrets, and look for its thumbprint there afterwards."), unneeded: phrase!("Nothing found here asks for a change of the configuration.") };
    /// Resolution 4.
    FixTest = "fix-test", "Resolve", "A test with the new assertion",
        Rule::Person(phrase!("Send the new assertion to https://{host}/{tenant}/oauth2/v2.0/token with grant_type=client_credentials, client_id, scope, client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer and client_assertion."));
    /// Logs.
    NoteLogs = "note-logs", "Good to know", "Logging and monitoring",
        Rule::Person(phrase!("Sign-in logs → Service principal sign-ins, filtered by the client id, show each refusal with its code and time."));
    /// Documentation.
    NoteDocs = "note-docs", "Good to know", "Reference documentation",
        Rule::Always(phrase!("Every finding cites the rule it stands on."));
    /// Support.
    NoteSupport = "note-support", "Good to know", "Contact support",
        Rule::Person(phrase!("If nothing here explains the refusal, support needs the trace id, correlation id and timestamp of the error, and never a private key."));
}

/// The rule of a point where the case is about a token of another issuer: its configuration is the federated credential.
pub fn federated(point: &Point) -> Rule {
    use PointId as P;
    const CREDENTIALS: Phrase = phrase!("Add the application's federated credentials.");
    const NO_CERTIFICATE: Phrase = phrase!("The issuer's token is the credential; certificates play no part.");
    match (point.id, point.rule) {
        (P::StepPortal, _) => Rule::Person(phrase!(
            "App registrations → the app → Certificates & secrets → Federated credentials shows issuer, subject and audience of each. The same from a shell: az ad app federated-credential list --id {client}."
        )),
        (P::CheckExtraSecurity, _) => Rule::Person(phrase!(
            "Two can play a part: a policy that limits which issuers are trusted, and the minutes that a new federated credential takes to spread."
        )),
        (P::DiagnoseConfiguration | P::IssueConfiguration, _) => Rule::Findings { unchecked: CREDENTIALS },
        (P::IssueCredentials | P::FixCredentials, _) => Rule::Irrelevant(NO_CERTIFICATE),
        (P::FixRegenerate, Rule::WhenAsked { unneeded, .. }) => {
            Rule::WhenAsked { needed: phrase!("Get a new token from the issuer."), unneeded }
        }
        (P::FixConfiguration, Rule::WhenAsked { unneeded, .. }) => Rule::WhenAsked {
            needed: phrase!(
                "Change the federated credential, or add one with the issuer, subject and audience of the token."
            ),
            unneeded,
        },
        (_, rule) => rule,
    }
}
