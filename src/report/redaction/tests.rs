//! No string in a report keeps a signature: each one that can be filled is filled with a token, and none may keep it
//! whole.

use super::cut;
use super::ids::Ids;
use super::secrets::{SecretMaterial, Secrets};
use serde_json::{Map, Value};

use super::texts::EachText as _;
use super::{disarm, redact, redact_case, shorten_ids, shorten_ids_of_case, signature};
use crate::case::pairing::LeftOverKind;
use crate::checks::guide_points::PointId;
use crate::evidence::assertion::Part;
use crate::evidence::certificate::KeyUsageName;
use crate::evidence::server_error::Reason;
use crate::input::InputKind;
use crate::language::Text;
use crate::notation::instant::Instant;
use crate::notation::text::is_unseen;
use crate::report::{
    Answer, AssertionReport, AtSource, CaseGroup, CaseReport, CertificateReport, ChainLink, ChainNaming, ChainRelation,
    Confidence, ErrorReport, Evidence, FederatedCredentialReport, FindingReport, FoundKey, GuideReport, GuideState,
    InputReport, KeyReport, Mark, MemberReport, PartName, PartReport, Question, QuestionId, RegisteredKeyReport,
    Report, SCHEMA, SignatureReport, SignatureStatus, Status, Summary, ThumbprintCell, ThumbprintColumn,
    ThumbprintNotation, ThumbprintRow, ThumbprintTable, Tool, Unchecked, Unpaired, Verdict, Wanted,
};
use crate::{Input, Options, inspect};

/// A password that opens nothing.
const PASSWORD: &str = "correct-horse-battery-staple";
const MARK: &str = "SIGNATURE-MARK";
const MARKED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.SIGNATURE-MARK";

/// The fields that cannot contain outside text: static texts and enums.
const STATIC: &[&str] = &[
    "at_source",
    "cases[].answer.error",
    "cases[].answer.mark",
    "cases[].answer.reason",
    "cases[].assertion.members[].findings[]",
    "cases[].assertion.members[].part",
    "cases[].assertion.members[].state",
    "cases[].assertion.parts[].name",
    "cases[].assertion.signature.status",
    "cases[].at_source",
    "cases[].chain[].named",
    "cases[].chain[].relation",
    "cases[].findings[].citations[]",
    "cases[].findings[].confidence",
    "cases[].findings[].guide[]",
    "cases[].findings[].id",
    "cases[].findings[].question",
    "cases[].findings[].status",
    "cases[].guide[].findings[]",
    "cases[].guide[].id",
    "cases[].guide[].state",
    "cases[].questions[].finding",
    "cases[].questions[].id",
    "cases[].questions[].state",
    "cases[].summary.confidence",
    "cases[].summary.state",
    "cases[].summary.verdict",
    "cases[].thumbprints.rows[].id",
    "cases[].verdict.confidence",
    "cases[].verdict.finding",
    "cases[].verdict.unchecked[].wanted",
    "certificates[].key_usage[]",
    "errors[].reason",
    "groups[].state",
    "groups[].verdict",
    "inputs[].kind",
    "tool.name",
    "tool.version",
    "unpaired[].kind",
];

