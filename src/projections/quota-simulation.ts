import { certain } from "../domain/certain.ts";
import type { ConversationState } from "../domain/conversation-state.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { describeValue } from "../domain/event-error.ts";
import { formatInstant, type InstantInput, parseInstant, toEpochMs } from "../domain/instant.ts";
import { type LogInput, partsOf } from "../domain/log-input.ts";
import { timeZoneOf } from "../domain/time-zone.ts";
import { UsageError } from "../domain/usage-error.ts";
import { type BillingFact, billingFacts } from "../policies/quota/billing-fact.ts";
import { type Catalogue, type Plan, parseCatalogue, smartsuppCatalogue } from "../policies/quota/catalogue.ts";
import { type Periods, periodsOf } from "../policies/quota/periods.ts";
import { foldQuota, type QuotaOptions, type QuotaQuestion, toQuotaQuestion } from "../policies/quota/quota-view.ts";
import type { UnitUsed } from "./quota-dashboard/quota-dashboard.ts";

/** What to simulate. */
export interface SimulationOptions extends Pick<QuotaOptions, "period" | "accountId" | "ruleSet" | "ruleOptions"> {
  /** The time to look back from. Default: the last instant of the log. */
  readonly asOf?: InstantInput | undefined;
  /** How many months to look at, the running one and those before it: 1 to 1,200. Default 12. */
  readonly months?: number | undefined;
  /** The time zone of accounts that never subscribed, whose months are by the calendar. Default `UTC`. */
  readonly timeZone?: string | undefined;
}

/** A month of an account, and how many chatbot conversations began in it, whatever the account paid for then. */
export interface MonthOfUse {
  readonly start: string;
  readonly end: string;
  readonly conversations: number;
}

/** How one plan would have done over all the months. */
export interface PlanSimulation {
  readonly plan: string;
  /** The smallest packages that would have covered every month, in all; as much as the plan's cap allows if none would. */
  readonly packages: number;
  /** Whether plan and packages would have covered every month. */
  readonly covers: boolean;
  /** The conversations that plan and packages would have refused, oldest first: none if they cover. */
  readonly refused: readonly UnitUsed[];
  /** Those that the plan would have refused without packages. */
  readonly refusedAlone: readonly UnitUsed[];
}

/** What an account would have needed from one catalogue. */
export interface QuotaSimulation {
  readonly accountId: string;
  /** The name of the catalogue. */
  readonly catalogue: string;
  readonly timeZone: string;
  /** Oldest first; the last one is running. */
  readonly months: readonly MonthOfUse[];
  /** The most conversations in one month. */
  readonly peak: number;
  /** The plan of the lowest rank that covers every month, and with how many conversations in packages; `null` if none does. */
  readonly smallest: { readonly plan: string; readonly packages: number } | null;
  /** Every plan of the catalogue, by rank. */
  readonly plans: readonly PlanSimulation[];
}

const DEFAULT_MONTHS = 12;
const MOST_MONTHS = 1_200;

/**
 * Which plan would have been enough: for each account of a log and each catalogue of plans, the smallest plan with
 * packages that would have covered every one of the last months, and which conversations each plan would have refused,
 * and when.
 *
 * What is simulated is a hard limit that stays the same over the months, against all conversations that began in them: also
 * those that no plan covered at the time. A refused conversation does not come back later.
 *
 * @param catalogues by name. Default: the vendor's, as `smartsupp`.
 * @throws UsageError `invalid-option`, `invalid-instant`, `invalid-catalogue`, `unknown-time-zone`.
 * @see docs/quota.md#which-plan-would-have-been-enough
 */
