//! The addresses that count as those of the sign-in service, compared with what a browser makes of them: the `url` crate,
//! which implements the WHATWG's URL Standard.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use assertion_inspector::testing::evidence::endpoint::{after_scheme, cloud, endpoint, parse_after_scheme};
use url::Url;

/// Pieces that addresses are made of, with the ones that move the host.
const PIECES: [&str; 46] = [
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "westeurope.login.microsoft.com",
    "sts.windows.net",
    "Login.MicrosoftOnline.com",
    "login.microsoftonline.com.",
    "ｌogin.microsoftonline.com",
    "login。microsoftonline.com",
    "login.microsoftonline.com%00",
    "login%2Emicrosoftonline.com",
    "log%69n.microsoftonline.com",
    "xn--login-0ra.microsoftonline.com",
    "evil.example",
    "evil.example.",
    "xn--fiqs8s",
    "127.0.0.1",
    "0x7f.1",
    "[::1]",
    "evil",
    "user",
    "user:word",
    "72f988bf-86f1-41af-91ab-2d7cd011db47",
    "contoso.com",
    "oauth2/v2.0/token",
    "/",
    "//",
    "\\",
    "?",
    "#",
    "@",
    ":",
    ":443",
    ":0443",
    ":80",
    ":99999",
    ".",
    "..",
    "%2f",
    "%23",
    "%40",
    "\t",
    "\n",
    " ",
    "\u{ad}",
    "\u{200b}",
    "ß",
];

/// Numbers that look random and are the same in every run (xorshift).
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).expect("31 bits") % below
    }
}

#[test]
fn a_host_of_the_service_is_one_for_a_browser_too() {
    let mut number = numbers();
    let (mut ours, mut plain) = (0, 0);
    for _ in 0..600_000 {
        let scheme = ["https://", "https://", "https://", "https:", "https:/", "https:\\\\", "http://", ""][number(8)];
        let text: String = (0..=number(6)).map(|_| PIECES[number(PIECES.len())]).collect();
        let text = format!("{scheme}{text}");
        let browser = Url::parse(&text).ok();
        let host = browser.as_ref().and_then(Url::host_str);
        // An audience, as a text.
        if let Some(found) = endpoint(&text).filter(|found| cloud(found.host).is_some()) {
            ours += 1;
            assert_eq!(host, Some(&*found.host.to_ascii_lowercase()), "{text:?}: {found:?}");
            let browser = browser.as_ref().expect("it has a host");
            assert_eq!((browser.port(), browser.username(), browser.password()), (None, "", None), "{text:?}");
            // Dots alone are steps in the path, and a browser writes some characters otherwise.
            let first = browser.path_segments().and_then(|mut all| all.next()).unwrap_or_default();
            let is_plain =
                !found.tenant.is_empty() && found.tenant.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
            if is_plain && !text.contains("..") {
                assert_eq!(first, found.tenant, "{text:?}");
            }
        }
        // Where a request goes: the scheme may be missing or another one.
        let found = parse_after_scheme(after_scheme(&text));
        if cloud(found.host).is_some() && scheme.ends_with("://") {
            assert_eq!(host, Some(&*found.host.to_ascii_lowercase()), "{text:?}: {found:?}");
        }
        // What is written as it should be is not missed.
        if let Some(browser) = browser.filter(|browser| browser.as_str() == text && browser.scheme() == "https")
            && let Some(host) = browser.host_str().filter(|host| cloud(host).is_some())
            && browser.port().is_none()
            && browser.username().is_empty()
            && browser.password().is_none()
        {
            plain += 1;
            assert_eq!(endpoint(&text).map(|found| found.host), Some(host), "{text:?}");
        }
    }
    assert!(ours > 5_000 && plain > 400, "{ours} {plain}");
}
