// What stands packed in this file: raw deflate in base85, which the browser unpacks by itself.

/** The digits of base85, those of RFC 1924. */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

/**
 * The bytes that an element has in base85: five digits for four bytes, and one digit more than bytes in the last group.
 * @param {string} id
 */
function packedBytes(id) {
  const text = document.getElementById(id)?.textContent ?? "";
  const values = new Int8Array(128).fill(-1);
  for (let digit = 0; digit < DIGITS.length; digit += 1) values[DIGITS.charCodeAt(digit)] = digit;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let number = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const value = values[text.charCodeAt(at)] ?? -1;
    if (value < 0) continue;
    number = number * 85 + value;
    count += 1;
    if (count < 5) continue;
    bytes[length] = number >>> 24;
    bytes[length + 1] = number >>> 16;
    bytes[length + 2] = number >>> 8;
    bytes[length + 3] = number;
    length += 4;
    number = 0;
    count = 0;
  }
  for (let digit = count; digit < 5; digit += 1) number = number * 85 + 84;
  for (let left = 1; left < count; left += 1) bytes[length++] = number >>> (8 * (4 - left));
  return bytes.subarray(0, length);
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
