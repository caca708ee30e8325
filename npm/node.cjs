"use strict";
// For CommonJS. Every function is asynchronous, so that the modules can be imported when the first one is called.
for (const name of ["inspect", "redact", "repair", "explain"]) {
  exports[name] = async (...given) => (await import("./node.js"))[name](...given);
}