/// A report with every `Option` and every list filled, and `text` in every string that takes it.
pub(in crate::report) fn full(text: &str) -> Report {
    let string = || text.to_owned();
    let some = || Some(text.to_owned());
    let say = || Text::verbatim(text);
    let object = || Some(Map::from_iter([(string(), Value::Array(vec![Value::String(string())]))]));
    let cell = || ThumbprintCell { value: string(), matches: true, note: say() };
    let evidence = Evidence {
        place: say(),
        found: some(),
        found_means: Some(say()),
        expected: some(),
        expected_means: Some(say()),
        at: Some([0, text.len()]),
        exact: [true; 2],
        member: Some((Part::Header, string())),
    };
    let assertion = AssertionReport {
        input: string(),
        line: Some(1),
        column: Some(1),
        token: string(),
        parts: vec![PartReport { name: PartName::Extra, start: 0, end: text.len(), decoded: some() }],
        header: object(),
        claims: object(),
        members: vec![MemberReport {
            part: Part::Header,
            name: string(),
            text: string(),
            reading: say(),
            meaning: say(),
            state: Status::Pass,
            findings: vec!["id"],
            start: 0,
            end: text.len(),
        }],
        signature: SignatureReport {
            status: SignatureStatus::Verified,
            algorithm: some(),
            certificate: some(),
            say: say(),
        },
    };
    let finding = FindingReport {
        id: "id",
        status: Status::Cause,
        confidence: Some(Confidence::Certain),
        question: QuestionId::Key,
        title: say(),
        evidence: vec![evidence],
        explanation: say(),
        advice: vec![say()],
        looks_at: say(),
        raises: vec![string()],
        mended: vec![string()],
        guide: vec![PointId::Intro],
        citations: vec!["https://www.rfc-editor.org/rfc/rfc7515"],
        why: Some(say()),
    };
    let link = ChainLink {
        relation: ChainRelation::Signed,
        label: string(),
        sha1: some(),
        named: Some(ChainNaming::Named),
        ca: true,
        self_signed: true,
    };
    let group = CaseGroup {
        verdict: Some("id"),
        thumbprint: some(),
        state: Status::Cause,
        sentence: say(),
        first: some(),
        last: some(),
        cases: vec![0],
        count: 1,
        client_ids: vec![string()],
        input: string(),
        line: Some(1),
    };
    let case = CaseReport {
        secrets: SecretMaterial::default(),
        issued_at: some(),
        chain: vec![link],
        at: string(),
        at_source: AtSource::Given,
        summary: Summary {
            input: string(),
            line: Some(1),
            column: Some(1),
            time: some(),
            client_id: some(),
            tenant: some(),
            thumbprint: some(),
            code: Some(1),
            trace_id: some(),
            correlation_id: some(),
            state: Status::Cause,
            verdict: Some("id"),
            confidence: Some(Confidence::Certain),
            headline: say(),
            sentence: say(),
            proved: false,
        },
        assertion: Some(assertion),
        error: Some(0),
        questions: vec![Question {
            id: QuestionId::Key,
            title: say(),
            state: Status::Cause,
            answer: say(),
            finding: Some("id"),
        }],
        thumbprints: ThumbprintTable {
            columns: vec![ThumbprintColumn { label: string(), origin: say(), sha1: string() }],
            rows: vec![ThumbprintRow {
                id: ThumbprintNotation::X5t,
                label: say(),
                header: Some(cell()),
                cells: vec![cell()],
            }],
        },
        findings: vec![finding],
        verdict: Verdict {
            finding: Some("id"),
            confidence: Some(Confidence::Certain),
            headline: say(),
            sentence: say(),
            advice: say(),
            next: vec![say()],
            unchecked: vec![Unchecked {
                wanted: Wanted::Certificate,
                what: say(),
                needs: say(),
                commands: vec![string()],
            }],
        },
        answer: Some(Answer {
            status: Some(401),
            error: Some("invalid_client"),
            code: Some(700_027),
            reason: Some(Reason::KeyNotFound),
            thumbprint: some(),
            found_key: Some(FoundKey { start: some(), end: some() }),
            text: string(),
            mark: Some(Mark::Seen),
            say: say(),
            needs: Some(say()),
            agrees: Some(true),
        }),
        guide: vec![GuideReport {
            id: PointId::Intro,
            section: say(),
            title: say(),
            state: GuideState::Wrong,
            findings: vec!["id"],
            say: say(),
        }],
    };
    Report {
        secrets: SecretMaterial::default(),
        groups: vec![group],
        schema: SCHEMA,
        tool: Tool { name: "name", version: "version" },
        at: string(),
        at_source: AtSource::Given,
        inputs: vec![InputReport {
            name: string(),
            kind: InputKind::Mixed,
            kind_label: say(),
            detail: say(),
            problem: Some(say()),
            unwrapped: vec![say()],
            needs_password: true,
            inside: some(),
        }],
        certificates: vec![CertificateReport {
            input: string(),
            label: string(),
            subject: string(),
            issuer: string(),
            serial: string(),
            not_before: string(),
            not_after: string(),
            sha1: string(),
            sha256: string(),
            x5t: string(),
            x5t_s256: string(),
            key: KeyReport { kind: string(), bits: 1 },
            ca: true,
            self_issued: true,
            key_usage: vec![KeyUsageName::DigitalSignature],
            has_private_key: true,
        }],
        errors: vec![ErrorReport {
            input: string(),
            line: Some(1),
            column: Some(1),
            codes: vec![1],
            reason: Some(Reason::KeyNotFound),
            thumbprint: some(),
            x5t_seen: some(),
            found_key: some(),
            configured_keys: vec![string()],
            app_id: some(),
            current_time: some(),
            timestamp: some(),
            trace_id: some(),
            correlation_id: some(),
            meaning: say(),
        }],
        registered_keys: vec![RegisteredKeyReport {
            input: string(),
            app_id: some(),
            key_id: some(),
            name: some(),
            sha1: some(),
            start: some(),
            end: some(),
            usage: some(),
            kind: some(),
        }],
        federated_credentials: vec![FederatedCredentialReport {
            input: string(),
            owner: some(),
            client_id: some(),
            name: some(),
            issuer: some(),
            subject: some(),
            expression: some(),
            audiences: vec![string()],
        }],
        cases: vec![case],
        unpaired: vec![Unpaired {
            kind: LeftOverKind::Error,
            kind_label: say(),
            input: string(),
            line: Some(1),
            what: say(),
            why: say(),
        }],
    }
}

