//! Makes assertions for tests: a good one, changed by directives and signed with the keys in `tests/fixtures/keys`.
//!
//! The directives are the language of the examples in the checks' doc comments; `CONTRIBUTING.md` describes them.

#![allow(dead_code, reason = "each test program uses a part")]
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test helper fails its test by panicking"
)]

use std::path::{Path, PathBuf};

use assertion_inspector::Instant;
use assertion_inspector::repair::{RepairOptions, RepairReport};
use assertion_inspector::report::Report;
use assertion_inspector::testing::analysis::signature::algorithm::{Algorithm, Hash, Scheme};
use assertion_inspector::testing::evidence::certificate::Certificate;
use assertion_inspector::testing::notation::encoding::{base64_any, to_base64, to_base64url, to_hex};
use assertion_inspector::{Input, Intake, Options, inspect};
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{Pkcs1v15Sign, PrivateKey, Pss};
use serde_json::{Map, Value, json};

/// The time that every example is inspected for: 2026-11-23T10:00:00Z.
pub const AT: Instant = Instant(1_795_428_000);

/// An example's inputs.
#[derive(Clone)]
pub struct Example {
    pub inputs: Vec<Input>,
    pub at: Option<Instant>,
}

impl Example {
    pub fn inspect(&self) -> Report {
        inspect(&self.inputs, &Options::new(AT).at(self.at))
    }
}

/// The committed inputs of every kind, as [`fixture`] takes them.
pub fn fixture_names() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<String> = Vec::new();
    for inside in ["", "containers", "requests"] {
        let entries = std::fs::read_dir(folder.join(inside)).expect("a folder of fixtures");
        let files_here = entries.filter_map(Result::ok).filter(|entry| entry.path().is_file());
        files.extend(files_here.map(|entry| format!("{inside}/{}", entry.file_name().to_string_lossy())));
    }
    files.iter_mut().for_each(|file| *file = file.trim_start_matches('/').to_owned());
    files.sort();
    files
}

pub fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn input(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input { name: name.into(), bytes: bytes.into() }
}

/// The folder with the libraries; `None` if they are not installed.
pub fn libraries() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/stacks");
    if folder.join("installed.txt").is_file() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing: `cargo xtask test` makes it", folder.display());
    println!("not run: {} is missing; `cargo xtask test` makes it", folder.display());
    None
}

/// The correction, made for `at`, of the only case of inputs that were refused at [`AT`].
pub fn repaired(inputs: &[Input], at: Instant) -> RepairReport {
    let options = Options::new(AT).at(AT).passwords(vec!["secret".into()]);
    let mut intake = Intake::new(&options);
    inputs.iter().for_each(|input| intake.add(input));
    let inspection = intake.finish();
    inspection.repair(0, &options, &RepairOptions::new(at))
}

pub fn certificate(name: &str) -> Certificate {
    let input = input(name, fixture(&format!("{name}.pem")));
    let found = assertion_inspector::testing::input::recognise(&input, &[]);
    match found.items.into_iter().next() {
        Some(assertion_inspector::testing::input::Item::Certificate(certificate)) => *certificate,
        other => panic!("{name}: {other:?}"),
    }
}

/// The parts of a test token.
pub struct Forge {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    pub key: String,
    pub sign: Option<String>,
    pub signature: String,
    pub certificates: Vec<String>,
    pub text: Option<String>,
    pub only_certificate: bool,
    pub error: Option<String>,
    pub only_error: bool,
    pub request: Option<String>,
    pub only_request: bool,
    pub complaint: Option<String>,
    pub only_complaint: bool,
    pub files: Vec<String>,
    pub listed: Option<String>,
    pub at: Option<Instant>,
    pub registered: Option<String>,
    pub private_key: Option<String>,
    pub beside: bool,
    pub public_key: Option<String>,
    pub no_certificate: bool,
    pub federated: Option<Vec<Value>>,
    pub log: Option<String>,
    pub user: Option<Map<String, Value>>,
    pub source: Option<String>,
    pub only_source: bool,
}

