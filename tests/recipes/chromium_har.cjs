// Records a HAR of a real Chromium that asks for a token, from the events of its DevTools protocol.
//
// Usage: node tests/recipes/chromium_har.cjs tests/fixtures
//
// Nothing leaves the machine: every host name is mapped to a server of our own on the loopback address, which answers as
// Entra ID does when it does not find the key. The fields are those that the DevTools of Chromium write into a HAR.
"use strict";

const fs = require("node:fs");
const https = require("node:https");
const os = require("node:os");
const path = require("node:path");
const { spawn } = require("node:child_process");

const folder = process.argv[2];
const TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const CLIENT = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";
const TOKEN = `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`;
const assertion = fs.readFileSync(path.join(folder, "in-order.jwt"), "utf8").trim();
const refusal = JSON.stringify({
  error: "invalid_client",
  error_description: `AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${CLIENT}'.] Trace ID: 00000000-aaaa-bbbb-cccc-000000000001 Correlation ID: 00000000-aaaa-bbbb-cccc-000000000002 Timestamp: 2026-11-23 10:00:05Z`,
  error_codes: [700027],
  timestamp: "2026-11-23 10:00:05Z",
  trace_id: "00000000-aaaa-bbbb-cccc-000000000001",
  correlation_id: "00000000-aaaa-bbbb-cccc-000000000002",
});
const page = `<!doctype html><title>asking</title><script>
const form = new URLSearchParams({
  client_id: "${CLIENT}", scope: "https://graph.microsoft.com/.default", grant_type: "client_credentials",
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", client_assertion: "${assertion}" });
fetch("${TOKEN}", { method: "POST", headers: { "client-request-id": "00000000-aaaa-bbbb-cccc-000000000002" }, body: form })
  .finally(() => { document.title = "done"; });
</script>`;

const secrets = { key: fs.readFileSync(path.join(folder, "keys/app.key.pem")), cert: fs.readFileSync(path.join(folder, "app.pem")) };
const server = https.createServer(secrets, (request, response) => {
  request.resume().on("end", () => {
    const open = { "access-control-allow-origin": "*", "access-control-allow-headers": "client-request-id" };
    if (request.method === "OPTIONS") response.writeHead(204, open).end();
    else if (request.method === "POST") response.writeHead(401, { ...open, "content-type": "application/json; charset=utf-8" }).end(refusal);
    else response.writeHead(200, { "content-type": "text/html" }).end(page);
  });
});

function entry(seen, body) {
  const list = (headers) => Object.entries(headers ?? {}).map(([name, value]) => ({ name, value: String(value) }));
  const { request, response } = seen;
  const har = {
    _resourceType: seen.type,
    startedDateTime: new Date(seen.wallTime * 1000).toISOString(),
    request: {
      method: request.method, url: request.url, httpVersion: response?.protocol ?? "", headers: list(request.headers),
      queryString: [], cookies: [], headersSize: -1, bodySize: request.postData?.length ?? 0,
    },
    response: {
      status: response?.status ?? 0, statusText: response?.statusText ?? "", httpVersion: response?.protocol ?? "",
      headers: list(response?.headers), cookies: [],
      content: { size: body?.body.length ?? 0, mimeType: response?.mimeType ?? "x-unknown", ...(body && { text: body.body, ...(body.base64Encoded && { encoding: "base64" }) }) },
      redirectURL: "", headersSize: -1, bodySize: -1,
    },
    cache: {}, timings: { send: 0, wait: 0, receive: 0 }, time: 0,
  };
  if (request.postData) {
    const params = request.postData.split("&").map((pair) => ({ name: pair.split("=")[0], value: pair.slice(pair.indexOf("=") + 1) }));
    har.request.postData = { mimeType: request.headers["Content-Type"], text: request.postData, params };
  }
  return har;
}

server.listen(0, "127.0.0.1", async () => {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "chromium-har-"));
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--ignore-certificate-errors", `--user-data-dir=${profile}`, `--host-resolver-rules=MAP * 127.0.0.1:${server.address().port}`, "about:blank"];
  const chromium = spawn("chromium", flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const waiting = new Map();
  const seen = new Map();
  let count = 0;
  let finished = () => {};
  const send = (method, params = {}, sessionId) => new Promise((resolve) => {
    waiting.set(++count, resolve);
    chromium.stdio[3].write(`${JSON.stringify({ id: count, method, params, sessionId })}\0`);
  });
  const on = {
    "Network.requestWillBeSent": (event) => seen.set(event.requestId, event),
    "Network.responseReceived": (event) => Object.assign(seen.get(event.requestId) ?? {}, { response: event.response }),
    "Network.loadingFinished": (event) => { if (seen.get(event.requestId)?.request.method === "POST") finished(); },
  };
  let rest = "";
  chromium.stdio[4].on("data", (data) => {
    const messages = (rest + data).split("\0");
    rest = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      if (message.id) waiting.get(message.id)(message.result);
      else on[message.method]?.(message.params);
    }
  });
  const { product } = await send("Browser.getVersion");
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  await send("Network.enable", {}, sessionId);
  const done = new Promise((resolve) => { finished = resolve; });
  await send("Page.navigate", { url: "https://payroll.example/" }, sessionId);
  await done;
  const entries = [];
  for (const event of seen.values()) {
    if (event.request.url.endsWith("favicon.ico")) continue;
    const body = event.request.method === "OPTIONS" ? null : await send("Network.getResponseBody", { requestId: event.requestId }, sessionId);
    entries.push(entry(event, body?.body === undefined ? null : body));
  }
  const [name, version] = product.split("/");
  const har = { log: { version: "1.2", creator: { name: "WebInspector", version: "537.36" }, browser: { name, version }, pages: [], entries } };
  fs.writeFileSync(path.join(folder, "requests/chromium.har"), `${JSON.stringify(har, null, 2)}\n`);
  await send("Browser.close");
  server.close();
  server.closeAllConnections();
  chromium.on("exit", () => fs.rmSync(profile, { recursive: true, force: true }));
});
