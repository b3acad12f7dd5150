import fc from "fast-check";
import { instant } from "./instant.ts";

// The values of the fields of events: few, and some that naive code trips over.

export const botId: fc.Arbitrary<string> = fc.constantFrom("bot-1", "bot-2", "constructor");
export const buttonId: fc.Arbitrary<string> = fc.constantFrom("prices", "agent", "__proto__");
export const agentId: fc.Arbitrary<string> = fc.constantFrom("anna", "toString");
export const words: fc.Arbitrary<string> = fc.constantFrom("", "hello", "__proto__", "\u{1F600}\uD800");
export const closedBy: fc.Arbitrary<"visitor" | "agent" | "chatbot" | "system"> = fc.constantFrom(
  "visitor",
  "agent",
  "chatbot",
  "system",
);

/** The ids of events: few, so that one id is given to two events now and then. */
export const eventId: fc.Arbitrary<string> = fc.constantFrom(
  "e1",
  "e2",
  "e3",
  "e9",
  "e10",
  "__proto__",
  "\u{1F600}",
  "\uFF5E",
);

/** What every event carries, but for its account. */
export const envelope: fc.Arbitrary<{
  id: string;
  occurredAt: string;
  sequence?: number;
  schemaVersion?: number;
}> = fc.record(
  { id: eventId, occurredAt: instant(), sequence: fc.nat({ max: 2 }), schemaVersion: fc.constant(1) },
  { requiredKeys: ["id", "occurredAt"] },
);

/** A value, or none half of the time, to which it shrinks. */
export function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined, freq: 2 });
}
