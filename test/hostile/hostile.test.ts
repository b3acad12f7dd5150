import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import {
  chatbotStatistics,
  classify,
  explain,
  isConversationEvent,
  isEventError,
  isUsageError,
  type LedgerEvent,
  parseEvent,
  quotaDashboard,
  quotaView,
  safeParseEvent,
} from "chatledger";
import { importSmartsupp, isImportError } from "chatledger/importers/smartsupp";
import { isCheckpointError, isSourceError, logStatistics, packLogs, type Replay, replay } from "chatledger/replay";
import { ledger, ledgerEvent, quotaQuestion } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { sampleLog } from "../cli/sample-log.ts";
import { sample } from "../importers/smartsupp/vendor-documents.ts";
import { logText } from "../replay/scan/log-texts.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { damagedBytes } from "../support/damaged-bytes.ts";
import { damagedJson } from "./damaged-json.ts";

/** `npm run hostile` takes 40: 10,000 logs, 1,000 billing histories, and large logs of a million events. */
const TIMES = Number(process.env["HOSTILE_TIMES"] ?? 1);
/** Whatever takes longer than this hangs. */
const MOST_MS = 10_000;
const TIMEOUT = 30_000 * TIMES;

const folder = tempFolder();
const file = folder.at("log");
const prototypes = () =>
  [Object, Array, Function, String, Number, Map, Set].map(({ prototype }) => Object.getOwnPropertyNames(prototype));
const before = prototypes();
let startedAt = 0;

beforeEach(() => {
  startedAt = performance.now();
});

afterAll(() => {
  expect(prototypes()).toEqual(before);
});

/** Runs something on one input: it neither hangs nor leaves a mark on the prototypes. */
async function harmlessly<Result>(run: () => Result | Promise<Result>): Promise<Result> {
  const start = performance.now();
  const result = await run();
  expect(performance.now() - start).toBeLessThan(MOST_MS);
  expect("polluted" in {}).toBe(false);
  return result;
}

/** What a run gives, or the error that it refuses its input with; any other error is a fault of ours. */
async function orRefused<Result>(
  run: () => Promise<Result>,
  isRefusal: (error: unknown) => boolean,
): Promise<Result | undefined> {
  try {
    return await harmlessly(run);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    expect(error).toMatchObject({ code: expect.stringMatching(/^[a-z-]+$/), message: expect.stringMatching(/./) });
    return undefined;
  }
}

/** Each line is an event or is refused, and each refusal has a code and a place. */
function expectAccountedFor({ anomalies, lines, conversationEvents, billingEvents }: Replay, name: string): void {
  const refused = anomalies.filter(({ kind }) => kind !== "duplicate" && kind !== "conflicting-duplicate");
  const ofLines = refused.filter(({ line }) => line !== undefined);
  expect(conversationEvents + billingEvents + ofLines.length).toBe(lines);
  for (const { kind, severity, file: of, line, message } of anomalies) {
    expect(kind).toMatch(/^[a-z0-9-]+$/);
    expect(["error", "note"]).toContain(severity);
    expect(of).toBe(name);
    expect(message).not.toBe("");
    if (kind !== "broken-archive") expect(line).toBeGreaterThan(0);
  }
}

