//! Texts: something repeated in one line, line by line, or behind what makes it interesting.

use crate::catalogue::Family;
use crate::parts::{
    CERTIFICATE, KEY, base64, base64url, certificate_der, error, guid, noise, pem, redacted, token, token_with,
};

/// Writes the repetition with this number.
type Write = fn(usize) -> String;

/// What carries meaning by itself.
const EVIDENCE: [(&str, Write); 17] = [
    ("tokens", token),
    ("the same token", |_| token(1)),
    ("redacted tokens", redacted),
    ("tokens cut behind their claims", |number| token_with(number, "").trim_end_matches('.').to_owned()),
    ("tokens in base64", |number| base64(token(number).as_bytes())),
    ("errors", error),
    ("errors without ids", |number| format!("AADSTS{}: Invalid client secret provided.", 700_000 + number % 90)),
    ("thumbprints", |number| noise(number, 20).iter().map(|byte| format!("{byte:02X}")).collect()),
    ("ids", guid),
    ("certificates", |number| pem("CERTIFICATE", &certificate_der(number))),
    ("certificates in base64", |number| base64(&certificate_der(number))),
    ("certificates in hexadecimal", |number| {
        certificate_der(number).iter().map(|byte| format!("{byte:02x}")).collect()
    }),
    ("the same key", |_| KEY.to_owned()),
    ("requests", |number| {
        format!(
            "grant_type=client_credentials&client_id={}&client_assertion={}&scope=.default",
            guid(number),
            token(number)
        )
    }),
    ("commands", |number| {
        format!(
            "curl -X POST https://login.microsoftonline.com/{}/oauth2/v2.0/token -d grant_type=client_credentials -d client_assertion={}",
            guid(number),
            token(number)
        )
    }),
    ("subjects", |number| {
        format!(
            "issuer: https://token.actions.githubusercontent.com subject: repo:contoso/payroll-{number}:ref:refs/heads/main audience: api://AzureADTokenExchange"
        )
    }),
    ("registered keys", |number| {
        format!(
            "CustomKeyIdentifier : {}\nKeyId : {}\nType : AsymmetricX509Cert\nUsage : Verify\n",
            base64(&noise(number, 20)),
            guid(number)
        )
    }),
];

/// Signs that open something, and never close it.
const SIGNS: [(&str, &str); 58] = [
    ("letters", "a"),
    ("letters of hexadecimal", "ab01"),
    ("blanks", " "),
    ("line breaks", "\n"),
    ("carriage returns", "\r"),
    ("tabs", "\t"),
    ("zero bytes", "a\0"),
    ("signs of no width", "\u{200b}"),
    ("ellipses", "\u{2026}"),
    ("letters of two bytes", "\u{e9}"),
    ("quotation marks", "\""),
    ("apostrophes", "'"),
    ("backticks", "`"),
    ("typographic quotation marks", "\u{201c}"),
    ("backslashes", "\\"),
    ("escapes", "\\u0041"),
    ("escaped quotation marks", "\\\""),
    ("braces", "{"),
    ("brackets", "["),
    ("pairs of brackets", "[{\"a\":"),
    ("closed braces", "{}"),
    ("commas", ","),
    ("dots", "."),
    ("hyphens", "-"),
    ("equals signs", "="),
    ("ampersands", "&"),
    ("pairs", "a=b&"),
    ("percent signs", "%"),
    ("percent-encoding", "%2541"),
    ("entities", "&amp;"),
    ("tags", "<a "),
    ("links", "[a]("),
    ("colours", "\u{1b}[31m"),
    ("colons", "a: "),
    ("lines of pairs", "a: b\n"),
    ("indented lines", "a:\n  - b: c\n"),
    ("block values", "a: |\n  b\n"),
    ("assigned values", "A='b' "),
    ("beginnings of tokens", "eyJ"),
    ("beginnings of tokens with dots", "eyJ."),
    ("headers of tokens", "eyJhbGciOiJSUzI1NiJ9."),
    ("beginnings of tokens in base64", "ZXlK"),
    ("beginnings of certificates", "MIIC"),
    ("beginnings of DER in hexadecimal", "3082"),
    ("bytes", "0x30, "),
    ("numbers of bytes", "48, 130, "),
    ("BEGIN lines", "-----BEGIN CERTIFICATE-----\n"),
    ("BEGIN lines of keys", "-----BEGIN PRIVATE KEY-----\nMIIC\n"),
    ("END lines", "-----END CERTIFICATE-----\n"),
    ("codes", "AADSTS70002:"),
    ("beginnings of codes", "AADSTS"),
    ("reasons", "[Reason - "),
    ("variables", "{{a}}"),
    ("placeholders", "${a}"),
    ("fences", "```\n"),
    ("here-documents", "<<EOF\n"),
    ("lines that go on", "-d a=b \\\n"),
    ("prefixes of lines", "2026-11-23T10:00:05.12Z > | "),
];

