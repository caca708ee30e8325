//! Containers of every kind, made by OpenSSL and keytool: they open with the right password, ask for one if there is
//! none, refuse a wrong one, and never cause a panic.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use assertion_inspector::testing::case::inventory::Inventory;
use assertion_inspector::testing::input::{InputKind, recognise};
use assertion_inspector::{Options, inspect};
use common::{AT, fixture, input};

/// Opens a container. Returns its kind, the numbers of certificates and keys, whether it asks for a password, and its
/// problem.
fn open(name: &str, passwords: &[&str]) -> (InputKind, usize, usize, bool, String) {
    let mut inventory = Inventory::default();
    let passwords: Vec<String> = passwords.iter().map(|&text| text.to_owned()).collect();
    inventory.add(name, recognise(&input(name, fixture(&format!("containers/{name}"))), &passwords));
    let said = &inventory.inputs[0];
    (
        said.kind,
        inventory.certificates.len(),
        inventory.private_keys.len(),
        said.needs_password,
        said.problem.clone().map(String::from).unwrap_or_default(),
    )
}

/// A container, its password (empty if not needed), and how many certificates and keys it contains.
const CONTAINERS: [(&str, Option<&str>, usize, usize); 27] = [
    ("keytool.jks", Some("secret"), 2, 1),
    ("keytool.jceks", Some("secret"), 2, 1),
    ("openssl3.pfx", Some("secret"), 1, 1),
    ("legacy.pfx", Some("secret"), 1, 1),
    ("three-des.pfx", Some("secret"), 1, 1),
    ("sha512-mac.pfx", Some("secret"), 1, 1),
    ("keytool.p12", Some("secret"), 1, 1),
    ("no-mac.pfx", Some("secret"), 1, 1),
    ("no-mac-encrypted.pfx", Some("secret"), 1, 1),
    ("unencrypted.pfx", None, 1, 1),
    ("rc2-128.pfx", Some("secret"), 1, 1),
    ("empty-password.pfx", None, 1, 1),
    ("non-ascii-password.pfx", Some("pässwörd"), 1, 1),
    ("no-key.pfx", Some("secret"), 1, 0),
    ("no-certificate.pfx", Some("secret"), 0, 1),
    ("chain.pfx", Some("secret"), 2, 1),
    ("chain.p7b", None, 2, 0),
    ("chain.p7b.pem", None, 2, 0),
    ("encrypted.key.pem", Some("secret"), 0, 1),
    ("pbes1.key.pem", Some("secret"), 0, 1),
    ("traditional.key.pem", Some("secret"), 0, 1),
    ("pkcs1.key.der", None, 0, 1),
    ("sec1.key.pem", None, 0, 1),
    ("sec1.key.der", None, 0, 1),
    ("ec-pkcs8.key.der", None, 0, 1),
    ("traditional-ec.key.pem", Some("secret"), 0, 1),
    ("ber.p7m", None, 2, 0),
];

#[test]
fn every_kind_opens_with_its_password_and_asks_for_it() {
    for (name, password, certificates, keys) in CONTAINERS {
        let passwords: Vec<&str> = ["not this one"].into_iter().chain(password).collect();
        let (kind, found_certificates, found_keys, asks, problem) = open(name, &passwords);
        assert_eq!(
            (found_certificates, found_keys, asks, problem.as_str()),
            (certificates, keys, false, ""),
            "{name}: {kind:?}"
        );
        if password.is_none() {
            continue;
        }
        let (_, certificates, keys, asks, problem) = open(name, &[]);
        let in_the_clear = match name {
            "no-mac.pfx" => 1,
            "keytool.jks" | "keytool.jceks" => 2,
            _ => 0,
        };
        assert_eq!((asks, certificates, keys), (true, in_the_clear, 0), "{name}: {problem}");
        assert!(problem.contains("password"), "{name}: {problem}");
        let (.., asks, problem) = open(name, &["wrong"]);
        assert!(asks && problem.contains("does not open"), "{name}: {problem}");
    }
}

