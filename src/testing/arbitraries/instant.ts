import fc from "fast-check";

const CLOCKS = [
  "10:00:00.000",
  "10:00:00.001",
  "10:00:01.000",
  "10:01:00.000",
  "10:05:00.000",
  "11:00:00.000",
  "12:00:00.000",
  "23:59:59.999",
];

/** One of eight instants of 2024-05-01, two of them a millisecond apart: so few that ties are common. Shrinks to 10:00. */
export function instant(): fc.Arbitrary<string> {
  return fc.constantFrom(...CLOCKS.map((clock) => `2024-05-01T${clock}Z`));
}
