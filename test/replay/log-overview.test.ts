import { gzipSync } from "node:zlib";
import { type LedgerEvent, quotaDashboard, type RuleSet, smartsupp, summarizeLog } from "chatledger";
import { type LogOverviewOptions, type LogReadingOptions, logOverview, replay } from "chatledger/replay";
import { instant, ledger } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scanOverview } from "../../src/replay/scan/scan-overview.ts";
import { sampleLog } from "../cli/sample-log.ts";
import { at, event, inAccount, inChat } from "../support/events.ts";
import { judgingOptions } from "../support/judging-options.ts";
import { packInGroups } from "./packed/pack-in-groups.ts";
import { withGreatSequences } from "./scan/great-sequences.ts";
import { logText } from "./scan/log-texts.ts";
import { csvOf, parquetOf, plainEvents } from "./tables/tables-of.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();

/** What a replay says of logs: the events, looked at one by one. */
async function replayed(logs: readonly string[], { mode, ...options }: LogOverviewOptions) {
  const log = await replay(logs);
  const { anomalies, lines, billingEvents, firstAt, lastAt } = log;
  const asOf = options.asOf ?? lastAt ?? 0;
  const { accountId, ruleSet, botInputIsInteraction, handoffIsContact } = options;
  const ruleOptions = options.ruleOptions ?? { botInputIsInteraction, handoffIsContact };
  return {
    summary: summarizeLog(log.conversations(), { ...options, asOf }),
    dashboards: quotaDashboard([...log.billing, ...log.conversations()], {
      asOf,
      mode,
      accountId,
      ruleSet,
      ruleOptions,
    }),
    anomalies,
    lines,
    billingEvents,
    firstAt,
    lastAt,
  };
}

/** What a scan says of logs, which must not leave it to a replay. */
async function scanned(logs: readonly string[], { mode, ...options }: LogOverviewOptions, threads: number) {
  const question = (lastAt: number | null) => {
    const asOf = options.asOf ?? lastAt ?? 0;
    return { statistics: { ...options, asOf }, quota: { asOf, mode, accountId: options.accountId } };
  };
  const overview = await scanOverview(logs, question, { hideText: false, threads });
  expect(overview).toBeDefined();
  return overview;
}

async function same(logs: readonly string[], options: LogOverviewOptions, threads: number) {
  const overview = await replayed(logs, options);
  expect(JSON.stringify(await scanned(logs, options, threads), null, 1)).toBe(JSON.stringify(overview, null, 1));
  return overview;
}

/** All that can be asked of logs, under any options of the rules, which are given in the one way or the other. */
const anyOptions: fc.Arbitrary<LogOverviewOptions> = fc
  .record({
    judging: judgingOptions(),
    isDirect: fc.boolean(),
    asOf: fc.option(instant(), { nil: undefined }),
    asked: fc.record({
      cohort: fc.constantFrom("triggered", "decided"),
      unit: fc.constantFrom("conversations", "visitors"),
      bot: fc.constantFrom(undefined, undefined, "bot-1", "nobody"),
      accountId: fc.constantFrom(undefined, undefined, "acme", "\u{1F600}", "nobody"),
      timeZone: fc.constantFrom("UTC", "Asia/Kathmandu"),
      by: fc.constantFrom("day", "month"),
      mode: fc.constantFrom("hard", "soft"),
    }),
  })
  .map(({ judging: { asOf: _, ...rules }, isDirect, asOf, asked }) => {
    return { ...asked, asOf, ...(isDirect ? rules : { ruleOptions: { ...rules } }) };
  });

