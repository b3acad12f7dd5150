import { NOWHERE } from "../src/replay/scan/kernel/terms";
import { afterSpace, endOfAnyNumber, endOfLiteral, endOfText } from "./bytes";
import { CLOSE, CLOSE_LIST, COLON, COMMA, OPEN, OPEN_LIST, QUOTE } from "./characters";

/** So many objects and lists stand in one another; a bit for each says which it is. */
const DEEPEST: i32 = 64;

/** The end of the object or list of valid JSON whose bracket stands before `from`; or {@link NOWHERE}. */
export function endOfNested(from: i32): i32 {
  let objects: u64 = load<u8>(from - 1) === OPEN ? 1 : 0;
  let depth = 1;
  let p = afterSpace(from);
  let isEmpty = load<u8>(p) === closeOf(objects);
  while (true) {
    if (!isEmpty) {
      if ((objects & 1) !== 0) p = endOfName(p);
      if (p === NOWHERE) return NOWHERE;
      const byte = load<u8>(p);
      if (byte === OPEN || byte === OPEN_LIST) {
        if (depth === DEEPEST) return NOWHERE;
        depth++;
        objects = (objects << 1) | (byte === OPEN ? 1 : 0);
        p = afterSpace(p + 1);
        isEmpty = load<u8>(p) === closeOf(objects);
        continue;
      }
      p = endOfFlat(p);
      if (p === NOWHERE) return NOWHERE;
      p = afterSpace(p);
    }
    while (load<u8>(p) === closeOf(objects)) {
      p++;
      depth--;
      if (depth === 0) return p;
      objects >>= 1;
      p = afterSpace(p);
    }
    if (load<u8>(p) !== COMMA) return NOWHERE;
    p = afterSpace(p + 1);
    isEmpty = false;
  }
}

/** What closes the innermost. */
function closeOf(objects: u64): u8 {
  return (objects & 1) !== 0 ? CLOSE : CLOSE_LIST;
}

/** Where the value after a name and its colon begins; or {@link NOWHERE}. */
function endOfName(from: i32): i32 {
  if (load<u8>(from) !== QUOTE) return NOWHERE;
  const to = endOfText(from + 1);
  if (load<u8>(to) !== QUOTE) return NOWHERE;
  const colon = afterSpace(to + 1);
  return load<u8>(colon) === COLON ? afterSpace(colon + 1) : NOWHERE;
}

/** The end of a text, a number or a literal; or {@link NOWHERE}. */
function endOfFlat(from: i32): i32 {
  if (load<u8>(from) === QUOTE) {
    const to = endOfText(from + 1);
    return load<u8>(to) === QUOTE ? to + 1 : NOWHERE;
  }
  const literal = endOfLiteral(from);
  return literal === NOWHERE ? endOfAnyNumber(from) : literal;
}
