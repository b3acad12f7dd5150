/*
 * The kernel of fast replay, in AssemblyScript: it reads a line where it lies, as bytes, and builds neither objects nor strings.
 * `npm run kernel` compiles it.
 *
 * It knows objects with no escape in a name or an id, laid out like one that was read field by field before, to the last blank.
 * In a line that is accepted every byte has been looked at, so none is that `JSON.parse` and the schema would not accept. Whatever
 * is unusual in any way is left to the ordinary parser.
 */
export { afterSpace, endOfAnyNumber, endOfLiteral, endOfNumber, endOfPlain, endOfText } from "./bytes";
export { addEnds, likeEnds } from "./ends";
export { isDateTold, readInstant, tellDate } from "./instants";
export { findNode } from "./layouts";
export { addNear, findNear, gatherNear, leaveNear, placeNear, takeNear } from "./near";
export { endOfNested } from "./nested";
export { sumOf, unpack, widen } from "./numbers";
export { takeRows } from "./rows";
export { scan } from "./scan";
