import * as z from "zod";
import { eventSchemas } from "../../domain/event.ts";
import { instant } from "../../domain/event-fields.ts";

/** How the values of a column are kept: text in UTF-8, an instant in milliseconds, or a whole number. */
export type PackedKind = "text" | "instant" | "number";

/** For each field that an event may have, how a packed log keeps it. It comes from the schemas of the events. */
export const packedColumns: ReadonlyMap<string, PackedKind> = new Map(
  [...eventSchemas.values()].flatMap(({ shape }) =>
    Object.entries(shape).map(([name, schema]) => [name, kindOf(name, schema)] as const),
  ),
);

/** For each type of event the fields that it may have. */
export const fieldsOf: ReadonlyMap<unknown, readonly string[]> = new Map(
  [...eventSchemas].map(([type, { shape }]) => [type, Object.keys(shape)]),
);

/** The columns beside those of the fields: the number of an event's conversation in the file, ... */
export const CONVERSATION = "conversationNumber";
/** ... a line that is no event as it came, and why it is none, where the line does not say it. */
export const LINE = "line";
export const REFUSAL = "refusal";

function kindOf(name: string, schema: z.ZodType): PackedKind {
  const inner: unknown = schema instanceof z.ZodOptional ? schema.def.innerType : schema;
  if (inner === instant) return "instant";
  if (inner instanceof z.ZodNumber) return "number";
  if (inner instanceof z.ZodString || inner instanceof z.ZodEnum || inner instanceof z.ZodLiteral) return "text";
  throw new TypeError(`The field ${name} has no column.`);
}
