// What stands packed in this file: raw deflate in base64, which the browser unpacks by itself.

/**
 * The bytes that an element has in base64.
 * @param {string} id
 */
function packedBytes(id) {
  const text = document.getElementById(id)?.textContent ?? "";
  // Newer browsers do it at once.
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/**
 * The unpacked bytes of an element, as they come.
 * @param {string} id
 */
function unpacked(id) {
  const { writable, readable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter();
  // What is wrong with the bytes, the reader is told.
  writer.write(packedBytes(id)).catch(() => {});
  writer.close().catch(() => {});
  return new Response(readable, { headers: { "content-type": "application/wasm" } });
}

/**
 * A list of texts.
 * @param {string} id
 * @returns {Promise<string[]>}
 */
export function unpackTexts(id) {
  return unpacked(id).json();
}

/** The module, compiled while it is unpacked. */
export function unpackModule() {
  return WebAssembly.compileStreaming(unpacked("module"));
}
