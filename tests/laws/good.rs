//! Good cases made up at random: nothing about them may be blamed. What is good stands in the documentation of the
//! service and in the source of the libraries that it is used through.

use assertion_inspector::Input;
use assertion_inspector::testing::notation::encoding::{to_base64, to_hex};
use serde_json::{Value, json};

use crate::common::{Example, Forge, certificate, fixture, input};
use crate::dress;

/// Random numbers, the same in every run (xorshift64*).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % most
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub fn often(&mut self) -> bool {
        self.below(2) == 0
    }

    pub fn guid(&mut self) -> String {
        let mut hex = || format!("{:04x}", self.below(0x1_0000));
        let parts: Vec<String> = (0..8).map(|_| hex()).collect();
        format!(
            "{}{}-{}-4{}-a{}-{}{}{}",
            parts[0],
            parts[1],
            parts[2],
            &parts[3][1..],
            &parts[4][1..],
            parts[5],
            parts[6],
            parts[7]
        )
    }
}

/// Hosts that MSAL sends requests to, with the tenant in the path: those of the clouds, old and new names.
const HOSTS: &[&str] = &[
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoft.com",
    "sts.windows.net",
    "login.microsoftonline.us",
    "login.usgovcloudapi.net",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
    "login.sovcloud-identity.fr",
    "login.sovcloud-identity.de",
    "login.sovcloud-identity.sg",
    "westus2.login.microsoft.com",
    "login.windows-ppe.net",
    "mtlsauth.microsoft.com",
    "eastus.mtlsauth.microsoft.com",
    "login.contoso.example",
    "contoso.ciamlogin.com",
    "contoso.b2clogin.com",
];

/// The scope that belongs to a host's cloud.
fn scope(host: &str) -> &'static str {
    match host {
        "login.microsoftonline.us" | "login.usgovcloudapi.net" => "https://graph.microsoft.us/.default",
        "login.partner.microsoftonline.cn" | "login.chinacloudapi.cn" => {
            "https://microsoftgraph.chinacloudapi.cn/.default"
        }
        "login.sovcloud-identity.fr" => "https://graph.svc.sovcloud.fr/.default",
        "login.sovcloud-identity.de" => "https://graph.svc.sovcloud.de/.default",
        "login.sovcloud-identity.sg" => "api://0d3c9a57-7c47-4c3e-9a0f-2f3f5f1f9d10/.default",
        _ => "https://graph.microsoft.com/.default",
    }
}

/// A good case and a description of it.
pub fn case(random: &mut Random) -> (String, Example) {
    let mut forge = Forge::default();
    let (app, tenant) = (random.guid(), random.guid());
    let host = random.one(HOSTS);
    let domain = ["contoso.onmicrosoft.com", "contoso.example"];
    let place = if random.below(4) == 0 { random.one(&domain).to_owned() } else { tenant.clone() };
    let path = match host {
        "contoso.b2clogin.com" => format!("{place}/B2C_1_signin/oauth2/v2.0/token"),
        _ if random.often() => format!("{place}/oauth2/v2.0/token"),
        _ => format!("{place}/oauth2/token"),
    };
    let (host, path) =
        if random.below(20) == 0 { ("fs.contoso.example", "adfs/oauth2/token".to_owned()) } else { (host, path) };
    let url = format!("https://{host}/{path}");
    let key = random.one(&["app", "renewed"]);
    let name = if key == "app" { "app" } else { "app-renewed" };
    forge.key = key.into();
    forge.certificates = vec![name.into()];
    header(random, &mut forge, name);
    claims(random, &mut forge, &url, &app);
    let mut about = format!("{url} {}", Value::Object(forge.header.clone()));
    about.truncate(300);
    let token = forge.token();
    let mut inputs = Vec::new();
    if random.often() {
        inputs.push(input("request.txt", request(random, host, &url, &app, &token)));
    } else {
        inputs.push(input("app.jwt", token));
    }
    if random.below(4) > 0 {
        inputs.push(given(random, name));
    }
    if random.below(3) == 0 {
        inputs.push(input("app.json", registration(random, &app, name)));
    }
    for one in &mut inputs {
        let Ok(text) = String::from_utf8(one.bytes.clone()) else { continue };
        // A token by itself is shown as it is sent: what is around it may be sent, too.
        if one.name != "app.jwt" && random.below(3) == 0 {
            let (dress, write) = random.one(dress::ALL);
            about.push_str(&format!(" | {} {dress}", one.name));
            one.bytes = write(&text);
        }
    }
    (about, Example { inputs, at: forge.at })
}

fn header(random: &mut Random, forge: &mut Forge, name: &str) {
    let one = certificate(name);
    forge.header.clear();
    forge
        .header
        .insert("alg".into(), random.one(&["RS256", "PS256", "PS256", "RS384", "PS384", "RS512", "PS512"]).into());
    match random.below(3) {
        0 => {}
        1 => drop(forge.header.insert("typ".into(), "JWT".into())),
        _ => drop(forge.header.insert("typ".into(), "http://openid.net/specs/jwt/1.0".into())),
    }
    match random.below(4) {
        0 => drop(forge.header.insert("x5t".into(), one.x5t().into())),
        1 => drop(forge.header.insert("x5t".into(), format!("{}=", one.x5t()).into())),
        2 => drop(forge.header.insert("x5t#S256".into(), one.x5t_s256().into())),
        _ => {
            forge.header.insert("x5t".into(), one.x5t().into());
            forge.header.insert("x5t#S256".into(), one.x5t_s256().into());
        }
    }
    match random.below(4) {
        0 => drop(forge.header.insert("kid".into(), random.guid().into())),
        1 => drop(forge.header.insert("kid".into(), to_hex(&one.sha1).into())),
        _ => {}
    }
    match random.below(4) {
        0 => drop(forge.header.insert("x5c".into(), json!([to_base64(&one.der)]))),
        1 => drop(forge.header.insert("x5c".into(), to_base64(&one.der).into())),
        _ => {}
    }
}

