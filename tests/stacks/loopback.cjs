// Sends what is meant for the sign-in service to the test's own endpoint, and says which host was meant.
"use strict";
const http = require("node:http");
const https = require("node:https");

const endpoint = new URL(process.env.TOKEN_ENDPOINT);
const request = http.request;

https.request = function (first, second, third) {
  const given = typeof first === "string" || first instanceof URL ? new URL(first) : null;
  const options = given ? (typeof second === "object" ? second : {}) : first;
  const callback = [second, third].find((one) => typeof one === "function");
  const meant = given ? given.host : options.hostname ?? options.host;
  const path = given ? given.pathname + given.search : options.path;
  return request({ method: options.method, path, host: endpoint.hostname, port: endpoint.port, headers: { ...options.headers, "X-Meant-Host": meant } }, callback);
};

const original = globalThis.fetch;
globalThis.fetch = (address, options = {}) => {
  const meant = new URL(typeof address === "object" && "url" in address ? address.url : address);
  const headers = { ...Object.fromEntries(new Headers(options.headers)), "X-Meant-Host": meant.host };
  return original(new URL(meant.pathname + meant.search, endpoint), { ...options, headers });
};