/// Every string in a JSON text, including names, with its path.
fn strings(path: &str, value: &Value, all: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => all.push((path.to_owned(), text.clone())),
        Value::Array(items) => {
            assert!(!items.is_empty() || !path.starts_with("full:"), "{path} is empty");
            items.iter().for_each(|item| strings(&format!("{path}[]"), item, all));
        }
        Value::Object(members) => {
            for (name, value) in members {
                all.push((format!("{path} (name)"), name.clone()));
                strings(&format!("{path}.{name}"), value, all);
            }
        }
        Value::Null => assert!(!path.starts_with("full:"), "{path} is null"),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

fn strings_of(root: &str, report: &Report) -> Vec<(String, String)> {
    let mut all = Vec::new();
    strings(root, &serde_json::to_value(report).expect("a report is JSON"), &mut all);
    all
}

/// The report of every fixture, each beside the certificate and opened with the passwords of all, and one of them all.
fn reports_of_fixtures() -> Vec<(String, Report)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let input = |path: &std::path::Path| Input {
        name: path.file_name().expect("a file").to_string_lossy().into_owned(),
        bytes: std::fs::read(path).expect("a readable fixture"),
    };
    let passwords = ["secret", "pässwörd", PASSWORD].map(str::to_owned).to_vec();
    let options = Options::new(Instant(1_795_428_000)).at(Instant(1_795_428_000)).passwords(passwords);
    let app = input(&root.join("app.pem"));
    let folders = ["", "containers", "keys", "requests"].map(|name| root.join(name));
    let paths = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the fixtures"));
    let mut paths: Vec<_> = paths.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let report = |path: &std::path::PathBuf| inspect(&[input(path), app.clone()], &options);
    let mut reports: Vec<_> = paths.iter().map(|path| (path.display().to_string(), report(path))).collect();
    let all = inspect(&paths.iter().map(|path| input(path)).collect::<Vec<_>>(), &options);
    assert!(all.cases.len() > 20, "{}", all.cases.len());
    reports.push(("all of them".to_owned(), all));
    reports
}

#[test]
fn no_string_keeps_a_signature() {
    let mut report = full(MARKED);
    let mut fixed: Vec<String> = strings_of("full:", &report)
        .into_iter()
        .filter(|(path, text)| !text.contains(MARK) && !path.ends_with(" (name)"))
        .map(|(path, _)| path.trim_start_matches("full:.").to_owned())
        .collect();
    fixed.sort();
    assert_eq!(fixed, STATIC, "only what no text can be put into is not filled");

    redact(&mut report);
    for (path, text) in strings_of("", &report) {
        assert!(!text.contains(MARK), "{path} keeps its signature: {text}");
    }
    assert!(!format!("{report:?}").contains(MARK), "a field that is not in the JSON keeps its signature");
    let case = &report.cases[0];
    let length = case.assertion.as_ref().expect("an assertion").token.chars().count();
    let evidence = &case.findings[0].evidence[0];
    assert_eq!((evidence.exact, evidence.at), ([false; 2], Some([0, length])));
}

#[test]
fn redacting_twice_is_redacting_once() {
    for (name, mut report) in reports_of_fixtures() {
        for (what, remove) in [("redact", redact as fn(&mut Report)), ("shorten_ids", shorten_ids)] {
            remove(&mut report);
            let once = format!("{report:#?}");
            remove(&mut report);
            assert_eq!(once, format!("{report:#?}"), "{what}: {name}");
        }
    }
}

