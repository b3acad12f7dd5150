const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;

/**
 * Compares two strings by code point: the order of their UTF-8 bytes, which SQL engines use too.
 *
 * JavaScript's own `<` compares UTF-16 code units and so puts an emoji (U+1F600) before U+FF5E; this does not.
 *
 * @returns a negative number, 0 or a positive number, as `Array.prototype.sort` wants it.
 * @example compareText("\u{1F600}", "\uFF5E") > 0; // => true
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** A surrogate stands for a code point above U+FFFF, so it ranks after every other code unit. */
function rank(unit: number): number {
  return unit >= FIRST_SURROGATE && unit < AFTER_SURROGATES ? unit + 0x10000 : unit;
}
