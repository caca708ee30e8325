//! Tokens of other issuers and federated credentials: good ones of each issuer, every difference alone and in pairs, with
//! every kind of listing and of what shows the token.
//!
//! The shapes of the tokens are those of the issuers' documentation; the keys are the tests' own.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use assertion_inspector::report::{CaseReport, Confidence, Status};
use assertion_inspector::{Input, Options, inspect};
use common::{AT, Forge, input};
use serde_json::{Value, json};

const EXCHANGE: &str = "api://AzureADTokenExchange";
const GITHUB: &str = "https://token.actions.githubusercontent.com";
const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const CLIENT: &str = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";

/// The three values that are compared.
#[derive(Clone)]
struct Trio {
    issuer: String,
    subject: String,
    audience: String,
}

impl Trio {
    fn new(issuer: &str, subject: &str) -> Self {
        Self { issuer: issuer.into(), subject: subject.into(), audience: EXCHANGE.into() }
    }

    fn github() -> Self {
        Self::new(GITHUB, "repo:contoso/app:ref:refs/heads/main")
    }
}

/// A good token: its issuer's name, its three values, and its other claims.
fn good_tokens() -> Vec<(&'static str, Trio, Value)> {
    let aks = "https://eastus2.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/c0ffee00-1111-4222-8333-444455556666/";
    let entra = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let sts = format!("https://sts.windows.net/{TENANT}/");
    let principal = "7e307b14-2a27-4f66-ada8-ec6400eb4977";
    let hour = json!({"exp": 1_795_431_600, "nbf": 1_795_428_000, "iat": 1_795_428_000});
    let list = json!({"aud": [EXCHANGE], "kubernetes.io": {"namespace": "keda", "serviceaccount": {"name": "keda-operator"}}, "exp": 1_795_514_400});
    let with = |more: Value| {
        let mut claims = hour.clone();
        claims.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        claims
    };
    vec![
        ("GitHub, branch", Trio::github(), json!({"repository": "contoso/app", "jti": null})),
        (
            "GitHub, environment",
            Trio::new(GITHUB, "repo:contoso/app:environment:Production"),
            json!({"environment": "Production"}),
        ),
        ("GitHub, immutable", Trio::new(GITHUB, "repo:contoso@123/app@456:pull_request"), json!({})),
        (
            "Azure DevOps, own issuer",
            Trio::new(
                "https://vstoken.dev.azure.com/6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01",
                "sc://contoso/project/connection",
            ),
            hour.clone(),
        ),
        (
            "Azure DevOps, Entra ID's issuer",
            Trio::new(&entra, "/eid1/c/pub/t/v4j5cvGGr0GRqy180BHbRw/a/v4j5cvGGr0GRqy180BHbRw/sc/6a0dd2a2/7a0dd2a2"),
            hour.clone(),
        ),
        ("AKS", Trio::new(aks, "system:serviceaccount:keda:keda-operator"), list.clone()),
        (
            "GKE",
            Trio::new(
                "https://container.googleapis.com/v1/projects/p/locations/l/clusters/c",
                "system:serviceaccount:a:b",
            ),
            list,
        ),
        (
            "GitLab",
            Trio::new("https://gitlab.com", "project_path:group/project:ref_type:branch:ref:main"),
            hour.clone(),
        ),
        (
            "Terraform Cloud",
            Trio::new("https://app.terraform.io", "organization:contoso:project:p:workspace:w:run_phase:apply"),
            hour.clone(),
        ),
        (
            "AWS",
            Trio::new("https://cognito-identity.amazonaws.com", "eu-west-1:6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01"),
            hour.clone(),
        ),
        ("Google", Trio::new("https://accounts.google.com", "112233445566778899001"), hour.clone()),
        (
            "managed identity, version 2",
            Trio::new(&entra, principal),
            with(
                json!({"aud": "fb60f99c-7a34-4190-8149-302f77469936", "idtyp": "app", "oid": principal, "tid": TENANT, "ver": "2.0", "azp": CLIENT}),
            ),
        ),
        (
            "managed identity, version 1",
            Trio::new(&sts, principal),
            with(json!({"idtyp": "app", "oid": principal, "tid": TENANT, "ver": "1.0", "appid": CLIENT})),
        ),
        (
            "agent identity, first leg",
            Trio::new(&entra, "/eid1/c/pub/t/v4j5cvGGr0GRqy180BHbRw/a/v4j5cvGGr0GRqy180BHbRw/agent"),
            with(json!({"xms_ficinfo": "CAEQABgAIAAoAjAA", "idtyp": "app", "tid": TENANT})),
        ),
    ]
}

fn token(trio: &Trio, more: &Value) -> Input {
    let mut forge = Forge::default();
    forge.github_token();
    forge.header.remove("typ");
    for name in ["repository", "ref", "job_workflow_ref", "jti"] {
        forge.claims.remove(name);
    }
    forge.claims.insert("iss".into(), trio.issuer.clone().into());
    forge.claims.insert("sub".into(), trio.subject.clone().into());
    forge.claims.insert("aud".into(), trio.audience.clone().into());
    for (name, value) in more.as_object().expect("an object") {
        forge.claims.insert(name.clone(), value.clone());
    }
    forge.claims.retain(|_, value| !value.is_null());
    input("token", forge.token())
}

