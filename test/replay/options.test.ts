import { setImmediate } from "node:timers/promises";
import { type LedgerEvent, parseEvent } from "chatledger";
import { type ReplayProgress, replay } from "chatledger/replay";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { lineBlocks } from "../../src/replay/lines.ts";
import { event } from "../support/events.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();

/** A log of about so many megabytes. */
function largeLog(name: string, megabytes: number): string {
  const line = ndjson([event.DirectMessageSent({ id: "e", text: "x".repeat(10_000) })]);
  return folder.write(name, line.repeat(megabytes * 100));
}

describe("onEvent", () => {
  test("is told every valid event as it parses, in order, also one that came before", async () => {
    const click = { ...event.ButtonClicked(), occurredAt: "2024-05-01T12:00:00+02:00", unknown: { a: 1 } };
    const plan = event.PlanSubscribed();
    const seen: LedgerEvent[] = [];
    const file = folder.write("events.ndjson", `${ndjson([click, plan])}nonsense\n${ndjson([click])}`);
    await replay(file, { onEvent: (one) => seen.push(one) });
    expect(seen).toEqual([click, plan, click].map(parseEvent));
  });

  test("may throw, which ends the replay", async () => {
    const file = folder.write("throws.ndjson", ndjson([event.BotTriggered()]));
    const failure = new Error("mine");
    const onEvent = () => {
      throw failure;
    };
    await expect(replay(file, { onEvent })).rejects.toBe(failure);
  });
});

describe("onProgress", () => {
  test("says how far it is, in the bytes of the files, to their end", async () => {
    const files = [largeLog("progress-1.ndjson", 3), largeLog("progress-2.ndjson", 1)];
    const steps: ReplayProgress[] = [];
    const log = await replay(files, { findDuplicates: false, onProgress: (step) => steps.push({ ...step }) });
    expect(steps.length).toBeGreaterThan(3);
    for (const [i, { bytes, lines }] of steps.entries()) {
      expect(bytes).toBeGreaterThanOrEqual(steps[i - 1]?.bytes ?? 0);
      expect(lines).toBeGreaterThanOrEqual(steps[i - 1]?.lines ?? 0);
    }
    const last = steps.at(-1);
    expect(last?.lines).toBe(log.lines);
    expect(last?.bytes).toBe(last?.totalBytes);
    expect(new Set(steps.map(({ totalBytes }) => totalBytes)).size).toBe(1);
  });
});

describe("signal", () => {
  test("ends the replay with its reason", async () => {
    const file = largeLog("abort.ndjson", 4);
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = vi.fn(() => controller.abort(reason));
    await expect(replay(file, { signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(onProgress).toHaveBeenCalledTimes(1);
  });

  test("that was aborted before ends it before a line is taken", async () => {
    const file = folder.write("aborted.ndjson", ndjson([event.BotTriggered()]));
    const onEvent = vi.fn();
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(replay(file, { signal, onEvent })).rejects.toThrow("too late");
    expect(onEvent).not.toHaveBeenCalled();
  });
});

describe("hideText", () => {
  const SECRET = "winterberry";

  /** Something in the place of a field's value that holds the secret, and that most fields refuse. */
  const leak = fc.constantFrom<unknown>(SECRET, `${SECRET}\uD800`, [SECRET], { [SECRET]: SECRET }, `\0${SECRET}`);
  const field = fc.constantFrom(
    "type",
    "occurredAt",
    "sequence",
    "schemaVersion",
    "rating",
    "closedBy",
    "text",
    "label",
  );
  const base = fc.constantFrom<LedgerEvent>(
    event.ButtonClicked(),
    event.ChatRated(),
    event.ChatClosed(),
    event.PlanSubscribed(),
  );
  const spoiled = fc.tuple(base, field, leak).map(([one, name, value]) => JSON.stringify({ ...one, [name]: value }));
  const cut = fc
    .nat({ max: 30 })
    .map((count) => JSON.stringify(event.DirectMessageSent({ text: SECRET })).slice(0, -1 - count));
  const other = fc.constantFrom(
    SECRET,
    `"${SECRET}"`,
    `["${SECRET}"]`,
    `{"${SECRET}":1}`,
    `{"type":"${SECRET}"}`,
    `${SECRET}\0`,
  );

  test("keeps what came out of every message, and lets the rest be said", async () => {
    const lines = fc.array(fc.oneof(spoiled, cut, other), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(lines, async (log) => {
        const file = folder.write("secret.ndjson", log.join("\n"));
        const [hidden, shown] = [await replay(file, { hideText: true }), await replay(file)];
        expect(JSON.stringify(hidden.anomalies)).not.toContain(SECRET);
        expect(hidden.anomalies.map(({ kind, line }) => [kind, line])).toEqual(
          shown.anomalies.map(({ kind, line }) => [kind, line]),
        );
      }),
    );
  });

  test("keeps it out of a strict replay's error", async () => {
    const file = folder.write("strict-secret.ndjson", `${JSON.stringify(event.BotTriggered())}\n${SECRET}\n`);
    const error: unknown = await replay(file, { strict: true, hideText: true }).catch((caught: unknown) => caught);
    expect(String(error)).toBe(
      `LogError: ${file}:2: expected one JSON object on the line, got a value that is not shown.`,
    );
    await expect(replay(file, { strict: true })).rejects.toThrow(SECRET);
  });
});

test("a source that fails ends the reading with its error, after the lines that it gave", async () => {
  const failure = new Error("the disk is gone");
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.from("a\nb");
    await setImmediate();
    throw failure;
  }
  const given: string[] = [];
  await expect(async () => {
    for await (const bytes of lineBlocks(failing())) given.push(bytes.toString());
  }).rejects.toBe(failure);
  expect(given).toEqual(["a\n"]);
});
