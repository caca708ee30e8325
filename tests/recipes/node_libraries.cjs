// Records the client assertions that MSAL for Node sends, and that jose and jsonwebtoken write as their documentation shows.
//
// Usage: npm install @azure/msal-node jose jsonwebtoken
//        node tests/recipes/node_libraries.cjs tests/fixtures
//
// Nothing is sent: MSAL gets a network client of our own, which answers by itself.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const crypto = require("node:crypto");
const folder = process.argv[2];
const from = (name) => require(require.resolve(name, { paths: [process.cwd()] }));

const NOW = 1795428000;
const TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const CLIENT = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11";
const AUDIENCE = `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length > 0 ? given : [NOW * 1000]));
  }
  static now() {
    return NOW * 1000;
  }
};

const key = fs.readFileSync(path.join(folder, "keys/app.key.pem"), "utf8");
const pem = fs.readFileSync(path.join(folder, "app.pem"), "utf8");
const der = new crypto.X509Certificate(pem).raw;
const digest = (name) => crypto.createHash(name).update(der).digest();
const write = (name, token) => fs.writeFileSync(path.join(folder, `${name}.jwt`), token);

async function msal(name, certificate) {
  const { ConfidentialClientApplication } = from("@azure/msal-node");
  let posted = "";
  const base = `https://login.microsoftonline.com/${TENANT}`;
  const networkClient = {
    sendGetRequestAsync: async () => ({ status: 200, headers: {}, body: { issuer: `${base}/v2.0`, token_endpoint: AUDIENCE, authorization_endpoint: `${base}/oauth2/v2.0/authorize`, end_session_endpoint: base, jwks_uri: base, tenant_discovery_endpoint: `${base}/v2.0/.well-known/openid-configuration`, metadata: [] } }),
    sendPostRequestAsync: async (url, options) => {
      posted = options.body;
      // Version numbers of the machine are of no interest.
      const own = Object.entries(options.headers ?? {}).filter(([header]) => !header.startsWith("x-client-") || header === "x-client-SKU");
      const headers = [["Host", "login.microsoftonline.com"], ...own].map(([header, value]) => `${header}: ${value}\r\n`).join("");
      const { pathname, search } = new URL(url);
      if (name === "msal-node-sha256") fs.writeFileSync(path.join(folder, "requests/msal-node.http"), `POST ${pathname}${search} HTTP/1.1\r\n${headers}\r\n${posted}`);
      return { status: 200, headers: {}, body: { token_type: "Bearer", expires_in: 3600, access_token: "x" } };
    },
  };
  const auth = { clientId: CLIENT, authority: base, clientCertificate: { privateKey: key, ...certificate } };
  await new ConfidentialClientApplication({ auth, system: { networkClient } }).acquireTokenByClientCredential({ scopes: ["https://graph.microsoft.com/.default"] });
  write(name, new URLSearchParams(posted).get("client_assertion"));
}

(async () => {
  await msal("msal-node-sha256", { thumbprintSha256: digest("sha256").toString("hex") });
  await msal("msal-node-sha1", { thumbprint: digest("sha1").toString("hex") });
  await msal("msal-node-x5c", { thumbprintSha256: digest("sha256").toString("hex"), x5c: pem });
  const jsonwebtoken = from("jsonwebtoken");
  const claims = { aud: AUDIENCE, iss: CLIENT, sub: CLIENT, jti: "2d1f0e2e-93b7-4b0a-8f57-1f6e0c6f4a11", nbf: NOW, iat: NOW, exp: NOW + 600 };
  write("jsonwebtoken", jsonwebtoken.sign(claims, key, { algorithm: "RS256", header: { x5t: digest("sha1").toString("base64url") } }));
  const jose = await import(require.resolve("jose", { paths: [process.cwd()] }));
  const signed = new jose.SignJWT(claims).setProtectedHeader({ alg: "PS256", typ: "JWT", "x5t#S256": digest("sha256").toString("base64url") });
  write("jose", await signed.sign(await jose.importPKCS8(key, "PS256")));
})();
