// Removes what makes a bundler's output slow to load and is not needed.

/** Code as Node loads it fastest. */
export const quickToLoad = (code) => ascii(withPlainExports(code));

const getter =
  /Object\.defineProperty\(exports, "(\w+)", \{\s*enumerable: true,\s*get: function\(\) \{\s*return (\w+);\s*\}\s*\}\);/g;

/** Exports that never change become plain values: a getter function for each takes time to create and to call. */
function withPlainExports(code) {
  const constant = /^(?:const|(?:async )?function\*?|class) (\w+)/gm;
  const fixed = new Set(Array.from(code.matchAll(constant), ([, name]) => name));
  return code.replaceAll(getter, (whole, name, value) =>
    fixed.has(value) ? `exports.${name} = ${value};` : whole,
  );
}

/** If a text has a character beyond Latin-1, Node needs twice the memory for it and reads it half as fast. */
function ascii(code) {
  if (unescapable.test(code)) throw new Error('A character that is not ASCII cannot be escaped.');
  return code.replaceAll(
    /[^\0-\x7F]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** After a backslash, and in a raw template, escapes would have another meaning. */
const unescapable = /\\[^\0-\x7F]|\braw`[^`]*[^\0-\x7F`]/;