/// What makes a recogniser look at what follows.
const BEFORE: [(&str, &str); 7] = [
    (
        "a command",
        "curl https://login.microsoftonline.com/t/oauth2/v2.0/token -d grant_type=client_credentials -d 'client_assertion=",
    ),
    (
        "a program",
        "requests.post(\"https://login.microsoftonline.com/t/oauth2/v2.0/token\", data={\"grant_type\": \"client_credentials\", \"client_assertion\": \"",
    ),
    ("a form", "grant_type=client_credentials&client_assertion="),
    (
        "a message",
        "POST /t/oauth2/v2.0/token HTTP/1.1\nHost: login.microsoftonline.com\n\ngrant_type=client_credentials&client_assertion=",
    ),
    ("a request in PowerShell", "$body = @{ grant_type = 'client_credentials'; client_assertion = '"),
    ("an error", "AADSTS700027: Client assertion failed signature validation. [Reason - "),
    ("a document", "{\"keyCredentials\": [{\"keyId\": \"a\"}], \"a\": "),
];

/// Repeats until the text is about this long.
pub(crate) fn repeat(size: usize, mut write: impl FnMut(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        text += &write(number);
    }
    text
}

pub(crate) fn families() -> Vec<Family> {
    let mut all = Vec::new();
    for (name, write) in EVIDENCE {
        all.push(Family::one(format!("{name}, line by line"), move |size| {
            repeat(size, |number| write(number) + "\n").into_bytes()
        }));
        all.push(Family::one(format!("{name}, in one line"), move |size| {
            repeat(size, |number| write(number).replace('\n', "\\n") + " ").into_bytes()
        }));
        all.push(Family::one(format!("{name}, in a minified array"), move |size| {
            let quoted = |number| {
                let escaped = write(number).replace('\\', "\\\\").replace('\n', "\\n").replace('"', "\\\"");
                format!("\"{escaped}\",")
            };
            format!("[{}0]", repeat(size, quoted)).into_bytes()
        }));
        all.push(Family::one(format!("{name}, lines of a log"), move |size| {
            let line = |number| {
                let escaped = write(number).replace('\n', "\\n");
                format!("{{\"time\":\"2026-11-23T10:00:05Z\",\"id\":\"{}\",\"message\":\"{escaped}\"}}\n", guid(number))
            };
            repeat(size, line).into_bytes()
        }));
    }
    for (name, sign) in SIGNS {
        all.push(Family::one(name, move |size| sign.repeat(size / sign.len()).into_bytes()));
    }
    for (before, start) in BEFORE {
        for (name, sign) in SIGNS.iter().filter(|(name, _)| BEHIND.contains(name)) {
            all.push(Family::one(format!("{name} behind {before}"), move |size| {
                format!("{start}{}", sign.repeat(size / sign.len())).into_bytes()
            }));
        }
    }
    all.extend(layers());
    all
}

/// The signs that are tried behind the beginning of everything.
const BEHIND: [&str; 16] = [
    "letters",
    "blanks",
    "line breaks",
    "quotation marks",
    "apostrophes",
    "backslashes",
    "escaped quotation marks",
    "braces",
    "commas",
    "pairs",
    "percent-encoding",
    "headers of tokens",
    "lines that go on",
    "here-documents",
    "codes",
    "variables",
];