#[test]
fn what_is_in_the_clear_needs_no_password() {
    for (passwords, says) in [(&[][..], "needs its password"), (&["wrong"], "does not open it")] {
        let (_, certificates, keys, asks, problem) = open("clear-certificate.pfx", passwords);
        assert!(certificates == 1 && keys == 0 && asks, "{problem}");
        assert!(problem.starts_with("What is in the clear in it was read") && problem.contains(says), "{problem}");
    }
    assert_eq!(open("clear-certificate.pfx", &["secret"]), (InputKind::Pkcs12, 1, 1, false, String::new()));
}

#[test]
fn the_right_password_of_a_key_of_another_kind_is_not_called_wrong() {
    let (.., asks, problem) = open("ed25519.key.pem", &["secret"]);
    assert!(!asks && problem.contains("1.3.101.112"), "{problem}");
    let (.., asks, problem) = open("ed25519.key.pem", &["wrong"]);
    assert!(asks && problem.contains("does not open"), "{problem}");
}

#[test]
fn keys_and_stores_of_other_formats_are_named() {
    for (bytes, says) in [
        (&b"PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\n"[..], "puttygen"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n", "ssh-keygen"),
        (b"-----BEGIN DSA PRIVATE KEY-----\nMIIB\n-----END DSA PRIVATE KEY-----\n", "DSA"),
        (b"\xFE\xED\xFE\xED\0\0\0\x02", "JKS"),
        (b"\xCE\xCE\xCE\xCE\0\0\0\x02", "JCEKS"),
    ] {
        let mut inventory = Inventory::default();
        inventory.add("key", recognise(&input("key", bytes), &[]));
        let problem = inventory.inputs[0].problem.clone().unwrap_or_default();
        assert!(problem.contains(says), "{problem}");
    }
}

/// Converts DER to the BER that older Windows, Java and NSS write: indefinite lengths, and longer strings in pieces.
fn to_ber(der: &[u8]) -> Vec<u8> {
    const PIECE: usize = 100;
    let mut ber = Vec::new();
    let mut rest = der;
    while let [tag, length, ..] = *rest {
        let (head, size) = match length {
            0x82 => (4, usize::from(rest[2]) << 8 | usize::from(rest[3])),
            0x81 => (3, usize::from(rest[2])),
            short => (2, usize::from(short)),
        };
        let content = &rest[head..head + size];
        if tag & 0x20 != 0 {
            ber.extend([&[tag, 0x80][..], &to_ber(content), &[0, 0]].concat());
        } else if matches!(tag, 0x04 | 0x80) && size > PIECE {
            ber.extend([tag | 0x20, 0x80]);
            content.chunks(PIECE).for_each(|piece| ber.extend([&[4, piece.len() as u8], piece].concat()));
            ber.extend([0, 0]);
        } else {
            ber.extend(&rest[..head + size]);
        }
        rest = &rest[head + size..];
    }
    ber
}

#[test]
fn a_pfx_in_ber_opens_too() {
    for (name, password, certificates, keys) in CONTAINERS {
        // Certificates are DER wherever they occur, and a SignedData is converted down to them.
        if !name.contains(".pfx") && !name.contains(".p12") {
            continue;
        }
        let ber = to_ber(&fixture(&format!("containers/{name}")));
        assert_eq!(ber[1], 0x80);
        let mut inventory = Inventory::default();
        let passwords: Vec<String> = password.map(str::to_owned).into_iter().collect();
        inventory.add(name, recognise(&input(name, ber), &passwords));
        assert_eq!((inventory.certificates.len(), inventory.private_keys.len()), (certificates, keys), "{name}");
    }
}

#[test]
fn a_pfx_as_base64_opens_too() {
    let text = assertion_inspector::testing::notation::encoding::to_base64(&fixture("containers/openssl3.pfx"));
    for (passwords, keys, asks) in [(vec![], 0, true), (vec!["secret".to_owned()], 1, false)] {
        let mut inventory = Inventory::default();
        inventory.add("pfx.txt", recognise(&input("pfx.txt", text.clone()), &passwords));
        assert_eq!((inventory.private_keys.len(), inventory.inputs[0].needs_password), (keys, asks));
    }
}

#[test]
fn a_derivation_of_absurd_cost_is_not_begun() {
    let begun = std::time::Instant::now();
    let (_, certificates, _, asks, problem) = open("costly.pfx", &["secret"]);
    assert!(certificates == 0 && !asks && problem.contains("3000000 rounds"), "{problem}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn the_key_of_a_pfx_proves_its_certificate() {
    let options = Options::new(AT).at(AT).passwords(vec!["secret".into()]);
    let token = input("app.jwt", fixture("in-order.jwt"));
    let report = inspect(&[token, input("app.pfx", fixture("containers/openssl3.pfx"))], &options);
    assert!(report.certificates[0].has_private_key);
    let fits = report.cases[0].findings.iter().find(|one| one.id == "private-key-fits").expect("the check ran");
    assert!(fits.title.contains("app.pfx"), "{}", fits.title);
    // No part of a private key appears in a report.
    let json = serde_json::to_string(&report).expect("JSON");
    assert!(!json.contains("PRIVATE KEY") && !json.contains("secret\""));
}

#[test]
fn damage_is_refused_and_breaks_nothing() {
    // Each key of JCEKS takes 400,000 rounds.
    for (name, ..) in CONTAINERS.into_iter().filter(|(name, ..)| *name != "keytool.jceks") {
        let bytes = fixture(&format!("containers/{name}"));
        // Each attempt derives a key, so a few of each kind are enough.
        for at in (0..bytes.len()).step_by(bytes.len() / 12 + 1) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x41;
            for damaged in [flipped, bytes[..at].to_vec()] {
                let mut inventory = Inventory::default();
                inventory.add(name, recognise(&input(name, damaged), &["secret".to_owned()]));
                assert_eq!(inventory.inputs.len(), 1);
            }
        }
    }
}

/// A text with values in it, made by `tests/recipes/values.sh`: whether it needs the password, how many keys it holds
/// beside the certificate of `app.pem`, and where its first value stands.
const VALUES: [(&str, bool, usize, &str); 14] = [
    ("kubernetes-secret.yaml", false, 1, "base64 in line 3 (tls.crt)"),
    ("kubernetes-secret.json", true, 1, "base64 in line 9 (app.pfx)"),
    ("terraform.tfstate", false, 1, "base64 in line 20 (client_certificate)"),
    ("terraform-plan.json", false, 1, "base64 in line 1 (client_certificate)"),
    ("keyvault-secret.json", false, 1, "base64 in line 9 (value)"),
    ("keyvault-certificate.json", false, 0, "base64 in line 3 (cer)"),
    ("appsettings.json", false, 1, "base64 in line 7 (Base64EncodedValue)"),
    ("base64-of-pem.txt", false, 0, "base64 in line 2 (app.pem)"),
    ("base64-of-pfx.txt", false, 1, "base64 in line 2 (app.pfx)"),
    ("dump.xxd", false, 0, "hexadecimal in line 1"),
    ("dump.hexdump", false, 0, "hexadecimal in line 1"),
    ("dump.od", false, 0, "hexadecimal in line 1"),
    ("plain.hex", false, 0, "hexadecimal in line 1"),
    ("array.c", false, 0, "hexadecimal in line 2 (app_der)"),
];

/// The thumbprints of the certificates and the number of private keys in a text, and what the input says.
fn values(text: impl Into<Vec<u8>>, passwords: &[String]) -> (Vec<[u8; 20]>, usize, String, bool) {
    let mut inventory = Inventory::default();
    inventory.add("values", recognise(&input("values", text.into()), passwords));
    let said = &inventory.inputs[0];
    let unwrapped = said.unwrapped.first().map(|one| one.to_string()).unwrap_or_default();
    let sha1 = inventory.certificates.iter().map(|one| one.sha1).collect();
    let asks = said.needs_password;
    let said = format!("{unwrapped}{}", said.problem.as_deref().map(|one| format!("; {one}")).unwrap_or_default());
    (sha1, inventory.private_keys.len(), said, asks)
}

#[test]
fn values_of_files_are_found_in_their_place() {
    let app = vec![common::certificate("app").sha1];
    for (name, locked, keys, place) in VALUES {
        let text = fixture(&format!("containers/{name}"));
        let secret = ["secret".to_owned()];
        let found = values(text.clone(), if locked { &secret } else { &[] });
        assert_eq!(found, (app.clone(), keys, place.to_owned(), false), "{name}");
        if locked {
            let (certificates, keys, said, asks) = values(text, &[]);
            assert!(certificates.is_empty() && keys == 0 && asks && said.contains("needs its password"), "{said}");
        }
    }
}

#[test]
fn values_of_programs_and_settings() {
    use assertion_inspector::testing::notation::encoding::{to_base64, to_base64url, to_hex};
    let app = common::certificate("app").sha1;
    let pem = String::from_utf8(fixture("app.pem")).expect("text");
    let der = fixture("app.der");
    let (base64, hex) = (to_base64(&der), to_hex(&der));
    let lines = |start: &str, end: &str| pem.lines().map(|line| format!("{start}{line}{end}\n")).collect::<String>();
    let wrapped = |start: &str, end: &str| {
        let pieces = base64.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned());
        pieces.map(|line| format!("{start}{line}{end}\n")).collect::<String>()
    };
    let pairs = |between: &str| der.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between);
    let numbers = |signed: bool| {
        let number = |byte: &u8| if signed { byte.cast_signed().to_string() } else { byte.to_string() };
        der.iter().map(number).collect::<Vec<_>>()
    };
    let of_pem = to_base64(pem.as_bytes());
    let utf16: Vec<u8> = pem.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for text in [
        // PEM as string literals.
        format!("String pem = {}\"\";", lines("    \"", "\\n\" +")),
        format!("PEM = (\n{})", lines("    '", "\\n'")),
        format!("const pem = [\n{}].join('\\n');", lines("  '", "',")),
        format!("var pem = {}\n", lines("  \"", "\\n\" +").replace("\" +", "\" .")),
        format!("Dim pem As String = {}\"\"", lines(" \"", "\" & vbCrLf & _")),
        format!("#define PEM \\\n{}", lines("  \"", "\\n\" \\")),
        format!("{{\"pem\": [{}]}}", lines("\"", "\",").trim_end_matches(",\n")),
        format!("let pem = `{pem}`;"),
        // Base64 of DER.
        format!("CERTIFICATE={base64}\n"),
        format!("export CERTIFICATE=\"{base64}\" # until June"),
        format!("client_certificate = \"{base64}\"\n"),
        format!("client_certificate = <<EOF\n{}EOF\n", wrapped("", "")),
        format!("certificate: |\n{}next: value\n", wrapped("  ", "")),
        format!("certificate: >-\n{}\nnext: value\n", wrapped("  ", "")),
        format!("byte[] cert = Convert.FromBase64String(\n{}\"\");", wrapped("  \"", "\" +")),
        format!("$cert = @'\n{}'@\n", wrapped("", "")),
        format!("CERT='{}'", wrapped("", "\\")),
        format!("{{\"cer\":\"{}\"}}", wrapped("", "").replace('\n', "\\r\\n")),
        format!("{{\"cer\":\"{}\"}}", base64.replace('/', "\\/").replace('+', "\\u002B")),
        format!("{{\\\"cer\\\":\\\"{base64}\\\"}}"),
        format!("cer {}", to_base64url(&der)),
        format!("The certificate is {base64}. Is it right?"),
        // Base64 of PEM, once and twice, and of a text around it.
        format!("  tls.crt: {of_pem}\n  tls.key: \"\"\n"),
        format!("  tls.crt: {}\n", to_base64(of_pem.as_bytes())),
        format!("  tls.crt: {}\n", to_base64(base64.as_bytes())),
        format!("$env:PEM = '{}'", to_base64(&utf16)),
        format!("CREDENTIALS={}", to_base64(format!("{{\"certificate\":{pem:?},\"x\":1}}").as_bytes())),
        format!("CREDENTIALS={}", to_base64(format!("{{\"certificate\":\"{base64}\",\"x\":1}}").as_bytes())),
        format!("PEM={}", to_base64(format!("Bag Attributes\n  friendlyName: app\n{pem}").as_bytes())),
        // Hexadecimal and numbers.
        hex.clone(),
        format!("INSERT INTO certificates VALUES (1, 0x{hex});"),
        format!("certificate = \"{}\"", hex.to_ascii_lowercase()),
        pairs(":"),
        pairs(" "),
        format!("BitConverter: {}", pairs("-")),
        format!("cert = b\"\\x{}\"", pairs("\\x")),
        format!("new byte[] {{ 0x{} }};", pairs(", 0x")),
        format!(
            "hex {}",
            hex.as_bytes().chunks(60).map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect::<String>()
        ),
        to_hex(pem.as_bytes()),
        format!("{{\"certificate\": [{}]}}", numbers(false).join(", ")),
        format!("byte[] cert = {{{}}};", numbers(true).join(",")),
        numbers(false).join("\r\n"),
        // What other tools write.
        format!("certificate_data = \"{hex}\""),
        format!("cert=\\\n{}", wrapped("  ", "\\")),
        format!("<configuration><add key=\"Certificate\" value=\"{base64}\"/></configuration>"),
        format!("name,certificate,end\r\napp,{base64},2027\r\n"),
        wrapped("", "").replace('\n', " "),
        format!("certificates:\n  - {base64}\n  - other\n"),
        format!("{{\"log\":\"{{\\\"cer\\\":\\\"{base64}\\\"}}\"}}"),
        words("hexdump", &[]),
        words("od", &["-x"]),
        printed(&der),
    ] {
        let (certificates, keys, said, asks) = values(text.clone(), &[]);
        assert!(certificates == [app] && keys == 0 && !asks && !said.contains(';'), "{text}\n{certificates:?} {said}");
    }
}

