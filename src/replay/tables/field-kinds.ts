import * as z from "zod";
import { eventSchemas } from "../../domain/event.ts";
import { instant } from "../../domain/event-fields.ts";

/** What a field of an event is in a table: text, an instant, or a number. */
export type FieldKind = "text" | "instant" | "number";

/** The fields that an event may have, and what each is. They come from the schemas of the events. */
export const fieldKinds: ReadonlyMap<string, FieldKind> = new Map(
  [...eventSchemas.values()].flatMap(({ shape }) =>
    Object.entries(shape).map(([name, schema]) => [name, kindOf(name, schema)] as const),
  ),
);

function kindOf(name: string, schema: z.ZodType): FieldKind {
  const inner: unknown = schema instanceof z.ZodOptional ? schema.def.innerType : schema;
  if (inner === instant) return "instant";
  if (inner instanceof z.ZodNumber) return "number";
  if (inner instanceof z.ZodString || inner instanceof z.ZodEnum || inner instanceof z.ZodLiteral) return "text";
  throw new TypeError(`The field ${name} has no column.`);
}
