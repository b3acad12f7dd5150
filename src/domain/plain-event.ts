import * as z from "zod/mini";
import { certain } from "./certain.ts";
import { type LedgerEvent, schemaOf } from "./event.ts";
import { id, instant, isId, isPrinted, text } from "./event-fields.ts";
import { parseInstant } from "./instant.ts";
import type { RawEvent } from "./upcast.ts";

/** One field of an event: whether it may be absent, and which values need no second look. */
interface PlainField {
  readonly isOptional: boolean;
  readonly isPlain: (value: unknown) => boolean;
}

/**
 * Whether an event's fields all stand as they will be printed, which in a log are nearly all: then it needs nothing but
 * {@link withoutUnknownFields}. Told several times as fast as the schema does it. `false` means nothing but: ask the schema.
 * The fields come from the schema, so there is one definition of an event; a test holds the two readings equal.
 */
export function isPlainEvent(raw: RawEvent): raw is LedgerEvent & RawEvent {
  const layout = layoutOf(raw["type"]);
  if (layout === undefined) return false;
  let required = 0;
  // By the event's own fields, since engines read those fastest; an unknown one is nobody's business.
  for (const name in raw) {
    const field = layout.fields.get(name);
    const value = raw[name];
    if (field === undefined || value === undefined) continue;
    if (!field.isPlain(value)) return false;
    if (!field.isOptional) required++;
  }
  return required === layout.required;
}

/** The same event with nothing on it but the fields of its schema. */
export function withoutUnknownFields<E extends LedgerEvent>(event: E): E {
  const values: Readonly<Record<string, unknown>> = event;
  const named: Record<string, unknown> = {};
  for (const name of certain(layoutOf(event.type)).fields.keys()) {
    if (values[name] !== undefined) named[name] = values[name];
  }
  return named as E;
}

interface Layout {
  readonly fields: ReadonlyMap<string, PlainField>;
  /** How many of them must be there. */
  readonly required: number;
}

const layouts = new Map<unknown, Layout>();

/** The layout of a type's events, made when the first of them comes. */
function layoutOf(type: unknown): Layout | undefined {
  const known = layouts.get(type);
  const schema = known === undefined ? schemaOf(type) : undefined;
  if (schema === undefined) return known;
  const fields = new Map(Object.entries(schema.shape).map(([name, field]) => [name, plainField(field)]));
  const required = [...fields.values()].filter(({ isOptional }) => !isOptional).length;
  layouts.set(type, { fields, required });
  return layouts.get(type);
}

function plainField(schema: z.ZodMiniType): PlainField {
  const isOptional = schema instanceof z.ZodMiniOptional;
  return { isOptional, isPlain: plainTest(isOptional ? schema.def.innerType : schema) };
}

/** Ids, instants and texts are most of a log; any other field is asked of its schema. */
function plainTest(schema: unknown): (value: unknown) => boolean {
  if (schema === id) return (value) => typeof value === "string" && isId(value);
  if (schema === instant) {
    return (value) => typeof value === "string" && isPrinted(value) && parseInstant(value) !== undefined;
  }
  if (schema === text) return (value) => typeof value === "string";
  if (schema instanceof z.ZodMiniLiteral) {
    const values: ReadonlySet<unknown> = new Set(schema.def.values);
    return (value) => values.has(value);
  }
  return (value) => schema instanceof z.ZodMiniType && Object.is(schema.safeParse(value).data, value);
}
