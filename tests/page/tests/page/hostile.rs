//! Outside text stays text: whatever markup it holds, in every place where the page shows it.

use anyhow::Result;

use page_tests::{Page, fixture, pictures};

use crate::in_time;

/// Texts that become elements, attributes or links where somebody is careless.
const PAYLOADS: [&str; 25] = [
    "<img src=x onerror=evil=1>",
    "<script>evil=1</script>",
    "<svg onload=evil=1>",
    "<svg><script>evil=1</script></svg>",
    "<a href=javascript:evil=1>x</a>",
    "<iframe srcdoc='<script>parent.evil=1</script>'></iframe>",
    "<object data=javascript:evil=1></object>",
    "<embed src=javascript:evil=1>",
    "<math><mi xlink:href=javascript:evil=1>x</mi></math>",
    "<form action=https://evil.example><input name=q></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<style>*{background:url(https://evil.example)}</style>",
    "</textarea><img src=x onerror=evil=1>",
    "</code></pre><b data-evil>x</b>",
    "</script><script>evil=1</script>",
    "\" onmouseover=evil=1 data-evil=\"",
    "' onfocus=evil=1 autofocus data-evil='",
    "javascript:evil=1",
    "data:text/html,<script>evil=1</script>",
    "<template><img src=x onerror=evil=1></template>",
    "<video><source onerror=evil=1></video>",
    "<details open ontoggle=evil=1>",
    "]]><b data-evil>x</b><!--",
];

/// The same text in eight dresses.
fn dressed(text: &str) -> [String; 8] {
    let entities: String = text
        .chars()
        .map(|c| if "<>\"'".contains(c) { format!("&#{};", u32::from(c)) } else { c.to_string() })
        .collect();
    let percent: String = text
        .chars()
        .map(|c| if "<>\"'".contains(c) { format!("%{:02X}", u32::from(c)) } else { c.to_string() })
        .collect();
    [
        text.to_owned(),
        text.to_uppercase().replace("EVIL", "evil"),
        format!("\">{text}"),
        format!("'>{text}"),
        format!("--><{}", text.trim_start_matches('<')),
        entities,
        percent,
        format!("https://evil.example/?{text}"),
    ]
}

/// What is in the page that was not before: kinds of elements, more of those that stand in it once for all, attributes that do
/// something, links and frames to elsewhere.
const MADE: &str = "JSON.stringify([...document.querySelectorAll('*')].flatMap((one) => [ \
    ...(known.has(one.localName) ? [] : [one.localName]), \
    ...(one.matches('form:not([id], [class]), input[name=q]') ? [one.outerHTML] : []), \
    ...[...one.attributes].filter(({ name, value }) => /^on|^srcdoc$|^data-evil|^autofocus$|^action$/.test(name) \
        || /^(href|src|data|xlink:href)$/.test(name) && !/^(#|https:\\/\\/(learn\\.microsoft\\.com|www\\.rfc-editor\\.org|datatracker\\.ietf\\.org|[a-z.]*github\\.com|docs\\.github\\.com|www\\.w3\\.org|azure\\.github\\.io|kubernetes\\.io)\\/)/.test(value)) \
        .map(({ name, value }) => `${one.localName}[${name}=${value}]`)]) \
    .concat(ONCE.filter((name) => document.querySelectorAll(name).length !== once[name])))";

/// Elements of which the page never makes another.
const ONCE: &str = "window.ONCE = ['style', 'meta', 'script', 'template', 'base', 'link', 'title', 'symbol', 'noscript']; \
     window.once = Object.fromEntries(ONCE.map((name) => [name, document.querySelectorAll(name).length]));";

/// Whether any of it ran, or became anything.
fn nothing_was_made(page: &mut Page, what: &str) -> Result<()> {
    page.run("document.querySelectorAll('details').forEach((details) => (details.open = true))")?;
    page.wait_for("document.getElementById('share-preview').textContent.length > 100")?;
    assert_eq!(page.text_of(MADE)?, "[]", "{what}");
    assert_eq!(page.text_of("typeof window.evil")?, "undefined", "{what}");
    Ok(())
}

/// Remembers which kinds of elements there are on a page full of what is not hostile.
fn remember(page: &mut Page) -> Result<()> {
    page.run(ONCE)?;
    let good = ["x5t-hex-text.jwt", "app.pem", "registered-other.json", "containers/openssl3.pfx", "expired.jwt"];
    page.verdict_after(|page| page.drop_files(&good.map(fixture)))?;
    page.run("document.querySelectorAll('details').forEach((details) => (details.open = true))")?;
    page.run("window.known = new Set([...document.querySelectorAll('*'), ...[...document.querySelectorAll('template')].flatMap((one) => [...one.content.querySelectorAll('*')])] \
              .map((one) => one.localName)); for (const more of ['ol', 'ul', 'li', 'mark', 'i']) known.add(more);")?;
    nothing_was_made(page, "what is not hostile")?;
    page.click("#clear")?;
    page.wait_for("document.body.dataset.inputs === 'none' && document.body.dataset.state === 'ready'")
}

