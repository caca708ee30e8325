//! Pictures of the page in its main states.

use std::path::{Path, PathBuf};

use anyhow::Result;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Page, fixture};

/// The page's main states: before anything is dropped, three examples by the ids of their buttons, and what people drop.
pub const STATES: [&str; 10] = [
    "empty",
    "hex-text-in-x5t",
    "federated-environment",
    "all-in-order",
    "password",
    "log",
    "certificate-alone",
    "error-alone",
    "not-recognised",
    "signed",
];
/// What is also pictured in the other languages, once each.
const LANGUAGES: [&str; 2] = ["de", "ja"];
const IN_LANGUAGES: [&str; 3] = ["empty", "hex-text-in-x5t", "log"];
/// When the fixtures are valid.
const AT: &str = "2026-11-23T10:02:00Z";
const ERROR: &str = "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'AF3365644AB80ABAA4489D42B3BB0F9991659A05'] Trace ID: 76a0dd2a-94c5-4f49-a5a4-4f3c5f2d1a00 Correlation ID: 6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a00 Timestamp: 2026-11-23 09:10:01Z";
const WIDTHS: [(&str, u32, u32); 2] = [("wide", 1280, 800), ("narrow", 360, 740)];
const SCHEMES: [(&str, bool); 2] = [("light", false), ("dark", true)];

fn drop_in(page: &mut Page, files: &[PathBuf]) -> Result<()> {
    page.verdict_after(|page| page.drop_files(files)).map(drop)
}

/// A part of a token that says this.
pub fn token_part(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// A log of forty sign-ins, most of which fail for one reason.
///
/// # Errors
/// A fixture is missing.
pub fn log() -> Result<String> {
    let mut lines = Vec::new();
    let others = ["in-order.jwt", "x5t-hex-text.jwt", "signed-with-another-key.jwt"];
    for (minute, name) in others.into_iter().enumerate() {
        let token = std::fs::read_to_string(fixture(name))?;
        lines.push(format!("2026-11-23 09:0{minute}:00 INFO client_assertion={}", token.trim()));
    }
    let header = token_part(r#"{"alg":"RS256","typ":"JWT","x5t":"rzNlZEq4CrqkSJ1Cs7sPmZFlmgU"}"#);
    for number in 0..37 {
        let (minute, id) = (10 + number, format!("6a0dd2a2-94c5-4f49-a5a4-4f3c5f2d1a{number:02}"));
        let at = 1_795_425_000 + 60 * number;
        let claims = token_part(&format!(
            r#"{{"aud":"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token","iss":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","sub":"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11","jti":"{number}","iat":{at},"nbf":{at},"exp":{}}}"#,
            at + 600
        ));
        lines
            .push(format!("2026-11-23 09:{minute}:00 DEBUG [{id}] {header}.{claims}.{}", token_part(&"x".repeat(256))));
        lines.push(format!(
            "2026-11-23 09:{minute}:01 ERROR AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: 'AF3365644AB80ABAA4489D42B3BB0F9991659A05'] Trace ID: 7{} Correlation ID: {id} Timestamp: 2026-11-23 09:{minute}:01Z",
            &id[1..]
        ));
    }
    Ok(lines.join("\n"))
}

/// Brings a page that was just opened into one of its [`STATES`]. Files that are made for it are written to `folder`, and must
/// stay as long as the page may read them.
///
/// # Errors
/// It does not get there.
pub fn bring_into(page: &mut Page, state: &str, folder: &Path) -> Result<()> {
    let written = |name: &str, text: &str| -> Result<PathBuf> {
        let file = folder.join(name);
        std::fs::write(&file, text)?;
        Ok(file)
    };
    if state.contains("-alone") || state == "signed" {
        page.run(&format!("document.dispatchEvent(new CustomEvent('clock', {{ detail: {AT:?} }}))"))?;
    }
    match state {
        "empty" => Ok(()),
        "password" => drop_in(page, &[fixture("in-order.jwt"), fixture("containers/openssl3.pfx")]),
        "log" => {
            let log = written("app.log", &log()?)?;
            drop_in(page, &[log, fixture("app.pem"), fixture("containers/mixed.zip")])
        }
        "certificate-alone" => drop_in(page, &[fixture("app.pem")]),
        "error-alone" => drop_in(page, &[written("error.txt", ERROR)?]),
        "not-recognised" => drop_in(page, &[written("notes.txt", "Remember to ask about the certificate.")?]),
        "signed" => {
            drop_in(page, &[fixture("x5t-hex-text.jwt"), fixture("app.pem"), fixture("keys/app.key.pem")])?;
            page.wait_for("document.querySelector('#repair .signed')")
        }
        example => page.verdict_after(|page| page.click(&format!("[data-example='{example}']"))).map(drop),
    }
}

/// Takes a picture of every state, light and dark, wide and narrow, and of some in every language, and returns where they
/// are.
///
/// # Errors
/// There is no browser, an example is missing, or a picture cannot be written.
pub fn save(file: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut saved = Vec::new();
    let mut page = Page::open(file)?;
    for state in STATES {
        page.open_instead(file)?;
        let files = tempfile::tempdir()?;
        page.look(1280, 800, false)?;
        bring_into(&mut page, state, files.path())?;
        for (width_name, width, height) in WIDTHS {
            for (scheme, dark) in SCHEMES {
                page.look(width, height, dark)?;
                let file = folder.join(format!("{state}-{width_name}-{scheme}.png"));
                page.picture(&file)?;
                saved.push(file);
            }
        }
        for language in LANGUAGES.iter().filter(|_| IN_LANGUAGES.contains(&state)) {
            page.choose_language(language)?;
            page.wait_for("document.querySelector('#more-examples option:nth-child(2)') && document.body.dataset.state === 'ready'")?;
            for ((width_name, width, height), (scheme, dark)) in WIDTHS.into_iter().zip(SCHEMES) {
                page.look(width, height, dark)?;
                let file = folder.join(format!("{state}-{width_name}-{scheme}-{language}.png"));
                page.picture(&file)?;
                saved.push(file);
            }
        }
    }
    Ok(saved)
}
