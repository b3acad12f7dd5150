import type { LedgerEvent } from "chatledger";
import { billingEvent, conversationEvent, HOSTILE_IDS } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { uuidLike } from "./uuid-like.ts";

/** Few ids, so that events meet; some that a scanner trips over. */
const ids = fc.oneof(
  {
    arbitrary: fc.constantFrom("c1", "c2", "53f901f7-80d7-4681-af01-a3d792414b41", "a b!c", ...HOSTILE_IDS),
    weight: 4,
  },
  uuidLike,
);
const account = fc.constantFrom("acc_1", "acme", "__proto__", "\u{1F600}");

const event: fc.Arbitrary<LedgerEvent> = fc.oneof(
  {
    arbitrary: fc
      .tuple(account, ids)
      .chain(([accountId, conversationId]) => conversationEvent({ accountId, conversationId })),
    weight: 8,
  },
  billingEvent(),
);

const extra = fc.constantFrom<[string, unknown]>(
  ["textLength", 12],
  ["textLength", 0],
  ["price", 1.5],
  ["price", -1],
  ["big", 12_345_678_901_234_568],
  ["note", 'say "hi"'],
  ["note", "plain words, no more"],
  ["note", "žluťoučký"],
  ["type2", "ChatClosed"],
  ["__proto__", "x"],
  ["nested", { type: "ChatClosed", list: ["}"] }],
  ["nested", [{}, [], [[1, -2.5, "]"], { "": null, "\\": 'a "b"' }], true, false]],
  ["note", { deep: { deeper: [{ deepest: "žluť" }] } }],
  ["label", {}],
  ["sequence", [5]],
  ["flag", true],
  ["nothing", null],
  ["", ""],
  ["botId", "bot-9"],
  ["rating", 3],
  ["rating", 7],
  ["closedBy", "nobody"],
  ["sequence", 99],
  ["text", 5],
);

type Layout = (event: LedgerEvent, fields: readonly [string, unknown][]) => string;

const asWritten: Layout = (one, fields) => {
  const text = JSON.stringify(one);
  const more = fields.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `${text.slice(0, -1)}${more.join("")}}`;
};

/** What may stand between the tokens of a line: mostly what programs put there, and all that JSON lets them. */
const space = fc.constantFrom("", "", " ", " ", "  ", "\t", " \t ", "\r");

/** A line with space between its tokens: around its fields, before and after the colons, before the commas and after them. */
const spaced: fc.Arbitrary<Layout> = fc
  .record({ around: space, before: space, colon: space, comma: space, after: space })
  .map(({ around, before, colon, comma, after }) => (one, fields) => {
    const texts = [...Object.entries(one), ...fields].map(
      ([name, value]) => `${JSON.stringify(name)}${before}:${colon}${JSON.stringify(value)}`,
    );
    return `${around}{${around}${texts.join(`${comma},${after}`)}${around}}${around}`;
  });

/** How programs write what comes after the second, and what looks like it. */
const rest = fc.oneof(
  fc.constantFrom("Z", "+00:00", ".578000+00:00", ".5Z", ".12Z", ".000000001Z", "-11:30", ".123456789+05:45", "+23:59"),
  fc.constantFrom(
    "",
    "z",
    ".Z",
    "+24:00",
    "+01:60",
    "+0100",
    "+01",
    "+01:00Z",
    " Z",
    ".1234",
    "Z+00:00",
    "*01:00",
    "+0a:00",
  ),
);

const timed: fc.Arbitrary<Layout> = rest.map((after) => (one, fields) => {
  return asWritten(one, fields).replace(one.occurredAt, one.occurredAt.replace(/\.\d{3}Z$/, after));
});

/** How a line may be laid out: mostly as programs write it. */
const layout: fc.Arbitrary<Layout> = fc.oneof(
  { arbitrary: fc.constant(asWritten), weight: 8 },
  { arbitrary: spaced, weight: 3 },
  fc.constant<Layout>((one, fields) => asWritten(one, fields).replace("o", "\\u006f")),
  fc.constant<Layout>((one) => JSON.stringify(Object.fromEntries(Object.entries(one).toReversed()))),
  fc.constant<Layout>((one, fields) => asWritten(one, [...fields, ["id", one.id], ["type", one.type]])),
  { arbitrary: timed, weight: 3 },
);

/** A line of a log: an event in some layout, damaged or not; or something else. */
const line = fc.oneof(
  {
    arbitrary: fc
      .tuple(event, layout, fc.array(extra, { maxLength: 2 }))
      .map(([one, print, fields]) => print(one, fields)),
    weight: 12,
  },
  fc.tuple(event, fc.nat({ max: 60 })).map(([one, cut]) => asWritten(one, []).slice(0, cut)),
  fc.tuple(event, fc.constantFrom("id", "type", "accountId", "occurredAt")).map(([one, name]) => {
    return JSON.stringify({ ...one, [name]: undefined });
  }),
  event.map((one) => JSON.stringify({ ...one, occurredAt: "2024-02-30T10:00:00.000Z" })),
  event.map((one) => JSON.stringify({ ...one, occurredAt: "2024-05-01T24:00:00.000Z" })),
  event.map((one) => JSON.stringify({ ...one, type: "ChatPaused" })),
  fc.constantFrom("", " ", "\t", "{}", "[]", "null", "nonsense", '{"id":"e1"'),
);

/** A log as text: lines, line ends, with or without a byte-order mark and a last newline. */
export function logText(): fc.Arbitrary<string> {
  const end = fc.oneof({ arbitrary: fc.constant("\n"), weight: 6 }, fc.constant("\r\n"));
  const lines = fc.array(fc.tuple(line, end), { maxLength: 25 }).map((parts) => parts.flat().join(""));
  return fc.tuple(fc.constantFrom("", "", "\uFEFF"), lines, fc.boolean()).map(([mark, text, isCut]) => {
    return mark + (isCut ? text.trimEnd() : text);
  });
}

/** Sizes of the pieces in which a log comes in. */
export const pieceSizes = fc.oneof(
  fc.constant([1]),
  fc.constant([1_000_000]),
  fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
);
