//! Examples for newcomers: real tokens, signed with a key made for the purpose.

use serde::{Serialize as _, Serializer};

use crate::language::Phrase;

/// An example and its inputs.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Example {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    #[serde(serialize_with = "said")]
    pub title: Phrase,
    /// What it shows, in one sentence.
    #[serde(serialize_with = "said")]
    pub say: Phrase,
    /// The time to inspect it for, RFC 3339.
    pub at: &'static str,
    /// Its inputs.
    pub inputs: &'static [ExampleInput],
}

/// Serialises a phrase in the view's language.
fn said<S: Serializer>(phrase: &Phrase, serializer: S) -> Result<S::Ok, S::Error> {
    phrase.say().serialize(serializer)
}

/// An input of an example.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ExampleInput {
    /// The name of the input.
    pub name: &'static str,
    /// The content of the input.
    pub text: &'static str,
}

const APP: ExampleInput = ExampleInput { name: "app.pem", text: include_str!("../tests/fixtures/app.pem") };
const REGISTERED: ExampleInput =
    ExampleInput { name: "app.json", text: include_str!("../tests/fixtures/registered-other.json") };
const AT: &str = "2026-11-23T10:02:00Z";

/// Every example.
pub const ALL: &[Example] = &[
    Example {
        id: "hex-text-in-x5t",
        title: phrase!("Hex text in x5t"),
        say: phrase!("The most common mistake in assertions built by hand."),
        at: AT,
        inputs: &[ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/x5t-hex-text.jwt") }, APP],
    },
    Example {
        id: "wrong-certificate",
        title: phrase!("Wrong certificate"),
        say: phrase!("The program names and uses another certificate than the one you have."),
        at: AT,
        inputs: &[ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/other-certificate.jwt") }, APP],
    },
    Example {
        id: "all-in-order",
        title: phrase!("All in order"),
        say: phrase!("Nothing in the files explains a refusal; see what remains to be checked."),
        at: AT,
        inputs: &[ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/in-order.jwt") }, APP],
    },
    Example {
        id: "not-registered",
        title: phrase!("Not registered"),
        say: phrase!("The assertion is right; the app has another certificate."),
        at: AT,
        inputs: &[
            ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/in-order.jwt") },
            APP,
            REGISTERED,
        ],
    },
    Example {
        id: "error-alone",
        title: phrase!("Only the error text"),
        say: phrase!("The server's words alone tell which x5t it got."),
        at: "",
        inputs: &[ExampleInput { name: "error.txt", text: ERROR }],
    },
    Example {
        id: "another-key",
        title: phrase!("Another private key"),
        say: phrase!("Certificate and private key are no pair."),
        at: AT,
        inputs: &[
            ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/signed-with-another-key.jwt") },
            APP,
        ],
    },
    Example {
        id: "wrong-padding",
        title: phrase!("Wrong padding"),
        say: phrase!("The header says PS256, the signature is PKCS#1."),
        at: AT,
        inputs: &[
            ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/padding-pkcs1-as-ps256.jwt") },
            APP,
        ],
    },
    Example {
        id: "wrong-audience",
        title: phrase!("Wrong audience"),
        say: phrase!("aud names Microsoft Graph instead of the token endpoint."),
        at: AT,
        inputs: &[ExampleInput { name: "app.jwt", text: include_str!("../tests/fixtures/audience-graph.jwt") }, APP],
    },
    Example {
        id: "federated-environment",
        title: phrase!("A pipeline's log"),
        say: phrase!("A workflow's token for an environment, and a credential for a branch."),
        at: "",
        inputs: &[
            ExampleInput { name: "deploy.log", text: LOG },
            ExampleInput { name: "credentials.json", text: CREDENTIALS },
        ],
    },
    Example {
        id: "federated-issuer",
        title: phrase!("A pod's issuer"),
        say: phrase!("The credential's issuer lacks the slash at its end."),
        at: "",
        inputs: &[
            ExampleInput { name: "error.txt", text: POD_ERROR },
            ExampleInput { name: "pod.json", text: POD_CREDENTIALS },
        ],
    },
];

/// The log of a workflow's sign-in, as azure/login prints it.
const LOG: &str = "2026-11-23T10:01:07.1180000Z Federated token details:\n2026-11-23T10:01:07.1181000Z  issuer - https://token.actions.githubusercontent.com\n2026-11-23T10:01:07.1182000Z  subject claim - repo:contoso/shop:environment:production\n2026-11-23T10:01:07.1183000Z  audience - api://AzureADTokenExchange\n2026-11-23T10:01:09.4410000Z ##[error]AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/shop:environment:production'. Trace ID: 2b7c7b41-9a9a-4f4f-8e8e-13571357ab00 Timestamp: 2026-11-23 10:01:09Z\n";
/// What `az ad app federated-credential list` prints.
const CREDENTIALS: &str = "[{\"id\":\"3d1f6a2b-7c8d-4e9f-a0b1-c2d3e4f5a6b7\",\"name\":\"main\",\"issuer\":\"https://token.actions.githubusercontent.com\",\"subject\":\"repo:contoso/shop:ref:refs/heads/main\",\"audiences\":[\"api://AzureADTokenExchange\"]}]";
/// A refusal of a pod's token.
const POD_ERROR: &str = "AADSTS700211: No matching federated identity record found for presented assertion issuer 'https://eastus2.oic.prod-aks.azure.com/8f2c1b7e-3d4a-4c55-9e21-6a7b8c9d0e1f/c0ffee00-1111-4222-8333-444455556666/'. Trace ID: 2b7c7b41-9a9a-4f4f-8e8e-13571357ab01 Timestamp: 2026-11-23 10:01:09Z";
/// What `az identity federated-credential list` prints.
const POD_CREDENTIALS: &str = "[{\"name\":\"shop\",\"issuer\":\"https://eastus2.oic.prod-aks.azure.com/8f2c1b7e-3d4a-4c55-9e21-6a7b8c9d0e1f/c0ffee00-1111-4222-8333-444455556666\",\"subject\":\"system:serviceaccount:shop:shop-api\",\"audiences\":[\"api://AzureADTokenExchange\"],\"resourceGroup\":\"shop\",\"type\":\"Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials\",\"id\":\"/subscriptions/s/resourcegroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-api/federatedIdentityCredentials/shop\"}]";

/// A message in the form of a real one, whose thumbprint is the hexadecimal text of one.
const ERROR: &str = "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '42333043384344313133313946324233433637463341323235333737304642364431393633354444', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id 'c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11'.]. Trace ID: 7a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Correlation ID: 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01 Timestamp: 2026-11-23 10:01:56Z";