describe("a scan gives the overview of a replay, to the byte", () => {
  test("of any logs, one of which is named twice, whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(logText(), logText(), anyOptions, async (a, b, options) => {
        const logs = [folder.write("a.ndjson", a), folder.write("b.ndjson", b), folder.at("a.ndjson")];
        await same(logs, options, 1);
      }),
      { numRuns: 50 },
    );
  });

  test("of what was billed, chatted and told again", async () => {
    await fc.assert(
      fc.asyncProperty(ledger(), logText(), anyOptions, async (billed, text, options) => {
        const log = folder.write("ledger.ndjson", ndjson([...billed, ...billed.slice(0, 3)]));
        await same([log, folder.write("log.ndjson", text)], options, 1);
      }),
      { numRuns: 40 },
    );
  });

  test("of lines by any number of threads, of archives and of packed logs, alone and together", async () => {
    await fc.assert(
      fc.asyncProperty(logText(), anyOptions, fc.integer({ min: 2, max: 3 }), async (text, options, threads) => {
        const log = folder.write("log.ndjson", text);
        const archive = folder.write("log.ndjson.gz", gzipSync(text));
        const packed = folder.write("log.parquet", await packInGroups(log, threads));
        for (const logs of [[log, log], [archive], [packed], [packed, log, archive]])
          await same(logs, options, threads);
      }),
      { numRuns: 4 },
    );
  });

  test("of tables, of which some rows are no events, and some came before", async () => {
    await fc.assert(
      fc.asyncProperty(plainEvents, anyOptions, async (events, options) => {
        const again = events.slice(0, 3);
        const rows = [...events, ...again, ...again.map((one) => ({ ...one, type: "Nonsense" }))];
        const log = folder.write("log.ndjson", ndjson(rows));
        const csv = folder.write("log.csv", csvOf(rows));
        const parquet = folder.write("log.parquet", parquetOf(rows));
        for (const logs of [[csv], [parquet], [log, csv, parquet]]) await same(logs, options, 1);
      }),
      { numRuns: 15 },
    );
  });

  test("of events whose sequences have no room in a table, wherever they lie", async () => {
    await fc.assert(
      fc.asyncProperty(plainEvents.chain(withGreatSequences), anyOptions, async (events, options) => {
        const text = ndjson(events);
        const log = folder.write("great.ndjson", text);
        const archive = folder.write("great.ndjson.gz", gzipSync(text));
        const csv = folder.write("great.csv", csvOf(events));
        const packed = folder.write("great.parquet", await packInGroups(log, 7));
        for (const logs of [[log], [csv], [packed], [archive, packed, log, csv]]) await same(logs, options, 1);
      }),
      { numRuns: 15 },
    );
  });

  test.each([1, 2, 3])("of many conversations by %s threads", async (threads) => {
    const events = sampleLog(300);
    const log = folder.write("many.ndjson", ndjson([...events, ...events.slice(100, 200)]));
    for (const asked of [{ accountId: "acme", timeZone: "Europe/Prague" }, { unit: "visitors" }] as const) {
      const { summary, dashboards } = await same([log], asked, threads);
      expect(summary.conversations).toBeGreaterThan(50);
      expect(dashboards.find(({ accountId }) => accountId === "acme")?.unitsUsed.length).toBeGreaterThan(20);
    }
  });
});

/** The default rules with so many more moments, and a claim that looks at all of them and decides. */
function withMoments(count: number): RuleSet {
  const names = Array.from({ length: count }, (_, i) => `close${i}`);
  const [first, ...others] = smartsupp.outcomes;
  const all = names.map((name) => ({ before: [name, "lastReopening"] }) as const);
  return {
    ...smartsupp,
    moments: { ...smartsupp.moments, ...Object.fromEntries(names.map((name) => [name, { last: "close" }])) },
    claims: { ...smartsupp.claims, reopened: { when: { all } } },
    outcomes: [{ ...first, when: { any: [first.when, { claim: "reopened" }] } }, ...others],
  };
}

test("of rules with as many moments as a plan has room for a scan gives the same, and with more it gives none", async () => {
  const log = folder.write("moments.ndjson", ndjson(sampleLog()));
  const ruleOptions = { inactivityTimeout: 60_000 };
  await same([log], { ruleSet: withMoments(25), ruleOptions }, 2);
  const statistics = { ruleSet: withMoments(26), asOf: 0 };
  expect(
    await scanOverview([log], () => ({ statistics, quota: { asOf: 0 } }), { hideText: false, threads: 1 }),
  ).toBeUndefined();
});