/// A dump of `app.der` in words of two bytes.
fn words(program: &str, options: &[&str]) -> String {
    let file = format!("{}/tests/fixtures/app.der", env!("CARGO_MANIFEST_DIR"));
    let output = std::process::Command::new(program).args(options).arg(file).output();
    String::from_utf8_lossy(&output.expect("the program runs").stdout).into_owned()
}

/// Bytes as Python prints them.
fn printed(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b'\'' => "\\'".to_owned(),
        b'\\' => "\\\\".into(),
        b'\n' => "\\n".into(),
        b'\r' => "\\r".into(),
        b'\t' => "\\t".into(),
        b' '..=b'~' => char::from(*byte).to_string(),
        byte => format!("\\x{byte:02x}"),
    };
    format!(">>> cert.public_bytes(Encoding.DER)\nb'{}'", bytes.iter().map(one).collect::<String>())
}

#[test]
fn values_of_others_are_not_the_clients() {
    use assertion_inspector::testing::notation::encoding::to_base64;
    let base64 = to_base64(&fixture("app.der"));
    let other = to_base64(&fixture("root.pem"));
    for text in [
        format!("answer of /discovery/v2.0/keys: {{\"keys\":[{{\"kid\":\"a\",\"x5c\":[\"{base64}\",\"{base64}\"]}}]}}"),
        format!("Received <saml><X509Certificate>{base64}</X509Certificate></saml>"),
        format!(
            "$params = @{{ KeyCredentials = @(@{{ Type = 'AsymmetricX509Cert'; Key = [Convert]::FromBase64String('{base64}') }}) }}"
        ),
        format!("    certificate-authority-data: {other}\n    server: https://a\n"),
        format!("cluster_ca_certificate = \"{other}\"\n"),
    ] {
        let (certificates, ..) = values(text.clone(), &[]);
        assert!(certificates.is_empty(), "{text}");
    }
    // A value that is cut off, and one that only begins like a certificate.
    for text in
        [format!("cer: {}\nnext: {}\n", &base64[..400], "a".repeat(500)), format!("cer: MIID{}", "A".repeat(800))]
    {
        assert!(values(text.clone(), &[]).0.is_empty(), "{text}");
    }
}

#[test]
fn the_cost_of_values_grows_with_the_text() {
    let size = 2_000_000;
    for piece in [
        "MIIP/zCC\n",
        "MIID9TCCAd2gAwIBAgIUSFOF1r6G\n",
        "3082fff030",
        "30 82 ff f0 30 ",
        "48,130,255,255,48,",
        "30\n",
        "00000000: 3082 fff0 3082 01dd a003 0201 0202\n",
        "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1J\n",
        "-----BEGIN ",
        "M\"\n\"",
        "\\n",
    ] {
        let begun = std::time::Instant::now();
        let _ = values(piece.repeat(size / piece.len()), &[]);
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{piece:?}: {:?}", begun.elapsed());
    }
}
