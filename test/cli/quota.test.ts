import { type LedgerEvent, parseEvent, quotaDashboard, quotaView, smartsuppCatalogue } from "chatledger";
import { describe, expect, test } from "vitest";
import { quotaLog } from "../../scripts/quota-log.mjs";
import { quotaCommand } from "../../src/cli/commands/quota.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inAccount, inChat, time } from "../support/events.ts";
import { atTerminal, keptIo, piped, refusalOf } from "./in-process.ts";

const folder = tempFolder();
const walkThrough = "examples/quota-walk-through.ndjson";
const asOf = time("2024-05-20 12:00");
const events: readonly LedgerEvent[] = [
  event.PlanSubscribed(at("09:00"), { id: "plan", timeZone: "Europe/Prague" }),
  event.PackagePurchased(at("09:30"), { id: "buy", packageId: "extra", conversations: 50 }),
  event.PackageRenewalDisabled(at("09:40"), { id: "stop", packageId: "extra" }),
  event.ButtonClicked(at("10:00"), { id: "click" }),
  event.ButtonClicked(at("08:00"), inChat("before"), { id: "early" }),
  event.ChatbotConversationCounted(at("11:00"), { id: "count", conversationId: "c2" }),
  event.ChatbotConversationCounted(at("11:01"), { id: "again", conversationId: "c2" }),
  event.PackageRenewalEnabled(at("11:02"), { id: "odd", packageId: "unknown" }),
  event.BotTriggered(at("10:00"), inAccount("\u202Eglobex"), { id: "shown" }),
  event.ButtonClicked(at("2024-06-02 10:00"), inAccount("later"), { id: "late" }),
];
const log = folder.write("log.ndjson", ndjson(events));

