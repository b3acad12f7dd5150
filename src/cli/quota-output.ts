import { type TimeZone, timeZoneOf } from "../domain/time-zone.ts";
import type { LedgerLine, QuotaAnomaly, QuotaMonth } from "../policies/quota/account-quota.ts";
import { localTime } from "../projections/local-time.ts";
import { counted, number } from "../projections/number-text.ts";
import { printable } from "../projections/printable.ts";
import type { AccountView, LimitPart, QuotaDashboard } from "../projections/quota-dashboard/quota-dashboard.ts";
import { usedByDay } from "../projections/quota-dashboard/used-by-day.ts";
import type { Look } from "./look.ts";
import { sparkline } from "./sparkline.ts";
import type { SubscribedAccounts } from "./subscribed-accounts.ts";
import { tableLines } from "./table-lines.ts";

/** Where dates are shown: in the zone that was asked for, else in each account's own. */
export type ZoneOf = (account: QuotaDashboard) => TimeZone;

export function zonesOf(asked: string | undefined): ZoneOf {
  return ({ timeZone }) => timeZoneOf(asked ?? timeZone ?? "UTC");
}

/** The quotas of accounts as a table for people, and below it what deserves a look. */
export function* quotaTable(accounts: readonly QuotaDashboard[], zoneOf: ZoneOf, look: Look): Generator<string> {
  yield* balanceTable("Account", accounts, zoneOf, look);
  yield* notes(accounts.flatMap((account) => [...warningsOf(account, zoneOf(account)), ...odditiesOf(account)]));
}

function balanceTable(title: string, accounts: readonly QuotaDashboard[], zoneOf: ZoneOf, look: Look): string[] {
  return tableLines(
    [title, "Plan", "Limit", "Used", "Left", "Next", "Month ends", "Lasts until"],
    accounts.map((account) => {
      const { accountId, plan, limit, used, nextLimit, period } = account;
      const zone = zoneOf(account);
      const end = period === null ? "–" : localTime(period.end, zone);
      return [accountId, plan ?? "none", limit, used, limit - used, nextLimit, end, lastsUntil(account, zone)];
    }),
    look,
    {
      title: "By day",
      ...MONTH_WIDTHS,
      drawn: accounts.map((account) => (width) => sparkline(usedByDay(account), width)),
    },
  );
}

/** From four days to one in a column. */
const MONTH_WIDTHS = { least: 8, most: 31 };

/** Until when what is left will last at the pace so far, if not to the end of the month. */
function lastsUntil({ limit, remaining, exhaustsAt }: QuotaDashboard, zone: TimeZone): string {
  if (limit > 0 && remaining === 0) return "used up";
  return exhaustsAt === null ? "–" : localTime(exhaustsAt, zone);
}

/** The accounts that are nearest to their limit, by account, and what deserves a look; nothing if there are none. */
export function* quotaSummary(
  { nearest: shown, views }: SubscribedAccounts,
  zoneOf: ZoneOf,
  look: Look,
): Generator<string> {
  if (shown.length === 0) return;
  yield "";
  yield* balanceTable("Quota", shown, zoneOf, look);
  if (views.length > shown.length) {
    yield `The ${shown.length} nearest to their limit of ${counted(views.length, "account")}; chatledger quota lists all.`;
  }
  yield* notes(shown.flatMap((account) => [...warningsOf(account, zoneOf(account)), ...odditiesOf(account)]));
}

/** A month of an account. */
interface AccountMonth extends QuotaMonth {
  readonly accountId: string;
}

/** The months of accounts in which something was used or changed, oldest first. */
export function monthsOf(accounts: readonly AccountView[]): readonly AccountMonth[] {
  return accounts.flatMap(({ accountId, history }) => history.map((month) => ({ accountId, ...month })));
}

/** The same as a table for people. */
export function historyTable(accounts: readonly QuotaDashboard[], zoneOf: ZoneOf, look: Look): string[] {
  return tableLines(
    ["Account", "From", "To", "Plan", "Limit", "Used", "Left"],
    accounts.flatMap((account) =>
      account.history.map(({ start, end, plan, limit, used }) => [
        account.accountId,
        localTime(start, zoneOf(account)),
        localTime(end, zoneOf(account)),
        plan,
        limit,
        used,
        limit - used,
      ]),
    ),
    look,
  );
}