const CLICK = event.ButtonClicked(at("10:00"), { id: "click" });

describe("distinct events are counted", () => {
  test.each<[string, readonly LedgerEvent[], LogOverviewOptions, number]>([
    ["the same event again is the same", [CLICK, CLICK, { ...CLICK, label: "Prices" }], {}, 1],
    ["an id that was given twice is of two", [CLICK, { ...CLICK, buttonId: "other" }, CLICK], {}, 2],
    ["in another account it is another", [CLICK, { ...CLICK, ...inAccount("other") }], {}, 2],
    ["in another conversation it is another", [CLICK, { ...CLICK, ...inChat("other") }], {}, 2],
    ["of one account", [CLICK, CLICK, { ...CLICK, ...inAccount("other") }], { accountId: CLICK.accountId }, 1],
    ["of another", [CLICK, CLICK, { ...CLICK, ...inAccount("other") }], { accountId: "other" }, 1],
    ["of none", [CLICK, CLICK], { accountId: "nobody" }, 0],
    ["what is billed again is none", [CLICK, ...[1, 2].map(() => event.PlanCancelled({ id: "b" }))], {}, 1],
    [
      "what comes later, and again, is not seen",
      [CLICK, ...[1, 2].map(() => event.ChatClosed(at("12:00"), { id: "close" }))],
      { asOf: "2024-05-01T11:00:00Z" },
      1,
    ],
  ])("%s", async (_, events, options, count) => {
    const log = folder.write("few.ndjson", ndjson(events));
    const packed = folder.write("few.parquet", await packInGroups(log, 2));
    for (const [logs, threads] of [
      [[log], 1],
      [[log], 2],
      [[packed], 1],
    ] as const) {
      expect((await same(logs, options, threads)).summary.events).toBe(count);
    }
  });

  test("of as many as there are lines, in more accounts than one block of memory has room for", async () => {
    const events = Array.from({ length: 900 }, (_, i) =>
      event.BotTriggered({ id: `e${i}`, accountId: `account ${i % 300}`, conversationId: `c${i % 400}` }),
    );
    const log = folder.write("accounts.ndjson", ndjson(events));
    for (const threads of [1, 3]) expect((await same([log], {}, threads)).summary.events).toBe(900);
    expect((await same([log], { accountId: "account 299" }, 3)).summary.events).toBe(3);
  });
});

test("the first and the last instant are those of all valid events, whatever they are of and whenever it is judged", async () => {
  const events = [
    event.BotTriggered(at("10:00")),
    event.PlanSubscribed(at("08:00"), { plan: "standard" }),
    event.ChatRated(at("23:00"), { rating: 1 }),
  ];
  const log = folder.write("instants.ndjson", `${ndjson(events)}{"occurredAt":"2000-01-01T00:00:00Z"}\n\n \n`);
  for (const options of [{}, { asOf: "2024-05-01T09:00:00Z" }]) {
    const { firstAt, lastAt, lines, billingEvents } = await same([log], options, 1);
    expect([firstAt, lastAt].map((moment) => new Date(moment ?? 0).toISOString().slice(11, 16))).toEqual([
      "08:00",
      "23:00",
    ]);
    expect([lines, billingEvents]).toEqual([4, 1]);
  }
});

test("of an empty log there is nothing, and no instant", async () => {
  const { firstAt, lastAt, summary } = await same([folder.write("empty.ndjson", "\n")], {}, 1);
  expect([firstAt, lastAt, summary.conversations, summary.statistics.from]).toEqual([null, null, 0, null]);
});

