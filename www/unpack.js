// Unpacks what stands packed in this file: printable text to bytes, and LZMA, a third smaller than what the browser can
// unpack by itself. The page does it for its languages, the worker for the module.
//
// The format is that of .lzma files (LZMA specification, 2015): properties, dictionary size, unpacked size, then one
// range-coded stream. The size must be known, as it always is here; the output serves as the dictionary.
"use strict";

/**
 * @param {Uint8Array} input
 * @returns {Uint8Array<ArrayBuffer>}
 */
function unlzma(input) {
  const properties = input[0] ?? 0;
  const literalBits = properties % 9;
  const placeMask = (1 << (Math.floor(properties / 9) % 5)) - 1;
  const stateMask = (1 << Math.floor(properties / 45)) - 1;
  const size = new DataView(input.buffer, input.byteOffset).getUint32(5, true);
  const out = new Uint8Array(size);

  // The range decoder: one bit at a time, each with its own probability. Its two numbers of 32 bits stand in a typed array,
  // since a variable that functions share would make a new object of every number this large.
  const RANGE = 0;
  const CODE = 1;
  const coder = new Uint32Array([0xffffffff, 0]);
  let next = 14;
  const shift = () => {
    coder[CODE] = ((coder[CODE] ?? 0) << 8) | (input[next] ?? 0);
    next += 1;
  };
  const widen = () => {
    if ((coder[RANGE] ?? 0) < 0x1000000) {
      coder[RANGE] = (coder[RANGE] ?? 0) << 8;
      shift();
    }
  };
  for (let index = 0; index < 4; index += 1) shift();
  const even = (/** @type {number} */ count) => new Uint16Array(count).fill(1024);
  const bit = (/** @type {Uint16Array} */ chances, /** @type {number} */ at) => {
    const chance = chances[at] ?? 0;
    const range = coder[RANGE] ?? 0;
    const code = coder[CODE] ?? 0;
    const bound = Math.imul(range >>> 11, chance) >>> 0;
    if (code >= bound) {
      coder[RANGE] = range - bound;
      coder[CODE] = code - bound;
      chances[at] = chance - (chance >> 5);
      widen();
      return 1;
    }
    coder[RANGE] = bound;
    chances[at] = chance + ((2048 - chance) >> 5);
    widen();
    return 0;
  };
  const tree = (/** @type {Uint16Array} */ chances, /** @type {number} */ from, /** @type {number} */ bits) => {
    let symbol = 1;
    for (let index = 0; index < bits; index += 1) symbol = (symbol << 1) | bit(chances, from + symbol);
    return symbol - (1 << bits);
  };
  const reversed = (/** @type {Uint16Array} */ chances, /** @type {number} */ from, /** @type {number} */ bits) => {
    let symbol = 1;
    let value = 0;
    for (let index = 0; index < bits; index += 1) {
      const one = bit(chances, from + symbol);
      symbol = (symbol << 1) | one;
      value |= one << index;
    }
    return value;
  };
  const direct = (/** @type {number} */ bits) => {
    let value = 0;
    for (let index = 0; index < bits; index += 1) {
      const range = (coder[RANGE] ?? 0) >>> 1;
      const code = coder[CODE] ?? 0;
      const one = code >= range ? 1 : 0;
      coder[RANGE] = range;
      coder[CODE] = one ? code - range : code;
      value = (value << 1) | one;
      widen();
    }
    return value;
  };

  const literals = even(0x300 << (literalBits + Math.floor(properties / 9) % 5));
  const isMatch = even(192);
  const isRepeat = even(12);
  const isRepeat0 = even(12);
  const isRepeat1 = even(12);
  const isRepeat2 = even(12);
  const isLong0 = even(192);
  const slots = even(256);
  const special = even(115);
  const aligned = even(16);
  const lengths = () => ({ choice: even(2), low: even(128), middle: even(128), high: even(256) });
  const matchLengths = lengths();
  const repeatLengths = lengths();
  const length = (/** @type {ReturnType<typeof lengths>} */ model, /** @type {number} */ place) => {
    if (!bit(model.choice, 0)) return tree(model.low, place << 3, 3);
    if (!bit(model.choice, 1)) return 8 + tree(model.middle, place << 3, 3);
    return 16 + tree(model.high, 0, 8);
  };

  let state = 0;
  let [distance, second, third, fourth] = [0, 0, 0, 0];
  let at = 0;
  while (at < size) {
    const place = at & stateMask;
    if (!bit(isMatch, (state << 4) + place)) {
      const before = at > 0 ? (out[at - 1] ?? 0) : 0;
      const from = 0x300 * (((at & placeMask) << literalBits) + (before >> (8 - literalBits)));
      let symbol = 1;
      if (state >= 7) {
        let matched = out[at - distance - 1] ?? 0;
        while (symbol < 0x100) {
          const expected = (matched >> 7) & 1;
          matched <<= 1;
          const one = bit(literals, from + ((1 + expected) << 8) + symbol);
          symbol = (symbol << 1) | one;
          if (one !== expected) break;
        }
      }
      while (symbol < 0x100) symbol = (symbol << 1) | bit(literals, from + symbol);
      out[at] = symbol;
      at += 1;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let count = 0;
    if (bit(isRepeat, state)) {
      if (!bit(isRepeat0, state)) {
        if (!bit(isLong0, (state << 4) + place)) {
          state = state < 7 ? 9 : 11;
          out[at] = out[at - distance - 1] ?? 0;
          at += 1;
          continue;
        }
      } else if (!bit(isRepeat1, state)) {
        [distance, second] = [second, distance];
      } else if (!bit(isRepeat2, state)) {
        [distance, second, third] = [third, distance, second];
      } else {
        [distance, second, third, fourth] = [fourth, distance, second, third];
      }
      count = length(repeatLengths, place);
      state = state < 7 ? 8 : 11;
    } else {
      [second, third, fourth] = [distance, second, third];
      count = length(matchLengths, place);
      state = state < 7 ? 7 : 10;
      distance = tree(slots, Math.min(count, 3) << 6, 6);
      if (distance >= 4) {
        const slot = distance;
        const bits = (slot >> 1) - 1;
        distance = ((2 | (slot & 1)) << bits) >>> 0;
        distance += slot < 14 ? reversed(special, distance - slot, bits) : direct(bits - 4) * 16 + reversed(aligned, 0, 4);
      }
    }
    const end = Math.min(at + count + 2, size);
    while (at < end) {
      out[at] = out[at - distance - 1] ?? 0;
      at += 1;
    }
  }
  return out;
}

/**
 * Bytes of text in which every seven letters hold six bytes, the low end first. The letters are those of
 * xtask/src/page/dense.rs; line ends are none.
 * @param {string} text
 */
function undense(text) {
  const digits = new Uint8Array(128);
  let count = 0;
  for (const [first, last] of [[0x01, 0x06], [0x0e, 0x19], [0x1c, 0x1f], [0x21, 0x3b], [0x3d, 0x7f]]) {
    for (let code = first ?? 0; code <= (last ?? 0); code += 1) digits[code] = count++;
  }
  const letters = text.replaceAll("\n", "");
  const bytes = new Uint8Array(Math.floor(letters.length / 7) * 6);
  for (let at = 0, to = 0; to < bytes.length; at += 7, to += 6) {
    let number = 0;
    for (let place = 6; place >= 0; place -= 1) number = number * count + (digits[letters.charCodeAt(at + place)] ?? 0);
    const low = number % 0x1000000;
    const high = Math.floor(number / 0x1000000);
    for (let place = 0; place < 3; place += 1) {
      bytes[to + place] = (low >>> (8 * place)) & 255;
      bytes[to + 3 + place] = (high >>> (8 * place)) & 255;
    }
  }
  return bytes;
}