impl Default for Forge {
    fn default() -> Self {
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        Self {
            header: object(json!({"alg": "RS256", "typ": "JWT", "x5t": certificate("app").x5t()})),
            claims: object(json!({
                "aud": "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token",
                "iss": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11",
                "sub": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11",
                "jti": "2d1f0e2e-93b7-4b0a-8f57-1f6e0c6f4a11",
                "nbf": 1_795_428_000, "iat": 1_795_428_000, "exp": 1_795_428_600
            })),
            key: "app".into(),
            sign: None,
            signature: "base64url".into(),
            certificates: Vec::new(),
            text: None,
            only_certificate: false,
            error: None,
            only_error: false,
            request: None,
            only_request: false,
            complaint: None,
            only_complaint: false,
            files: Vec::new(),
            listed: None,
            at: Some(AT),
            registered: None,
            private_key: None,
            beside: false,
            public_key: None,
            no_certificate: false,
            federated: None,
            log: None,
            user: None,
            source: None,
            only_source: false,
        }
    }
}

/// Replaces members of `object` with those of `patch`; `null` removes one, and `"null"` under `!` inserts a JSON null.
fn merge(object: &mut Map<String, Value>, patch: &str) {
    let patch: Map<String, Value> = serde_json::from_str(patch).unwrap_or_else(|error| panic!("{patch}: {error}"));
    for (name, value) in patch {
        if value.is_null() {
            object.remove(&name)
        } else {
            object.insert(name, value)
        };
    }
}

impl Forge {
    /// Reads directives separated by ` ; `.
    pub fn from_directives(line: &str) -> Self {
        let mut forge = Self::default();
        for directive in line.split(" ; ") {
            let (verb, rest) = directive.trim().split_once(' ').unwrap_or((directive.trim(), ""));
            match verb {
                "header" => merge(&mut forge.header, &expand(rest)),
                "claims" => merge(&mut forge.claims, rest),
                "key" => {
                    forge.key = rest.into();
                    // The header names the key's own certificate, unless a directive says otherwise.
                    if !line.contains("x5t") && rest != "other" {
                        forge.header.insert("x5t".into(), certificate(rest).x5t().into());
                        if forge.certificates.is_empty() {
                            forge.certificates.push(rest.into());
                        }
                    }
                }
                "certificate" => forge.certificates.push(rest.into()),
                "sign" => forge.sign = Some(rest.into()),
                "signature" => forge.signature = rest.into(),
                "text" => forge.text = Some(rest.into()),
                "error" => forge.error = Some(rest.into()),
                "registered" => forge.registered = Some(expand(rest)),
                "private-key" => forge.private_key = Some(rest.into()),
                "beside" => forge.beside = true,
                "github-token" => forge.github_token(),
                "federated-credential" => {
                    let mut one = good_credential();
                    merge(&mut one, rest);
                    forge.federated.get_or_insert_default().push(one.into());
                }
                "user-token" => merge(forge.user.get_or_insert_with(user_claims), rest),
                "no-federated-credentials" => forge.federated = Some(Vec::new()),
                "source" => forge.source = Some(rest.replace("\\n", "\n")),
                "only-source" => forge.only_source = true,
                "log" => forge.log = Some(rest.replace("\\n", "\n")),
                "public-key" => forge.public_key = Some(rest.into()),
                "no-certificate" => forge.no_certificate = true,
                "only-error" => forge.only_error = true,
                "request" => forge.request = Some(rest.replace("\\n", "\n")),
                "only-request" => forge.only_request = true,
                "complaint" => forge.complaint = Some(rest.into()),
                "only-complaint" => forge.only_complaint = true,
                "file" => forge.files.push(rest.into()),
                "listed" => forge.listed = Some(expand(rest)),
                "no-error" => {}
                "only-certificate" => forge.only_certificate = true,
                "at" if rest == "now" => forge.at = None,
                "at" => forge.at = Some(Instant::read(rest).expect("a time")),
                other => panic!("unknown directive {other:?} in {line:?}"),
            }
        }
        if forge.certificates.is_empty() && !forge.no_certificate {
            forge.certificates.push("app".into());
        }
        forge
    }

    /// Makes it a token as GitHub Actions gets it.
    pub fn github_token(&mut self) {
        self.header.remove("x5t");
        self.header.insert("kid".into(), "38826b17-6a30-5f9b-b169-8beb8202f723".into());
        self.no_certificate = true;
        let patch = json!({
            "iss": "https://token.actions.githubusercontent.com", "sub": "repo:contoso/app:ref:refs/heads/main",
            "aud": "api://AzureADTokenExchange", "repository": "contoso/app", "ref": "refs/heads/main",
            "job_workflow_ref": "contoso/app/.github/workflows/deploy.yml@refs/heads/main"
        });
        merge(&mut self.claims, &patch.to_string());
    }