type Listing = (&'static str, fn(&Trio) -> String);

/// Every form in which credentials are listed or defined.
const LISTINGS: &[Listing] = &[
    ("Graph", |one| {
        json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications('6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01')/federatedIdentityCredentials", "value": [graph(one)]}).to_string()
    }),
    ("az ad app federated-credential list", |one| json!([graph(one)]).to_string()),
    ("Graph, one", |one| graph(one).to_string()),
    ("below a prompt", |one| {
        format!(
            "$ az ad app federated-credential list --id {CLIENT}\n{}\n$",
            serde_json::to_string_pretty(&json!([graph(one)])).expect("JSON")
        )
    }),
    ("inside the application", |one| {
        json!({"id": "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "appId": CLIENT, "displayName": "app", "federatedIdentityCredentials": [graph(one)]}).to_string()
    }),
    ("az identity federated-credential list", |one| {
        json!([{"audiences": [one.audience], "id": "/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/my-id/federatedIdentityCredentials/main", "issuer": one.issuer, "name": "main", "resourceGroup": "g", "subject": one.subject, "systemData": null, "type": "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"}]).to_string()
    }),
    ("Resource Manager", |one| {
        json!({"resources": [{"type": "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", "apiVersion": "2023-01-31", "name": "my-id/main", "properties": {"issuer": one.issuer, "subject": one.subject, "audiences": [one.audience]}}]}).to_string()
    }),
    ("Terraform plan", |one| {
        json!({"format_version": "1.2", "resource_changes": [{"address": "azuread_application_federated_identity_credential.main", "type": "azuread_application_federated_identity_credential", "change": {"actions": ["create"], "before": null, "after": terraform(one)}}]}).to_string()
    }),
    ("Terraform state", |one| {
        json!({"version": 4, "resources": [{"mode": "managed", "type": "azuread_application_federated_identity_credential", "name": "main", "instances": [{"attributes": terraform(one)}]}]}).to_string()
    }),
    ("Terraform", |one| {
        format!(
            "resource \"azuread_application_federated_identity_credential\" \"main\" {{\n  application_id = azuread_application.app.id\n  display_name   = \"main\"\n  description    = \"the deployment\"\n  audiences      = [\"{}\"]\n  issuer         = \"{}\"\n  subject        = \"{}\"\n}}\n",
            one.audience, one.issuer, one.subject
        )
    }),
    ("Terraform, identity", |one| {
        format!(
            "resource \"azurerm_federated_identity_credential\" \"main\" {{\n  name                = \"main\"\n  resource_group_name = azurerm_resource_group.main.name\n  audience            = [\"{}\"]\n  issuer              = \"{}\"\n  parent_id           = azurerm_user_assigned_identity.main.id\n  subject             = \"{}\"\n}}\n",
            one.audience, one.issuer, one.subject
        )
    }),
    ("Bicep", |one| {
        format!(
            "resource main 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {{\n  parent: identity\n  name: 'main'\n  properties: {{\n    issuer: '{}'\n    subject: '{}'\n    audiences: [\n      '{}'\n    ]\n  }}\n}}\n",
            one.issuer, one.subject, one.audience
        )
    }),
    ("Get-Mg | fl", |one| {
        format!(
            "\nAudiences            : {{{}}}\nDescription          : \nId                   : 3d1f6a2b-7c8d-4e9f-a0b1-c2d3e4f5a6b7\nIssuer               : {}\nName                 : main\nSubject              : {}\nAdditionalProperties : {{}}\n",
            one.audience, one.issuer, one.subject
        )
    }),
    ("YAML", |one| {
        format!(
            "- audiences:\n  - {}\n  description: null\n  id: 3d1f6a2b-7c8d-4e9f-a0b1-c2d3e4f5a6b7\n  issuer: {}\n  name: main\n  subject: {}\n",
            one.audience, one.issuer, one.subject
        )
    }),
    ("az -o table", |one| {
        let width = [one.issuer.len(), one.subject.len()];
        let row = |cells: [&str; 4]| {
            let [name, issuer, subject, audience] = cells;
            format!("{name:<6}  {issuer:<0$}  {subject:<1$}  {audience}\n", width[0].max(6), width[1].max(7))
        };
        let rule = [6, width[0].max(6), width[1].max(7), 26].map(|count| "-".repeat(count)).join("  ");
        let head = row(["Name", "Issuer", "Subject", "Audience"]);
        format!("{head}{rule}\n{}", row(["main", &one.issuer, &one.subject, &one.audience]))
    }),
    ("the portal", |one| {
        format!(
            "Federated credential scenario\nGitHub Actions deploying Azure resources\nIssuer\n{}\nSubject identifier\n{}\nName\nmain\nAudience\n{}\n",
            one.issuer, one.subject, one.audience
        )
    }),
    ("az ad app federated-credential create", |one| {
        format!(
            "az ad app federated-credential create --id {CLIENT} --parameters '{}'",
            json!({"name": "main", "issuer": one.issuer, "subject": one.subject, "audiences": [one.audience]})
        )
    }),
    ("az identity federated-credential create", |one| {
        format!(
            "az identity federated-credential create --name main --identity-name my-id --resource-group g --issuer '{}' --subject \"{}\" --audiences {}",
            one.issuer, one.subject, one.audience
        )
    }),
    ("az rest", |one| {
        format!(
            "az rest --method POST --uri 'https://graph.microsoft.com/beta/applications/6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01/federatedIdentityCredentials' --body '{}'",
            json!({"name": "main", "issuer": one.issuer, "subject": one.subject, "audiences": [one.audience]})
        )
    }),
    ("curl", |one| {
        let body = json!({"name": "main", "issuer": one.issuer, "subject": one.subject, "audiences": [one.audience]});
        let body = body.to_string().replace('"', "\\\"");
        format!(
            "curl -X POST https://graph.microsoft.com/v1.0/applications/6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01/federatedIdentityCredentials -H \"Content-Type: application/json\" -d \"{body}\""
        )
    }),
    ("New-AzADAppFederatedCredential", |one| {
        format!(
            "New-AzADAppFederatedCredential -ApplicationObjectId $app.Id -Audience {} -Issuer '{}' -Name main -Subject '{}'",
            one.audience, one.issuer, one.subject
        )
    }),
    ("Terraform's words", |one| {
        format!(
            "  # azuread_application_federated_identity_credential.main will be updated in-place\n  ~ resource \"azuread_application_federated_identity_credential\" \"main\" {{\n        id             = \"6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01/federatedIdentityCredential/x\"\n      ~ audiences      = [\n          - \"{}\",\n        ]\n        issuer         = \"{}\"\n      ~ subject        = \"{}\" -> \"other\"\n    }}\n",
            one.audience, one.issuer, one.subject
        )
    }),
    ("New-Mg", |one| {
        format!(
            "$params = @{{\n\tName = \"main\"\n\tIssuer = \"{}\"\n\tSubject = \"{}\"\n\tAudiences = @(\n\t\t\"{}\"\n\t)\n}}\nNew-MgApplicationFederatedIdentityCredential -ApplicationId $app.Id -BodyParameter $params",
            one.issuer, one.subject, one.audience
        )
    }),
];

fn graph(one: &Trio) -> Value {
    json!({"id": "3d1f6a2b-7c8d-4e9f-a0b1-c2d3e4f5a6b7", "name": "main", "description": null, "issuer": one.issuer, "subject": one.subject, "audiences": [one.audience]})
}

fn terraform(one: &Trio) -> Value {
    json!({"application_id": "/applications/6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "audiences": [one.audience], "display_name": "main", "issuer": one.issuer, "subject": one.subject})
}

type Shown = (&'static str, fn(&Trio) -> Input);

/// Everything that shows what a token says.
const SHOWN: &[Shown] = &[
    ("token", |one| token(one, &json!({}))),
    ("error", |one| {
        input(
            "error.txt",
            format!(
                "Error: AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '{}'. Assertion Subject: '{}'. Assertion Audience: '{}'. https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation\nTrace ID: 2b7c7b41-9a9a-4f4f-8e8e-13571357ab00 Timestamp: 2026-11-23 10:01:09Z",
                one.issuer, one.subject, one.audience
            ),
        )
    }),
    ("log", |one| {
        input(
            "job.log",
            format!(
                "2026-11-23T10:00:01.1234567Z Running Azure CLI Login.\n2026-11-23T10:00:01.1234567Z Federated token details:\n2026-11-23T10:00:01.1234567Z  issuer - {}\n2026-11-23T10:00:01.1234567Z  subject claim - {}\n2026-11-23T10:00:01.1234567Z  audience - {}\n2026-11-23T10:00:01.1234567Z  job_workflow_ref - contoso/app/.github/workflows/x.yml@refs/heads/main\n",
                one.issuer, one.subject, one.audience
            ),
        )
    }),
    ("coloured log", |one| {
        input(
            "job.log",
            format!(
                "\u{1b}[36mFederated token details:\u{1b}[0m\n issuer - {}\n subject claim - {}\n audience - {}\n##[error]AADSTS700016: Application with identifier '***' was not found in the directory '***'.",
                one.issuer, one.subject, one.audience
            ),
        )
    }),
];

fn report(inputs: &[Input]) -> CaseReport {
    let mut report = inspect(inputs, &Options::new(AT).at(AT));
    assert_eq!(report.cases.len(), 1);
    report.cases.remove(0)
}

fn causes(case: &CaseReport) -> BTreeSet<&'static str> {
    case.findings.iter().filter(|one| one.status == Status::Cause).map(|one| one.id).collect()
}

#[test]
fn good_tokens_have_no_cause_and_match_in_every_listing() {
    let (mut tried, mut failures) = (0, Vec::new());
    for (name, trio, more) in good_tokens() {
        for (form, listing) in LISTINGS {
            let case = report(&[token(&trio, &more), input("credentials", listing(&trio))]);
            tried += 1;
            let wrong: Vec<_> = case.findings.iter().filter(|one| one.status <= Status::Warning).collect();
            let matches = case.findings.iter().any(|one| one.id == "federated-matches" && one.status == Status::Pass);
            if !wrong.is_empty() || !matches || case.verdict.finding.is_some() {
                let wrong: Vec<_> = wrong.iter().map(|one| (one.id, one.title.to_string())).collect();
                failures.push(format!("{name}, {form}: {matches} {wrong:?}"));
            }
        }
        let case = report(&[token(&trio, &more)]);
        if let Some(wrong) = case.findings.iter().find(|one| one.status <= Status::Warning) {
            failures.push(format!("{name}, alone: {} {}", wrong.id, wrong.title));
        }
    }
    println!("federated: {} of {tried} good ones match", tried - failures.len());
    assert!(failures.is_empty(), "{} of {tried}\n{}", failures.len(), failures[..failures.len().min(12)].join("\n"));
}

/// A difference: the claim it is in, the token's value, the credential's, and the words that name it.
struct Different {
    claim: &'static str,
    token: &'static str,
    credential: &'static str,
    words: &'static str,
}

const fn different(
    claim: &'static str,
    token: &'static str,
    credential: &'static str,
    words: &'static str,
) -> Different {
    Different { claim, token, credential, words }
}

const AKS: &str =
    "https://eastus2.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/c0ffee00-1111-4222-8333-444455556666/";
const AKS_OTHER: &str =
    "https://westus.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/c0ffee00-1111-4222-8333-444455556666/";
const ENTRA_1: &str = "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/";
const ENTRA_2: &str = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
const MAIN: &str = "repo:contoso/app:ref:refs/heads/main";
const EID: &str = "/eid1/c/pub/t/v4j5cvGGr0GRqy180BHbRw/a/v4j5cvGGr0GRqy180BHbRw/sc/6a0dd2a2/7a0dd2a2";

const DIFFERENCES: &[Different] = &[
    different("iss", GITHUB, "https://token.actions.githubusercontent.com/", "slash"),
    different(
        "iss",
        AKS,
        "https://eastus2.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/c0ffee00-1111-4222-8333-444455556666",
        "slash",
    ),
    different("iss", AKS, AKS_OTHER, "the region is \"eastus2\""),
    different("iss", "https://kubernetes.default.svc.cluster.local", AKS, "for itself"),
    different("iss", GITHUB, "http://token.actions.githubusercontent.com", "http"),
    different("iss", GITHUB, "https://token.actions.githubusercontent.com/contoso", "the enterprise is"),
    different("iss", ENTRA_1, ENTRA_2, "version 1"),
    different("iss", GITHUB, "https://gitlab.com", "from character"),
    different("sub", MAIN, "repo:Contoso/app:ref:refs/heads/main", "letter case"),
    different("sub", "repo:contoso@12/app@34:ref:refs/heads/main", MAIN, "the token has GitHub's ids"),
    different("sub", MAIN, "repo:contoso@12/app@34:ref:refs/heads/main", "the credential has GitHub's ids"),
    different(
        "sub",
        "repo:contoso/app:environment:prod",
        MAIN,
        "the token is for environment \"prod\", and the credential for branch \"main\"",
    ),
    different("sub", "repo:contoso/app:pull_request", MAIN, "for pull requests"),
    different("sub", "repo:contoso/app:ref:refs/tags/v1", MAIN, "tag \"v1\""),
    different("sub", MAIN, "repo:contoso/app:ref:main", "without refs/heads/"),
    different("sub", MAIN, "repo:contoso/app:*", "wildcard"),
    different("sub", MAIN, "repo:contoso/other:ref:refs/heads/main", "the repository is \"app\""),
    different("sub", MAIN, "repo:fabrikam/app:ref:refs/heads/main", "the repository's owner is \"contoso\""),
    different("sub", MAIN, "repo:contoso/app:ref:refs/heads/dev", "the branch is \"main\""),
    different("sub", "repo:contoso/app:environment:prod", "repo:contoso/app:environment/prod", "spells"),
    different("sub", "repository_owner_id:12:repository_id:34", MAIN, "template"),
    different(
        "sub",
        "system:serviceaccount:keda:operator",
        "system:serviceaccount:default:operator",
        "the namespace is \"keda\"",
    ),
    different(
        "sub",
        "system:serviceaccount:keda:operator",
        "system:serviceaccount:keda:default",
        "the service account is \"operator\"",
    ),
    different("sub", "sc://contoso/project/connection", "sc://contoso/project/other", "the service connection is"),
    different("sub", EID, "sc://contoso/project/connection", "/eid1/"),
    different("sub", EID, "/eid1/c/pub/t/{tenantId}/a/v4j5cvGGr0GRqy180BHbRw/sc/6a0dd2a2/7a0dd2a2", "placeholder"),
    different(
        "sub",
        "project_path:g/p:ref_type:branch:ref:main",
        "project_path:g/p:ref_type:branch:ref:dev",
        "the branch is \"main\"",
    ),
    different(
        "sub",
        "organization:c:project:p:workspace:w:run_phase:plan",
        "organization:c:project:p:workspace:w:run_phase:apply",
        "the phase of the run is \"plan\"",
    ),
    different("sub", "7e307b14-2a27-4f66-ada8-ec6400eb4977", CLIENT, "object (principal) id"),
    different("sub", "repo:contoso/app:environment:my env", "repo:contoso/app:environment:my%20env", "percent-encoded"),
    different("aud", EXCHANGE, "api://AzureADTokenExchangeUSGov", "different clouds"),
    different("aud", EXCHANGE, "fb60f99c-7a34-4190-8149-302f77469936", "the id of the exchange"),
    different("aud", "https://github.com/contoso", EXCHANGE, "asked for no audience"),
];

impl Different {
    fn put(&self, token: &mut Trio, credential: &mut Trio) {
        let place = |trio: &mut Trio, value: &str| match self.claim {
            "iss" => trio.issuer = value.into(),
            "sub" => trio.subject = value.into(),
            _ => trio.audience = value.into(),
        };
        place(token, self.token);
        place(credential, self.credential);
    }

    fn id(&self) -> &'static str {
        match self.claim {
            "iss" => "federated-issuer",
            "sub" => "federated-subject",
            _ => "federated-audience",
        }
    }
}

#[test]
fn every_difference_is_named_in_every_listing_and_every_log() {
    let (mut tried, mut failures) = (0, Vec::new());
    for one in DIFFERENCES {
        let (mut token, mut credential) = (Trio::github(), Trio::github());
        one.put(&mut token, &mut credential);
        for (shown, show) in SHOWN {
            for (form, listing) in LISTINGS {
                let case = report(&[show(&token), input("credentials", listing(&credential))]);
                tried += 1;
                let causes = causes(&case);
                let other = *shown == "coloured log";
                let only = causes.len() == 1 || other && causes.len() == 2;
                let named = case.findings.iter().any(|finding| {
                    finding.id == one.id() && finding.status == Status::Cause && finding.title.contains(one.words)
                });
                if !only || !named || !other && case.verdict.finding != Some(one.id()) {
                    failures.push(format!(
                        "{} | {} in {shown}, {form}: {causes:?} {}",
                        one.token, one.credential, case.verdict.headline
                    ));
                }
            }
        }
    }
    println!("federated: {} of {tried} single differences named", tried - failures.len());
    assert!(failures.is_empty(), "{} of {tried}\n{}", failures.len(), failures[..failures.len().min(12)].join("\n"));
}

#[test]
fn of_two_differences_the_earlier_claim_leads() {
    let (mut tried, mut failures) = (0, Vec::new());
    for (at, first) in DIFFERENCES.iter().enumerate() {
        for second in DIFFERENCES.iter().skip(at + 1).filter(|second| second.claim != first.claim) {
            // A token of Entra ID for another audience is an access token.
            if first.token == ENTRA_1 && second.token != EXCHANGE {
                continue;
            }
            let (mut token, mut credential) = (Trio::github(), Trio::github());
            first.put(&mut token, &mut credential);
            second.put(&mut token, &mut credential);
            for (shown, show) in SHOWN.iter().take(2) {
                let case = report(&[show(&token), input("credentials", LISTINGS[0].1(&credential))]);
                tried += 1;
                let causes = causes(&case);
                let both = causes.len() == 2 && causes.contains(first.id()) && causes.contains(second.id());
                if case.verdict.finding != Some(first.id()) || !both {
                    failures.push(format!("{} + {} in {shown}: {causes:?}", first.credential, second.credential));
                }
            }
        }
    }
    println!("federated: {} of {tried} pairs named", tried - failures.len());
    assert!(failures.is_empty(), "{} of {tried}\n{}", failures.len(), failures[..failures.len().min(12)].join("\n"));
}

#[test]
fn the_nearest_credential_is_compared() {
    let subject = |text: &str| graph(&Trio::new(GITHUB, text));
    let list = json!([
        subject("repo:fabrikam/site:ref:refs/heads/main"),
        subject("repo:contoso/app:environment:prod "),
        subject("repo:contoso/lib:environment:prod")
    ]);
    let shown = token(&Trio::new(GITHUB, "repo:contoso/app:environment:prod"), &json!({}));
    let case = report(&[shown, input("list.json", list.to_string())]);
    assert!(case.verdict.headline.contains("spaces"), "{:?}", case.verdict.headline);
}

#[test]
fn what_a_definition_takes_from_elsewhere_is_not_known_and_the_rest_is_compared() {
    let define = |subject: &str| {
        input(
            "main.tf",
            format!(
                "resource \"azuread_application_federated_identity_credential\" \"gh\" {{\n  display_name = \"gh\"\n  issuer = \"{GITHUB}\"\n  audiences = [\"{EXCHANGE}\"]\n  subject = {subject}\n}}\n"
            ),
        )
    };
    let refused = |claim: &str| {
        let text = format!(
            "AADSTS700213: No matching federated identity record found for presented assertion subject '{claim}'."
        );
        input("error.txt", text)
    };
    let prod = "repo:contoso/app:environment:prod";
    for (subject, how) in [
        // Nothing of it can be compared: what the error says stands.
        ("var.subject", None),
        ("format(\"repo:%s/%s:ref:refs/heads/main\", var.org, var.repo)", None),
        ("\"${local.subject}\"", None),
        ("\"repo:${var.org}/${var.repo}:environment:prod\"", None),
        ("\"repo:${var.org}/app:ref:refs/heads/main\"", Some("environment \"prod\"")),
        ("\"repo:contoso/$REPO:ref:refs/heads/main\"", Some("environment \"prod\"")),
    ] {
        let case = report(&[refused(prod), define(subject)]);
        assert_eq!(case.verdict.finding, Some("federated-subject"), "{subject}: {:?}", case.verdict.headline);
        let headline = &case.verdict.headline;
        assert!(how.is_none_or(|how| headline.contains(how)), "{subject}: {headline:?}");
        assert!(!headline.contains("takes this token"), "{subject}: {headline:?}");
    }
}

#[test]
fn a_masked_value_is_never_a_difference() {
    let masked =
        Trio { issuer: GITHUB.into(), subject: "repo:***/app:ref:refs/heads/main".into(), audience: EXCHANGE.into() };
    let other = Trio { subject: "repo:***/app:environment:prod".into(), ..masked.clone() };
    for (name, show) in SHOWN.iter().skip(2).take(1) {
        let credential = input("list.json", LISTINGS[0].1(&Trio::github()));
        let case = report(&[show(&masked), credential.clone()]);
        assert_eq!(case.verdict.finding, None, "{name} {:?}", case.verdict.headline);
        let case = report(&[show(&other), credential]);
        assert_eq!(case.verdict.finding, Some("federated-subject"), "{name}");
        assert!(case.findings.iter().any(|one| one.explanation.contains("***")));
    }
    let error = SHOWN[1].1(&other);
    let case = report(&[error, input("list.json", LISTINGS[0].1(&Trio::github()))]);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("federated-subject"), 1));
    let headline = &case.verdict.headline;
    assert!(headline.contains("environment \"prod\"") && !headline.contains("owner"), "{headline:?}");
}

/// The inputs and answers of three public threads.
#[test]
fn cases_from_the_field() {
    let slash = [
        input(
            "error.txt",
            "Error: : AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'https://token.actions.githubusercontent.com'. Assertion Subject: 'repo:contoso/app:ref:refs/heads/main'. Assertion Audience: 'api://AzureADTokenExchange'.",
        ),
        input(
            "made-with.sh",
            "az rest --method POST --uri 'https://graph.microsoft.com/beta/applications/5c2d1e0f-aaaa-4bbb-9ccc-0d1e2f3a4b5c/federatedIdentityCredentials' --body '{\"name\":\"gh\",\"issuer\":\"https://token.actions.githubusercontent.com/\",\"subject\":\"repo:contoso/app:ref:refs/heads/main\",\"description\":\"Testing\",\"audiences\":[\"api://AzureADTokenExchange\"]}' ",
        ),
    ];
    let case = report(&slash);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("federated-issuer"), 1));
    let aks = token(&Trio::new(AKS, "system:serviceaccount:keda:keda-operator"), &json!({"aud": [EXCHANGE]}));
    let log = format!(
        "E1123 10:01:07.100000       1 provider.go:91] \"msg\"=\"error getting metric\" \"error\"=\"WorkloadIdentityCredential authentication failed\\nPOST https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token\\n----\\nRESPONSE 401 Unauthorized\\n----\\n{{\\n  \\\"error\\\": \\\"invalid_client\\\",\\n  \\\"error_description\\\": \\\"AADSTS700211: No matching federated identity record found for presented assertion issuer '{AKS}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion. Trace ID: 93eb6af6-43b5-4b16-ad6e-63cf2a050b00 Timestamp: 2026-11-23 10:01:07Z\\\"\\n}}\\n\""
    );
    let case = report(&[aks, input("keda.log", log)]);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("federated-issuer"), 1));
    assert!(!case.findings.iter().any(|one| one.status == Status::Warning));
    let lead = case.findings.iter().find(|one| Some(one.id) == case.verdict.finding).expect("the lead");
    for value in [AKS, "system:serviceaccount:keda:keda-operator", EXCHANGE] {
        assert!(lead.evidence.iter().any(|one| one.found.as_deref() == Some(value)), "{value}: {:?}", lead.evidence);
    }
    let letters = [
        input(
            "error.txt",
            "Error: AADSTS7002138: No matching federated identity record found for presented assertion subject 'repo:ContosoH/app:environment:Production'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. Trace ID: 2b7c7b41-9a9a-4f4f-8e8e-13571357ab00 Correlation ID: 41d7f1d2-2468-4246-8642-97531eca8642 Timestamp: 2026-11-23 10:01:09Z\n\nError: Interactive authentication is needed. Please run:\naz login\n",
        ),
        input("fic.json", json!([graph(&Trio::new(GITHUB, "repo:contosoh/app:environment:Production"))]).to_string()),
    ];
    let case = report(&letters);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("federated-subject"), 1));
    assert!(case.verdict.headline.contains("letter case"));
}