async function table(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await atTerminal(quotaCommand, args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

async function json(...args: string[]) {
  const { code, stdout, stderr } = await piped(quotaCommand, args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("the example that fills, buys, disables and upgrades", () => {
  const log = quotaLog
    .trim()
    .split("\n")
    .map((line) => parseEvent(JSON.parse(line)));

  /** What the vendor publishes of each plan: what is included, and what it can be raised to. */
  test.each([
    ["standard", 100, "2024-01-21T20:00:00Z", 500, "2024-01-31T12:00:00Z", "2024-02-01T00:00:00Z"],
    ["pro", 500, "2024-02-14T08:00:00Z", 10_000, "2024-02-28T00:00:00Z", "2024-03-10T00:00:00Z"],
  ] as const)("shows the limits of %s: %i, and up to %i", async (plan, included, before, cap, full, afterwards) => {
    const [[start], [raised], [next]] = await Promise.all(
      [before, full, afterwards].map((instant) => json(walkThrough, "--as-of", instant)),
    );
    expect(smartsuppCatalogue[plan]).toMatchObject({ included, cap });
    expect(start).toMatchObject({ plan, limit: included });
    expect(raised).toMatchObject({ plan, limit: cap, nextLimit: included });
    expect(next).toMatchObject({ plan, limit: included });
  });

  test("is full where the plan is used up", async () => {
    const [view] = await json(walkThrough, "--as-of", "2024-01-21T20:00:00Z");
    expect(view).toMatchObject({ used: 100, remaining: 0, decision: "deny", reason: "limit-reached" });
    expect(view.thresholds.map(({ pct }: { pct: number }) => pct)).toEqual([75, 90, 100]);
  });

  test("has this history", async () => {
    expect(await table(walkThrough, "--as-of", "2024-03-10T00:00:00Z", "--history")).toBe(`\
Account  From        To          Plan       Limit  Used   Left
───────  ──────────  ──────────  ────────  ──────  ────  ─────
acme     2024-01-01  2024-02-01  standard     500   250    250
acme     2024-02-01  2024-03-01  pro       10,000   140  9,860
acme     2024-03-01  2024-04-01  pro          500    40    460
`);
    const months = await json(walkThrough, "--as-of", "2024-03-10T00:00:00Z", "--history");
    const { history } = quotaView(log, { asOf: "2024-03-10T00:00:00Z" });
    expect(months).toEqual(history.map((month) => ({ accountId: "acme", ...month })));
  });
});

test("prints the views as JSON: each account of which anything has happened by then, by account", async () => {
  const views = await json(log, "--as-of", asOf);
  const accounts = ["acme", "\u202Eglobex"];
  expect(views).toEqual(accounts.map((accountId) => ({ accountId, ...quotaView(events, { asOf, accountId }) })));
  expect(await json(log, "--as-of", asOf, "--account", "acme")).toEqual(views.slice(0, 1));
  const nobody = await piped(quotaCommand, [log, "--as-of", asOf, "--account", "nobody"]);
  expect(nobody).toEqual({
    code: 0,
    stdout: "[]\n",
    stderr: 'chatledger: By then nothing has happened in the log of account "nobody".\n',
  });
  expect(await json(log, "--as-of", asOf, "--format", "json")).toEqual(views);
});

test("prints a line per account on a terminal, in the account's own time, and what deserves a look", async () => {
  expect(await table(log, "--as-of", asOf, "--thresholds", "1,2")).toBe(`\
Account       Plan      Limit  Used  Left  Next  Month ends  Lasts until
────────────  ────────  ─────  ────  ────  ────  ──────────  ───────────
acme          standard    150     2   148   100  2024-06-01            –
\\u202eglobex  none          0     0     0     0  –                     –

Warning: acme reached 1 % of its limit on 2024-05-01 13:00; now 2 of 150 used.
acme: 1 conversation outside of any plan, not counted.
acme: 1 repeated count ignored.
acme: event odd is about a package that is unknown or has ended (package-not-active).
`);
  expect(await table(log, "--as-of", asOf, "--tz", "UTC")).toContain("2024-05-31 22:00");
});

test("shows each account's month by day beside it, on a terminal that has room", async () => {
  const io = keptIo({ isTerminal: true, look: { width: 110, isColoured: false } });
  const { stdout } = await atTerminal(quotaCommand, [log, "--as-of", asOf], io);
  const [title, line, acme] = stdout.split("\n");
  expect(title).toBe("Account       Plan      Limit  Used  Left  Next  Month ends  Lasts until  By day");
  expect(line?.slice(-33)).toBe(`  ${"─".repeat(31)}`);
  expect(acme?.slice(-31)).toBe(`█${"▁".repeat(30)}`);
});

test("explains an account as a bank statement", async () => {
  expect(await table(log, "--as-of", asOf, "--explain", "acme")).toBe(`\
Account acme, plan standard
2024-05-01 to 2024-06-01, Europe/Prague

Date              What                    Event  Limit  Used
────────────────  ──────────────────────  ─────  ─────  ────
2024-05-01 11:00  subscribed to standard  plan     100     0
2024-05-01 11:30  bought package extra    buy      150     0
2024-05-01 12:00  conversation chat       click    150     1
2024-05-01 13:00  conversation c2         count    150     2

Limit       150 = 100 plan standard + 50 package extra (this month only)
Used        2
Left        148
Next month  100

acme: 1 conversation outside of any plan, not counted.
acme: 1 repeated count ignored.
acme: event odd is about a package that is unknown or has ended (package-not-active).
`);
  const [dashboard] = quotaDashboard(events, { asOf, accountId: "acme" });
  expect(await json(log, "--as-of", asOf, "--explain", "acme")).toEqual({ formatVersion: 1, ...dashboard });
});

test("says in the statement what the cap cuts off, what is over, and what comes next", async () => {
  const busy = folder.write(
    "busy.ndjson",
    ndjson([
      event.PlanSubscribed(at("2024-04-01 00:00"), { id: "plan", plan: "pro" }),
      event.PackagePurchased(at("2024-04-01 01:00"), { id: "buy", packageId: "p", conversations: 1 }),
      event.PackagePurchased(at("2024-04-02 00:00"), { id: "failing", packageId: "f", conversations: 2 }),
      event.PlanChanged(at("2024-05-01 00:00"), { id: "down", plan: "standard" }),
      event.PackageRenewalFailed(at("2024-05-01 00:00"), {
        id: "unpaid",
        packageId: "f",
        periodStart: time("2024-05-01 00:00"),
      }),
      ...["c1", "c2", "c3"].map((id, i) => event.ButtonClicked(at(`2024-05-0${i + 2} 00:00`), inChat(id), { id })),
    ]),
  );
  const small = folder.write(
    "small.json",
    '{"standard":{"rank":1,"included":1,"cap":2},"pro":{"rank":2,"included":2,"cap":2}}',
  );
  const asked = [busy, "--as-of", time("2024-05-10 00:00"), "--explain", "acme", "--catalogue", small];
  const shown = await table(...asked);
  expect(shown.slice(shown.indexOf("2024-05-01  "))).toBe(`\
2024-05-01  the month begins on pro  –          2     0
2024-05-02  conversation c1          c1         2     1
2024-05-03  conversation c2          c2         2     2
2024-05-04  conversation c3          c3         2     3

Limit       2 = 2 plan pro (this month only) + 1 package p, of which the cap of 2 cuts off 1
Used        3
Left        0, and 1 over
Next month  2, on standard

Warning: acme reached 100 % of its limit on 2024-05-03; now 3 of 2 used.
Package p has renewed; its charge is not known yet.
`);
  const [line] = (await table(...asked.filter((arg) => arg !== "--explain" && arg !== "acme"))).split("\n").slice(2);
  expect(line?.split(/ {2,}/)).toEqual(["acme", "pro", "2", "3", "-1", "2", "2024-06-01", "used up"]);
  const [soft] = await json(busy, "--as-of", time("2024-05-10 00:00"), "--catalogue", small, "--mode", "soft");
  expect(soft).toMatchObject({ decision: "allow", reason: "overage" });
});

test("of an account whose plan ends, and of one without a plan", async () => {
  const ending = folder.write(
    "ending.ndjson",
    ndjson([event.PlanSubscribed(at("10:00")), event.PlanCancelled(at("10:01")), event.ButtonClicked(at("10:30"))]),
  );
  const at11 = await table(ending, "--as-of", time("11:00"), "--explain", "acme");
  expect(at11).toContain("Next month  0, the plan ends\n");
  expect(at11).not.toContain("Lasts");
  const later = await table(ending, "--as-of", time("2024-07-01 00:00"), "--explain", "acme");
  expect(later).toBe("Account acme has no plan.\n");
});

test("says when all will be used up, at the pace so far", async () => {
  const counts = Array.from({ length: 60 }, (_, i) => event.ButtonClicked(at("2024-05-02 10:00"), inChat(`c${i}`)));
  const fast = folder.write("fast.ndjson", ndjson([event.PlanSubscribed(at("00:00")), ...counts]));
  const shown = await table(fast, "--as-of", time("2024-05-07 00:00"), "--explain", "acme");
  expect(shown).toContain("Lasts until 2024-05-11, at the pace so far\n");
  expect(await table(fast, "--as-of", time("2024-05-07 00:00"))).toContain("2024-06-01  2024-05-11\n");
});

test("goes by the options, the months and the rules that are asked for", async () => {
  const subscribed = folder.write(
    "anniversary.ndjson",
    ndjson([event.PlanSubscribed(at("2024-05-15 10:00")), event.BotInputSubmitted(at("2024-05-16 10:00"))]),
  );
  const asked = [subscribed, "--as-of", time("2024-06-10 00:00")];
  const [month] = await json(...asked, "--period", "anniversary");
  expect(month).toMatchObject({ used: 1, period: { index: 0, start: time("2024-05-15 10:00") } });
  const [calendar] = await json(...asked);
  expect(calendar).toMatchObject({ used: 0, period: { index: 1 } });
  const [letter] = await json(...asked, "--period", "anniversary", "--option", "botInputIsInteraction=false");
  expect(letter).toMatchObject({ used: 0 });
});

test("an account that is not in the log is refused by name, and one whose first event is later too", async () => {
  for (const account of ["nobody", "later"]) {
    expect(await refusalOf(quotaCommand, [log, "--as-of", asOf, "--explain", account])).toEqual({
      name: "WrongUsage",
      message: `By then nothing has happened in the log of account "${account}".`,
    });
  }
});

test("a bad line is said, the good ones are counted, and the exit code is 1", async () => {
  const bad = folder.write("bad.ndjson", `${ndjson(events)}{"type":"PlanSubscribed","id":"x"}\n`);
  const { code, stdout, stderr } = await piped(quotaCommand, [bad, "--as-of", asOf]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toHaveLength(2);
  expect(stderr).toContain(`${bad}:${events.length + 1}: occurredAt: `);
});

test("many contradictions are counted, and JSON lists them all", async () => {
  const odd = Array.from({ length: 8 }, (_, i) => event.PlanCancelled(at("09:00"), { id: `odd${i}` }));
  const file = folder.write("odd.ndjson", ndjson(odd));
  const lines = (await table(file, "--as-of", asOf)).trimEnd().split("\n");
  expect(lines.slice(-6)).toEqual([
    ...[0, 1, 2, 3, 4].map((i) => `acme: event odd${i} needs a plan, and there is none (no-plan).`),
    "acme: 3 events more that contradict; --json lists all.",
  ]);
  expect((await json(file, "--as-of", asOf))[0].anomalies).toHaveLength(8);
});

test("replay shows dates of an account in its own time, unless another is asked for", async () => {
  const quotaOf = async (...args: string[]) =>
    (await atTerminal(replayCommand, [log, ...args])).stdout.split("Quota")[1];
  expect(await quotaOf()).toContain("2024-07-01  ");
  expect(await quotaOf("--tz", "UTC")).toContain("2024-06-30 22:00  ");
});

test("replay shows the accounts that are nearest to their limit, and warns", async () => {
  const accounts = Array.from({ length: 12 }, (_, i) => inAccount(`a${String(i).padStart(2, "0")}`));
  const file = folder.write(
    "accounts.ndjson",
    ndjson([
      ...accounts.map((of) => event.PlanSubscribed(at("09:00"), of)),
      ...accounts.slice(2).map((of) => event.ButtonClicked(at("10:00"), of)),
      ...Array.from({ length: 3 }, (_, i) => event.ButtonClicked(at("11:00"), inAccount("a05"), inChat(`c${i}`))),
    ]),
  );
  const { stdout } = await atTerminal(replayCommand, [file, "--thresholds", "4", "--as-of", time("12:00")]);
  const shown = stdout.slice(stdout.indexOf("Quota"), stdout.indexOf("Anomalies")).trimEnd().split("\n");
  expect(shown.slice(2, 12).map((line) => line.slice(0, 3))).toEqual(
    accounts.slice(2).map(({ accountId }) => accountId),
  );
  expect(shown.slice(12)).toEqual([
    "The 10 nearest to their limit of 12 accounts; chatledger quota lists all.",
    "",
    "Warning: a05 reached 4 % of its limit on 2024-05-01 11:00; now 4 of 100 used.",
  ]);
});
