import fc from "fast-check";
import { expect, test } from "vitest";
import { GreatSequences } from "../../../src/replay/scan/great-sequences.ts";

const GREATEST = 67_108_862;

test("each event is given with a sequence that stands for its own, in the same order, and above those that are not great", () => {
  const sequences = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 2 ** 40 })));
  fc.assert(
    fc.property(sequences, (beyond) => {
      const great = new GreatSequences();
      for (const [at, more] of beyond.entries()) {
        great.setAside({ conversation: 0, kind: 0, rank: 0, at, texts: undefined }, GREATEST + more);
      }
      const placed: number[] = [];
      const known = great.place(({ at }, sequence) => {
        placed[at] = sequence;
      });
      const expected = [...new Set(beyond)].sort((a, b) => a - b);
      expect([...known]).toEqual(expected.map((more) => GREATEST + more));
      expect(placed).toEqual(beyond.map((more) => GREATEST + 1 + expected.indexOf(more)));
    }),
  );
});
