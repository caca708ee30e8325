//! The snippets are run with the libraries they are for; see `tests/stacks/README.md`.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use assertion_inspector::Instant;
use assertion_inspector::Options;
use assertion_inspector::inspect;
use assertion_inspector::repair::RepairReport;
use assertion_inspector::report::Status;
use assertion_inspector::testing::input::InputKind;
use common::{fixture, input, libraries, repaired};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn now() -> Instant {
    Instant(SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs() as i64)
}

fn report() -> RepairReport {
    report_of("x5t-hex-text.jwt")
}

fn report_of(assertion: &str) -> RepairReport {
    repaired(&[input(assertion, fixture(assertion)), input("app.pem", fixture("app.pem"))], now())
}

/// A snippet with the fixtures' files in place of its placeholders.
fn snippet(report: &RepairReport, id: &str, folder: &Path) -> String {
    let fixtures = format!("{ROOT}/tests/fixtures");
    let both = folder.join("both.pem");
    std::fs::write(&both, [fixture("app.pem"), fixture("keys/app.key.pem")].concat()).expect("a file");
    let text = &report.snippets.iter().find(|one| one.id == id).unwrap_or_else(|| panic!("no snippet {id}")).text;
    let filled = text
        .replace("<path to private key>", &format!("{fixtures}/keys/app.key.pem"))
        .replace("<path to PFX>", &format!("{fixtures}/containers/openssl3.pfx"))
        .replace("<path to PEM with certificate and private key>", both.to_str().expect("text"))
        .replace("<password>", "secret");
    assert!(!filled.contains("<path"), "{filled}");
    filled
}

/// Runs a Python or Node snippet and returns what it prints.
fn run(language: &str, text: &str, libraries: &Path, folder: &Path, endpoint: &str) -> String {
    let stacks = format!("{ROOT}/tests/stacks");
    let mut command = match language {
        "python" => {
            let file = folder.join("snippet.py");
            std::fs::write(&file, text).expect("a file");
            let mut command = Command::new(libraries.join("python/bin/python"));
            command.arg(file).env("PYTHONPATH", &stacks);
            command
        }
        _ => {
            // Node resolves modules relative to the file.
            let file = libraries.join("node").join(format!("snippet-{}.cjs", std::process::id()));
            std::fs::write(&file, text).expect("a file");
            let mut command = Command::new("node");
            command.arg("--require").arg(format!("{stacks}/loopback.cjs")).arg(file);
            command
        }
    };
    let output = command.env("TOKEN_ENDPOINT", endpoint).env("NO_PROXY", "127.0.0.1").output().expect("it starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}\n{out}\n{err}");
    format!("{out}{err}")
}

/// An independent verifier: PyJWT with the certificate's public key.
fn verified_by_pyjwt(token: &str, libraries: &Path) {
    let code = "import sys, jwt\nfrom cryptography.x509 import load_pem_x509_certificate\n\
                key = load_pem_x509_certificate(open(sys.argv[1], 'rb').read()).public_key()\n\
                jwt.decode(sys.argv[2], key, algorithms=['PS256', 'RS256'], options={'verify_aud': False}, leeway=60)";
    let certificate = format!("{ROOT}/tests/fixtures/app.pem");
    let mut command = Command::new(libraries.join("python/bin/python"));
    let output = command.args(["-c", code, &certificate, token]).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// An endpoint on the loopback address that answers as the sign-in service answers a good request, and records
/// requests.
fn endpoint() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let (keep, kept) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let keep = keep.clone();
            std::thread::spawn(move || drop(answer(stream, &keep)));
        }
    });
    (address, kept)
}

