// What a bundler's output costs at each start, though nothing needs it.

/** Code as Node loads it fastest. */
export const quickToLoad = (code) => ascii(withPlainExports(code));

const getter =
  /Object\.defineProperty\(exports, "(\w+)", \{\s*enumerable: true,\s*get: function\(\) \{\s*return (\w+);\s*\}\s*\}\);/g;

/** Exports that never change are values: a function that gives each one takes time to make and to call. */
function withPlainExports(code) {
  const constant = /^(?:const|(?:async )?function\*?|class) (\w+)/gm;
  const fixed = new Set(Array.from(code.matchAll(constant), ([, name]) => name));
  return code.replaceAll(getter, (whole, name, value) =>
    fixed.has(value) ? `exports.${name} = ${value};` : whole,
  );
}

/** Node keeps a text twice as large if a character of it is beyond Latin-1, and reads it half as fast. */
function ascii(code) {
  if (unescapable.test(code)) throw new Error('A character that is not ASCII cannot be escaped.');
  return code.replaceAll(
    /[^\0-\x7F]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** After a backslash, and in a text that is taken as it is written. */
const unescapable = /\\[^\0-\x7F]|\braw`[^`]*[^\0-\x7F`]/;