#[test]
fn managed_identities() {
    let error = format!(
        "AADSTS7000227: No Federated Identity Credential policy found on application that matched the presented MSI-signed client assertion. Expecting a Federated Identity Credential with subject: '7e307b14-2a27-4f66-ada8-ec6400eb4977', issuer: '{ENTRA_2}' and audience: 'api://AzureADTokenExchange'. Trace ID: 2b7c7b41-9a9a-4f4f-8e8e-13571357ab00 Timestamp: 2026-11-23 10:01:09Z"
    );
    let listed = |subject: &str| input("list.json", json!([graph(&Trio::new(ENTRA_2, subject))]).to_string());
    let case = report(&[input("error.txt", error.clone()), listed(CLIENT)]);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("federated-subject"), 1));
    assert!(case.verdict.headline.contains("object (principal) id"), "{:?}", case.verdict.headline);
    let case = report(&[input("error.txt", error), listed("7e307b14-2a27-4f66-ada8-ec6400eb4977")]);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("federated-stale"), 1));
}

#[test]
fn another_application_has_the_credential() {
    let request = format!(
        "POST /{TENANT}/oauth2/v2.0/token HTTP/1.1\nHost: login.microsoftonline.com\nContent-Type: application/x-www-form-urlencoded\n\nclient_id=11111111-2222-4333-8444-555555555555&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
    );
    let shown = token(&Trio::github(), &json!({}));
    let request = input("request.http", [request.into_bytes(), shown.bytes].concat());
    let case = report(&[request, input("app.json", LISTINGS[4].1(&Trio::github()))]);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("federated-none"), 1));
}