/** An account's running month as a bank statement. */
export function* statement(account: QuotaDashboard, zoneOf: ZoneOf, look: Look): Generator<string> {
  const zone = zoneOf(account);
  const { accountId, plan, period, ledger, renewalsDue } = account;
  if (period === null) yield printable(`Account ${accountId} has no plan.`);
  else {
    yield printable(`Account ${accountId}, plan ${plan}`);
    yield `${localTime(period.start, zone)} to ${localTime(period.end, zone)}, ${zone.name}`;
    yield "";
    yield* tableLines(
      ["Date", "What", "Event", "Limit", "Used"],
      ledger.map((line) => [localTime(line.at, zone), whatText(line), line.eventId ?? "–", line.limit, line.used]),
      look,
    );
    yield "";
    yield* balance(account, zone);
  }
  const charges = renewalsDue.map(({ packageId }) => `Package ${packageId} has renewed; its charge is not known yet.`);
  yield* notes([...warningsOf(account, zone), ...charges, ...odditiesOf(account)]);
}

function* balance(account: QuotaDashboard, zone: TimeZone): Generator<string> {
  const { limit, unusable, cap, used, remaining, overage, nextLimit, exhaustsAt } = account;
  const cut = unusable === 0 ? "" : `, of which the cap of ${number(cap)} cuts off ${number(unusable)}`;
  yield printable(`Limit       ${number(limit)} = ${account.parts.map(partText).join(" + ")}${cut}`);
  yield `Used        ${number(used)}`;
  yield `Left        ${number(remaining)}${overage === 0 ? "" : `, and ${number(overage)} over`}`;
  yield printable(`Next month  ${number(nextLimit)}${nextPlanText(account)}`);
  if (exhaustsAt !== null && remaining > 0) yield `Lasts until ${localTime(exhaustsAt, zone)}, at the pace so far`;
}

function partText({ of, id, conversations, renews }: LimitPart): string {
  return `${number(conversations)} ${of} ${id}${renews ? "" : " (this month only)"}`;
}

function nextPlanText({ plan, nextPlan }: QuotaDashboard): string {
  if (nextPlan === null) return ", the plan ends";
  return nextPlan === plan ? "" : `, on ${nextPlan}`;
}

const whats: Readonly<Record<string, string>> = {
  PeriodStarted: "the month begins on",
  PlanSubscribed: "subscribed to",
  PlanChanged: "changed to",
  PackagePurchased: "bought package",
  PackageRenewed: "charged again for package",
  PackageRenewalFailed: "not paid: package",
  ChatbotConversationCounted: "conversation",
};

function whatText({ what, conversationId, packageId, plan }: LedgerLine): string {
  return `${whats[what] ?? what} ${conversationId ?? packageId ?? plan}`;
}

/** Which threshold an account has passed this month: the highest. */
function warningsOf({ accountId, thresholds, limit, used }: QuotaDashboard, zone: TimeZone): string[] {
  const highest = thresholds.reduce((most, { pct }) => Math.max(most, pct), 0);
  const fired = thresholds.findLast(({ pct }) => pct === highest);
  if (fired === undefined) return [];
  const when = localTime(fired.at, zone);
  return [
    `Warning: ${accountId} reached ${highest} % of its limit on ${when}; now ${number(used)} of ${number(limit)} used.`,
  ];
}

const MOST_ANOMALIES = 5;

function odditiesOf({ accountId, uncovered, duplicatesIgnored, anomalies }: QuotaDashboard): string[] {
  const more = anomalies.length - MOST_ANOMALIES;
  return [
    ...(uncovered === 0
      ? []
      : [`${accountId}: ${counted(uncovered, "conversation")} outside of any plan, not counted.`]),
    ...(duplicatesIgnored === 0 ? [] : [`${accountId}: ${counted(duplicatesIgnored, "repeated count")} ignored.`]),
    ...anomalies
      .slice(0, MOST_ANOMALIES)
      .map(({ code, eventId }) => `${accountId}: event ${eventId} ${anomalyTexts[code]} (${code}).`),
    ...(more > 0 ? [`${accountId}: ${counted(more, "event")} more that contradict; --json lists all.`] : []),
  ];
}

const anomalyTexts: Readonly<Record<QuotaAnomaly["code"], string>> = {
  "already-subscribed": "subscribes while a plan runs",
  "no-plan": "needs a plan, and there is none",
  "unknown-plan": "names a plan that the catalogue lacks",
  "package-not-active": "is about a package that is unknown or has ended",
  "stale-renewal": "is a charge for another month than the running one",
  "renewed-while-disabled": "is a charge for a disabled package, which is honoured for the month",
};

/** Lines after an empty one, if there are any. */
function* notes(lines: readonly string[]): Generator<string> {
  if (lines.length > 0) yield "";
  for (const line of lines) yield printable(line);
}
