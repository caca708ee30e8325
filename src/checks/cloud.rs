//! Do the assertion, the error and the registration belong to the same cloud?

use super::reasons::NO_ASSERTION;
use crate::case::Case;
use crate::checks::finding::Confidence::Likely;
use crate::checks::finding::{Check, Finding, cause, ids, in_claim, pass, skip};
use crate::evidence::assertion::Part;
use crate::evidence::endpoint::{self, Cloud, endpoint};
use crate::language::Text;

ids! {
    /// # The assertion is for another cloud than the registration
    /// Compares the cloud of aud with that of the registered keys (the Microsoft Graph host in @odata.context) and with that
    /// of the answer (error_uri).
    ///
    /// The global cloud, the one of the US government and the one in China are worlds of their own. An application that is
    /// registered in one does not exist in another, and neither do its keys.
    ///
    /// fix: Use the sign-in host of the cloud that the application is registered in, both as the address and in aud: login.microsoftonline.com, login.microsoftonline.us or login.partner.microsoftonline.cn.
    /// raises: registered {"@odata.context":"https://graph.microsoft.us/v1.0/$metadata#applications/$entity","appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}"}]}
    /// mended: registered {"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#applications/$entity","appId":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","keyCredentials":[{"keyId":"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01","customKeyIdentifier":"{sha1:app}"}]}
    WRONG_CLOUD {
        id: "wrong-cloud",
        stage: KeyLookup,
        guide: [IssueConfiguration, DiagnoseParameters, DiagnoseConfiguration],
        citations: [MS_NATIONAL_CLOUDS],
    }

    /// # All of it is of one cloud
    /// aud, the registration and the answer name hosts of one cloud.
    ONE_CLOUD {
        id: "one-cloud",
        stage: KeyLookup,
        guide: [DiagnoseParameters],
        citations: [MS_NATIONAL_CLOUDS],
    }
}

/// The check.
pub const CHECK: Check = Check {
    name: "cloud",
    question: phrase!("Do the assertion, the error and the registration belong to the same cloud?"),
    ids: &[WRONG_CLOUD, ONE_CLOUD],
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let Some(assertion) = case.assertion else { return vec![skip(ONE_CLOUD, NO_ASSERTION)] };
    let audience = assertion.claim_str("aud").unwrap_or_default();
    let Some((host, addressed)) = endpoint(audience).and_then(|found| Some((found.host, endpoint::cloud(found.host)?)))
    else {
        return vec![skip(ONE_CLOUD, say!("aud names no host of a known cloud"))];
    };
    let graph = case.registration.and_then(|one| Some((one.graph_host.as_deref()?, &one.input)));
    let registered = graph.and_then(|(host, input)| Some((host, input, endpoint::graph_cloud(host)?)));
    let answered = case.error.and_then(|one| Some((one.host.as_deref()?, &one.input)));
    let answered = answered.and_then(|(host, input)| Some((host, input, endpoint::cloud(host)?)));
    let sources = [(Source::Registration, registered), (Source::Answer, answered)];
    let known: Vec<(Source, &str, &String, Cloud)> = sources
        .into_iter()
        .filter_map(|(source, found)| found.map(|(host, input, cloud)| (source, host, input, cloud)))
        .collect();
    if known.is_empty() {
        return vec![skip(ONE_CLOUD, say!("neither the registration nor an answer tells its cloud"))];
    }
    match known.iter().find(|(.., cloud)| *cloud != addressed) {
        None => vec![pass(ONE_CLOUD)],
        Some((source, other, input, cloud)) => vec![
            cause(WRONG_CLOUD, Likely).title(source.title(*cloud, addressed)).evidence(
                in_claim("aud")
                    .found(host)
                    .meaning(addressed.name())
                    .expected(*other)
                    .expected_meaning(source.meaning(*cloud, input))
                    .at(case.place(Part::Claims, "aud")),
            ),
        ],
    }
}

/// The input that shows the application's cloud.
#[derive(Debug, Clone, Copy)]
enum Source {
    Registration,
    Answer,
}

impl Source {
    fn title(self, cloud: Cloud, addressed: Cloud) -> Text {
        let (cloud, addressed) = (cloud.name(), addressed.name());
        match self {
            Self::Registration => {
                say!(
                    "The application is registered in {cloud}; the assertion is addressed to {addressed}.",
                    cloud,
                    addressed
                )
            }
            Self::Answer => {
                say!("The answer came from {cloud}; the assertion is addressed to {addressed}.", cloud, addressed)
            }
        }
    }

    fn meaning(self, cloud: Cloud, input: &str) -> Text {
        let cloud = cloud.name();
        match self {
            Self::Registration => say!("{cloud} by the registered keys in {input}", cloud, input),
            Self::Answer => say!("{cloud} by the error in {input}", cloud, input),
        }
    }
}