#[test]
fn an_expired_pipeline_token_says_how_late_it_was() {
    let shown = token(&Trio::github(), &json!({"iat": 1_795_425_000, "nbf": 1_795_425_000, "exp": 1_795_425_600}));
    let case = report(&[shown, input("list.json", LISTINGS[0].1(&Trio::github()))]);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("assertion-expired"), 1));
    assert!(
        case.verdict.advice.contains("10 minutes") && case.verdict.advice.contains("40 minutes"),
        "{:?}",
        case.verdict.advice
    );
}

#[test]
fn what_is_computed_elsewhere_is_not_judged() {
    let text = "resource \"azuread_application_federated_identity_credential\" \"main\" {\n  application_id = azuread_application.app.id\n  audiences = [\"api://AzureADTokenExchange\"]\n  issuer = \"https://token.actions.githubusercontent.com\"\n  subject = \"repo:${var.repository}:environment:prod\"\n}\nresource \"azuread_application_federated_identity_credential\" \"two\" {\n  audiences = [var.audience]\n  issuer = local.issuer\n  subject = var.subject\n}\n";
    let case = report(&[token(&Trio::github(), &json!({})), input("main.tf", text)]);
    assert_eq!((case.verdict.finding, causes(&case).len()), (None, 0), "{:?}", case.verdict.headline);
}