describe("logs", () => {
  const texts = logText().map((text) => Buffer.from(text));
  const events = fc.array(damagedJson(ledgerEvent()), { minLength: 1, maxLength: 12 }).map((list) => {
    return Buffer.from(list.map((one) => `${JSON.stringify(one) ?? ""}\n`).join(""));
  });
  const archives = damagedBytes(
    texts.map((text) => gzipSync(text)),
    { most: 3 },
  );
  const logs = fc.oneof(
    { arbitrary: damagedBytes(texts), weight: 4 },
    { arbitrary: events, weight: 4 },
    { arbitrary: archives, weight: 1 },
  );

  test("are read or refused line by line, and what is read is judged", { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(logs, async (bytes) => {
        writeFileSync(file, bytes);
        const log = await orRefused(() => replay(file), isSourceError);
        if (log === undefined) return;
        expectAccountedFor(log, file);
        for (const state of log.conversations()) {
          const { outcome } = classify(state);
          expect(["not-triggered", "no-reaction", "in-progress", "resolved", "escalated"]).toContain(outcome);
          expect(explain(state).verdict.outcome).toBe(outcome);
        }
        // Days of a damaged instant and of today may be too many for a table.
        const statistics = await orRefused(async () => chatbotStatistics(log.unsorted()), isUsageError);
        const scanned = await orRefused(() => logStatistics(file, {}, { threads: 1 }), isUsageError);
        expect(scanned?.statistics).toEqual(statistics);
        if (statistics === undefined) return;
        const { totals } = statistics;
        expect(totals.triggered).toBe(totals.noReaction + totals.reactions);
        expect(totals.reactions).toBe(totals.resolved + totals.escalated + totals.inProgress);
      }),
      { numRuns: 250 * TIMES },
    );
  });

  test("a value of any kind is an event or is refused with code and place", () => {
    const values = fc.oneof(damagedJson(ledgerEvent()), fc.anything({ withBigInt: true, withNullPrototype: true }));
    fc.assert(
      fc.property(values, (value) => {
        const parsed = safeParseEvent(value);
        if (parsed.success) expect(parseEvent(JSON.parse(JSON.stringify(parsed.event)))).toEqual(parsed.event);
        else {
          expect(isEventError(parsed.error)).toBe(true);
          expect(parsed.error).toMatchObject({ code: expect.stringMatching(/^[a-z0-9-]+$/), path: expect.any(String) });
        }
      }),
      { numRuns: 500 * TIMES },
    );
  });

  test("nesting without end is refused as any other value", async () => {
    const deep = `{"type":"ChatClosed","id":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    writeFileSync(file, `${deep}\n${"[".repeat(1_000_000)}\n`);
    const log = await harmlessly(() => replay(file));
    expectAccountedFor(log, file);
    expect(log.anomalies.map(({ line }) => line)).toEqual([1, 2]);
  });

  test("the memory that they take is given back", { timeout: TIMEOUT }, async () => {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    const heapAfter = async (logs: readonly Buffer[]) => {
      for (const bytes of logs) {
        writeFileSync(file, bytes);
        await orRefused(() => replay(file), isSourceError);
      }
      if (typeof collect === "function") collect();
      return process.memoryUsage().heapUsed;
    };
    const inputs = fc.sample(logs, { numRuns: 60 * TIMES, seed: 1 });
    await heapAfter(inputs);
    const once = await heapAfter(inputs);
    expect((await heapAfter([...inputs, ...inputs])) - once).toBeLessThan(4_000_000);
  });
});

test("billing histories are reckoned or refused", { timeout: TIMEOUT }, async () => {
  const histories = fc.tuple(damagedJson(ledger(), 8), quotaQuestion());
  await fc.assert(
    fc.asyncProperty(histories, async ([history, question]) => {
      const list: readonly unknown[] = Array.isArray(history) ? history.flat(1) : [history];
      const events = list.flatMap((one): readonly LedgerEvent[] => {
        const parsed = safeParseEvent(one);
        return parsed.success ? [parsed.event] : [];
      });
      const views = await orRefused(async () => {
        const accounts = new Set(events.map(({ accountId }) => accountId));
        quotaDashboard(events, question);
        return [...accounts].map((accountId) => quotaView(events, { ...question, accountId }));
      }, isUsageError);
      for (const view of views ?? []) {
        expect(view.remaining).toBe(Math.max(0, view.limit - view.used));
        expect(view.overage).toBe(Math.max(0, view.used - view.limit));
        expect(view.used).toBeGreaterThanOrEqual(0);
        expect(view.limit).toBe(Math.min(view.cap, view.included + view.packagesTotal));
        expect(JSON.stringify(view)).not.toMatch(/NaN|Infinity|undefined/);
      }
    }),
    { numRuns: 25 * TIMES },
  );
});

test("documents of the vendor are imported, reported or refused", { timeout: TIMEOUT }, async () => {
  const names = ["post-hook", "rest-conversations", "rest-messages", "webhook-bot-replied", "webhook-envelope"];
  const documents = fc.constantFrom(...names).chain((name) => damagedJson(fc.constant(sample(name)), 6));
  await fc.assert(
    fc.asyncProperty(documents, fc.constantFrom("acme", undefined), async (document, accountId) => {
      const imported = await orRefused(async () => importSmartsupp(document, { accountId }), isImportError);
      for (const one of imported?.events ?? []) expect(isConversationEvent(parseEvent(one))).toBe(true);
      for (const { code, what, why } of imported?.unmapped ?? []) {
        expect([code, what, why]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.any(String), expect.any(String)]);
      }
    }),
    { numRuns: 100 * TIMES },
  );
});

test("checkpoints are gone on from or refused, and never change an answer", { timeout: TIMEOUT }, async () => {
  const log = folder.write("events.ndjson", ndjson(sampleLog(40)));
  const checkpoint = folder.at("checkpoint");
  const expected = await logStatistics(log, {}, { threads: 1, checkpoint });
  const whole = readFileSync(checkpoint);
  await fc.assert(
    fc.asyncProperty(damagedBytes(fc.constant(whole), { most: 2 }), async (bytes) => {
      writeFileSync(checkpoint, bytes);
      const resumed = await orRefused(() => logStatistics(log, {}, { threads: 1, checkpoint }), isCheckpointError);
      if (resumed !== undefined) expect(resumed).toEqual(expected);
      else expect(readFileSync(checkpoint).equals(bytes)).toBe(true);
      rmSync(checkpoint);
    }),
    { numRuns: 50 * TIMES },
  );
});

test("packed logs are read or refused", { timeout: TIMEOUT }, async () => {
  const source = folder.write("source.ndjson", `${ndjson(sampleLog(40))}nonsense\n`);
  const packed = folder.at("packed.parquet");
  await packLogs(source, packed);
  await fc.assert(
    fc.asyncProperty(damagedBytes(fc.constant(readFileSync(packed)), { most: 3 }), async (bytes) => {
      writeFileSync(file, bytes);
      const log = await orRefused(() => replay(file), isSourceError);
      if (log !== undefined) expectAccountedFor(log, file);
      await orRefused(() => logStatistics(file, {}, { threads: 1 }), isSourceError);
    }),
    { numRuns: 50 * TIMES },
  );
});

describe("large logs of an unusual shape are counted to the last event", () => {
  const size = 25_000 * TIMES;
  const clicked = (i: number, ids: Partial<LedgerEvent> & { readonly conversationId?: string }) => ({
    type: "ButtonClicked",
    id: `e${i}`,
    occurredAt: new Date(1_714_500_000_000 + ((i * 7_919) % size)).toISOString(),
    accountId: "acme",
    conversationId: "c",
    botId: "b",
    buttonId: "b",
    ...ids,
  });
  const astral = (i: number) =>
    String.fromCodePoint(0x1f600 + (i % 64), 0x1f600 + ((i >> 6) % 64), 0x1f600 + (i >> 12)).repeat(42);

  test.each<[string, number, (i: number) => object]>([
    ["one conversation", 1, (i) => clicked(i, {})],
    ["a conversation for each event", size, (i) => clicked(i, { conversationId: `c${i}` })],
    ["an account for each ten events", size / 10, (i) => clicked(i, { accountId: `a${i % (size / 10)}` })],
    ["ids of 126 letters beyond the basic plane", size, (i) => clicked(i, { conversationId: astral(i) })],
    [
      "ids that differ by one letter in the middle",
      size,
      (i) => clicked(i, { conversationId: `${"x".repeat(60)}${i}${"y".repeat(60)}` }),
    ],
    [
      "ids of like pieces in another order",
      size,
      (i) => clicked(i, { conversationId: i.toString(2).replaceAll("0", "AaAa").replaceAll("1", "BBBB") }),
    ],
  ])("%s", { timeout: TIMEOUT }, async (_, conversations, event) => {
    writeFileSync(file, Array.from({ length: size }, (_, i) => `${JSON.stringify(event(i))}\n`).join(""));
    const log = await replay(file);
    expect(log.anomalies).toEqual([]);
    expect([...log.unsorted()]).toHaveLength(conversations);
    const { statistics } = await logStatistics(file, { by: "year" }, { threads: 1 });
    expect(statistics.totals).toEqual(chatbotStatistics(log.unsorted(), { by: "year" }).totals);
    expect(statistics.totals.triggered).toBe(conversations);
    expect(performance.now() - startedAt).toBeLessThan(MOST_MS * TIMES);
  });
});