/// Encodings around encodings, and single values of any length.
fn layers() -> Vec<Family> {
    vec![
        Family::one("base64 of base64 of tokens", |size| {
            let inner = base64(repeat(size / 2, |number| token(number) + "\n").as_bytes());
            base64(inner.as_bytes()).into_bytes()
        }),
        Family::one("one line of base64", |size| base64(&noise(1, size * 3 / 4)).into_bytes()),
        Family::one("lines of base64", |size| repeat(size, |number| base64(&noise(number, 48)) + "\n").into_bytes()),
        Family::one("a token with a long claim", |size| {
            let claims = format!("{{\"aud\":\"{}\"}}", "a".repeat(size * 3 / 4));
            format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", base64url(claims.as_bytes()), base64url(&noise(1, 256))).into_bytes()
        }),
        Family::one("a token with many claims", |size| {
            let members = repeat(size * 3 / 4, |number| format!("\"a{number}\":{number},"));
            let claims = format!("{{{members}\"exp\":1795428600}}");
            format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", base64url(claims.as_bytes()), base64url(&noise(1, 256))).into_bytes()
        }),
        Family::one("a token with the same claim", |size| {
            let claims = format!("{{{}\"exp\":1795428600}}", repeat(size * 3 / 4, |_| "\"aud\":1,".to_owned()));
            format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", base64url(claims.as_bytes()), base64url(&noise(1, 256))).into_bytes()
        }),
        Family::one("a token with many header parameters", |size| {
            let header =
                format!("{{{}\"alg\":\"RS256\"}}", repeat(size * 3 / 4, |number| format!("\"a{number}\":{number},")));
            format!("{}.eyJhdWQiOiJhIn0.{}", base64url(header.as_bytes()), base64url(&noise(1, 256))).into_bytes()
        }),
        Family::one("a token with many audiences", |size| {
            let claims = format!(
                "{{\"aud\":[{}\"a\"]}}",
                repeat(size * 3 / 4, |number| format!("\"https://login.microsoftonline.com/{number}\","))
            );
            format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", base64url(claims.as_bytes()), base64url(&noise(1, 256))).into_bytes()
        }),
        Family::one("a token with a long signature", |size| {
            format!("eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.{}", base64url(&noise(1, size * 3 / 4))).into_bytes()
        }),
        Family::one("a token with nested claims", |size| {
            let claims = format!("{{\"aud\":{}", "[".repeat(size * 3 / 4));
            format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", base64url(claims.as_bytes()), base64url(&noise(1, 256))).into_bytes()
        }),
        Family::one("a token with many parts", |size| {
            format!("eyJhbGciOiJSUzI1NiJ9{}", ".eyJhdWQiOiJhIn0".repeat(size / 16)).into_bytes()
        }),
        Family::one("a token folded at 64 columns", |size| {
            let token = format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", base64url(&noise(1, size)), base64url(&noise(1, 256)));
            let lines = (0..token.len()).step_by(64).filter_map(|at| token.get(at..token.len().min(at + 64)));
            lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
        }),
        Family::one("a bundle of certificates with text between them", |size| {
            let bag = |number: usize| format!("Bag Attributes\n    friendlyName: {number}\n{CERTIFICATE}");
            repeat(size, bag).into_bytes()
        }),
        Family::one("a command with many arguments", |size| {
            let arguments = repeat(size, |number| format!(" -H 'X-{number}: {number}'"));
            format!(
                "curl https://login.microsoftonline.com/t/oauth2/v2.0/token -d grant_type=client_credentials{arguments}"
            )
            .into_bytes()
        }),
        Family::one("a command over many lines", |size| {
            let arguments = repeat(size, |number| format!(" \\\n  -d a{number}={number}"));
            format!(
                "curl https://login.microsoftonline.com/t/oauth2/v2.0/token -d grant_type=client_credentials{arguments}"
            )
            .into_bytes()
        }),
        Family::one("a program with many variables", |size| {
            let lines = repeat(size, |number| format!("$client_assertion{number} = 'a'\n"));
            format!("{lines}Invoke-RestMethod -Body @{{ grant_type = 'a'; client_id = $client_id }}").into_bytes()
        }),
        Family::one("a traced exchange", |size| {
            repeat(size, |number| format!("> POST /t/oauth2/v2.0/token HTTP/1.1\n> Host: login.microsoftonline.com\n>\n> grant_type=client_credentials&client_id={}\n< HTTP/1.1 401 Unauthorized\n<\n{{\"error\":\"invalid_client\",\"error_description\":\"{}\"}}\n", guid(number), error(number))).into_bytes()
        }),
        Family::one("a dump of bytes", |size| {
            let bytes = certificate_der(1).into_iter().cycle().take(size / 4).collect::<Vec<u8>>();
            let rows = bytes.chunks(16).enumerate().map(|(row, bytes)| {
                let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("{:08x}  {}\n", row * 16, hex.join(" "))
            });
            rows.collect::<String>().into_bytes()
        }),
        Family::one("a stack trace", |size| {
            let frames = repeat(size, |number| {
                format!("   at Contoso.Payroll.Send{number}(String a) in C:\\b\\c.cs:line {number}\n")
            });
            format!("Microsoft.Identity.Client.MsalServiceException: {}\n{frames}", error(1)).into_bytes()
        }),
        Family::one("passwords in the addresses of requests", |size| {
            repeat(size, |number| format!("https://user:pass{number}@login.microsoftonline.com/t/oauth2/v2.0/token?client_secret={number}abcdefghijkl\n")).into_bytes()
        }),
    ]
}