#[test]
fn a_listing_counts_for_more_than_a_definition() {
    let listed = Trio { subject: "repo:contoso/app:environment:prod".into(), ..Trio::github() };
    let inputs = [
        token(&Trio::github(), &json!({})),
        input("list.json", LISTINGS[0].1(&listed)),
        input("main.tf", LISTINGS[9].1(&Trio::github())),
    ];
    assert_eq!(report(&inputs).verdict.finding, Some("federated-subject"));
}

#[test]
fn a_log_without_a_token() {
    let log = |more: &str| {
        input(
            "job.log",
            format!(
                "2026-11-23T10:00:01.1234567Z ##[error]Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable\n{more}"
            ),
        )
    };
    assert_eq!(report(&[log("")]).verdict.finding, Some("federated-token-missing"));
    let again = "Federated token details:\n issuer - https://token.actions.githubusercontent.com\n subject claim - repo:contoso/app:pull_request\n";
    assert_eq!(report(&[log(again)]).verdict.finding, None);
    assert_eq!(report(&[log(""), token(&Trio::github(), &json!({}))]).verdict.finding, None);
}

#[test]
fn certificates_and_prose_are_no_credentials() {
    for text in [
        "{\"issuer\": \"CN=ca\", \"subject\": \"CN=app\", \"audience\": \"x\"}",
        "Issuer: CN = ca\nSubject: CN = app\nfederated audience",
        "Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
    ] {
        let report = inspect(&[input("text", text)], &Options::new(AT).at(AT));
        assert!(!format!("{:?}", report.inputs[0].kind).contains("Federated"), "{text}");
    }
}