export function simulateQuota(
  log: LogInput,
  catalogues: Readonly<Record<string, Catalogue>> = { smartsupp: smartsuppCatalogue },
  options: SimulationOptions = {},
): readonly QuotaSimulation[] {
  const { months: count = DEFAULT_MONTHS, timeZone = "UTC" } = options;
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_MONTHS) {
    const came = describeValue(count);
    throw new UsageError("invalid-option", `months: expected a whole number from 1 to ${MOST_MONTHS}, got ${came}.`);
  }
  timeZoneOf(timeZone);
  const lists = Object.entries(catalogues).map(
    ([name, catalogue]) => [name, plansOf(parseCatalogue(catalogue))] as const,
  );
  const items = [...log];
  const asOf = options.asOf === undefined ? lastInstantOf(items) : toEpochMs(options.asOf, "asOf");
  const question = toQuotaQuestion({ ...options, asOf });
  return [...billingFacts(partsOf(items), question.judge, question.accountId)].flatMap(
    ([accountId, { inOrder, firstAt }]) => {
      if (firstAt > asOf) return [];
      const use = useOf(inOrder, question, count, timeZone);
      return lists.map(([catalogue, plans]) => ({ accountId, catalogue, ...simulated(use, plans) }));
    },
  );
}

/** What an account used, month by month. */
interface Use {
  readonly timeZone: string;
  readonly months: readonly MonthOfUse[];
  /** The conversations of each month, oldest first. */
  readonly units: readonly (readonly UnitUsed[])[];
}

function useOf(facts: readonly BillingFact[], question: QuotaQuestion, count: number, otherZone: string): Use {
  const { latest } = foldQuota(facts, { ...question, catalogue: everyPlanIn(facts) });
  const timeZone = latest?.timeZone ?? otherZone;
  const periods = latest?.periods ?? periodsOf(question.asOf, otherZone, "calendar-month");
  const starts = startsOf(periods, question.asOf, count);
  const units = starts.slice(1).map((): UnitUsed[] => []);
  const counted = new Set<string>();
  let month = -1;
  for (const fact of facts) {
    const { type, at, id } = fact;
    if (at > question.asOf) break;
    if (type !== "ChatbotConversationCounted") continue;
    const conversationId = certain(fact.conversationId);
    if (counted.has(conversationId)) continue;
    counted.add(conversationId);
    while (at >= certain(starts[month + 1])) month++;
    units[month]?.push({ conversationId, eventId: id, at: formatInstant(at) });
  }
  const months = units.map((used, i) => {
    const [start = 0, end = 0] = starts.slice(i, i + 2);
    return { start: formatInstant(start), end: formatInstant(end), conversations: used.length };
  });
  return { timeZone, months, units };
}

/** Every plan that is named, since whatever it is, its subscription says where the account's months begin. */
function everyPlanIn(facts: readonly BillingFact[]): Catalogue {
  const terms = { rank: 0, included: 0, cap: 0 };
  return Object.fromEntries(facts.flatMap(({ plan }) => (plan === undefined ? [] : [[plan, terms]])));
}

/** The starts of so many months, of which the last lies around `asOf`, and the end of that one. */
function startsOf(periods: Periods, asOf: number, count: number): readonly number[] {
  const { index } = periods.at(asOf);
  return Array.from({ length: count + 1 }, (_, i) => periods.boundary(index - count + 1 + i));
}

function simulated({ timeZone, months, units }: Use, plans: readonly NamedPlan[]) {
  const peak = months.reduce((most, { conversations }) => Math.max(most, conversations), 0);
  const simulations = plans.map(({ plan, included, cap }): PlanSimulation => {
    const packages = Math.max(0, Math.min(peak, cap) - included);
    const refusedAt = (limit: number) => units.flatMap((used) => used.slice(limit));
    const refused = refusedAt(included + packages);
    return { plan, packages, covers: peak <= cap, refused, refusedAlone: refusedAt(included) };
  });
  const enough = simulations.find(({ covers }) => covers);
  const smallest = enough === undefined ? null : { plan: enough.plan, packages: enough.packages };
  return { timeZone, months, peak, smallest, plans: simulations };
}

type NamedPlan = Plan & { readonly plan: string };

/** The plans of a catalogue, by rank. */
function plansOf(catalogue: Catalogue): readonly NamedPlan[] {
  return Object.entries(catalogue)
    .map(([plan, terms]) => ({ plan, ...terms }))
    .sort((a, b) => a.rank - b.rank);
}

function lastInstantOf(log: Iterable<LedgerEvent | ConversationState>): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const item of log) {
    const at = "marks" in item ? item.marks.at(-1)?.at : parseInstant(item.occurredAt);
    last = Math.max(last, at ?? last);
  }
  // Of a log without events nothing is asked.
  return Number.isFinite(last) ? last : 0;
}
