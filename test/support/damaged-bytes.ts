import fc from "fast-check";

/** How bytes may be damaged. */
const DAMAGES = ["change", "leave out", "put in", "double", "cut", "move"] as const;

type Damage = (typeof DAMAGES)[number];

interface Fault {
  readonly place: number;
  readonly how: Damage;
  readonly byte: number;
  readonly length: number;
}

/** Bytes that are damaged in one to `most` places. */
export function damagedBytes(
  bytes: fc.Arbitrary<Buffer>,
  {
    most = 6,
    how = DAMAGES,
    length = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 60 })),
  }: { readonly most?: number; readonly how?: readonly Damage[]; readonly length?: fc.Arbitrary<number> } = {},
): fc.Arbitrary<Buffer> {
  const fault = fc.record({ place: fc.nat(), how: fc.constantFrom(...how), byte, length });
  return fc.tuple(bytes, fc.array(fault, { minLength: 1, maxLength: most })).map(([whole, faults]) => {
    return faults.reduce(damage, whole);
  });
}

const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('"\\{}[]:,\n\r 0Z-e.')));
/** So much comes twice at least, that a field or a line may. */
const DOUBLED = 20;

function damage(bytes: Buffer, { place, how, byte, length }: Fault): Buffer {
  if (bytes.length === 0) return Buffer.alloc(length, byte);
  const at = place % bytes.length;
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  switch (how) {
    case "change":
      return Buffer.concat([before, Buffer.alloc(part.length, byte), after]);
    case "leave out":
      return Buffer.concat([before, after]);
    case "put in":
      return Buffer.concat([before, Buffer.alloc(length, byte), part, after]);
    case "double":
      return Buffer.concat([before, bytes.subarray(at, at + Math.max(length, DOUBLED)), part, after]);
    case "cut":
      return before;
    case "move":
      return Buffer.concat([before, after, part]);
  }
}