#[test]
fn expressions_are_evaluated() {
    let with = |expression: &str| {
        format!(
            "resource \"azuread_application_flexible_federated_identity_credential\" \"main\" {{\n  application_id = azuread_application.app.id\n  display_name = \"main\"\n  audience = \"{EXCHANGE}\"\n  issuer = \"{GITHUB}\"\n  claims_matching_expression = \"{expression}\"\n}}\n"
        )
    };
    let shown =
        || token(&Trio::github(), &json!({"job_workflow_ref": "contoso/w/.github/workflows/x.yml@refs/heads/main"}));
    let both = "claims['sub'] matches 'repo:contoso/*' and claims['job_workflow_ref'] matches '";
    let good = report(&[shown(), input("main.tf", with(&format!("{both}contoso/w/*'")))]);
    assert_eq!((good.verdict.finding, causes(&good).len()), (None, 0), "{:?}", good.verdict.headline);
    assert!(good.findings.iter().any(|one| one.id == "federated-matches" && one.status == Status::Pass));
    let bad = report(&[shown(), input("main.tf", with(&format!("{both}contoso/v/*'")))]);
    assert_eq!((bad.verdict.finding, causes(&bad).len()), (Some("federated-subject"), 1));
    assert!(bad.verdict.headline.contains("contoso/v/* in job_workflow_ref"), "{:?}", bad.verdict.headline);
    // An error quotes the subject alone, so that the other operand is not known.
    let error = SHOWN[1].1(&Trio::github());
    let unknown = report(&[error, input("main.tf", with(&format!("{both}contoso/v/*'")))]);
    assert_ne!(unknown.verdict.confidence.map(|one| format!("{one:?}")), Some("Certain".into()));
}

#[test]
fn an_assertion_of_its_own_is_not_compared() {
    let own = Forge::default().example().inputs;
    let plain = report(&own);
    let twice = json!([graph(&Trio::github()), graph(&Trio::github())]).to_string();
    let log = SHOWN[2].1(&Trio::github());
    let more = report(&[own, vec![input("list.json", twice), log]].concat());
    let worst = |case: &CaseReport| case.findings.iter().map(|one| one.status).min();
    assert_eq!((plain.verdict.finding, worst(&plain)), (more.verdict.finding, worst(&more)));
}

#[test]
fn an_error_about_a_certificate_stays_one() {
    let error = input(
        "error.txt",
        "AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found., Thumbprint of key used by client: '84E05C1D98BCE3A5421D225B140B36E86A3D5534']",
    );
    let plain = report(std::slice::from_ref(&error));
    let more = report(&[error, input("list.json", LISTINGS[0].1(&Trio::github()))]);
    assert_eq!(plain.verdict.finding, more.verdict.finding);
    let titles = |case: &CaseReport| case.questions.iter().map(|one| one.title.to_string()).collect::<Vec<_>>();
    assert_eq!(titles(&plain), titles(&more));
}

