/*
 * The incremental statistics: what one event costs with 100 and with 100,000 conversations open.
 *
 *   node bench/projection.mjs [ROUNDS]        after npm run build:js
 */
import { chatbotStatisticsProjection } from "chatledger";
import { medianOf, show } from "./median.mjs";

const EVENTS = 40_000;
const STEPS = 4;
const START = Date.parse("2025-01-20T00:00:00Z");
const rounds = Number(process.argv[2] ?? 5);
const projection = chatbotStatisticsProjection({ by: "day", timeZone: "Europe/Prague" });
const small = prepared(100);
const large = prepared(100_000);
const costs = { small: /** @type {number[]} */ ([]), large: /** @type {number[]} */ ([]) };

for (let round = 0; round <= rounds; round++) {
  const [a, b] = [costOf(small, 100), costOf(large, 100_000)];
  if (round > 0) {
    costs.small.push(a);
    costs.large.push(b);
  }
}
const ratios = costs.large.map((cost, i) => cost / (costs.small[i] ?? Number.NaN));
console.log(`100 open conversations      ${show(medianOf(costs.small), "µs an event")}`);
console.log(`100,000 open conversations  ${show(medianOf(costs.large), "µs an event")}`);
console.log(`ratio                       ${show(medianOf(ratios), "x")}`);

/** A state with this many open conversations. @param {number} open */
function prepared(open) {
  let state = projection.initialState();
  for (let i = 0; i < open; i++) state = projection.evolve(state, eventOf(i, 0));
  return state;
}

/** The mean cost of the next events of open conversations, in microseconds. @param {ReturnType<typeof prepared>} from @param {number} open */
function costOf(from, open) {
  const used = Math.min(open, EVENTS / STEPS);
  const events = Array.from({ length: STEPS }, (_, step) =>
    Array.from({ length: used }, (_, i) => eventOf(Math.floor((i * open) / used), step + 1)),
  ).flat();
  const start = performance.now();
  let seen = 0;
  // With few conversations the same events come many times, each time to the state from before them.
  for (; seen < EVENTS; seen += events.length) {
    let state = from;
    for (const event of events) state = projection.evolve(state, event);
    if (projection.view(state).totals.triggered < used) throw new Error("Not all was counted.");
  }
  return (1_000 * (performance.now() - start)) / seen;
}

/** @param {number} conversation @param {number} step */
function eventOf(conversation, step) {
  const steps = [
    { type: "VisitorArrived" },
    { type: "BotTriggered", botId: "b" },
    { type: "ButtonClicked", botId: "b", buttonId: "prices" },
    { type: "BotMessageSent", botId: "b" },
    { type: "ChatClosed", closedBy: "visitor" },
  ];
  const occurredAt = new Date(START + step * 60_000 + conversation).toISOString();
  const ids = {
    id: `${conversation}-${step}`,
    accountId: `account-${conversation % 50}`,
    conversationId: `conversation-${conversation}`,
  };
  return /** @type {import("chatledger").ConversationEvent} */ ({ ...ids, occurredAt, ...steps[step] });
}
