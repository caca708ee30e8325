//! What a redacted report must not have in it: any twelve characters of a secret, however they are written.

use std::collections::HashSet;
use std::process::{Command, Stdio};

use assertion_inspector::report::Report;
use assertion_inspector::testing::notation::encoding::{base64_any, hex};
use assertion_inspector::{Input, redact, render};

/// Length of the runs of a secret that are looked for.
const RUN: usize = 12;

/// Letters of base64 for what every private key of a kind begins with (PKCS#8: 26 bytes for RSA).
const KEY_START: usize = 36;

/// The secrets in the inputs: the signature of every token, the lines of every private key, and every client secret.
pub fn secrets(inputs: &[Input]) -> HashSet<String> {
    let mut runs = HashSet::new();
    for input in inputs {
        let Ok(text) = std::str::from_utf8(&input.bytes) else { continue };
        let of_token = |c: char| c.is_ascii_alphanumeric() || "-_+/=.".contains(c);
        for token in text.split(|c| !of_token(c)).filter(|run| run.starts_with("eyJ") && run.matches('.').count() == 2)
        {
            add(&mut runs, token.rsplit('.').next().unwrap_or_default());
        }
        for key in text.split("-----BEGIN ").filter(|block| block.contains("PRIVATE KEY-----")) {
            // What stands first, its version and algorithm, is the same in every key, and the algorithm in certificates.
            let body = key.split("-----").nth(1).unwrap_or_default().trim_start();
            add(&mut runs, body.get(KEY_START..).unwrap_or_default());
        }
        for value in text.split("client_secret=").skip(1) {
            // A token in its place is still shown without its signature.
            let value = value.split(['&', '\'', '"', ' ', '\n']).next().unwrap_or_default();
            add(&mut runs, if value.starts_with("eyJ") { "" } else { value });
        }
    }
    runs
}

fn add(runs: &mut HashSet<String>, secret: &str) {
    let letters = letters(secret, true);
    // A text of a few words is none.
    if letters.len() >= 2 * RUN {
        runs.extend((0..=letters.len() - RUN).map(|at| letters[at..at + RUN].to_owned()));
    }
}

/// A text as the letters of base64url, with everything else left out or, for what cannot stand in a secret, as a dot.
fn letters(text: &str, tight: bool) -> String {
    let mut letters = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' => letters.push(c),
            '+' => letters.push('-'),
            '/' => letters.push('_'),
            _ if tight && (c.is_whitespace() || c == '=' || c == '\u{200b}') => {}
            _ => letters.push('.'),
        }
    }
    letters
}

/// What a redacted report keeps of the secrets: the views in which it was found. Redacting it once more changes nothing.
pub fn kept(mut report: Report, secrets: &HashSet<String>) -> Vec<String> {
    redact::redact(&mut report);
    let json = serde_json::to_string(&report).expect("a report is serialised");
    let markdown = render::markdown::render(&report);
    let terminal = anstream::adapter::strip_str(&render::terminal::render(&report, None)).to_string();
    redact::redact(&mut report);
    let again = serde_json::to_string(&report).expect("a report is serialised");
    let mut found: Vec<String> =
        (again != json).then(|| "redacted twice, it is another".to_owned()).into_iter().collect();
    for (name, output) in [("JSON", json), ("Markdown", markdown), ("terminal", terminal)] {
        found.extend(kept_in(name, &output, secrets));
    }
    found
}

/// What a text that is shown keeps of the secrets, in every way of reading it.
pub fn kept_in(name: &str, output: &str, secrets: &HashSet<String>) -> Vec<String> {
    let output = output.replace("\\n", "\n");
    let mut found = Vec::new();
    for tight in [false, true] {
        let view = letters(&output, tight);
        found.extend(run_of(&view, secrets).map(|run| format!("{name}: {run}")));
        for encoded in view.split('.').filter(|run| run.len() > 3 * RUN) {
            let whole = &encoded[..encoded.len() / 4 * 4];
            let decoded = [base64_any(whole).map(|decoded| decoded.bytes), hex(encoded)];
            for bytes in decoded.into_iter().flatten() {
                let inner = letters(&String::from_utf8_lossy(&bytes), tight);
                found.extend(run_of(&inner, secrets).map(|run| format!("{name}, encoded: {run}")));
            }
        }
    }
    found
}

/// What the command line shows of the secrets of these inputs, on standard output and standard error: redacted, in each
/// format.
pub fn shown(inputs: &[Input], secrets: &HashSet<String>) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    for (number, input) in inputs.iter().enumerate() {
        std::fs::write(folder.path().join(format!("input-{number}")), &input.bytes).expect("a file");
    }
    let mut found = Vec::new();
    for format in ["human", "human --summary", "json", "jsonl", "jsonl --full", "csv", "markdown"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assertion-inspector"));
        command.args(["inspect", "--redact", "--at", "2026-11-23T10:00:00Z", "--format"]).args(format.split(' '));
        command.arg(folder.path());
        let output = command.stdin(Stdio::null()).output().expect("the command line runs");
        for (name, bytes) in [("standard output", output.stdout), ("standard error", output.stderr)] {
            let text = anstream::adapter::strip_str(&String::from_utf8_lossy(&bytes)).to_string();
            found.extend(kept_in(&format!("{format}, {name}"), &text, secrets));
        }
    }
    found
}

fn run_of(view: &str, secrets: &HashSet<String>) -> Option<String> {
    let ends = view.len().checked_sub(RUN)?;
    (0..=ends).filter_map(|at| view.get(at..at + RUN)).find(|run| secrets.contains(*run)).map(str::to_owned)
}