fn answer(stream: TcpStream, keep: &std::sync::mpsc::Sender<String>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut head = String::new();
        while reader.read_line(&mut head)? > 2 {}
        let header = |name: &str| {
            let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        let Some(path) = head.split_whitespace().nth(1).map(str::to_owned) else { return Ok(()) };
        let mut body = vec![0; header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)];
        reader.read_exact(&mut body)?;
        let host = header("x-meant-host").unwrap_or_default();
        let json = if path.contains("/discovery/instance") {
            r#"{"tenant_discovery_endpoint":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/.well-known/openid-configuration","metadata":[{"preferred_network":"login.microsoftonline.com","preferred_cache":"login.windows.net","aliases":["login.microsoftonline.com","login.windows.net"]}]}"#.to_owned()
        } else if path.contains("openid-configuration") {
            let base = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47";
            format!(
                r#"{{"issuer":"{base}/v2.0","authorization_endpoint":"{base}/oauth2/v2.0/authorize","token_endpoint":"{base}/oauth2/v2.0/token","end_session_endpoint":"{base}/oauth2/v2.0/logout","jwks_uri":"{base}/discovery/v2.0/keys"}}"#
            )
        } else {
            let kind = header("content-type").unwrap_or_default();
            let body = String::from_utf8_lossy(&body);
            let _ = keep.send(format!("POST https://{host}{path} HTTP/1.1\nContent-Type: {kind}\n\n{body}"));
            r#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"x"}"#.to_owned()
        };
        let mut stream = &stream;
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{json}",
            json.len()
        )?;
    }
}

#[test]
fn assertions_made_by_hand_are_clean() {
    let Some(libraries) = libraries() else { return };
    let (report, folder) = (report(), tempfile::tempdir().expect("a folder"));
    for (id, language) in [("pyjwt", "python"), ("jose", "node")] {
        let text = snippet(&report, id, folder.path());
        let token = run(language, &text, &libraries, folder.path(), "http://127.0.0.1:9");
        let at = now();
        let inputs = [input("token", token.trim()), input("app.pem", fixture("app.pem"))];
        let case = inspect(&inputs, &Options::new(at).at(at)).cases.remove(0);
        assert_eq!(case.verdict.finding, None, "{id}: {}", case.verdict.headline);
        assert!(case.assertion.expect("an assertion").signature.say.contains("verifies"), "{id}");
        verified_by_pyjwt(token.trim(), &libraries);
    }
}

#[test]
fn what_the_libraries_send_is_clean() {
    let Some(libraries) = libraries() else { return };
    let (report, folder) = (report(), tempfile::tempdir().expect("a folder"));
    for (id, language) in [
        ("msal-python", "python"),
        ("azure-identity-python", "python"),
        ("msal-node", "node"),
        ("azure-identity-js", "node"),
    ] {
        let (address, requests) = endpoint();
        let text = snippet(&report, id, folder.path());
        let said = run(language, &text, &libraries, folder.path(), &address);
        assert!(said.contains("signed in"), "{id}: {said}");
        let request = requests.recv_timeout(Duration::from_secs(5)).unwrap_or_else(|_| panic!("{id}: no request came"));
        let at = now();
        let inputs = [input("request.txt", request.clone()), input("app.pem", fixture("app.pem"))];
        let report = inspect(&inputs, &Options::new(at).at(at));
        let case = &report.cases[0];
        assert_eq!(
            (report.inputs[0].kind, case.verdict.finding),
            (InputKind::Request, None),
            "{id}: {}\n{request}",
            case.verdict.headline
        );
        let loud: Vec<&str> =
            case.findings.iter().filter(|one| one.status <= Status::Warning).map(|one| one.id).collect();
        assert!(loud.is_empty(), "{id}: {loud:?}");
        let passed = |id: &str| case.findings.iter().any(|one| one.id == id && one.status == Status::Pass);
        for check in
            ["signature-verifies", "client-id-of-request", "audience-of-request", "request-parameters-complete"]
        {
            assert!(passed(check), "{id}: {check}\n{request}");
        }
        verified_by_pyjwt(&case.assertion.as_ref().expect("an assertion").token, &libraries);
    }
}

/// The assertions whose snippets are compiled: without and with the certificate in `x5c`, for which each library has
/// its own option.
const WITHOUT_AND_WITH_X5C: [&str; 2] = ["x5t-hex-text.jwt", "msal-python-pem-x5c.jwt"];

