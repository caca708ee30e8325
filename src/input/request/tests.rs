//! Tables of texts in each format, and the requests in them.

use super::*;
use crate::evidence::request::{Body, Request, RequestFormat};

const URL: &str = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token";
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const JWS: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl";
const FORM: &str = "grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl";

fn fill(text: &str) -> String {
    text.replace("{FORM}", FORM).replace("{URL}", URL).replace("{JWS}", JWS).replace("{TYPE}", TYPE)
}

fn one(text: &str) -> Request {
    let found = recognise("input", &fill(text));
    assert_eq!(found.requests.len(), 1, "{text}\n{found:?}");
    found.requests.into_iter().next().unwrap()
}

/// Checks for the complete request, which every format contains.
fn complete(text: &str) {
    let request = one(text);
    for (name, value) in [
        ("grant_type", "client_credentials"),
        ("client_id", "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"),
        ("scope", "https://graph.microsoft.com/.default"),
        ("client_assertion_type", TYPE),
        ("client_assertion", JWS),
    ] {
        assert_eq!(request.parameter(name).map(|one| one.value.as_str()), Some(value), "{name}: {text}\n{request:?}");
    }
    if request.format != RequestFormat::FormBody {
        assert_eq!(request.url.as_deref(), Some(URL), "{text}");
    }
    assert!(matches!(request.body, Body::Form(_)), "{text}\n{request:?}");
    assert_eq!(request.input, "input");
}

