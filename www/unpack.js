// What stands packed in this file: raw deflate in 91 digits, which the browser unpacks by itself.

/** Letters that are no digits, of those that are seen. */
const NO_DIGITS = "<&\\";

/**
 * The bytes that an element has in digits of basE91: two are 13 bits, or 14 where 13 of them leave room for one more.
 * @param {string} id
 */
function packedBytes(id) {
  const text = document.getElementById(id)?.textContent ?? "";
  const values = new Int8Array(128).fill(-1);
  for (let code = 33, digit = 0; code < 127; code += 1) if (!NO_DIGITS.includes(String.fromCharCode(code))) values[code] = digit++;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let bits = 0;
  let count = 0;
  let first = -1;
  for (let at = 0; at < text.length; at += 1) {
    const value = values[text.charCodeAt(at)] ?? -1;
    if (value < 0) continue;
    if (first < 0) {
      first = value;
      continue;
    }
    const pair = first + value * 91;
    first = -1;
    bits |= pair << count;
    for (count += (pair & 8191) > 88 ? 13 : 14; count > 7; count -= 8) {
      bytes[length++] = bits;
      bits >>= 8;
    }
  }
  if (first >= 0) bytes[length++] = bits | (first << count);
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
 * A text.
 * @param {string} id
 */
export function unpackText(id) {
  return unpacked(id).text();
}

/**
 * A list of texts.
 * @param {string} id
 * @returns {Promise<string[]>}
 */
export function unpackTexts(id) {
  return unpacked(id).json();
}

/**
 * A list of numbers of 32 bits.
 * @param {string} id
 */
export async function unpackNumbers(id) {
  return new Uint32Array(await unpacked(id).arrayBuffer());
}

/** The module, compiled while it is unpacked. */
export async function unpackModule() {
  return WebAssembly.compileStreaming(unpacked("module"));
}