    /// Header and claims in base64url.
    pub fn parts(&self) -> (String, String) {
        let part = |object: &Map<String, Value>| to_base64url(&serde_json::to_vec(object).expect("JSON"));
        (part(&self.header), part(&self.claims))
    }

    /// The signature over header and claims, as bytes.
    pub fn sign(&self) -> Vec<u8> {
        let (header, claims) = self.parts();
        let input = format!("{header}.{claims}");
        let alg = self.header.get("alg").and_then(Value::as_str).unwrap_or("RS256");
        let algorithm = Algorithm::read(alg).filter(|one| one.is_rsa());
        let how = self.sign.clone().unwrap_or_else(|| match algorithm {
            Some(Algorithm { scheme: Scheme::Pss, hash }) => {
                format!("pss-{}", hash.name().replace('-', "").to_lowercase())
            }
            Some(Algorithm { hash, .. }) => format!("pkcs1-{}", hash.name().replace('-', "").to_lowercase()),
            None => "pkcs1-sha256".into(),
        });
        if alg.eq_ignore_ascii_case("none") && self.sign.is_none() {
            return Vec::new();
        }
        sign(&self.key, &how, input.as_bytes(), claims.as_bytes())
    }

    pub fn token(&self) -> String {
        let (header, claims) = self.parts();
        let mut signature = self.sign();
        let text = match self.signature.as_str() {
            "base64url" => to_base64url(&signature),
            "base64" => to_base64(&signature),
            "hex" => to_hex(&signature).to_lowercase(),
            "base64-of-hex" => to_base64url(to_hex(&signature).as_bytes()),
            "zero-before" => to_base64url(&[&[0][..], &signature].concat()),
            "twice" => to_base64url(to_base64(&signature).as_bytes()),
            "reversed" => {
                signature.reverse();
                to_base64url(&signature)
            }
            other => panic!("unknown notation {other}"),
        };
        format!("{header}.{claims}.{text}")
    }

