import { eventSchemas } from "../../domain/event.ts";

/** For each type of event the fields that it may have, each of which has a column. */
export const fieldsOf: ReadonlyMap<unknown, readonly string[]> = new Map(
  [...eventSchemas].map(([type, { shape }]) => [type, Object.keys(shape)]),
);

/** The columns beside those of the fields: the number of an event's conversation in the file, ... */
export const CONVERSATION = "conversationNumber";
/** ... a line that is no event as it came, and why it is none, where the line does not say it. */
export const LINE = "line";
export const REFUSAL = "refusal";
