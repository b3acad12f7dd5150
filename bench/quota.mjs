/*
 * The quota: what a million counted conversations cost, of 1,000 accounts over 36 months, against a loop that only counts
 * them in a Map by account and month; in UTC and in Europe/Prague; and what a silence of a hundred years costs.
 *
 *   node bench/quota.mjs [ROUNDS]        after npm run build:js
 */
import { quotaDashboard, quotaDashboardProjection, quotaView } from "chatledger";
import { medianOf, show } from "./median.mjs";

/** @import { BillingEvent } from "chatledger" */

const ACCOUNTS = 1_000;
const CONVERSATIONS = 1_000_000;
const START = Date.parse("2022-01-01T12:00:00Z");
const END = Date.parse("2025-01-01T00:00:00Z");
const rounds = Number(process.argv[2] ?? 5);
const logs = { UTC: logIn("UTC"), "Europe/Prague": logIn("Europe/Prague") };

/** @type {Readonly<Record<string, () => number>>} */
const programs = {
  "a counter in a Map": () => countInMap(logs.UTC),
  "quota in UTC": () => usedIn(logs.UTC),
  "quota in Europe/Prague": () => usedIn(logs["Europe/Prague"]),
};

const times = new Map(Object.keys(programs).map((name) => [name, /** @type {number[]} */ ([])]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, run] of Object.entries(programs)) {
    globalThis.gc?.();
    const start = performance.now();
    const counted = run();
    const took = performance.now() - start;
    if (counted !== CONVERSATIONS) throw new Error(`${name} counted ${counted}.`);
    if (round > 0) times.get(name)?.push(took);
  }
}
console.log(
  `${CONVERSATIONS} conversations, ${ACCOUNTS} accounts, 36 months, ${rounds} rounds, Node ${process.version}`,
);
const [floor = [], utc = [], prague = []] = times.values();
const ratio = (/** @type {readonly number[]} */ a, /** @type {readonly number[]} */ b) =>
  show(medianOf(a.map((time, i) => time / (b[i] ?? Number.NaN))), "x");
for (const [name, list] of times) console.log(`${name.padEnd(24)} ${show(medianOf(list), "ms")}`);
console.log(`UTC to the counter       ${ratio(utc, floor)}`);
console.log(`Prague to the counter    ${ratio(prague, floor)}`);
console.log(`Prague to UTC            ${ratio(prague, utc)}`);
console.log(
  `a silence of 100 years   ${show(medianOf(Array.from({ length: 200 }, () => silence(100)).slice(100)), "ms")}`,
);
console.log(
  `one of a month           ${show(medianOf(Array.from({ length: 200 }, () => silence(0)).slice(100)), "ms")}`,
);
console.log(`projection, an event     ${show(medianOf(Array.from({ length: rounds }, projected)), "µs")}`);

/** Subscriptions and counts as they lie in a log: parsed from JSON, in the order of time. @param {string} timeZone */
function logIn(timeZone) {
  const subscriptions = Array.from({ length: ACCOUNTS }, (_, i) => subscription(`account-${i}`, START, timeZone));
  const counts = Array.from({ length: CONVERSATIONS }, (_, i) =>
    count(`account-${(i * 7_919) % ACCOUNTS}`, START + 1 + Math.floor(((END - START - 2) * i) / CONVERSATIONS), i),
  );
  return [...subscriptions, ...counts].map((event) => /** @type {BillingEvent} */ (JSON.parse(JSON.stringify(event))));
}

/** @param {string} accountId @param {number} at @param {string} timeZone @returns {BillingEvent} */
function subscription(accountId, at, timeZone) {
  const occurredAt = new Date(at).toISOString();
  return { type: "PlanSubscribed", id: `plan-${accountId}`, occurredAt, accountId, plan: "pro", timeZone };
}

/** @param {string} accountId @param {number} at @param {number} i @returns {BillingEvent} */
function count(accountId, at, i) {
  const occurredAt = new Date(at).toISOString();
  return {
    type: "ChatbotConversationCounted",
    id: `event-${i}`,
    occurredAt,
    accountId,
    conversationId: `conversation-${i}`,
  };
}

/** The loop to compare with. @param {readonly BillingEvent[]} log */
function countInMap(log) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { type, accountId, occurredAt } of log) {
    if (type !== "ChatbotConversationCounted") continue;
    const at = new Date(occurredAt);
    const key = `${accountId}/${at.getUTCFullYear() * 12 + at.getUTCMonth()}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, used) => sum + used, 0);
}

/** @param {readonly BillingEvent[]} log */
function usedIn(log) {
  const dashboards = quotaDashboard(log, { asOf: END });
  return dashboards.flatMap(({ history }) => history).reduce((sum, { used }) => sum + used, 0);
}

/** How long a view takes after so many years without an event. @param {number} years */
function silence(years) {
  const last = START + years * 365 * 86_400_000 + 86_400_000;
  const log = [subscription("a", START, "Europe/Prague"), count("a", START + 1, 1), count("a", last, 2)];
  const start = performance.now();
  quotaView(log, { asOf: last });
  return performance.now() - start;
}

/** What an event costs a projection that is looked at after each, in an account that has used 50,000. */
function projected() {
  const { initialState, evolve, view } = quotaDashboardProjection({ asOf: END });
  let state = evolve(initialState(), subscription("a", START, "Europe/Prague"));
  const all = 50_000;
  const step = Math.floor((END - START) / (all + 200));
  for (let i = 0; i < all; i++) state = evolve(state, count("a", START + 1 + i * step, i));
  view(state, START + all * step);
  const start = performance.now();
  for (let i = all; i < all + 100; i++) {
    const at = START + 1 + i * step;
    state = evolve(state, count("a", at, i));
    if (view(state, at).length !== 1) throw new Error("There is one account.");
  }
  return ((performance.now() - start) * 1_000) / 100;
}
