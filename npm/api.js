// What the package exports, whoever loads the module. `src/npm.rs` is the other side.

/**
 * @param {() => Promise<Record<string, Function>>} load gives the module's functions
 */
export function api(load) {
  let loaded;
  const module = () => (loaded ??= load());
  return {
    async inspect(inputs, options) {
      return (await module()).inspect(pairs(inputs), plain(options));
    },
    async redact(inputs, options) {
      const [report, markdown] = (await module()).redact(pairs(inputs), plain(options));
      return { report, markdown };
    },
    async repair(inputs, options) {
      return (await module()).repair(pairs(inputs), plain(options));
    },
    async explain(what) {
      return (await module()).explain(String(what)) ?? null;
    },
  };
}

/** Inputs as the module takes them: `[name, bytes][]`. */
function pairs(inputs) {
  const list = Array.isArray(inputs) ? inputs : [inputs];
  return list.map((input, index) => {
    const isNamed = typeof input === "object" && input !== null && "content" in input;
    const name = (isNamed && input.name) || `input ${index + 1}`;
    return [name, bytes(isNamed ? input.content : input)];
  });
}

function bytes(content) {
  if (typeof content === "string") {
    return new TextEncoder().encode(content);
  }
  if (content instanceof ArrayBuffer) {
    return new Uint8Array(content);
  }
  if (ArrayBuffer.isView(content)) {
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  }
  throw new TypeError("an input is a string, bytes, or { name, content }");
}

function plain(options = {}) {
  const at = options.at instanceof Date ? options.at.toISOString() : options.at;
  return { ...options, at };
}
