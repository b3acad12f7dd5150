import { PLACES } from "../src/replay/scan/kernel/terms";

/** Where an id of the line begins, by its value. */
export function placeOf(value: i32): i32 {
  return load<i32>(PLACES + (value << 3));
}

/** Where it ends. */
export function endOf(value: i32): i32 {
  return load<i32>(PLACES + (value << 3) + 4);
}

/** How many bytes it has. */
export function lengthOf(value: i32): i32 {
  return endOf(value) - placeOf(value);
}

/** Says where an id of the line stands: [from, to). */
export function setPlace(value: i32, from: i32, to: i32): void {
  store<i32>(PLACES + (value << 3), from);
  store<i32>(PLACES + (value << 3) + 4, to);
}