fn claims(random: &mut Random, forge: &mut Forge, url: &str, app: &str) {
    let now = 1_795_428_000_i64;
    let (issued, lasts) = (now - random.below(240) as i64, 600 + random.below(3000) as i64);
    let time = |random: &mut Random, at: i64| match random.below(6) {
        0 => json!(at as f64 + 0.25),
        1 => json!(at.to_string()),
        _ => json!(at),
    };
    forge.claims.clear();
    forge.claims.insert("aud".into(), url.into());
    forge.claims.insert("iss".into(), app.into());
    forge.claims.insert("sub".into(), app.into());
    forge.claims.insert("jti".into(), random.guid().into());
    let exp = time(random, issued + lasts);
    forge.claims.insert("exp".into(), exp);
    match random.below(3) {
        0 => drop(forge.claims.insert("nbf".into(), time(random, issued))),
        1 => drop(forge.claims.insert("iat".into(), time(random, issued))),
        _ => {
            forge.claims.insert("nbf".into(), time(random, issued));
            forge.claims.insert("iat".into(), time(random, issued));
        }
    }
    if random.below(4) == 0 {
        forge.claims.insert("ext_department".into(), "payroll".into());
        forge.claims.insert("xms_az_claim".into(), json!({"a": [1, 2]}));
    }
}

/// A request that carries the token.
fn request(random: &mut Random, host: &str, url: &str, app: &str, token: &str) -> String {
    let kind = random.one(&["jwt-bearer", "jwt-bearer", "jwt-bearer", "jwt-pop"]);
    let mut fields: Vec<(&str, String)> = vec![
        ("client_id", app.to_owned()),
        ("client_assertion_type", format!("urn:ietf:params:oauth:client-assertion-type:{kind}")),
        ("client_assertion", token.to_owned()),
    ];
    match random.below(5) {
        0 => fields.extend([
            ("grant_type", "authorization_code".into()),
            ("code", "0.AXoAbc-def".into()),
            ("redirect_uri", "https://app.contoso.example/cb".into()),
        ]),
        1 => fields.extend([
            ("grant_type", "refresh_token".into()),
            ("refresh_token", "0.AXoAbc-def".into()),
            ("scope", "openid offline_access".into()),
        ]),
        _ if url.ends_with("/oauth2/token") => fields.extend([
            ("grant_type", "client_credentials".into()),
            ("resource", scope(host).trim_end_matches("/.default").to_owned()),
        ]),
        _ => fields.extend([("grant_type", "client_credentials".into()), ("scope", scope(host).to_owned())]),
    }
    if kind == "jwt-pop" {
        fields.push(("token_type", "mtls_pop".into()));
    }
    // The order of a form's fields means nothing.
    let turn = random.below(fields.len());
    fields.rotate_left(turn);
    let escape = |text: &str| {
        text.replace('%', "%25")
            .replace('+', "%2B")
            .replace(' ', "+")
            .replace(':', "%3A")
            .replace('/', "%2F")
            .replace('=', "%3D")
    };
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    let body = body.join("&");
    match random.below(3) {
        0 => body,
        1 => format!("curl -X POST '{url}' -H 'Content-Type: application/x-www-form-urlencoded' -d '{body}'"),
        _ => {
            let (_, path) = url.split_once("//").expect("a URL");
            let path = path.split_once('/').map_or("", |(_, path)| path);
            format!(
                "POST /{path} HTTP/1.1\nHost: {host}\nContent-Type: application/x-www-form-urlencoded\nContent-Length: {}\n\n{body}",
                body.len()
            )
        }
    }
}

/// The certificate, in one of the containers it comes in.
fn given(random: &mut Random, name: &str) -> Input {
    let pem = fixture(&format!("{name}.pem"));
    let one = certificate(name);
    match random.below(5) {
        0 => input("app.cer", one.der.clone()),
        1 => input("app.txt", to_base64(&one.der)),
        2 => {
            let key = if name == "app" { "app" } else { "renewed" };
            input("app-with-key.pem", [pem, fixture(&format!("keys/{key}.key.pem"))].concat())
        }
        _ => input("app.pem", pem),
    }
}

fn registration(random: &mut Random, app: &str, name: &str) -> String {
    let one = certificate(name);
    let mut key = json!({
        "keyId": random.guid(),
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
        "displayName": "CN=payroll-sync",
        "startDateTime": one.not_before.rfc3339(),
        "endDateTime": one.not_after.rfc3339(),
    });
    key["customKeyIdentifier"] = match random.below(3) {
        0 => to_hex(&one.sha1).into(),
        1 => to_base64(&one.sha1).into(),
        // Older tools wrote the hexadecimal text once more in hexadecimal.
        _ => to_hex(to_hex(&one.sha1).as_bytes()).into(),
    };
    if random.often() {
        key["key"] = to_base64(&one.der).into();
    }
    let other = json!({
        "keyId": random.guid(),
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
        "customKeyIdentifier": Value::Null,
        "displayName": "an older one",
    });
    let keys = if random.below(3) == 0 { json!([other, key]) } else { json!([key]) };
    json!({"appId": app, "displayName": "payroll", "keyCredentials": keys}).to_string()
}