#[test]
fn no_report_of_a_fixture_keeps_a_signature() {
    let mut signatures = 0;
    for (name, mut report) in reports_of_fixtures() {
        let own: Vec<String> =
            report.cases.iter().filter_map(|case| signature(case.assertion.as_ref()?)).map(str::to_owned).collect();
        signatures += own.len();
        // Whatever stands in a field, a token behind it is found.
        report.each_text(&mut |text| *text += &format!(" {MARKED}"));
        redact(&mut report);
        for (path, text) in strings_of("", &report) {
            assert!(!text.contains(MARK), "{name}: {path} keeps its signature: {text}");
            let kept = own.iter().find(|one| text.contains(&one[..one.len().min(12)]));
            assert!(kept.is_none(), "{name}: {path} keeps {kept:?}: {text}");
        }
    }
    assert!(signatures > 25, "{signatures}");
}

#[test]
fn no_report_has_a_private_key_or_a_password_in_it() {
    let key = |path: &str| format!("{}/tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    let names = ["keys/app.key.pem", "keys/ec.key.pem", "containers/encrypted.key.pem", "containers/sec1.key.pem"];
    let texts: Vec<String> = names.iter().map(|name| std::fs::read_to_string(key(name)).expect("a key")).collect();
    // The last line of a key may be short.
    let lines = texts.iter().flat_map(|text| text.lines()).filter(|line| !line.contains('-') && line.len() > 20);
    let secrets: Vec<&str> = lines.chain([PASSWORD]).collect();
    for (name, report) in reports_of_fixtures() {
        let said = format!("{report:?}");
        let kept = secrets.iter().find(|secret| said.contains(**secret));
        assert!(kept.is_none(), "{name}: {kept:?}");
    }
}

#[test]
fn a_case_by_itself_is_redacted_as_in_its_report() {
    let reports = reports_of_fixtures();
    for (name, mut whole) in reports.into_iter().chain([("full".to_owned(), full(MARKED))]) {
        let mut cases = whole.cases.clone();
        for (what, all, single) in [
            ("redact", redact as fn(&mut Report), redact_case as fn(&mut CaseReport)),
            ("shorten_ids", shorten_ids, shorten_ids_of_case),
        ] {
            all(&mut whole);
            cases.iter_mut().for_each(single);
            assert_eq!(format!("{:#?}", whole.cases), format!("{cases:#?}"), "{what}: {name}");
        }
    }
}

#[test]
fn a_disarmed_report_has_nothing_in_it_that_nobody_would_see() {
    let hostile = full("a\u{1b}[2J\r\u{7}\u{9b}\tb\nc\u{202e}d\u{200b}e\u{e0041}");
    for (name, mut report) in reports_of_fixtures().into_iter().chain([("full".to_owned(), hostile)]) {
        disarm(&mut report);
        for (path, text) in strings_of("", &report) {
            assert!(!text.chars().any(is_unseen), "{name}: {path}: {text:?}");
        }
    }
}

#[test]
fn the_cost_of_redaction_grows_with_the_report() {
    // As many tokens in one text, and as many secrets to look for, as a day's log has.
    let token = |number: u64| {
        let signature: String = (0..43)
            .map(|at| char::from(b'A' + (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> at & 15) as u8))
            .collect();
        format!("eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.{signature}{number}")
    };
    let tokens: Vec<String> = (0..4_000).map(token).collect();
    let secrets = Secrets::new(tokens.iter().map(|token| token.rsplit('.').next().unwrap_or_default()));
    let mut text = tokens.join(" c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\n");
    let started = std::time::Instant::now();
    let mut ids = Ids::default();
    ids.note(&text);
    cut(&mut text, &[&secrets]);
    ids.shorten(&mut text);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    assert!(text.len() < 4_000 * 50, "{}", text.len());
}

#[test]
fn an_address_with_many_dots_is_no_secret() {
    let scope = "https://contoso.sharepoint.com/sites-allsites/.default";
    let body = format!(
        "grant_type=client_credentials&scope={scope}&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&client_secret=Xq8~longer-than-ten.characters"
    );
    let input = crate::Input { name: "body.txt".into(), bytes: body.into_bytes() };
    let mut report = crate::inspect(&[input], &crate::Options::new(crate::Instant(1_795_428_000)));
    let before = format!("{:?}", report.cases);
    redact(&mut report);
    let after = format!("{:?}", report.cases);
    assert!(!after.contains("longer-than"), "{after}");
    assert_eq!(before.contains("sites-allsites"), after.contains("sites-allsites"));
}
