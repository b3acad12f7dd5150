/*
 * The example log: four weeks of made-up chats on three web sites, with a change to summer time in the middle.
 *
 * It is the same on every run. Like a real log it is a little untidy: some lines arrive late, and some twice.
 */

const SEED = 6;
const CONVERSATIONS = 300;
const FIRST_DAY = Date.parse("2024-03-18T00:00:00Z");
const DAYS = 28;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @typedef {Readonly<Record<string, unknown>>} Payload what happens, without its id, its time and its conversation */
/** @typedef {{ buttonId: string, label: string }} Button */
/** @typedef {{ botId: string, buttons: readonly Button[], asks: string }} Bot */
/** @typedef {{ share: number, site: string, plan: string, agents: readonly string[], bots: readonly [Bot, Bot] }} Account */

const random = randomFrom(SEED);

/** @type {Bot} */
const welcome = {
  botId: "welcome",
  buttons: [
    { buttonId: "prices", label: "Prices" },
    { buttonId: "prices", label: "Prices" },
    { buttonId: "delivery", label: "Delivery and returns" },
    { buttonId: "opening-hours", label: "Opening hours" },
  ],
  asks: "e-mail",
};
/** @type {Bot} */
const orders = {
  botId: "orders",
  buttons: [
    { buttonId: "order-status", label: "Where is my order?" },
    { buttonId: "order-status", label: "Where is my order?" },
    { buttonId: "return", label: "I want to return something" },
  ],
  asks: "order-number",
};
/** @type {Bot} */
const booking = {
  botId: "booking",
  buttons: [
    { buttonId: "book", label: "Book a table" },
    { buttonId: "menu", label: "Today's menu" },
    { buttonId: "gift-card", label: "🎁 Gift cards" },
  ],
  asks: "phone-number",
};

/** @type {Readonly<Record<string, Account>>} */
const accounts = {
  acme: { share: 6, site: "acme.example", plan: "pro", agents: ["anna", "petr"], bots: [welcome, orders] },
  bistro: { share: 3, site: "bistro.example", plan: "standard", agents: ["zoe"], bots: [booking, welcome] },
  cobbler: { share: 1, site: "cobbler.example", plan: "standard", agents: ["ivan"], bots: [orders, welcome] },
};

const questions = [
  "Do you deliver to Brno?",
  "My parcel has not arrived.",
  "Is the blue one in stock?",
  "Ahoj, poradíte mi?",
  "Can I pay by card?",
];
const answers = ["Good day, let me look.", "Yes, by tomorrow.", "It left us this morning.", "Rádi poradíme. 🙂"];
const ratings = [1, 2, 3, 4, 4, 4, 5, 5, 5, 5];

/** @type {(site: string) => Payload} */
const arrives = (site) => ({
  type: "VisitorArrived",
  pageUrl: `https://${site}/${pick(["", "sale", "cart", "help"])}`,
});
/** @type {() => Payload} */
const writes = () => ({ type: "DirectMessageSent", text: pick(questions) });
/** @type {(closedBy: string) => Payload} */
const isClosed = (closedBy) => ({ type: "ChatClosed", closedBy });
/** @type {() => Payload} */
const rates = () => ({ type: "ChatRated", rating: pick(ratings) });
/** @type {() => Payload[]} */
const mayRate = () => (chance(0.3) ? [rates(), ...some(0.1, rates)] : []);
/** @type {(bot: Bot) => Payload} */
const botWrites = ({ botId }) => ({ type: "BotMessageSent", botId });
/** @type {(bot: Bot, trigger?: string) => Payload[]} */
const appears = (bot, trigger = pick(["page-visit", "time-on-page"])) => [
  { type: "BotTriggered", botId: bot.botId, trigger },
  botWrites(bot),
];
/** @type {(bot: Bot) => Payload[]} */
const clicks = (bot) => [{ type: "ButtonClicked", botId: bot.botId, ...pick(bot.buttons) }, botWrites(bot)];
/** @type {(bot: Bot) => Payload[]} */
const answersBot = (bot) => [{ type: "BotInputSubmitted", botId: bot.botId, fieldId: bot.asks }, botWrites(bot)];
/** @type {(bot: Bot) => Payload} */
const asksForAgent = ({ botId }) => ({ type: "HandoffRequested", botId, buttonId: "agent" });

/** @param {Account} account @returns {Payload[]} */
function agentHelps({ agents }) {
  const agentId = pick(agents);
  const reply = () => ({ type: "AgentMessageSent", agentId, text: pick(answers) });
  return [{ type: "AgentJoined", agentId }, reply(), ...some(0.5, writes), reply(), isClosed("agent"), ...mayRate()];
}

/**
 * How chats go, each with how many of a hundred go so.
 *
 * @type {readonly (readonly [share: number, story: (bot: Bot, other: Bot, account: Account) => Payload[]])[]}
 */