#[test]
fn bare_bodies() {
    complete("{FORM}");
    complete("\n{FORM}\r\n");
    complete("```\n{FORM}\n```");
    complete(&FORM.replace('&', "\n"));
    complete(&FORM.replace('&', "&\r\n  "));
    complete(&FORM.replace('&', "\n&"));
    complete(
        "client_assertion={JWS}&grant_type=client_credentials&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11&scope=https://graph.microsoft.com/.default&client_assertion_type={TYPE}",
    );
    complete(
        "grant_type:client_credentials\nclient_id:c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\nscope:https://graph.microsoft.com/.default\nclient_assertion_type:{TYPE}\nclient_assertion:{JWS}",
    );
    let json = one(r#"{"grant_type":"client_credentials","client_id":"a"}"#);
    assert_eq!((json.format, matches!(json.body, Body::Json(_))), (RequestFormat::JsonBody, true));
}

#[test]
fn curl_in_every_shell() {
    for command in [
        "curl -X POST {URL} -d '{FORM}'",
        "curl --location --request POST '{URL}' \\\n--header 'Content-Type: application/x-www-form-urlencoded' \\\n--data-urlencode 'grant_type=client_credentials' \\\n--data-urlencode 'client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11' \\\n--data-urlencode 'scope=https://graph.microsoft.com/.default' \\\n--data-urlencode 'client_assertion_type={TYPE}' \\\n--data-urlencode 'client_assertion={JWS}'",
        "$ TOKEN=$(curl -sS \"{URL}\" -H \"Host: login.microsoftonline.com\" --data-raw $'{FORM}' | jq -r .access_token)",
        "curl -XPOST -d grant_type=client_credentials -d client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11 \\\n  -d scope=https://graph.microsoft.com/.default -d client_assertion_type={TYPE} \\\n  -d client_assertion={JWS} --url {URL}",
        "C:\\Users\\me>curl -X POST \"{URL}\" ^\r\n -H \"Content-Type: application/x-www-form-urlencoded\" ^\r\n -d \"{FORM}\"\r\n\r\nC:\\Users\\me>",
        "PS C:\\> curl.exe --proxy http://proxy:8080 -X POST '{URL}' `\r\n  -H 'Content-Type: application/x-www-form-urlencoded' `\r\n  --data '{FORM}'",
        "Then I ran this:\n\n    curl '{URL}' --compressed -H 'content-type: application/x-www-form-urlencoded' --data-raw '{FORM}'\n\nand got AADSTS700027: Client assertion contains an invalid signature.",
    ] {
        complete(command);
        assert_eq!(one(command).method.as_deref(), Some("POST"), "{command}");
        assert_eq!(one(command).content_type.as_deref(), Some("application/x-www-form-urlencoded"), "{command}");
    }
    // As copied by Chromium for cmd.
    let escaped = FORM.replace('&', "^&").replace('%', "^%^");
    complete(&format!(
        "curl ^\"{{URL}}^\" ^\r\n  -H ^\"content-type: application/x-www-form-urlencoded^\" ^\r\n  --data-raw ^\"{escaped}^\""
    ));
}

#[test]
fn what_curl_really_sends() {
    // Without quotation marks, the shell ends the command at the first &.
    assert_eq!(one("curl {URL} -d grant_type=client_credentials&client_id=a").parameters().len(), 1);
    let json = one(
        r#"curl {URL} -H "Content-Type: application/json" -d '{"grant_type":"client_credentials","client_assertion":"{JWS}"}'"#,
    );
    assert_eq!(json.content_type.as_deref(), Some("application/json"));
    assert!(matches!(json.body, Body::Json(_)));
    let multipart = one("curl {URL} -F grant_type=client_credentials -F client_assertion={JWS}");
    assert_eq!(
        (multipart.content_type.as_deref(), matches!(multipart.body, Body::Multipart(_))),
        (Some("multipart/form-data"), true)
    );
    let basic = one("curl -u id:secret {URL} -d '{FORM}'");
    assert_eq!(basic.authorization.as_deref(), Some("Basic"));
    assert_eq!(one("curl -H 'Authorization: Basic abc=' {URL} -d '{FORM}'").authorization.as_deref(), Some("Basic"));
    let query = one("curl -G {URL} -d grant_type=client_credentials --data-urlencode 'scope=a b'");
    assert_eq!(query.query()[1].value, "a b");
    assert_eq!((query.method.as_deref(), query.body), (Some("GET"), Body::None));
    let variable = one(
        "curl {URL} -d \"grant_type=client_credentials&client_assertion=$(cat \"app jwt\")\" --data-urlencode client_id=$ID",
    );
    assert!(
        variable.parameter("client_assertion").unwrap().is_placeholder()
            && variable.parameter("client_id").unwrap().is_placeholder()
    );
    assert_eq!(variable.value("client_id"), None);
    assert_eq!(one("curl {URL} -d @body.txt").body, Body::None);
    assert_eq!(recognise("x", &fill("curl {URL} -d '{FORM}'\ncurl {URL} -d '{FORM}'\n")).requests.len(), 2);
}

#[test]
fn other_programs_on_the_command_line() {
    let fields = "grant_type=client_credentials client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11 scope=https://graph.microsoft.com/.default client_assertion_type={TYPE} client_assertion={JWS}";
    for command in [
        "wget -q -O - --post-data '{FORM}' {URL}",
        "PS C:\\> wget.exe --method=POST --body-data=\"{FORM}\" \"{URL}\"",
        &format!("http -f POST {{URL}} {fields}"),
        &format!("$ https --form {{URL}} {fields} Accept:application/json"),
        &format!("xh -fv post {{URL}} {fields}").replace("post", "POST"),
        "http POST {URL} Content-Type:application/x-www-form-urlencoded --raw '{FORM}'",
    ] {
        complete(command);
        assert_eq!(one(command).method.as_deref(), Some("POST"), "{command}");
        assert_eq!(one(command).content_type.as_deref(), Some("application/x-www-form-urlencoded"), "{command}");
    }
    // Without --form, HTTPie sends JSON.
    let json = one(&format!("http {{URL}} {fields}"));
    assert!(matches!(json.body, Body::Json(_)) && json.content_type.as_deref() == Some("application/json"));
    let query = one("http {URL} grant_type==client_credentials X-A:b");
    assert_eq!((query.method.as_deref(), query.query().len()), (Some("GET"), 1));
    assert_eq!(
        one("http -a me:secret -f {URL} grant_type=a client_assertion@file").authorization.as_deref(),
        Some("Basic")
    );
    assert!(recognise("x", "An http request with grant_type to /token failed.").requests.is_empty());
}

#[test]
fn requests_that_json_describes() {
    let list = |name: &str| {
        let pairs = FORM.split('&').filter_map(|pair| pair.split_once('='));
        let value = |value: &str| value.replace("%3A", ":").replace("%2F", "/");
        let pairs =
            pairs.map(|(key, text)| format!(r#"{{"{name}":"{key}","value":"{}","enabled":true}}"#, value(text)));
        format!("[{}]", pairs.collect::<Vec<_>>().join(","))
    };
    for text in [
        // Bruno's and Thunder Client's collections as JSON; an error of axios; a log.
        format!(r#"{{"name":"Graph","version":"1","items":[{{"type":"http","request":{{"url":"{{URL}}","method":"POST","headers":[],"body":{{"mode":"formUrlEncoded","formUrlEncoded":{}}}}}}}]}}"#, list("name")),
        format!(r#"{{"client":"Thunder Client","requests":[{{"url":"{{URL}}","method":"POST","headers":[{{"name":"Content-Type","value":"application/x-www-form-urlencoded"}}],"body":{{"type":"formencoded","raw":"","form":{}}}}}]}}"#, list("name")),
        r#"{"message":"Request failed with status code 401","config":{"headers":{"Content-Type":"application/x-www-form-urlencoded"},"method":"post","url":"{URL}","data":"{FORM}"},"code":"ERR_BAD_REQUEST"}"#.to_owned(),
        r#"[{"time":1,"request":{"method":"POST","uri":"{URL}","headers":{},"body":"{FORM}"}}]"#.to_owned(),
    ] {
        let found = saved("input", &fill(&text)).requests;
        let [request] = found.as_slice() else { panic!("one request: {text} {found:?}") };
        assert_eq!((request.url.as_deref(), request.parameters().len()), (Some(URL), 5), "{text}");
        assert!(matches!(request.body, Body::Form(_)) && request.value("client_assertion") == Some(JWS), "{request:?}");
    }
    assert!(saved("x", r#"{"grant_type":"a","url":"b","method":"c","body":{}}"#).requests.is_empty());
}

const HTTP: &str = "POST /72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token HTTP/1.1\r\nHost: login.microsoftonline.com\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\nAuthorization: Basic YTpi\r\n\r\n{FORM}";

#[test]
fn http_texts() {
    complete(HTTP);
    complete(&HTTP.replace("\r\n", "\n"));
    complete(&HTTP.replace("POST /", "POST https://login.microsoftonline.com/"));
    complete(
        "### token\nPOST {URL}\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials\n&client_id=c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\n&scope=https://graph.microsoft.com/.default\n&client_assertion_type={TYPE}\n&client_assertion={JWS}\n\n### next\n",
    );
    let answered = format!(
        "{HTTP}HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\r\n{{\"error\":\"invalid_client\"}}\r\n"
    );
    complete(&answered);
    let request = one(&answered);
    assert_eq!(request.response.as_deref(), Some("{\"error\":\"invalid_client\"}"));
    assert_eq!(
        (request.authorization.as_deref(), request.content_type.as_deref()),
        (Some("Basic"), Some("application/x-www-form-urlencoded"))
    );
    assert_eq!(recognise("x", &fill(&format!("{answered}\r\n{answered}"))).requests.len(), 2);
    let multipart = one(
        "POST {URL} HTTP/1.1\nHost: x\nContent-Type: multipart/form-data; boundary=----b\n\n------b\nContent-Disposition: form-data; name=\"grant_type\"\n\nclient_credentials\n------b--\n",
    );
    assert_eq!(multipart.parameter("grant_type").map(|one| one.value.as_str()), Some("client_credentials"));
}

#[test]
fn har_entries() {
    let entry = |url: &str, post: &str, response: &str| {
        format!(
            r#"{{"startedDateTime":"2026-11-23T11:00:00.123+01:00","request":{{"method":"POST","url":"{url}","headers":[{{"name":"Content-Type","value":"application/x-www-form-urlencoded"}}]{post}}},"response":{{"status":401,"content":{response}}}}}"#
        )
    };
    let har = |entries: &[String]| fill(&format!(r#"{{"log":{{"version":"1.2","entries":[{}]}}}}"#, entries.join(",")));
    let post = r#","postData":{"mimeType":"application/x-www-form-urlencoded","text":"{FORM}"}"#;
    let plain = entry("{URL}", post, r#"{"mimeType":"application/json","text":"{\"error\":\"invalid_client\"}"}"#);
    let other = entry("https://graph.microsoft.com/v1.0/me", "", "{}");
    let text = har(&[other.clone(), plain.clone()]);
    complete(&text);
    // Fiddler writes a byte order mark first.
    complete(&format!("\u{feff}{text}"));
    let request = one(&text);
    assert_eq!(request.response.as_deref(), Some("{\"error\":\"invalid_client\"}"));
    assert_eq!(request.at, crate::notation::instant::Instant::read("2026-11-23T10:00:00Z"));
    assert_eq!(recognise("x", &text).others, 1);
    let packed = entry("{URL}", post, r#"{"encoding":"base64","text":"eyJlcnJvciI6MX0="}"#);
    assert_eq!(one(&har(&[packed])).response.as_deref(), Some("{\"error\":1}"));
    let listed = r#","postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"grant_type","value":"client_credentials"},{"name":"scope","value":"https%3A%2F%2Fa%2F.default"}]}"#;
    assert_eq!(one(&har(&[entry("{URL}", listed, "{}")])).parameter("scope").unwrap().value, "https://a/.default");
    for (text, says) in [
        (har(&[entry("{URL}", "", "{}"), plain]), "1 of the 2 requests for a token in this HAR file came without"),
        (har(&[other]), "None of the 1 requests"),
        (text[..text.len() - 9].to_owned(), "cannot be read"),
    ] {
        let found = recognise("x", &text);
        assert!(found.problems.first().is_some_and(|problem| problem.contains(says)), "{says}: {found:?}");
    }
}

#[test]
fn programs() {
    for program in [
        // Postman's snippets.
        "const axios = require('axios');\nconst qs = require('qs');\nlet data = qs.stringify({\n  'grant_type': 'client_credentials',\n  'client_id': 'c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11',\n  'scope': 'https://graph.microsoft.com/.default',\n  'client_assertion_type': '{TYPE}',\n  'client_assertion': '{JWS}' \n});\n\nlet config = {\n  method: 'post',\n  url: '{URL}',\n  headers: { \n    'Content-Type': 'application/x-www-form-urlencoded'\n  },\n  data : data\n};\naxios.request(config)",
        "const myHeaders = new Headers();\nmyHeaders.append(\"Content-Type\", \"application/x-www-form-urlencoded\");\n\nconst urlencoded = new URLSearchParams();\nurlencoded.append(\"grant_type\", \"client_credentials\");\nurlencoded.append(\"client_id\", \"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\");\nurlencoded.append(\"scope\", \"https://graph.microsoft.com/.default\");\nurlencoded.append(\"client_assertion_type\", \"{TYPE}\");\nurlencoded.append(\"client_assertion\", \"{JWS}\");\n\nconst requestOptions = {\n  method: \"POST\",\n  headers: myHeaders,\n  body: urlencoded\n};\n\nfetch(\"{URL}\", requestOptions)",
        "var request = require('request');\nvar options = {\n  'method': 'POST',\n  'url': '{URL}',\n  'headers': {'Content-Type': 'application/x-www-form-urlencoded'},\n  form: {\n    grant_type: 'client_credentials', // the flow\n    client_id: 'c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11',\n    scope: 'https://graph.microsoft.com/.default',\n    client_assertion_type: '{TYPE}',\n    client_assertion: '{JWS}'\n  }\n};\nrequest(options, function (error, response) {});",
        "import requests\n\nurl = \"{URL}\"\n\npayload = '{FORM}'\nheaders = {\n  'Content-Type': 'application/x-www-form-urlencoded'\n}\n\nresponse = requests.request(\"POST\", url, headers=headers, data=payload)\n",
        "import requests\n# made before\nassertion = '{JWS}'\nclient_id = \"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\"\nr = requests.post(\"{URL}\", data={\n    \"grant_type\": \"client_credentials\",\n    \"client_id\": client_id,\n    \"scope\": \"https://graph.microsoft.com\" + \"/.default\",\n    \"client_assertion_type\": \"{TYPE}\",\n    \"client_assertion\": assertion,\n})",
        "$body = @{\n  grant_type            = 'client_credentials'\n  client_id             = \"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\"\n  scope = 'https://graph.microsoft.com/.default'; client_assertion_type = '{TYPE}'\n  client_assertion      = \"{JWS}\"\n}\nInvoke-RestMethod -Method Post -Uri {URL} -Body $body -ContentType 'application/x-www-form-urlencoded'",
        "$headers = New-Object \"System.Collections.Generic.Dictionary[[String],[String]]\"\n$headers.Add(\"Content-Type\", \"application/x-www-form-urlencoded\")\n\n$body = \"{FORM}\"\n\n$response = Invoke-RestMethod '{URL}' -Method 'POST' -Headers $headers -Body $body\n$response | ConvertTo-Xml",
        "var content = new FormUrlEncodedContent(new Dictionary<string, string> {\n { \"grant_type\", \"client_credentials\" }, { \"client_id\", \"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\" },\n [\"scope\"] = \"https://graph.microsoft.com/.default\", { \"client_assertion_type\", \"{TYPE}\" }, { \"client_assertion\", \"{JWS}\" } });\nawait http.PostAsync(\"{URL}\", content);",
        // Chromium's "Copy as fetch" and "Copy as PowerShell".
        "fetch(\"{URL}\", {\n  \"headers\": {\n    \"accept\": \"*/*\",\n    \"content-type\": \"application/x-www-form-urlencoded\"\n  },\n  \"body\": \"{FORM}\",\n  \"method\": \"POST\",\n  \"mode\": \"cors\"\n});",
        "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\nInvoke-WebRequest -UseBasicParsing -Uri \"{URL}\" `\n-Method \"POST\" `\n-WebSession $session `\n-Headers @{\n\"authority\"=\"login.microsoftonline.com\"\n  \"accept\"=\"*/*\"\n} `\n-ContentType \"application/x-www-form-urlencoded\" `\n-Body \"{FORM}\"",
        // A splatted hash table.
        "$Body = @{\r\n    client_id = \"c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11\"\r\n    client_assertion = $JWT\r\n    client_assertion_type = \"{TYPE}\"\r\n    scope = $Scope\r\n    grant_type = \"client_credentials\"\r\n}\r\n$JWT = '{JWS}'\r\n$Scope = \"https://graph.microsoft.com/.default\"\r\n$Splat = @{ ContentType = 'application/x-www-form-urlencoded'; Method = 'POST'; Body = $Body; Uri = \"{URL}\" }\r\n$Request = Invoke-RestMethod @Splat",
    ] {
        complete(program);
        assert_eq!(
            one(program).content_type.as_deref().unwrap_or("application/x-www-form-urlencoded"),
            "application/x-www-form-urlencoded"
        );
        assert_eq!(one(program).format, RequestFormat::Program);
    }
    for json in [
        "$body = @{ grant_type = 'client_credentials'; client_id = $id } | ConvertTo-Json\nInvoke-RestMethod -Uri '{URL}' -Method Post -Body $body -ContentType 'application/json'",
        "fetch('{URL}', { method: 'POST', body: JSON.stringify({ grant_type: 'client_credentials', client_id: id }) })",
        "requests.post('{URL}', json={'grant_type': 'client_credentials', 'client_id': client_id})",
        "axios.post('{URL}', { grant_type: 'client_credentials', client_id })\naxios.x({client_id: 'a'})",
    ] {
        let request = one(json);
        assert!(matches!(request.body, Body::Json(_)), "{json}\n{request:?}");
        assert!(
            request.parameter("client_id").is_none_or(|one| one.is_placeholder() || one.value == "a"),
            "{request:?}"
        );
    }
}

#[test]
fn what_is_not_a_request() {
    for text in [
        "{JWS}",
        "client_assertion={JWS}",
        "\"client_assertion\": \"{JWS}\"",
        "2026-11-23 10:00:00 INFO POST {URL} 401",
        "POST {URL} HTTP/1.1 401\n",
        "2026-11-23 sending grant_type=client_credentials to {URL}",
        "{\"error\":\"invalid_request\",\"error_description\":\"AADSTS900144: The request body must contain the following parameter: 'grant_type'.\"}",
        "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
        "I used curl to call the /token endpoint and it's not working with client_assertion",
        "Set grant_type to client_credentials & client_assertion to the JWT",
        "{\"entries\": [1]}",
        "grant_type",
    ] {
        assert_eq!(recognise("input", &fill(text)), Found::default(), "{text}");
    }
}

#[test]
fn damage_is_harmless_and_cost_is_linear() {
    let texts = [
        fill("curl -X POST '{URL}' \\\n -H \"a: $(b)\" --data-raw $'{FORM}\\u0041' -F 'a=b' -u x:y"),
        fill("curl ^\"{URL}^\" ^\r\n -d ^\"{FORM}^\" \\\"x\\\""),
        fill("curl.exe '{URL}' `\n -d \"{FORM}`n$(x)\""),
        fill(HTTP) + "HTTP/1.1 400 Bad Request\r\nA: b\r\n\r\n{}",
        fill("```\n{FORM}\n```"),
        fill(r#"{"log":{"entries":[{"request":{"method":"POST","url":"{URL}","postData":{"text":"{FORM}"}}}]}}"#),
        fill(
            "x = '''a''' + \"{URL}\" + y; fetch(`{URL}`, {body: new URLSearchParams({grant_type: \"a\", \"client_id\": 'ü'})})",
        ),
    ];
    for text in &texts {
        for (at, c) in text.char_indices() {
            recognise("x", &text[..at]);
            recognise("x", &text[at..]);
            recognise("x", &format!("{}'{}", &text[..at], &text[at + c.len_utf8()..]));
            recognise("x", &format!("{}\\\u{feff}{}", &text[..at], &text[at..]));
        }
    }
    let started = std::time::Instant::now();
    for unit in [
        "curl 'grant_type ",
        "curl \"/token $(",
        "a=b&grant_type=",
        "POST /token HTTP/1.1\n\n",
        "POST /token HTTP/1.1\na: b\n\nHTTP/1.",
        "(\"grant_type\", x fetch(",
        "fetch( grant_type: x ",
        "`` grant_type=a\n",
        "{\"log\":{\"entries\":[",
    ] {
        for size in [250_000, 1 << 20] {
            recognise("x", &unit.repeat(size / unit.len()));
        }
        // This takes a second on an idle machine; quadratic cost would take minutes on any.
        assert!(started.elapsed().as_secs() < 60, "{unit}: {:?}", started.elapsed());
    }
}

#[test]
fn a_long_log_is_read_where_the_marks_of_a_request_stand() {
    for mark in MARKS {
        assert!(!crate::input::signs::regions(mark).is_empty(), "{mark}");
    }
}
