import * as z from "zod/mini";
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

function kindOf(name: string, schema: z.ZodMiniType): FieldKind {
  const inner: unknown = schema instanceof z.ZodMiniOptional ? schema.def.innerType : schema;
  if (inner === instant) return "instant";
  if (inner instanceof z.ZodMiniNumber) return "number";
  if (inner instanceof z.ZodMiniString || inner instanceof z.ZodMiniEnum || inner instanceof z.ZodMiniLiteral)
    return "text";
  throw new TypeError(`The field ${name} has no column.`);
}
