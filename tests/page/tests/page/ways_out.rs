//! Every way out of a browser, tried by script in the page against listeners on this machine: what the policy stops, and
//! what it does not. A page without a policy tries the same, which shows that the listeners would notice.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::net::{TcpListener, UdpSocket};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use page_tests::{Engine, Page};

use crate::with_prelude;

/// How long a way out may take in a page without a policy.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a page with a policy is watched after everything was tried.
const WATCH: Duration = Duration::from_secs(2);

/// Before a policy is in force, a page may make a Trusted Types policy that lets everything through: so that it is not
/// only Trusted Types that stop what loads a script.
const PRELUDE: &str = "window.trust = (address) => address; \
    if (window.trustedTypes) { const all = trustedTypes.createPolicy('all', { createScriptURL: (address) => address }); \
    window.trust = (address) => all.createScriptURL(address); }";

/// A way out: its name, and the statements that take it to the address `to`.
struct Way {
    name: &'static str,
    statements: &'static str,
    /// Engines that do not have it, or not from a file that was opened.
    lacking: &'static [Engine],
}

const fn way(name: &'static str, statements: &'static str) -> Way {
    Way { name, statements, lacking: &[] }
}

impl Way {
    const fn not_in(self, lacking: &'static [Engine]) -> Way {
        Way { lacking, ..self }
    }
}

/// Puts an element into the document; the third value holds its members.
const ELEMENT: &str = "const put = (name, members, place = document.body) => \
    place.append(Object.assign(document.createElement(name), members));";

/// What the policy stops.
const STOPPED: &[Way] = &[
    way("fetch", "fetch(to, { mode: 'no-cors' }).catch(() => {})"),
    way("fetch-keepalive", "fetch(to, { mode: 'no-cors', keepalive: true }).catch(() => {})"),
    way("request", "const one = new XMLHttpRequest(); one.open('GET', to); one.send()"),
    way("beacon", "navigator.sendBeacon(to)"),
    way("events", "new EventSource(to)"),
    way("socket", "new WebSocket(to.replace('http', 'ws'))"),
    way("image", "new Image().src = to"),
    way("image-set", "new Image().srcset = `${to} 1x`"),
    way("input-image", "put('input', { type: 'image', src: to })"),
    way("video", "put('video', { src: to, preload: 'auto' })"),
    way("poster", "put('video', { poster: to })"),
    way("audio", "put('audio', { src: to, preload: 'auto' })"),
    way("style", "put('link', { rel: 'stylesheet', href: to }, document.head)"),
    way("style-import", "put('style', { textContent: `@import url(${to})` }, document.head)"),
    way("background", "document.body.style.backgroundImage = `url(${to})`"),
    way("font", "new FontFace('one', `url(${to})`).load().catch(() => {})"),
    way("icon", "put('link', { rel: 'icon', href: to }, document.head)").not_in(&[Engine::WebKit]),
    way("script", "put('script', { src: trust(to) })"),
    way("module", "put('script', { type: 'module', src: trust(to) })"),
    way("import", "import(to).catch(() => {})"),
    way("frame", "put('iframe', { src: to })"),
    way("object", "put('object', { data: to })"),
    way("embed", "put('embed', { src: to })"),
    way(
        "svg-image",
        "const svg = document.createElementNS('http://www.w3.org/2000/svg', 'image'); svg.setAttribute('href', to); \
        const root = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); root.append(svg); document.body.append(root)",
    ),
    way("preload", "put('link', { rel: 'preload', as: 'image', href: to }, document.head)"),
    way("prefetch", "put('link', { rel: 'prefetch', href: to }, document.head)")
        .not_in(&[Engine::Firefox, Engine::WebKit]),
    way("worker-fetch", "inWorker(`fetch('${to}', { mode: 'no-cors' }).catch(() => {})`)"),
    way("worker-request", "inWorker(`const one = new XMLHttpRequest(); one.open('GET', '${to}'); one.send()`)"),
    way("worker-socket", "inWorker(`new WebSocket('${to.replace('http', 'ws')}')`)"),
    way("worker-import", "inWorker(`importScripts('${to}')`)"),
];

/// What leaves the page for another one.
const FORM: Way = way(
    "form",
    "const form = document.createElement('form'); form.action = to; document.body.append(form); form.submit()",
);
const LOCATION: Way = way("location", "location.href = to");

/// A listener on this machine for each way, and what came to which.
struct Listeners {
    ports: BTreeMap<&'static str, u16>,
    reached: Arc<Mutex<BTreeSet<&'static str>>>,
}

impl Listeners {
    /// Starts them; they end with the test's process.
    fn start(names: impl IntoIterator<Item = &'static str>) -> Result<Listeners> {
        let mut listeners = Listeners { ports: BTreeMap::new(), reached: Arc::default() };
        for name in names {
            let reached = Arc::clone(&listeners.reached);
            let note = move || reached.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
            let port = if name == "stun" {
                let socket = UdpSocket::bind(("127.0.0.1", 0)).context("nothing can listen")?;
                let port = socket.local_addr()?.port();
                thread::spawn(move || {
                    while socket.recv_from(&mut [0; 1500]).is_ok() {
                        note();
                    }
                });
                port
            } else {
                let listener = TcpListener::bind(("127.0.0.1", 0)).context("nothing can listen")?;
                let port = listener.local_addr()?.port();
                // A connection alone says nothing to anybody: a browser opens one in advance, whatever the policy.
                thread::spawn(move || {
                    for mut stream in listener.incoming().flatten() {
                        let note = note.clone();
                        thread::spawn(move || stream.read(&mut [0]).is_ok_and(|read| read > 0).then(note));
                    }
                });
                port
            };
            listeners.ports.insert(name, port);
        }
        Ok(listeners)
    }