/// What the other tests look for is found, whatever a payload became. Of what the policy refuses, the page's record tells.
#[test]
fn every_payload_would_be_noticed() -> Result<()> {
    in_time(|page| {
        remember(page)?;
        for (element, attribute) in [
            ("img", ""),
            ("script", ""),
            ("a", "href"),
            ("math", ""),
            ("form", ""),
            ("form", "action"),
            ("base", ""),
            ("meta", ""),
            ("link", ""),
            ("b", "data-evil"),
            ("input", "autofocus"),
            ("template", ""),
            ("video", ""),
            ("details", "data-evil"),
        ] {
            page.run(&format!(
                "const made = document.createElement({element:?}); if ({attribute:?}) made.setAttribute({attribute:?}, 'x:'); \
                 document.getElementById('findings').append(made); window.made = made;"
            ))?;
            assert_ne!(page.text_of(MADE)?, "[]", "{element} {attribute}");
            page.run("made.remove()")?;
            assert_eq!(page.text_of(MADE)?, "[]", "{element} {attribute}");
        }
        Ok(())
    })
}

#[test]
fn markup_in_the_names_of_a_certificate_stays_text() -> Result<()> {
    in_time(|page| {
        remember(page)?;
        page.verdict_after(|page| page.drop_files(&["hostile-names.pem", "x5t-hex-text.jwt"].map(fixture)))?;
        assert!(
            page.text_of("document.getElementById('certificates').textContent")?.contains("<img src=x onerror=evil=1>")
        );
        nothing_was_made(page, "names of a certificate")
    })
}

#[test]
fn markup_in_a_token_an_error_and_a_registration_stays_text() -> Result<()> {
    in_time(|page| {
        remember(page)?;
        let folder = tempfile::tempdir()?;
        let written = |name: &str, text: &str| -> Result<std::path::PathBuf> {
            let file = folder.path().join(name);
            std::fs::write(&file, text)?;
            Ok(file)
        };
        let all: Vec<String> = PAYLOADS.iter().flat_map(|payload| dressed(payload)).collect();
        assert_eq!(all.len(), 200);
        // A hundred as values and names of a token's members each, so that all of them are listed.
        for (half, some) in all.chunks(100).enumerate() {
            let members: Vec<String> = some.iter().map(|text| format!("{}:{}", json(text), json(text))).collect();
            let header = format!(
                r#"{{"alg":{},"x5t":{},"kid":{},{}}}"#,
                json(&some[0]),
                json(&some[1]),
                json(&some[2]),
                members.join(",")
            );
            let claims = format!(
                r#"{{"aud":{},"iss":{},"sub":{},"jti":{},{}}}"#,
                json(&some[3]),
                json(&some[4]),
                json(&some[5]),
                json(&some[6]),
                members.join(",")
            );
            let token = format!("{}.{}.AAAA", pictures::token_part(&header), pictures::token_part(&claims));
            page.verdict_after(|page| page.drop_files(&[written(&format!("half-{half}.jwt"), &token)?]))?;
            nothing_was_made(page, &format!("members, half {half}"))?;
            page.click("#clear")?;
            page.wait_for("document.body.dataset.inputs === 'none' && document.body.dataset.state === 'ready'")?;
        }
        // All of them in an error, in registered keys, in federated credentials, in a log, and in what is typed.
        let error = format!(
            "AADSTS700027: {} [Reason - The key was not found., Thumbprint of key used by client: '{}'] Trace ID: {}",
            all.join(" "),
            all[0],
            all[1]
        );
        let keys: Vec<String> = all.iter().map(|text| format!(r#"{{"displayName":{0},"customKeyIdentifier":{0},"keyId":{0},"usage":"Verify","type":"AsymmetricX509Cert","startDateTime":{0},"endDateTime":{0}}}"#, json(text))).collect();
        let registration = format!(
            r#"{{"appId":{},"displayName":{},"keyCredentials":[{}]}}"#,
            json(&all[0]),
            json(&all[1]),
            keys.join(",")
        );
        let credentials: Vec<String> = all
            .iter()
            .map(|text| format!(r#"{{"name":{0},"issuer":{0},"subject":{0},"audiences":[{0}]}}"#, json(text)))
            .collect();
        let federated = format!(r#"{{"value":[{}]}}"#, credentials.join(","));
        let log: Vec<String> = all
            .iter()
            .map(|text| {
                let claims = format!(r#"{{"iss":{0},"sub":{0},"aud":{0}}}"#, json(text));
                format!(
                    "2026-11-23 10:00:00 {text} {}.{}.AAAA",
                    pictures::token_part(&format!(r#"{{"alg":"RS256","x5t":{}}}"#, json(text))),
                    pictures::token_part(&claims)
                )
            })
            .collect();
        for (name, text) in [
            ("error.txt", error),
            ("app.json", registration),
            ("federated.json", federated),
            ("app.log", log.join("\n")),
        ] {
            page.verdict_after(|page| page.drop_files(&[written(name, &text)?]))?;
            nothing_was_made(page, name)?;
        }
        for text in all.iter().step_by(8) {
            page.run(&format!("for (const id of ['workbench-text', 'text']) {{ const field = document.getElementById(id); field.value = {}; field.dispatchEvent(new Event('input')); }}", json(text)))?;
        }
        page.wait_for("document.body.dataset.state === 'ready'")?;
        nothing_was_made(page, "what is typed")
    })
}

#[test]
fn markup_in_names_of_files_stays_text() -> Result<()> {
    in_time(|page| {
        remember(page)?;
        let folder = tempfile::tempdir()?;
        let mut files = Vec::new();
        for (number, text) in PAYLOADS.iter().map(|text| text.replace('/', "")).enumerate() {
            let file = folder.path().join(format!("{text} {number}.jwt"));
            std::fs::copy(fixture("x5t-hex-text.jwt"), &file)?;
            files.push(file);
        }
        page.verdict_after(|page| page.drop_files(&files))?;
        nothing_was_made(page, "names")
    })
}

/// A text in JSON.
fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