#[test]
fn a_code_and_a_list_that_contradict_each_other() {
    // The server found the issuer, so the list is not that of the application.
    let error = input(
        "error.txt",
        "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/app:ref:refs/heads/main'.",
    );
    let slash = Trio { issuer: format!("{GITHUB}/"), ..Trio::github() };
    let case = report(&[token(&Trio::github(), &json!({})), error.clone(), input("list.json", LISTINGS[0].1(&slash))]);
    assert_eq!(case.verdict.finding, Some("federated-subject"), "{:?}", case.verdict.headline);
    // Of two credentials, the one with the issuer that the server found is compared.
    let other = Trio { subject: "repo:contoso/app:environment:prod".into(), ..Trio::github() };
    let list = json!([graph(&slash), graph(&other)]).to_string();
    let case = report(&[token(&Trio::github(), &json!({})), error, input("list.json", list)]);
    assert_eq!((case.verdict.finding, causes(&case).len()), (Some("federated-subject"), 1));
    assert!(case.verdict.headline.contains("environment"), "{:?}", case.verdict.headline);
}

#[test]
fn the_issuers_keys_verify_its_tokens_and_find_changed_ones() {
    let forge = |kid: &str| {
        let mut forge = Forge::default();
        forge.github_token();
        forge.header.insert("kid".into(), kid.into());
        forge
    };
    let good = forge("app").token();
    let keys = {
        let mut with_keys = forge("app");
        with_keys.public_key = Some("app".into());
        with_keys.example().inputs.into_iter().find(|one| one.name == "jwks.json").expect("a key set")
    };
    let status = |token: &str| {
        let case = report(&[input("token", token), keys.clone()]);
        let finding = case.findings.iter().find(|one| one.id.starts_with("federated-signature")).expect("a finding");
        let signature = case.assertion.as_ref().expect("an assertion").signature.status;
        (finding.id, finding.status, serde_json::to_value(signature).expect("a word"))
    };
    assert_eq!(status(&good), ("federated-signature-verifies", Status::Pass, json!("verified")));
    // One character of the claims, and of the signature.
    let parts: Vec<&str> = good.split('.').collect();
    let mut claims = forge("app");
    claims.claims.insert("run_id".into(), "2".into());
    let changed = format!("{}.{}.{}", parts[0], claims.parts().1, parts[2]);
    let letter = if parts[2].starts_with('A') { "B" } else { "A" };
    for token in [changed, format!("{}.{}.{letter}{}", parts[0], parts[1], &parts[2][1..])] {
        assert_eq!(status(&token), ("federated-signature", Status::Cause, json!("failed")));
    }
    assert_eq!(status(&forge("rotated").token()), ("federated-signature", Status::Note, json!("unverifiable")));
}

#[test]
fn a_workflow_or_a_manifest_stands_in_for_the_token() {
    let workflow = |job: &str, on: &str| {
        format!(
            "name: Deploy\non: {on}\npermissions:\n  id-token: write\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n{job}    steps:\n      - uses: azure/login@v2\n        with:\n          client-id: {CLIENT}\n"
        )
    };
    let manifest = format!(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: payroll\n  namespace: hr\n  annotations:\n    azure.workload.identity/client-id: {CLIENT}\n"
    );
    let environment = workflow("    environment: prod\n", "push");
    let aks = "https://eastus.oic.prod-aks.azure.com/a/b/";
    for (source, issuer, subject, expected) in [
        (&environment, GITHUB, "repo:contoso/app:environment:prod", None),
        (&environment, GITHUB, "repo:contoso@1/app@2:environment:prod", None),
        (&environment, GITHUB, "repo:contoso/app:environment:Prod", Some("\"Prod\" in the credential")),
        (&environment, GITHUB, "repo:contoso/app:ref:refs/heads/main", Some("branch \"main\"")),
        (
            &environment,
            "https://token.actions.githubusercontent.com/",
            "repo:contoso/app:environment:prod",
            Some("slash"),
        ),
        (&workflow("", "push"), GITHUB, "repo:contoso/app:ref:refs/heads/main", None),
        (&workflow("", "push"), GITHUB, "repo:contoso/app:ref:refs/tags/v1", None),
        (&workflow("", "{push: {branches: [main]}}"), GITHUB, "repo:contoso/app:ref:refs/heads/main", None),
        (&workflow("", "pull_request"), GITHUB, "repo:contoso/app:ref:refs/heads/main", Some("pull request")),
        (&workflow("", "[push, pull_request]"), GITHUB, "repo:contoso/app:ref:refs/heads/main", None),
        (&manifest, aks, "system:serviceaccount:hr:payroll", None),
        (&manifest, aks, "system:serviceaccount:hr:payroll-api", Some("service account")),
        (&manifest, aks, "system:serviceaccount:default:payroll", Some("namespace")),
    ] {
        let trio = Trio::new(issuer, subject);
        for (form, listing) in LISTINGS {
            let case = report(&[input("file.yml", source.as_bytes()), input("credentials", listing(&trio))]);
            let headline = case.verdict.headline.to_string();
            match expected {
                // A file is no token: it proves nothing.
                Some(words) => assert!(
                    headline.contains(words) && case.verdict.confidence.is_some_and(|one| one > Confidence::Certain),
                    "{subject}, {form}: {headline}"
                ),
                None => {
                    assert_eq!(case.verdict.finding, None, "{subject}, {form}: {headline}");
                    // What starts the workflow decides its subject: no credential is said to take it.
                    let takes =
                        case.findings.iter().any(|one| one.id == "federated-matches" && one.status == Status::Pass);
                    assert!(!takes || !source.contains("[push"), "{subject}, {form}");
                }
            }
        }
        // What the server or a log says goes before what a file would lead to.
        let log = format!(
            " issuer - {GITHUB}\n subject claim - repo:contoso/app:ref:refs/heads/main\n audience - {EXCHANGE}\n"
        );
        let listed = input("credentials", (LISTINGS[0].1)(&Trio::github()));
        let case = report(&[input("file.yml", source.as_bytes()), input("pipeline.log", log), listed]);
        assert_eq!(case.verdict.finding, None, "{}", case.verdict.headline);
    }
}

#[test]
fn a_file_beside_a_token_changes_nothing() {
    let workflow = "on: push\njobs:\n  deploy:\n    environment: other\n    steps:\n      - uses: azure/login@v2\n";
    let manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      serviceAccountName: other\n";
    for (name, trio, claims) in good_tokens() {
        let listed = input("credentials", (LISTINGS[0].1)(&trio));
        let alone = report(&[token(&trio, &claims), listed.clone()]);
        for file in [workflow, manifest] {
            let more = report(&[input("file.yml", file), token(&trio, &claims), listed.clone()]);
            assert_eq!(causes(&alone), causes(&more), "{name}: {}", more.verdict.headline);
        }
    }
}

