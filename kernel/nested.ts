import { NOWHERE } from "../src/replay/scan/kernel/terms";
import { endOfAnyNumber, endOfText } from "./bytes";
import { CLOSE, CLOSE_LIST, COLON, COMMA, LOWER_E, OPEN, OPEN_LIST, QUOTE, SPACE, TAB } from "./characters";

const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
const FALSE: u32 = 0x736c6166;
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

/** The end of a text, a number or a name; or {@link NOWHERE}. */
function endOfFlat(from: i32): i32 {
  if (load<u8>(from) === QUOTE) {
    const to = endOfText(from + 1);
    return load<u8>(to) === QUOTE ? to + 1 : NOWHERE;
  }
  const word = load<u32>(from);
  if (word === TRUE || word === NULL) return from + 4;
  if (word === FALSE && load<u8>(from + 4) === LOWER_E) return from + 5;
  return endOfAnyNumber(from);
}

function afterSpace(from: i32): i32 {
  let p = from;
  while (load<u8>(p) === SPACE || load<u8>(p) === TAB) p++;
  return p;
}
