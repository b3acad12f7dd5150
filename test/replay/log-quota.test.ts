import { type LedgerEvent, type QuotaOptions, quotaDashboard } from "chatledger";
import { type LogReadingOptions, logQuota, replay } from "chatledger/replay";
import { instant, ledger, log as logOfChats, quotaQuestion } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quotaDashboardOf } from "../../src/projections/quota-dashboard/quota-dashboard.ts";
import { at, event, inChat } from "../support/events.ts";
import { judgingOptions } from "../support/judging-options.ts";
import { packInGroups } from "./packed/pack-in-groups.ts";
import { logText } from "./scan/log-texts.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();

async function same(logs: readonly string[], options: QuotaOptions, reading: LogReadingOptions) {
  const log = await replay(logs, { findDuplicates: false });
  const { dashboards, anomalies } = await logQuota(logs, options, reading);
  expect(dashboards).toEqual(quotaDashboardOf(log, options));
  expect(anomalies).toEqual(log.anomalies);
  return dashboards;
}

/** Options by which a conversation counts or not. */
const ruleOptions = fc.record({ botInputIsInteraction: fc.boolean(), handoffIsContact: fc.boolean() });

describe("a scan gives the quotas of a replay", () => {
  test("of what was billed and chatted, under any options", async () => {
    const any = fc.tuple(ledger(), logOfChats(), quotaQuestion(), ruleOptions);
    await fc.assert(
      fc.asyncProperty(any, async ([billed, chats, question, rules]) => {
        const options = { ...question, ruleOptions: rules };
        const log = folder.write("log.ndjson", ndjson([...billed, ...chats]));
        const other = folder.write("other.ndjson", ndjson(chats));
        const dashboards = await same([log, other], options, { threads: 1 });
        expect(dashboards).toEqual(quotaDashboard([...billed, ...chats], options));
      }),
      { numRuns: 150 },
    );
  });

  test("of any log, by any number of threads, packed or not", async () => {
    const any = fc.tuple(logText(), instant(), judgingOptions(), fc.integer({ min: 1, max: 4 }));
    await fc.assert(
      fc.asyncProperty(any, async ([text, asOf, { handoffIsContact }, threads]) => {
        const options = { asOf, ruleOptions: handoffIsContact === undefined ? {} : { handoffIsContact } };
        const log = folder.write("log.ndjson", text);
        const packed = folder.write("log.parquet", await packInGroups(log, threads));
        for (const logs of [[log], [packed], [log, packed]]) await same(logs, options, { threads });
      }),
      { numRuns: 12 },
    );
  });
});

test("of interactions at one moment the first in the order counts, by its own id", async () => {
  const noon = at("12:00");
  const subscribed = event.PlanSubscribed(at("08:00"), { plan: "standard" });
  const clicks: readonly LedgerEvent[] = [
    event.ButtonClicked(noon, inChat("c1"), { id: "z" }),
    event.ButtonClicked(noon, inChat("c1"), { id: "\uFF5E" }),
    event.ButtonClicked(noon, inChat("c1"), { id: "\u{1F600}" }),
    event.BotInputSubmitted(noon, inChat("c1"), { id: "a" }),
    event.ButtonClicked(noon, inChat("c2"), { id: "b", sequence: 3 }),
    event.BotInputSubmitted(noon, inChat("c2"), { id: "c" }),
    event.ButtonClicked(noon, inChat("c3"), { id: "longer", sequence: 3 }),
    event.ButtonClicked(noon, inChat("c3"), { id: "d", sequence: 3 }),
  ];
  for (const events of [clicks, clicks.toReversed()]) {
    const log = folder.write("clicks.ndjson", ndjson([subscribed, ...events]));
    const packed = folder.write("clicks.parquet", await packInGroups(log, 3));
    for (const [name, threads] of [
      [log, 1],
      [log, 3],
      [packed, 1],
    ] as const) {
      const [dashboard] = await same([name], { asOf: "2024-05-02T00:00:00Z" }, { threads });
      expect(dashboard?.unitsUsed.map(({ eventId }) => eventId)).toEqual(["c", "z", "d"]);
    }
  }
});

test("an account of which nothing but later events is known has none, and others have theirs", async () => {
  const log = folder.write(
    "later.ndjson",
    ndjson([
      event.VisitorArrived(at("10:00"), { accountId: "visited" }),
      event.ButtonClicked(at("12:00"), { accountId: "clicked later" }),
      event.PlanSubscribed(at("12:00"), { accountId: "subscribed later" }),
      event.PlanSubscribed(at("10:00"), { accountId: "subscribed" }),
    ]),
  );
  const dashboards = await same([log], { asOf: "2024-05-01T11:00:00Z" }, { threads: 1 });
  expect(dashboards.map(({ accountId }) => accountId)).toEqual(["subscribed", "visited"]);
});

test("what cannot be read is refused as a replay refuses it", async () => {
  const log = folder.write("bad.ndjson", "nonsense\n");
  const options = { asOf: "2024-05-01T11:00:00Z" };
  await expect(logQuota(log, options, { strict: true })).rejects.toMatchObject({ code: "invalid-json" });
  await expect(logQuota(log, options, { threads: 1.5 })).rejects.toMatchObject({ code: "invalid-option" });
  await expect(logQuota(folder.at("missing"), options)).rejects.toMatchObject({ code: "not-found" });
});
