// What stands packed in this file: raw deflate in base64, which the browser unpacks by itself.

/**
 * The unpacked bytes of an element, as they come.
 * @param {string} id
 */
function unpacked(id) {
  const letters = atob(document.getElementById(id)?.textContent ?? "");
  const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")), {
    headers: { "content-type": "application/wasm" },
  });
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