/// Compiles or parses a text in its own folder, and returns the errors.
fn objections(language: &str, text: &str, libraries: &Path) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (stubs, stacks) = (format!("{ROOT}/tests/stacks/stubs"), format!("{ROOT}/tests/stacks"));
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let mut command = match language {
        "csharp" => {
            // Mono's compiler does not know statements at the top level, which .NET has had since C# 9.
            let (usings, body): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("using "));
            let (usings, body) = (usings.join("\n"), body.join("\n"));
            let main =
                format!("{usings}\nclass P {{ static async System.Threading.Tasks.Task Main() {{\n{body}\n}} }}\n");
            write("Program.cs", &main);
            let mut command = Command::new("mcs");
            command
                .args(["-langversion:7.2", "-r:System.Core", "-target:library", "-out:program.dll", "Program.cs"])
                .arg(format!("{stubs}/Msal.cs"));
            command
        }
        "java" => {
            write("SignIn.java", text);
            let mut command = Command::new("javac");
            command.args(["-Xlint:all", "-Werror", "-proc:none", "-d", "out", "-sourcepath"]);
            command.arg(format!("{stubs}/java")).arg("SignIn.java");
            command
        }
        "go" => {
            let library = "github.com/AzureAD/microsoft-authentication-library-for-go";
            write("main.go", text);
            write(
                "go.mod",
                &format!("module signin\n\ngo 1.18\n\nrequire {library} v1.0.0\n\nreplace {library} => {stubs}/go\n"),
            );
            let mut command = Command::new("go");
            command.args(["vet", "."]).env("GOFLAGS", "-mod=mod").env("GOPROXY", "off").env("GO111MODULE", "on");
            command.env("GOCACHE", libraries.join("go-cache"));
            command
        }
        "powershell" => {
            let mut command = Command::new(libraries.join("python/bin/python"));
            command.arg(format!("{stacks}/powershell.py"));
            command
        }
        "kql" => {
            let mut command = Command::new("node");
            command.arg(format!("{stacks}/kusto.cjs")).env("STACKS", libraries);
            command
        }
        other => panic!("nothing reads {other}"),
    };
    write("input", text);
    let stdin = std::fs::File::open(folder.path().join("input")).expect("a file");
    let output =
        command.current_dir(folder.path()).stdin(stdin).output().unwrap_or_else(|error| panic!("{language}: {error}"));
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (!output.status.success()).then_some(said)
}

#[test]
fn what_cannot_be_run_here_is_read_by_its_own_compiler_or_parser() {
    let Some(libraries) = libraries() else { return };
    let query = std::fs::read_to_string(format!("{ROOT}/docs/at-scale/signins.kql")).expect("a file");
    assert_eq!(objections("kql", &query, &libraries), None, "signins.kql");
    for assertion in WITHOUT_AND_WITH_X5C {
        let report = report_of(assertion);
        let mut read = std::collections::BTreeSet::new();
        for one in &report.snippets {
            if ["csharp", "java", "go", "powershell", "kql"].contains(&one.language.as_str()) {
                let said = objections(&one.language, &one.text, &libraries);
                assert_eq!(said, None, "{}: {}", one.id, one.text);
                read.insert(one.language.clone());
            }
        }
        assert_eq!(read.len(), 5, "{read:?}");
    }
}

#[test]
fn every_compiler_and_parser_objects_to_what_is_wrong() {
    let Some(libraries) = libraries() else { return };
    let report = report();
    let text = |id: &str| report.snippets.iter().find(|one| one.id == id).map(|one| one.text.clone()).expect(id);
    for (id, language, right, wrong) in [
        ("msal-net", "csharp", "WithCertificate", "WithCertificates"),
        ("msal-java", "java", "createFromCertificate", "createFromCertificates"),
        ("msal-go", "go", "confidential.New(", "confidential.NewClient("),
        ("graph-powershell", "powershell", "Connect-MgGraph", "Connect-MgGraph ("),
        ("dotnet-powershell", "powershell", "@{", "@{{("),
        ("kql", "kql", " .. ", " . and "),
    ] {
        let text = text(id);
        assert!(text.contains(right), "{id}");
        let broken = text.replace(right, wrong);
        assert!(objections(language, &broken, &libraries).is_some(), "{id}: nothing objects to {broken}");
    }
}
