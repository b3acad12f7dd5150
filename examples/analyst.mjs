/*
 * An analyst's questions to a log: how were the weeks, which bot does what, which chats are in this number, and why.
 *
 *   npm run build:js && node examples/analyst.mjs
 */
import { botStatistics, chatbotStatistics, conversationsIn, explain } from "chatledger";
import { replay } from "chatledger/replay";

/** @import { StatisticsOptions } from "chatledger" */

const log = await replay("examples/example-log.ndjson");
const chats = [...log.conversations()];
console.log(`${log.lines} lines, ${log.anomalies.length} anomalies`);

/** @type {StatisticsOptions} */
const options = { accountId: "acme", by: "week", timeZone: "Europe/Prague" };
const percent = (/** @type {number | null} */ value) => (value === null ? "-" : `${(100 * value).toFixed(1)} %`);
// Results are in UTC; Swedish writes a local day as 2024-03-18.
const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Prague" });

console.log("\nHow were the weeks?");
const { rows, totals } = chatbotStatistics(chats, options);
for (const { from, triggered, resolved, escalated, resolutionRate } of rows) {
  console.log(
    `${day.format(new Date(from))}: ${triggered} triggered, ${resolved} resolved, ${escalated} escalated, ${percent(resolutionRate.value)}`,
  );
}
console.log(
  `all: ${totals.resolved} resolved of ${totals.resolutionRate.denominator}, ${percent(totals.resolutionRate.value)}`,
);

console.log("\nWhich bot does what?");
for (const { botId, triggered, resolved, escalated } of botStatistics(chats, options)) {
  console.log(`${botId}: ${triggered} triggered, ${resolved} resolved, ${escalated} escalated`);
}

console.log("\nWhich chats escalated in the first week, after the visitor had clicked?");
const firstWeek = { ...options, from: "2024-03-18", to: "2024-03-25" };
const counted = conversationsIn("escalatedAfterInteraction", chats, firstWeek);
console.log(counted.map(({ conversationId }) => conversationId).join(", "));

console.log("\nWhy is the first one of them escalated?");
const [first] = chats.filter(({ of }) => of.conversationId === counted[0]?.conversationId);
const outcome = first && explain(first).claims.find(({ claim }) => claim === "outcome");
console.log(outcome?.sentence);
console.log(`evidence: ${outcome?.evidence.join(", ")}`);
console.log(`${outcome?.counterfactual?.change}, it would be ${outcome?.counterfactual?.outcome}`);
