/*
 * An account that fills its plan, buys a package up to the cap, disables it, and moves to the larger plan: the log behind
 * the quota's walk-through. Every unit is used by a click on the bot's button, some of them followed by another click.
 */

const account = { accountId: "acme" };
const MINUTE = 60_000;
let chats = 0;

/** @param {string} type @param {string} id @param {string} occurredAt @param {Readonly<Record<string, unknown>>} payload */
function billing(type, id, occurredAt, payload) {
  return { type, id, occurredAt: new Date(occurredAt).toISOString(), ...account, ...payload };
}

/**
 * So many chatbot conversations from an instant on, some minutes apart.
 *
 * @param {number} count @param {string} from @param {number} minutesApart
 */
function clicks(count, from, minutesApart) {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    chats++;
    const conversationId = `c${String(chats).padStart(3, "0")}`;
    /** @param {number} click */
    const click = (click) => ({
      type: "ButtonClicked",
      id: `${conversationId}-${click}`,
      occurredAt: new Date(Date.parse(from) + (i * minutesApart + 2 * (click - 1)) * MINUTE).toISOString(),
      ...account,
      conversationId,
      botId: "welcome",
      buttonId: click === 1 ? "prices" : "delivery",
    });
    return i % 10 === 0 ? [click(1), click(2)] : [click(1)];
  });
}

const events = [
  billing("PlanSubscribed", "plan", "2024-01-08T09:00:00+01:00", { plan: "standard", timeZone: "Europe/Prague" }),
  ...clicks(100, "2024-01-09T08:00:00+01:00", 180),
  billing("PackagePurchased", "buy-400", "2024-01-22T10:00:00+01:00", { packageId: "plus-400", conversations: 400 }),
  ...clicks(150, "2024-01-22T10:30:00+01:00", 75),
  billing("PackageRenewalDisabled", "stop-400", "2024-01-31T12:00:00+01:00", { packageId: "plus-400" }),
  ...clicks(60, "2024-02-01T00:00:00+01:00", 300),
  billing("PlanChanged", "to-pro", "2024-02-14T09:00:00+01:00", { plan: "pro" }),
  billing("PackagePurchased", "buy-9500", "2024-02-14T09:05:00+01:00", {
    packageId: "plus-9500",
    conversations: 9_500,
  }),
  ...clicks(80, "2024-02-14T10:00:00+01:00", 200),
  billing("PackageRenewalDisabled", "stop-9500", "2024-02-27T16:00:00+01:00", { packageId: "plus-9500" }),
  ...clicks(40, "2024-03-01T08:00:00+01:00", 240),
];

/** The log, one event a line. */
export const quotaLog = `${events.map((event) => JSON.stringify(event)).join("\n")}\n`;
