// What stands packed in this file: raw deflate, which the browser unpacks by itself, in base85.

/**
 * The bytes that an element has in base85: five characters are four bytes. The digits are the characters from ( to |, with ~ in
 * place of <. What is missing of the last five counts as the highest digit.
 * @param {string} id
 */
function packedBytes(id) {
  const text = document.getElementById(id)?.textContent.replaceAll("\n", "") ?? "";
  const bytes = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4));
  for (let at = 0, end = 0; at < text.length; end += 4) {
    let number = 0;
    for (const next = at + 5; at < next; at += 1) {
      const code = text.charCodeAt(at);
      number = number * 85 + (code === 126 ? 20 : code >= 40 ? code - 40 : 84);
    }
    bytes.setUint32(end, number);
  }
  return new Uint8Array(bytes.buffer, 0, Math.floor((text.length * 4) / 5));
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