    /// Takes a way out in a page that is open.
    fn try_in(&self, page: &mut Page, way: &Way) -> Result<()> {
        let worker = "const inWorker = (source) => new Worker(trust(URL.createObjectURL(new Blob([source]))));";
        let port = self.ports.get(way.name).context("no listener")?;
        let to = format!("const to = 'http://127.0.0.1:{port}/';");
        page.run(&format!("{ELEMENT} {worker} {to} try {{ {} }} catch {{ }}", way.statements))
    }

    /// What was reached until now, with what a browser's proxy was asked for.
    fn reached_from(&self, page: &mut Page) -> Result<BTreeSet<&'static str>> {
        // Asking also lets the browser's workers begin. A page that is just leaving cannot be asked.
        let asked = page.record().map(|record| record.requests).unwrap_or_default();
        let mut all = self.reached.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // Chromium has no proxy here: what it records is what a page wanted, whether or not it left.
        if Engine::chosen()? != Engine::Chromium {
            let is_asked = |port: u16| asked.iter().any(|one| one.contains(&format!("//127.0.0.1:{port}/")));
            all.extend(self.ports.iter().filter(|(_, port)| is_asked(**port)).map(|(name, _)| *name));
        }
        Ok(all)
    }
}

/// A page without a policy.
fn without_policy(folder: &Path) -> Result<std::path::PathBuf> {
    let file = folder.join("without-a-policy.html");
    std::fs::write(
        &file,
        format!("<!doctype html><meta charset=utf-8><body data-state=ready><script>{PRELUDE}</script>"),
    )?;
    Ok(file)
}

#[test]
fn what_loads_or_sends_is_stopped_by_the_policy_and_nothing_else_would_stop_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let engine = Engine::chosen()?;

    let listeners = Listeners::start(STOPPED.iter().map(|way| way.name))?;
    let mut page = Page::open(&without_policy(folder.path())?)?;
    for way in STOPPED {
        listeners.try_in(&mut page, way)?;
    }
    let expected: BTreeSet<&str> =
        STOPPED.iter().filter(|way| !way.lacking.contains(&engine)).map(|way| way.name).collect();
    let deadline = Instant::now() + PATIENCE;
    let mut reached = listeners.reached_from(&mut page)?;
    while !expected.is_subset(&reached) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(100));
        reached = listeners.reached_from(&mut page)?;
    }
    assert_eq!(reached, expected, "without a policy, {engine}");
    drop(page);

    let listeners = Listeners::start(STOPPED.iter().map(|way| way.name))?;
    let (_folder, file) = with_prelude(PRELUDE)?;
    let mut page = Page::open(&file)?;
    for way in STOPPED {
        listeners.try_in(&mut page, way)?;
    }
    let until = Instant::now() + WATCH;
    while Instant::now() < until {
        listeners.reached_from(&mut page)?;
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(listeners.reached_from(&mut page)?, BTreeSet::new(), "with the policy, {engine}");
    Ok(())
}

#[test]
fn a_form_is_stopped_and_other_navigations_are_not() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let without = without_policy(folder.path())?;
    let (_folder, with) = with_prelude(PRELUDE)?;
    for (way, file, leaves) in [(&FORM, &without, true), (&FORM, &with, false), (&LOCATION, &with, true)] {
        let listeners = Listeners::start([way.name])?;
        let mut page = Page::open(file)?;
        listeners.try_in(&mut page, way)?;
        let deadline = Instant::now() + if leaves { PATIENCE } else { WATCH };
        let mut has_left = false;
        while !has_left && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(50));
            has_left = listeners.reached_from(&mut page)?.contains(way.name);
        }
        ensure!(has_left == leaves, "{} from {}: left: {has_left}", way.name, file.display());
    }
    Ok(())
}

/// A policy says nothing of WebRTC, as `SECURITY.md` says. If this fails, more can be promised there.
#[test]
fn a_connection_between_browsers_is_not_stopped() -> Result<()> {
    // Firefox asks no server on its own machine, and WebKitGTK as Debian builds it has no WebRTC.
    if Engine::chosen()? != Engine::Chromium {
        return Ok(());
    }
    let listeners = Listeners::start(["stun", "turn"])?;
    let (_folder, file) = with_prelude(PRELUDE)?;
    let mut page = Page::open(&file)?;
    page.run(&format!(
        "window.peer = new RTCPeerConnection({{ iceServers: [{{ urls: 'stun:127.0.0.1:{}' }}, \
         {{ urls: 'turn:127.0.0.1:{}?transport=tcp', username: 'a', credential: 'b' }}] }}); \
         peer.createDataChannel('one'); peer.createOffer().then((offer) => peer.setLocalDescription(offer))",
        listeners.ports["stun"], listeners.ports["turn"]
    ))?;
    let deadline = Instant::now() + PATIENCE;
    let both = BTreeSet::from(["stun", "turn"]);
    while listeners.reached_from(&mut page)? != both && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(listeners.reached_from(&mut page)?, both);
    Ok(())
}