    /// The same with the application that has its certificate, unless it has a registration; or, of several at hand, the others.
    pub fn registered_where_it_goes(mut self, has_others: bool) -> Self {
        if self.registered.is_none() && self.federated.is_none() {
            // The certificate whose key signs, if it is at hand; else what is.
            let own = if self.key == "renewed" { "app-renewed" } else { &self.key };
            let given = self.certificates.iter().map(String::as_str);
            let mine: Vec<&str> = given.clone().filter(|name| (*name == own) != has_others).collect();
            let names = if mine.is_empty() { given.collect() } else { mine };
            let keys: Vec<_> = names
                .into_iter()
                .map(|name| {
                    json!({
                        "keyId": "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01", "key": to_base64(&certificate(name).der),
                        "type": "AsymmetricX509Cert", "usage": "Verify"
                    })
                })
                .collect();
            let app = json!({"appId": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", "keyCredentials": keys});
            self.registered = Some(app.to_string());
        }
        self
    }

    pub fn example(&self) -> Example {
        let mut inputs = Vec::new();
        inputs.extend(self.error.iter().map(|text| input("error.txt", text.clone())));
        inputs.extend(self.request.as_deref().map(|text| input("request.txt", self.fill(text))));
        // A user's token that no request carries is a file of its own, in place of the client's assertion.
        let alone = self.user.is_some() && self.request.is_none();
        inputs.extend(self.user_token().filter(|_| alone).map(|token| input("user.jwt", token)));
        if alone {
            return Example { inputs, at: self.at };
        }
        inputs.extend(self.complaint.iter().map(|text| input("output.txt", text.clone())));
        inputs.extend(self.files.iter().map(|name| input(name.rsplit('/').next().unwrap_or(name), fixture(name))));
        inputs.extend(self.log.iter().map(|text| input("pipeline.log", text.clone())));
        inputs.extend(self.federated.iter().map(|list| {
            let context = "https://graph.microsoft.com/v1.0/$metadata#applications('6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01')/federatedIdentityCredentials";
            input("credentials.json", json!({"@odata.context": context, "value": list}).to_string())
        }));
        inputs.extend(self.source.iter().map(|text| input("file.yml", text.clone())));
        if self.only_complaint || self.only_source {
            return Example { inputs, at: self.at };
        }
        if self.only_error || self.only_request {
            if let Some(registered) = self.registered.as_ref().filter(|_| self.only_error) {
                inputs.push(input("app.json", registered.clone()));
            }
            return Example { inputs, at: self.at.filter(|_| self.only_request) };
        }
        if !self.only_certificate {
            inputs.push(input("app.jwt", self.text()));
        }
        let key = self.private_key.as_ref().map(|name| fixture(&format!("keys/{name}.key.pem")));
        for name in &self.certificates {
            let beside = key.clone().filter(|_| self.beside).unwrap_or_default();
            inputs.push(input(&format!("{name}.pem"), [fixture(&format!("{name}.pem")), beside].concat()));
        }
        inputs.extend(key.filter(|_| !self.beside).map(|key| input("app.key", key)));
        inputs.extend(self.registered.iter().map(|text| input("app.json", text.clone())));
        inputs.extend(self.listed.iter().map(|text| input("thumbprint.txt", text.clone())));
        inputs.extend(self.public_key.iter().map(|name| input("jwks.json", jwk(name))));
        Example { inputs, at: self.at }
    }

    /// The user's token, as Entra ID issues it but for its signature.
    fn user_token(&self) -> Option<String> {
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": "nOo3ZDrODXEK1jKWhXslHR_KXEg"}).to_string();
        let claims = serde_json::to_vec(self.user.as_ref()?).expect("JSON");
        Some(format!("{}.{}.{}", to_base64url(header.as_bytes()), to_base64url(&claims), to_base64url(&[7; 256])))
    }

    fn text(&self) -> String {
        self.text.as_deref().map_or_else(|| self.token(), |text| self.fill(text))
    }

    /// Replaces the names of the token and its parts in a text.
    fn fill(&self, text: &str) -> String {
        let token = self.token();
        let parts: Vec<&str> = token.split('.').collect();
        let cut = |count: usize| token[..token.len() - count].to_owned();
        // A character in the middle of the claims' last GUID, so that the result is still JSON.
        let last = parts[1].len() - 20;
        let letter = if &parts[1][last..=last] == "N" { "M" } else { "N" };
        let changed = format!("{}.{}{letter}{}.{}", parts[0], &parts[1][..last], &parts[1][last + 1..], parts[2]);
        let lost = format!("{}.{}{}.{}", parts[0], &parts[1][..last], &parts[1][last + 1..], parts[2]);
        text.replace("{jws}", &token)
            .replace("{user}", &self.user_token().unwrap_or_default())
            .replace("{jws-20}", &cut(20))
            .replace("{jws-one-character-changed}", &changed)
            .replace("{jws-one-character-lost}", &lost)
            .replace(
                "{header-with-padding}",
                &to_base64(&base64_any(parts[0]).expect("base64").bytes)
                    .replace('=', "")
                    .chars()
                    .chain("=".chars())
                    .collect::<String>(),
            )
            .replace("{header}", parts[0])
            .replace("{claims}", parts[1])
            .replace("{signature}", parts[2])
    }
}

/// The claims of a user's access token for the application of the other examples.
fn user_claims() -> Map<String, Value> {
    let claims = json!({
        "aud": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11", "iss": "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
        "iat": 1_795_426_000, "nbf": 1_795_426_000, "exp": 1_795_430_000, "azp": "6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a01",
        "oid": "7e307b14-2a27-4f66-ada8-ec6400eb4977", "scp": "access_as_user", "tid": "72f988bf-86f1-41af-91ab-2d7cd011db47",
        "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", "ver": "2.0"
    });
    claims.as_object().cloned().unwrap_or_default()
}

/// The federated credential that takes the token of [`Forge::github_token`], as Microsoft Graph lists it.
pub fn good_credential() -> Map<String, Value> {
    let credential = json!({
        "id": "3d1f6a2b-7c8d-4e9f-a0b1-c2d3e4f5a6b7", "name": "main", "description": null,
        "issuer": "https://token.actions.githubusercontent.com", "subject": "repo:contoso/app:ref:refs/heads/main",
        "audiences": ["api://AzureADTokenExchange"]
    });
    credential.as_object().cloned().unwrap_or_default()
}

/// A fixture's public key as a JWK.
fn jwk(name: &str) -> String {
    use rsa::traits::PublicKeyParts as _;
    let key = private_key(name);
    let (n, e) = (to_base64url(&key.n_bytes()), to_base64url(&key.e_bytes()));
    json!({"keys": [{"kty": "RSA", "kid": name, "n": n, "e": e}]}).to_string()
}

/// Replaces `{x5t:NAME}` and the like with the values of a fixture's certificate.
fn expand(text: &str) -> String {
    let mut text = text.to_owned();
    type Write = (&'static str, fn(&str) -> String);
    let write: [Write; 4] = [
        ("{x5t:", |name| certificate(name).x5t()),
        ("{sha1:", |name| to_hex(&certificate(name).sha1)),
        ("{der:", |name| to_base64(&certificate(name).der)),
        ("{pem64:", |name| to_base64(&fixture(&format!("{name}.pem")))),
    ];
    for (mark, write) in write {
        while let Some((before, rest)) = text.split_once(mark) {
            let (name, after) = rest.split_once('}').expect("a closing brace");
            text = format!("{before}{}{after}", write(name));
        }
    }
    text
}

pub fn private_key(name: &str) -> PrivateKey {
    let pem = String::from_utf8(fixture(&format!("keys/{name}.key.pem"))).expect("text");
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    PrivateKey::from_pkcs8_der(&base64_any(&body).expect("base64").bytes).expect("a PKCS#8 key")
}

/// Signs as specified by a directive.
pub fn sign(key: &str, how: &str, input: &[u8], claims: &[u8]) -> Vec<u8> {
    if key == "ec" {
        return vec![7; 64];
    }
    let key = private_key(key);
    let pkcs1 = |hash: Hash, digest: &[u8]| {
        let scheme = match hash {
            Hash::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
            Hash::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
            Hash::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
            Hash::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
        };
        key.sign(scheme, digest).expect("a signature")
    };
    let mut rng = Repeating(1);
    let mut pss = |salt: usize, hash: Hash| {
        match hash {
            Hash::Sha1 => key.sign_with_rng(&mut rng, Pss::<sha1::Sha1>::new_with_salt(salt), &hash.digest(input)),
            Hash::Sha256 => key.sign_with_rng(&mut rng, Pss::<sha2::Sha256>::new_with_salt(salt), &hash.digest(input)),
            Hash::Sha384 => key.sign_with_rng(&mut rng, Pss::<sha2::Sha384>::new_with_salt(salt), &hash.digest(input)),
            Hash::Sha512 => key.sign_with_rng(&mut rng, Pss::<sha2::Sha512>::new_with_salt(salt), &hash.digest(input)),
        }
        .expect("a signature")
    };
    let of = |bytes: &[u8]| pkcs1(Hash::Sha256, &Hash::Sha256.digest(bytes));
    match how {
        "pkcs1-sha1" => pkcs1(Hash::Sha1, &Hash::Sha1.digest(input)),
        "pkcs1-sha256" => of(input),
        "pkcs1-sha384" => pkcs1(Hash::Sha384, &Hash::Sha384.digest(input)),
        "pkcs1-sha512" => pkcs1(Hash::Sha512, &Hash::Sha512.digest(input)),
        "pss-sha1" => pss(20, Hash::Sha1),
        "pss-sha256" => pss(32, Hash::Sha256),
        "pss-sha384" => pss(48, Hash::Sha384),
        "pss-sha512" => pss(64, Hash::Sha512),
        "pss-sha256-salt20" => pss(20, Hash::Sha256),
        "pss-sha256-salt0" => pss(0, Hash::Sha256),
        "pss-sha256-salt-max" => pss(222, Hash::Sha256),
        "bare-digest" => key.sign(Pkcs1v15Sign::new_unprefixed(), &Hash::Sha256.digest(input)).expect("a signature"),
        "double-hashed" => of(&Hash::Sha256.digest(input)),
        "claims-only" => of(claims),
        "trailing-newline" => of(&[input, b"\n"].concat()),
        "hex-digest" => of(to_hex(&Hash::Sha256.digest(input)).to_lowercase().as_bytes()),
        "something-else" => of(b"something else"),
        other => panic!("unknown way to sign: {other}"),
    }
}

/// Deterministic: the same bytes in every run, so that tests are repeatable (xorshift64*).
struct Repeating(u64);

impl TryRng for Repeating {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.try_next_u64().map(|number| (number >> 32) as u32)
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        Ok(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D))
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for byte in bytes {
            *byte = (self.try_next_u32()? >> 24) as u8;
        }
        Ok(())
    }
}

impl TryCryptoRng for Repeating {}
