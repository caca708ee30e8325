//! `docs/what-entra-takes.md`, for authors of libraries: what Entra ID takes, and what it answers otherwise. Every line of it is
//! an assertion that is made and inspected here: what is taken must be answered with a token, and what is not is written down
//! with the answer that is predicted. `UPDATE_DOCS=1 cargo test --test takes` writes the page.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;

use assertion_inspector::report::{Answer, Mark};
use assertion_inspector::testing::checks::citations::{
    GRAPH_KEY_CREDENTIAL, MS_CERTIFICATE_CREDENTIALS, MS_CLIENT_CREDENTIALS, MS_ERROR_CODES,
    MS_FEDERATION_CONSIDERATIONS, RFC7515_COMPACT, RFC7515_X5C, RFC7515_X5T, RFC7515_X5T_S256, RFC7519_NUMERIC_DATE,
    RFC7523, RFC7523_CLIENT,
};
use assertion_inspector::testing::checks::finding::{Id, Stage};
use assertion_inspector::testing::checks::ranks::RANKS;
use assertion_inspector::testing::evidence::server_error::Reason;
use common::{Forge, certificate};

/// How well it is known that something is taken.
#[derive(Debug, Clone, Copy)]
enum Known {
    Documented,
    Published,
    Sent,
    Reported,
    Inferred,
}
use Known::{Documented, Inferred, Published, Reported, Sent};

const MSAL_NET: &str = "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet";
const MSAL_PYTHON: &str = "https://github.com/AzureAD/microsoft-authentication-library-for-python";
const MSAL_JAVA: &str = "https://github.com/AzureAD/microsoft-authentication-library-for-java";
const ALGORITHMS: &str = "https://github.com/AzureAD/microsoft-identity-web/issues/3467";
const ISSUER: &str = "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/2184";
const AKS: &str = "https://learn.microsoft.com/azure/aks/workload-identity-overview";

