/** Moves numbers to a longer array. */
export function withRoom<A extends Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(from: A, to: A): A {
  to.set(from);
  return to;
}