const stories = [
  // Nobody but the visitor and an agent.
  [11, (_bot, _other, account) => [writes(), ...agentHelps(account)]],
  // The bot is not heeded.
  [24, (bot) => [...appears(bot), ...some(0.5, () => isClosed("system"))]],
  // The bot is not heeded, and nor is the agent who writes of his own accord.
  [2, (bot, _other, account) => [...appears(bot), ...agentHelps({ ...account, agents: ["eager"] }).slice(0, 2)]],
  // The visitor clicks once, is content and closes the chat box.
  [17, (bot) => [...appears(bot), ...clicks(bot), isClosed("visitor"), ...mayRate()]],
  // The visitor clicks twice.
  [10, (bot) => [...appears(bot), ...clicks(bot), ...clicks(bot), isClosed("visitor"), ...mayRate()]],
  // The visitor answers a question of the bot, and the bot closes the chat.
  [5, (bot) => [...appears(bot), ...clicks(bot), ...answersBot(bot), isClosed("chatbot")]],
  // A second bot takes over.
  [
    3,
    (bot, other) => [...appears(bot), ...clicks(bot), ...appears(other, "flow"), ...clicks(other), isClosed("visitor")],
  ],
  // The visitor writes, a bot answers with buttons, and that is enough.
  [2, (bot) => [writes(), ...appears(bot, "message"), ...clicks(bot), isClosed("visitor")]],
  // The visitor clicks, and then wants a person.
  [11, (bot, _other, account) => [...appears(bot), ...clicks(bot), asksForAgent(bot), ...agentHelps(account)]],
  // The visitor passes the bot over and writes.
  [8, (bot, _other, account) => [...appears(bot), writes(), ...agentHelps(account)]],
  // The visitor clicks and has not closed the chat box.
  [4, (bot) => [...appears(bot), ...clicks(bot)]],
  // The visitor was content, and comes back later with a question.
  [
    3,
    (bot, _other, account) => [...appears(bot), ...clicks(bot), isClosed("visitor"), writes(), ...agentHelps(account)],
  ],
];

/** How long it takes until something happens, in seconds: from, to. */
const pauses = new Map(
  Object.entries({
    BotTriggered: [1, 30],
    BotMessageSent: [0.2, 1.5],
    ButtonClicked: [3, 45],
    BotInputSubmitted: [5, 60],
    HandoffRequested: [3, 60],
    DirectMessageSent: [8, 120],
    AgentJoined: [5, 240],
    AgentMessageSent: [10, 150],
    ChatClosed: [5, 180],
    ChatRated: [3, 40],
  }),
);

/** The log as NDJSON. */
export const exampleLog = [...subscriptions(), ...chats()]
  .flatMap(deliveries)
  .sort((a, b) => a.at - b.at)
  .map(({ event }) => `${JSON.stringify(event)}\n`)
  .join("");

function subscriptions() {
  const occurredAt = new Date(FIRST_DAY).toISOString();
  return Object.entries(accounts).map(([accountId, { plan }]) => {
    const id = `${accountId}-plan`;
    return { type: "PlanSubscribed", id, occurredAt, accountId, plan, timeZone: "Europe/Prague" };
  });
}

function chats() {
  const starts = Array.from({ length: CONVERSATIONS }, startOfChat).sort((a, b) => a - b);
  return starts.flatMap((start, i) => conversation(`c${String(i + 1).padStart(3, "0")}`, start));
}

/**
 * When an event reaches the log: mostly as it happens, now and then within the hour after, and some twice.
 *
 * @template {{ occurredAt: string }} Event
 * @param {Event} event
 */
function deliveries(event) {
  const at = Date.parse(event.occurredAt);
  const first = { event, at: chance(0.02) ? at + random() * HOUR : at };
  return chance(0.005) ? [first, { event, at: at + random() * HOUR }] : [first];
}

/** An instant in the visitors' waking hours; there are three times as many chats on a working day. */
function startOfChat() {
  const day = pick(Array.from({ length: DAYS }, (_, i) => (i % 7 < 5 ? [i, i, i] : [i])).flat());
  return FIRST_DAY + day * DAY + 6 * HOUR + Math.floor(((random() + random()) / 2) * 14 * HOUR);
}

/** @param {string} conversationId @param {number} start */
function conversation(conversationId, start) {
  const [accountId, account] = pickByShare(Object.entries(accounts).map((entry) => [entry[1].share, entry]));
  const visitorId = `${accountId}-visitor-${Math.floor(random() * 20 * account.share)}`;
  const [main, other] = account.bots;
  const isMain = chance(0.7);
  const story = pickByShare(stories)(isMain ? main : other, isMain ? other : main, account);
  let at = start;
  let before = "";
  return [arrives(account.site), ...story].map((payload, i) => {
    const { type, ...rest } = /** @type {Payload & { type: string }} */ (payload);
    at += pauseBefore(type, before, payload);
    before = type;
    const id = `${conversationId}-${i + 1}`;
    return { type, id, occurredAt: new Date(at).toISOString(), accountId, conversationId, visitorId, ...rest };
  });
}

/** @param {string} type @param {string} before @param {Payload} payload */
function pauseBefore(type, before, { closedBy }) {
  // Whoever writes to a chat that was closed has been away for some hours; a silent chat is closed after a quarter of one.
  const hasBeenAway = before === "ChatClosed" && type === "DirectMessageSent";
  const [from = 0, to = 0] = hasBeenAway
    ? [3_600, 36_000]
    : closedBy === "system"
      ? [900, 900]
      : (pauses.get(type) ?? []);
  return Math.floor((from + random() * (to - from)) * SECOND);
}

/** @template T @param {readonly (readonly [share: number, item: T])[]} list @returns {T} */
function pickByShare(list) {
  return pick(list.flatMap(([share, item]) => Array.from({ length: share }, () => item)));
}

/** @template T @param {readonly T[]} list @returns {T} */
function pick(list) {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new RangeError("There is nothing to pick from.");
  return chosen;
}

/** @param {number} probability */
function chance(probability) {
  return random() < probability;
}

/** @param {number} probability @param {() => Payload} make @returns {Payload[]} */
function some(probability, make) {
  return chance(probability) ? [make()] : [];
}

/**
 * Numbers from 0 to 1, the same ones for the same seed (the generator mulberry32).
 *
 * @param {number} seed
 */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