/// A part of the page: its heading, the stages whose faults it lists, and what is taken, each with an example.
struct Section {
    heading: &'static str,
    stages: &'static [Stage],
    taken: &'static [(&'static str, &'static str, Known, &'static [&'static str])],
}

const REQUEST: &str = r"request POST https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={jws}";

const SECTIONS: &[Section] = &[
    Section {
        heading: "The token",
        stages: &[Stage::Readable],
        taken: &[(
            "A compact JWS of three parts in base64url without padding, whose header and claims are JSON objects.",
            "",
            Documented,
            &[MS_CERTIFICATE_CREDENTIALS, RFC7515_COMPACT],
        )],
    },
    Section {
        heading: "Header: `alg`, `typ`, `x5c` and the key",
        stages: &[Stage::Algorithm],
        taken: &[
            (
                "`alg` `PS256`, which Microsoft's page asks for.",
                r#"header {"alg":"PS256"}"#,
                Documented,
                &[MS_CERTIFICATE_CREDENTIALS],
            ),
            (
                "`alg` `RS256`, which some of Microsoft's own libraries send.",
                r#"header {"alg":"RS256"}"#,
                Sent,
                &[MSAL_PYTHON, MSAL_JAVA],
            ),
            ("`alg` `PS384`, reported to be taken.", r#"header {"alg":"PS384"}"#, Reported, &[ALGORITHMS]),
            ("`alg` `PS512`, reported to be taken.", r#"header {"alg":"PS512"}"#, Reported, &[ALGORITHMS]),
            ("`alg` `RS384`, reported to be taken.", r#"header {"alg":"RS384"}"#, Reported, &[ALGORITHMS]),
            ("`alg` `RS512`, reported to be taken.", r#"header {"alg":"RS512"}"#, Reported, &[ALGORITHMS]),
            ("`typ` `JWT`.", r#"header {"typ":"JWT"}"#, Documented, &[MS_CERTIFICATE_CREDENTIALS]),
            (
                "`typ` `http://openid.net/specs/jwt/1.0`.",
                r#"header {"typ":"http://openid.net/specs/jwt/1.0"}"#,
                Published,
                &[MS_ERROR_CODES],
            ),
            ("No `typ`.", r#"header {"typ":null}"#, Sent, &[MSAL_JAVA]),
            (
                "`x5c` as a list of certificates, the one that signs first.",
                r#"header {"x5c":["{der:app}"]}"#,
                Sent,
                &[MSAL_PYTHON, RFC7515_X5C],
            ),
            ("`x5c` as one text, as MSAL.NET writes it.", r#"header {"x5c":"{der:app}"}"#, Sent, &[MSAL_NET]),
        ],
    },
    Section {
        heading: "Header: which key",
        stages: &[Stage::Identifier],
        taken: &[
            (
                "`x5t#S256`: SHA-256 of the certificate's DER encoding, in base64url.",
                S256,
                Documented,
                &[MS_CERTIFICATE_CREDENTIALS, RFC7515_X5T_S256],
            ),
            (
                "`x5t`: SHA-1 of the certificate's DER encoding, in base64url.",
                r#"header {"x5t":"{x5t:app}"}"#,
                Sent,
                &[MSAL_PYTHON, RFC7515_X5T],
            ),
            (
                "The same with padding, as MSAL for Python writes it.",
                r#"header {"x5t":"{x5t:app}="}"#,
                Sent,
                &[MSAL_PYTHON],
            ),
            (
                "`kid` alone, if it is what `x5t` would be.",
                r#"header {"x5t":null,"kid":"{x5t:app}"}"#,
                Inferred,
                &[MS_ERROR_CODES],
            ),
            (
                "Any `kid` beside a thumbprint.",
                r#"header {"kid":"0b21e9a5-7f6e-4f4a-9d51-1d1c1e7a9d10"}"#,
                Sent,
                &[MSAL_NET],
            ),
        ],
    },
    Section {
        heading: "The key and the signature",
        stages: &[Stage::KeyLookup, Stage::KeyValidity, Stage::Signature],
        taken: &[(
            "A certificate that is registered on the application with usage `Verify`, self-signed or not, within its dates.",
            "",
            Documented,
            &[MS_CERTIFICATE_CREDENTIALS, GRAPH_KEY_CREDENTIAL],
        )],
    },
    Section {
        heading: "Claims: `iss`, `sub`, `jti`",
        stages: &[Stage::Issuer],
        taken: &[
            ("`iss` and `sub`, both the application's client id.", "", Documented, &[MS_CERTIFICATE_CREDENTIALS]),
            (
                "No `jti`: the page asks for one, and no refusal for want of it is known.",
                r#"claims {"jti":null}"#,
                Inferred,
                &[MS_CERTIFICATE_CREDENTIALS, RFC7523],
            ),
            ("Claims of your own.", r#"claims {"ext_reason":"nightly"}"#, Sent, &[MSAL_NET]),
        ],
    },
    Section {
        heading: "Claims: `aud`",
        stages: &[Stage::Audience],
        taken: &[
            (
                "The token endpoint, as Microsoft's page asks.",
                r#"claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token"}"#,
                Documented,
                &[MS_CERTIFICATE_CREDENTIALS],
            ),
            (
                "The token endpoint of version 1.",
                r#"claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/token"}"#,
                Inferred,
                &[MS_CERTIFICATE_CREDENTIALS],
            ),
            (
                "The issuer, `https://login.microsoftonline.com/TENANT/v2.0`.",
                r#"claims {"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"}"#,
                Reported,
                &[ISSUER],
            ),
            (
                "A domain of the tenant in place of its id.",
                r#"claims {"aud":"https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"}"#,
                Documented,
                &[MS_CLIENT_CREDENTIALS],
            ),
        ],
    },
    Section {
        heading: "Claims: `exp`, `nbf`, `iat`",
        stages: &[Stage::Times],
        taken: &[
            ("Numbers of seconds since 1970.", "", Documented, &[MS_CERTIFICATE_CREDENTIALS, RFC7519_NUMERIC_DATE]),
            (
                "The same as texts, as MSAL.NET writes them.",
                r#"claims {"exp":"1795428600","nbf":"1795428000"}"#,
                Sent,
                &[MSAL_NET],
            ),
            (
                "With a fraction, as MSAL for Python writes them.",
                r#"claims {"exp":1795428600.25,"iat":1795428000.25}"#,
                Sent,
                &[MSAL_PYTHON],
            ),
            ("No `nbf` and no `iat`.", r#"claims {"nbf":null,"iat":null}"#, Inferred, &[MSAL_PYTHON, MSAL_NET]),
            (
                "A life of hours. The page asks for five to ten minutes and says that no limit is enforced.",
                r#"claims {"exp":1795456800}"#,
                Documented,
                &[MS_CERTIFICATE_CREDENTIALS],
            ),
        ],
    },
    Section {
        heading: "The request",
        stages: &[Stage::Request],
        taken: &[(
            "A POST whose body is a form with `grant_type`, `client_id`, `scope`, `client_assertion_type` and `client_assertion`.",
            REQUEST,
            Documented,
            &[MS_CLIENT_CREDENTIALS, RFC7523_CLIENT],
        )],
    },
    Section {
        heading: "Tokens of other issuers (federated credentials)",
        stages: &[Stage::Federation],
        taken: &[
            (
                "A token whose `iss`, `sub` and `aud` are, letter by letter, those of a federated credential.",
                "github-token ; federated-credential {}",
                Documented,
                &[MS_FEDERATION_CONSIDERATIONS],
            ),
            (
                "`aud` as a list of one, as Kubernetes writes it.",
                r#"github-token ; claims {"aud":["api://AzureADTokenExchange"]} ; federated-credential {}"#,
                Sent,
                &[AKS],
            ),
        ],
    },
];

/// An example whose value no directive can write.
const S256: &str = "x5t#S256 of app";

/// An assertion with the application that has its certificate; or, of several at hand, the others.
fn forge(line: &str, has_others: bool) -> Forge {
    let mut forge = Forge::from_directives(if line == S256 || line.is_empty() { "no-error" } else { line });
    if line == S256 {
        forge.header.remove("x5t");
        forge.header.insert("x5t#S256".into(), certificate("app").x5t_s256().into());
    }
    forge.registered_where_it_goes(has_others)
}

fn answer(line: &str) -> Option<Answer> {
    forge(line, false).example().inspect().cases[0].answer.clone()
}

/// What a fault is answered with, for the table.
fn said(answer: &Answer) -> (String, &'static str) {
    let Some(code) = answer.code else {
        let needs = answer.needs.as_ref().map(|needs| needs.split(':').next().unwrap_or_default().to_owned());
        let needs =
            needs.unwrap_or_default().replace("application c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", "the application");
        return (format!("cannot be told: {needs}"), "not known");
    };
    let reason = match answer.reason {
        Some(Reason::KeyNotFound) => ", *The key was not found*",
        Some(Reason::KeyExpired) => ", *The key used is expired*",
        Some(Reason::SignatureMismatch) => ", *use of the key to verify the signature failed*",
        _ => "",
    };
    let known = if answer.mark == Some(Mark::Seen) { "published" } else { "inferred" };
    (format!("AADSTS{code}{reason} (`{}`)", answer.error.unwrap_or_default()), known)
}

/// Where a rule is written down, in a few words.
fn source(url: &str) -> String {
    if let Some(of) = url.strip_prefix("https://github.com/AzureAD/") {
        let name =
            of.replace("microsoft-authentication-library-for-", "MSAL ").replace("/issues/", " #").replace('-', " ");
        return format!("[{name}]({url})");
    }
    let name = match url.rsplit('/').next().unwrap_or_default().split('#').next().unwrap_or_default() {
        rfc if rfc.starts_with("rfc") => format!("RFC {}", &rfc[3..]),
        "" => "WHATWG".into(),
        page => page.replace('-', " "),
    };
    format!("[{name}]({url})")
}

/// Faults of files beside the assertion, which are not sent.
const NOT_SENT: &[&str] = &["private-key-mismatch"];

/// A row for a fault of the client's own assertion or its request; `None` if it is none, or if it is read off an error alone.
fn row(id: &Id) -> Option<String> {
    let page = id.page();
    let line = page.raises.iter().find(|line| {
        let is_alone = ["only-", "complaint", "error ", "log ", "source "].iter().any(|word| line.contains(word));
        !is_alone && !Forge::from_directives(line).only_certificate
    })?;
    let mut answer = answer(line)?;
    if answer.status == Some(200) && id.stage == Stage::KeyLookup {
        // Of two certificates of one key, the other one is registered.
        answer = forge(line, true).example().inspect().cases[0].answer.clone()?;
    }
    if NOT_SENT.contains(&id.name) {
        return None;
    }
    assert_ne!(answer.status, Some(200), "{}: {line}", id.name);
    let (said, known) = said(&answer);
    let sources: Vec<String> = id.citations.iter().map(|url| source(url)).collect();
    Some(format!("| [{}](findings/{}.md) | {said} | {known} | {} |\n", page.title, id.name, sources.join(", ")))
}

fn page() -> String {
    let mut out = String::from(
        "# What Entra ID takes\n\n<!-- Written by `UPDATE_DOCS=1 cargo test --test takes`; do not edit. -->\n\nFor authors of libraries that make client assertions. Every line is an assertion that the tests make and inspect: what is taken is answered with a token, and beside each fault stands the answer that is predicted.\n\nNothing was tried against a live tenant. *Documented*: Microsoft's page says so. *Sent*: Microsoft's own libraries or services send it. *Reported*: people who use it say so. *Published*: the service's own words have been published. *Inferred*: it follows from what is documented. *Not known*: what the service says has not been published, or depends on what is not in the assertion. `invalid_client` is HTTP 401, everything else 400.\n",
    );
    for section in SECTIONS {
        let _ = write!(
            out,
            "\n## {}\n\n| what is taken | how well it is known | where it stands |\n| --- | --- | --- |\n",
            section.heading
        );
        for (what, line, known, sources) in section.taken {
            let answer = answer(line).expect("an answer");
            assert_eq!(answer.status, Some(200), "{what} {line}: {answer:?}");
            let known = format!("{known:?}").to_ascii_lowercase();
            let sources: Vec<String> = sources.iter().map(|url| source(url)).collect();
            assert!(!sources.is_empty(), "{what}");
            let _ = writeln!(out, "| {what} | {known} | {} |", sources.join(", "));
        }
        out += "\n| what is sent | what Entra ID answers | how well it is known | where the rule stands |\n| --- | --- | --- | --- |\n";
        let ids = RANKS.iter().filter(|(stage, _)| section.stages.contains(stage)).flat_map(|(_, ids)| *ids);
        ids.filter_map(|id| row(id)).for_each(|row| out += &row);
    }
    out
}

#[test]
fn the_page_in_docs_is_fresh() {
    let path = format!("{}/docs/what-entra-takes.md", env!("CARGO_MANIFEST_DIR"));
    let page = page();
    assert!(page.lines().filter(|line| line.starts_with("| [")).count() > 70, "{page}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("the page");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/what-entra-takes.md is out of date: UPDATE_DOCS=1 cargo test --test takes");
}
