import { exampleLog } from "../../../scripts/example-log.mjs";
import { type Visit, visit } from "../../../src/testing/visit.ts";
import { type ReadLog, readLog } from "./read-log.ts";

/** A log that comes with the page. */
export interface Example {
  readonly name: string;
  read(): ReadLog;
}

/** The logs that come with the page; the first one is there when it opens. */
export const EXAMPLES = [
  { name: "A tour: one conversation of each sort", read: () => readLog(tour()) },
  { name: "The example log: 300 conversations", read: () => readLog(exampleLog) },
] as const satisfies readonly Example[];

/** A conversation of each outcome, and for each option of the rules one that it moves. */
function tour(): string {
  const plan = {
    type: "PlanSubscribed",
    id: "plan",
    occurredAt: "2024-05-06T08:00:00.000Z",
    accountId: "acme",
    plan: "standard",
  };
  const events = TOUR.flatMap((tell, i) => [...tell(i)]);
  return [plan, ...events].map((event) => JSON.stringify(event)).join("\n");
}

const TOUR: readonly ((place: number) => Visit)[] = [
  (place) => chat(place, "asked for prices").arrives().botTriggered("welcome").clicks("prices"),
  (place) => chat(place, "found the opening hours").arrives().botTriggered("welcome").clicks("opening-hours").closes(),
  (place) =>
    chat(place, "passed the bot by").arrives().botTriggered("welcome").writes("Do you ship to Malta?").agentJoins(),
  (place) =>
    chat(place, "clicked, then wrote")
      .botTriggered("welcome")
      .clicks("delivery")
      .writes("And on Sundays?")
      .agentWrites(),
  (place) =>
    chat(place, "wanted a person")
      .botTriggered("orders")
      .clicks("return")
      .asksForPerson({ botId: "orders", buttonId: "agent" })
      .closes(),
  (place) =>
    chat(place, "typed an order number").botTriggered("orders").answersBot("order-number").botWrites().closes(),
  (place) =>
    chat(place, "wrote before the bot came").writes("Hello?").botTriggered("welcome").clicks("prices").closes(),
  (place) => chat(place, "looked at the bot").arrives().botTriggered("welcome"),
  (place) => chat(place, "met no bot").arrives().writes("Good morning").agentWrites("Good morning!").closes("agent"),
];

function chat(place: number, conversationId: string): Visit {
  return visit({
    conversationId,
    startAt: Date.UTC(2024, 4, 6, 9, 5 * place),
    eventIds: (n) => `${place + 1}.${n}`,
  });
}