/** Rules whose outcome may hang on which of two ids is smaller. */
const withoutPlan: RuleSet = {
  ...smartsupp,
  claims: { ...smartsupp.claims, contacted: { when: { before: ["firstInteraction", "lastInteraction"] } } },
};
const { firstHumanWord, ...otherMoments } = smartsupp.moments;
/** Rules whose counting moment is no first or last of a kind by itself. */
const relativeCounts: RuleSet = {
  ...smartsupp,
  moments: {
    firstHumanWord,
    ...otherMoments,
    firstInteraction: { firstAtOrAfter: "interaction", moment: "firstHumanWord" },
  },
};

describe("what a scan cannot answer is replayed", () => {
  const log = folder.write("unscanned.ndjson", ndjson(sampleLog()));

  test.each<[string, readonly string[], LogOverviewOptions]>([
    ["rules that have no plan", [log], { ruleSet: withoutPlan }],
    ["rules by which counts have no plan", [log], { ruleSet: relativeCounts }],
  ])("%s", async (_, logs, options) => {
    expect(await logOverview(logs, options, { threads: 2 })).toEqual(await replayed(logs, options));
  });

  test("a pipe, in which ids that came again could not be looked for", async () => {
    const events = [CLICK, { ...CLICK, buttonId: "other" }, CLICK];
    const pipe = folder.pipe("pipe", ndjson(events));
    const { anomalies, ...overview } = await logOverview(pipe, {});
    const file = folder.write("as-file.ndjson", ndjson(events));
    const { anomalies: ofFile, ...same } = await replayed([file], {});
    expect(overview).toEqual(same);
    expect(anomalies.map(({ kind, line }) => [kind, line])).toEqual(ofFile.map(({ kind, line }) => [kind, line]));
  });

  test("in strict mode, which stops at the first error", async () => {
    const reading: LogReadingOptions = { strict: true, threads: 2 };
    expect(await logOverview(log, {}, reading)).toEqual(await replayed([log], {}));
    const bad = folder.write("bad.ndjson", "nonsense\n");
    await expect(logOverview([log, bad], {}, reading)).rejects.toMatchObject({ code: "invalid-json" });
  });
});

test.each([undefined, 1, 2])("options are read alike, with threads %s", async (threads) => {
  const log = folder.write("sample.ndjson", ndjson([event.PlanSubscribed({ plan: "standard" }), ...sampleLog()]));
  const options: LogOverviewOptions = {
    ruleOptions: { inactivityTimeout: 60_000 },
    catalogue: { standard: { rank: 1, included: 3, cap: 9 } },
    thresholds: [50],
    period: "anniversary",
    mode: "soft",
  };
  const { summary, dashboards, lastAt } = await logOverview(log, options, { threads });
  const { catalogue, thresholds, period, mode, ruleOptions } = options;
  const { billing, ...parts } = await replay(log);
  const asOf = lastAt ?? 0;
  expect(summary).toEqual(summarizeLog(parts.conversations(), { asOf, ruleOptions }));
  const reckoned = { asOf, catalogue, thresholds, period, mode, ruleOptions };
  expect(dashboards).toEqual(quotaDashboard([...billing, ...parts.conversations()], reckoned));
  await expect(logOverview(log, { timeZone: "Mars" }, { threads })).rejects.toMatchObject({
    code: "unknown-time-zone",
  });
  await expect(logOverview(log, { thresholds: [0] }, { threads })).rejects.toMatchObject({ code: "invalid-option" });
  await expect(logOverview(folder.at("missing"), {}, { threads })).rejects.toMatchObject({ code: "not-found" });
  const signal = AbortSignal.abort(new Error("too late"));
  await expect(logOverview(log, {}, { threads, signal })).rejects.toThrow("too late");
});

test("no number of threads is refused", async () => {
  await expect(logOverview(folder.at("missing"), {}, { threads: 0 })).rejects.toMatchObject({ code: "invalid-option" });
});

test("it says how far it is, to the end", async () => {
  const text = ndjson(sampleLog());
  const seen: number[] = [];
  await logOverview(
    folder.write("progress.ndjson", text),
    {},
    { threads: 2, onProgress: ({ bytes }) => seen.push(bytes) },
  );
  expect(Math.max(...seen)).toBe(Buffer.byteLength(text));
});
