import * as z from "zod/mini";
import { type ConversationEventOf, RATING } from "../../domain/conversation-event.ts";
import { formatInstant, INSTANT_FORM, parseInstant } from "../../domain/instant.ts";

/** A field that the vendor may leave out, set to null, or fill with something else: then it is `undefined`. */
export function maybe<T extends z.ZodMiniType>(schema: T) {
  return z.pipe(
    z.catch(z.nullish(schema), undefined),
    z.transform((value) => value ?? undefined),
  );
}

/** An id of the vendor's, a text or a number, as text. */
export const vendorId = z.transform((value: unknown, context) => {
  if (typeof value === "number" || (typeof value === "string" && value !== "")) return String(value);
  context.issues.push({ code: "custom", input: value, message: "expected an id, a text or a number" });
  return z.NEVER;
});

/** An instant of the vendor's, Unix milliseconds or RFC 3339, as epoch milliseconds. */
export const vendorInstant = z.transform((value: unknown, context) => {
  const at =
    typeof value === "number" ? checkedEpochMs(value) : typeof value === "string" ? parseInstant(value) : undefined;
  if (at !== undefined) return at;
  context.issues.push({ code: "custom", input: value, message: `expected Unix milliseconds or ${INSTANT_FORM}` });
  return z.NEVER;
});

function checkedEpochMs(value: number): number | undefined {
  const isDate = Number.isInteger(value) && !Number.isNaN(new Date(value).getTime());
  return isDate ? parseInstant(formatInstant(value)) : undefined;
}

/** A text that says something: an empty one is none. */
export const someText = z.string().check(z.minLength(1));

/** What zod found first, for people; it names the field and never quotes the value. */
export function faultOf(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.join(".") ?? "";
  return `${path === "" ? "" : `${path}: `}${issue?.message ?? "not as expected"}.`;
}

type Closer = ConversationEventOf<"ChatClosed">["closedBy"];

/** Who closed a chat, by each word that the vendor has for it: POST hook, REST `closeType`, webhook `close_type`. */
const closers: ReadonlyMap<string, Closer> = new Map([
  ["close.visitorClose", "visitor"],
  ["close.agentClose", "agent"],
  ["close.botClose", "chatbot"],
  ["visitor_close", "visitor"],
  ["contact_close", "visitor"],
  ["agent_close", "agent"],
  ["bot_close", "chatbot"],
  ["visitor", "visitor"],
  ["contact", "visitor"],
  ["agent", "agent"],
  ["bot", "chatbot"],
]);

/** Who closed a chat; a word that is not known, or none, stands for the vendor's system. */
export function closerOf(word: string | undefined): Closer {
  return closers.get(word ?? "") ?? "system";
}

/** What a rating must be, for messages. */
export const RATING_FORM = "Expected a whole number from 1 to 5.";

/** A rating of the vendor's (5 is best) if it is one; it is a whole number from 1 to 5 as ours is. */
export function isRating(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= RATING.min && value <= RATING.max;
}
