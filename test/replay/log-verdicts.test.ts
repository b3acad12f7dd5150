import { type LedgerEvent, type RuleSet, smartsupp } from "chatledger";
import { type LogVerdictsOptions, logVerdicts, replay } from "chatledger/replay";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verdictsIn } from "../../src/replay/log-verdicts.ts";
import { sampleLog } from "../cli/sample-log.ts";
import { at, event, inAccount, inChat } from "../support/events.ts";
import { judgingOptions } from "../support/judging-options.ts";
import { packInGroups } from "./packed/pack-in-groups.ts";
import { logText } from "./scan/log-texts.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();

/** What a replay says of logs. */
async function replayed(logs: readonly string[], { accountId, ...options }: LogVerdictsOptions) {
  const log = await replay(logs);
  return { verdicts: [...verdictsIn(log, options, accountId)], anomalies: log.anomalies };
}

async function scanned(logs: readonly string[], options: LogVerdictsOptions, threads: number) {
  const { verdicts, anomalies } = await logVerdicts(logs, options, { threads });
  return { verdicts: [...verdicts], anomalies };
}

describe("a scan gives the verdicts and the anomalies of a replay", () => {
  test("of any logs, one of which is named twice, under any options", async () => {
    const logs = [folder.at("a.ndjson"), folder.at("b.ndjson"), folder.at("a.ndjson")];
    const account = fc.constantFrom(undefined, "acme", "\u{1F600}", "nobody");
    await fc.assert(
      fc.asyncProperty(logText(), logText(), judgingOptions(), account, async (a, b, options, accountId) => {
        folder.write("a.ndjson", a);
        folder.write("b.ndjson", b);
        const asked = { ...options, accountId };
        expect(await scanned(logs, asked, 1)).toEqual(await replayed(logs, asked));
      }),
      { numRuns: 70 },
    );
  });

  test("of any log, by any number of threads", async () => {
    await fc.assert(
      fc.asyncProperty(logText(), judgingOptions(), fc.integer({ min: 2, max: 5 }), async (text, options, threads) => {
        const log = folder.write("log.ndjson", text);
        expect(await scanned([log, log], options, threads)).toEqual(await replayed([log, log], options));
      }),
      { numRuns: 6 },
    );
  });

  test("of packed logs, alone and beside others", async () => {
    await fc.assert(
      fc.asyncProperty(logText(), judgingOptions(), fc.integer({ min: 1, max: 9 }), async (text, options, rows) => {
        const log = folder.write("log.ndjson", text);
        const file = folder.write("log.parquet", await packInGroups(log, rows));
        for (const logs of [[file], [file, log]]) {
          expect(await scanned(logs, options, 1)).toEqual(await replayed(logs, options));
        }
      }),
      { numRuns: 20 },
    );
  });
});

const CLICK = event.ButtonClicked(at("10:00"), { id: "click", visitorId: "v", sequence: 1 });

/** An id in two files, in lines of several layouts, of a conversation and of billing, among later and earlier events. */
const repeated: readonly (readonly LedgerEvent[])[] = [
  [CLICK, { ...CLICK, label: "Prices" }, { ...CLICK, buttonId: "other" }, event.PlanCancelled({ id: "click" })],
  [CLICK, { ...CLICK, ...inAccount("other") }, { ...CLICK, ...inChat("other") }, { ...CLICK, buttonId: "other" }],
];

test("ids that came again are told apart exactly, across files, and where the second place names the first", async () => {
  const logs = repeated.map((events, i) => folder.write(`repeated-${i}.ndjson`, `nonsense\n${ndjson(events)}{}\n`));
  for (const threads of [1, 2, 4]) {
    const { anomalies } = await scanned(logs, {}, threads);
    expect(anomalies).toEqual((await replayed(logs, {})).anomalies);
    const kinds = anomalies.map(({ kind, line }) => `${kind} ${line}`);
    expect(kinds).toEqual([
      ...["invalid-json 1", "duplicate 3", "conflicting-duplicate 4", "conflicting-duplicate 5", "missing-field 6"],
      ...["invalid-json 1", "duplicate 2", "conflicting-duplicate 4", "duplicate 5", "missing-field 6"],
    ]);
  }
});

test("ids of events that come too late to be judged are looked at too", async () => {
  const log = folder.write("late.ndjson", ndjson([CLICK, event.ChatClosed(at("12:00"), { id: "click" })]));
  const { verdicts, anomalies } = await scanned([log], { asOf: "2024-05-01T11:00:00Z" }, 1);
  expect(verdicts).toMatchObject([{ outcome: "in-progress" }]);
  expect(anomalies).toMatchObject([{ kind: "conflicting-duplicate", line: 2 }]);
});

test("a log in which nothing came again is read once, another one twice", async () => {
  const events = sampleLog().filter((one, i, all) => all.findIndex((other) => isLike(one, other)) === i);
  const [once, twice] = [ndjson(events), ndjson([...events, ...events.slice(0, 1)])];
  for (const [text, times] of [
    [once, 1],
    [twice, 2],
  ] as const) {
    const log = folder.write("times.ndjson", text);
    const seen: number[] = [];
    await logVerdicts(log, {}, { threads: 1, onProgress: ({ bytes }) => seen.push(bytes) });
    expect(seen.filter((bytes) => bytes === Buffer.byteLength(text))).toHaveLength(times);
  }
});

function isLike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Rules whose outcome may hang on which of two ids is smaller. */
const withoutPlan: RuleSet = {
  ...smartsupp,
  claims: { ...smartsupp.claims, contacted: { when: { before: ["firstInteraction", "lastInteraction"] } } },
};

test("what a scan cannot answer is replayed", async () => {
  const log = folder.write("sample.ndjson", ndjson(sampleLog()));
  const far = folder.write("far.ndjson", ndjson([{ ...CLICK, sequence: 200_000_000 }]));
  for (const [logs, options] of [
    [[log], { ruleSet: withoutPlan }],
    [[log, far], {}],
  ] as const) {
    expect(await scanned(logs, options, 2)).toEqual(await replayed(logs, options));
  }
  await expect(logVerdicts([far, folder.write("bad.ndjson", "nonsense")], {}, { strict: true })).rejects.toMatchObject({
    code: "invalid-json",
  });
});

test("verdicts can be gone through again", async () => {
  const log = folder.write("sample.ndjson", ndjson(sampleLog()));
  for (const reading of [{}, { threads: 1 }]) {
    const { verdicts } = await logVerdicts(log, {}, reading);
    expect([...verdicts].length).toBeGreaterThan(0);
    expect([...verdicts]).toEqual([...verdicts]);
  }
});

test("no number of threads, and options that classify refuses, are refused", async () => {
  const log = folder.write("sample.ndjson", ndjson(sampleLog()));
  await expect(logVerdicts(log, {}, { threads: 0 })).rejects.toMatchObject({ code: "invalid-option" });
  for (const reading of [{}, { threads: 1 }]) {
    await expect(logVerdicts(log, { inactivityTimeout: 1 }, reading)).rejects.toMatchObject({ code: "as-of-required" });
  }
});