#[test]
fn the_advice_is_to_mend_a_slip_and_to_add_a_credential_for_another_token() {
    let advice = |token_of: &Trio, credential: &Trio| {
        let case = report(&[token(token_of, &json!({})), input("credentials", (LISTINGS[0].1)(credential))]);
        let lead = case.findings.iter().find(|one| Some(one.id) == case.verdict.finding).expect("a cause");
        lead.advice.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let main = Trio::github();
    let subject = |text: &str| Trio { subject: text.into(), ..Trio::github() };
    for slip in [
        "repo:Contoso/app:ref:refs/heads/main",
        "repo:contoso/app:ref:main",
        "repo:contoso@1/app@2:ref:refs/heads/main",
    ] {
        assert!(advice(&main, &subject(slip)).starts_with("In the federated credential"), "{slip}");
    }
    for other in [
        "repo:contoso/web:ref:refs/heads/main",
        "repo:contoso/app:environment:prod",
        "repo:contoso/app:ref:refs/heads/dev",
        "x",
    ] {
        let said = advice(&main, &subject(other));
        assert!(said.starts_with("If the federated credential") && said.contains("add one"), "{other}: {said}");
    }
    let cluster = Trio::new("https://kubernetes.default.svc.cluster.local", "system:serviceaccount:hr:payroll");
    let said = advice(&cluster, &Trio::new("https://eastus.oic.prod-aks.azure.com/a/b/", &cluster.subject));
    assert!(said.contains("reached from the internet") && !said.contains("Set the credential"), "{said}");
    let own_audience = Trio { audience: "https://github.com/contoso".into(), ..Trio::github() };
    assert!(advice(&own_audience, &main).contains(EXCHANGE));
}

#[test]
fn an_error_about_another_token_does_not_explain_this_one() {
    let error = input(
        "error.txt",
        "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/app:pull_request'.",
    );
    let listed = input("credentials", (LISTINGS[0].1)(&Trio::github()));
    let case = report(&[token(&Trio::github(), &json!({})), listed, error]);
    assert_eq!(case.verdict.finding, Some("error-names-another-assertion"), "{}", case.verdict.headline);
}

#[test]
fn a_log_of_a_sign_in_that_succeeded_is_not_blamed() {
    let log = |end: &str| {
        input(
            "job.log",
            format!(
                "Federated token details:\n issuer - {GITHUB}\n subject claim - repo:contoso/app:pull_request\n audience - {EXCHANGE}\n{end}\n"
            ),
        )
    };
    let listed = || input("credentials", (LISTINGS[0].1)(&Trio::github()));
    assert!(causes(&report(&[log("Azure CLI login succeeds by using OIDC."), listed()])).is_empty());
    assert!(causes(&report(&[log("Error: Login failed"), listed()])).contains("federated-subject"));
    // What succeeds after a refusal is another attempt.
    let later = "##[error]AADSTS700213: refused\nAzure CLI login succeeds by using OIDC.";
    assert!(causes(&report(&[log(later), listed()])).contains("federated-subject"));
}

#[test]
fn a_list_that_has_it_while_the_server_found_none_is_another_applications() {
    let error = input(
        "error.txt",
        format!("AADSTS70025: The client '{CLIENT}'(web) has no configured federated identity credentials."),
    );
    let case =
        report(&[token(&Trio::github(), &json!({})), error, input("credentials", (LISTINGS[0].1)(&Trio::github()))]);
    assert_eq!(case.verdict.finding, Some("federated-none"));
    assert!(case.verdict.headline.contains("belongs to another"), "{}", case.verdict.headline);
}

#[test]
fn a_key_set_with_certificates_is_looked_up_by_kid() {
    let mut forge = Forge::default();
    forge.github_token();
    forge.header.remove("x5t");
    forge.header.insert("kid".into(), "app".into());
    let jws = input("token", forge.token());
    let der = common::certificate("app").der;
    let body = assertion_inspector::testing::notation::encoding::to_base64(&der);
    let set = |kid: &str| {
        input("jwks.json", json!({"keys": [{"kty": "RSA", "kid": kid, "use": "sig", "x5c": [body]}]}).to_string())
    };
    let pem = input("app.pem", common::fixture("app.pem"));
    let found = |inputs: &[Input]| {
        let case = report(inputs);
        let finding = case.findings.iter().find(|one| one.id.starts_with("federated-signature")).expect("a finding");
        (finding.id, finding.status)
    };
    let verified = ("federated-signature-verifies", Status::Pass);
    assert_eq!(found(&[jws.clone(), set("app")]), verified);
    // The name comes with the key set, in whichever order the same certificate comes.
    assert_eq!(found(&[pem.clone(), jws.clone(), set("app")]), verified);
    assert_eq!(found(&[set("app"), pem, jws.clone()]), verified);
    assert_eq!(found(&[jws, set("older")]), ("federated-signature", Status::Note));
}

#[test]
fn a_claim_that_is_absent_is_named_and_one_of_another_type_is_not_called_absent() {
    let listed = || input("credentials", (LISTINGS[0].1)(&Trio::github()));
    let mut forge = Forge::default();
    forge.github_token();
    for (name, id) in [("sub", "federated-subject"), ("aud", "federated-audience")] {
        let mut without = Forge { claims: forge.claims.clone(), ..Forge::default() };
        without.header = forge.header.clone();
        without.claims.remove(name);
        // Without an audience of the exchange, the issuer tells what it is.
        let case = report(&[input("token", without.token()), listed()]);
        assert_eq!(case.verdict.finding, Some(id), "{}", case.verdict.headline);
        without.claims.insert(name.into(), json!(7));
        let case = report(&[input("token", without.token()), listed()]);
        assert!(!case.findings.iter().any(|one| one.title.contains("has no ")), "{name}");
    }
}

#[test]
fn a_correction_puts_no_mask_into_a_credential() {
    let workflow = "on: pull_request\npermissions:\n  id-token: write\njobs:\n  deploy:\n    steps:\n      - uses: azure/login@v2\n";
    let inputs = [input("ci.yml", workflow), input("credentials", (LISTINGS[0].1)(&Trio::github()))];
    let repaired = common::repaired(&inputs, AT);
    let update = repaired.snippets.iter().find(|one| one.id == "federated-update").expect("a command");
    assert!(repaired.snippets.iter().all(|one| !one.text.contains("***")));
    assert!(
        update.text.contains("<subject>") && update.text.contains("'gh'") || update.text.contains("'main'"),
        "{}",
        update.text
    );
}
