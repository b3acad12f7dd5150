import { gzipSync } from "node:zlib";
import { type Replay, replay } from "chatledger/replay";
import { arrivals, billingEvent, log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tempFolder } from "./temp-folder.ts";

const folder = tempFolder();

/** What a replay says that is not about lines. */
function result({ conversations, firstAt, lastAt }: Replay): string {
  return JSON.stringify({ conversations: [...conversations()], firstAt, lastAt });
}

/** The ids of which a log is in doubt, whichever line that was said of. */
function conflicts({ anomalies }: Replay): Set<unknown> {
  return new Set(anomalies.filter(({ kind }) => kind === "conflicting-duplicate").map(({ eventId }) => eventId));
}

const nonsense = fc.constantFrom("nonsense", '{"type":"BotSlept"}', "[]", "");

const lines = fc
  .tuple(log(), fc.array(billingEvent(), { maxLength: 3 }), fc.array(nonsense, { maxLength: 3 }))
  .map(([events, bills, bad]) => [...[...events, ...bills].map((one) => JSON.stringify(one)), ...bad]);

/** Lines, the same in another order and more often, and the same again cut into files, some of them compressed. */
const deliveries = lines.chain((list) =>
  fc.tuple(
    fc.constant(list),
    arrivals(list),
    arrivals(list).chain((others) =>
      fc.tuple(fc.constant(others), fc.array(fc.nat({ max: others.length }), { maxLength: 3 }), fc.boolean()),
    ),
  ),
);

test("the order, the repetition and the files of the same lines change nothing", async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async ([list, again, [spread, cuts, isPacked]]) => {
      const one = await replay(folder.write("one.ndjson", list.join("\n")));
      const other = await replay(folder.write("other.ndjson", `${again.join("\r\n")}\r\n`));
      const edges = [0, ...cuts.toSorted((a, b) => a - b), spread.length];
      const files = edges.slice(1).map((end, i) => {
        const text = spread.slice(edges[i], end).join("\n");
        return folder.write(`part-${i}`, isPacked && i % 2 === 0 ? gzipSync(text) : text);
      });
      const split = await replay(files);
      expect(result(other)).toBe(result(one));
      expect(result(split)).toBe(result(one));
      expect(conflicts(other)).toEqual(conflicts(one));
      expect(conflicts(split)).toEqual(conflicts(one));
    }),
    { numRuns: 60 },
  );
});
