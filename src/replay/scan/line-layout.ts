import * as z from "zod/mini";
import { CONVERSATION_EVENT_TYPES, conversationEventSchemas } from "../../domain/conversation-event.ts";
import { id, instant, text } from "../../domain/event-fields.ts";
import { SCHEMA_VERSION } from "../../domain/upcast.ts";

/** How the value of a field is read from its bytes. */
export const FIELD = {
  type: 0,
  id: 1,
  text: 2,
  instant: 3,
  sequence: 4,
  /** One digit, of those that the schema allows. */
  digit: 5,
  /** One of a few words. */
  word: 6,
} as const;

/** A field that an event may have, as the scanner looks for it. */
export interface ScannedField {
  readonly name: string;
  readonly reads: (typeof FIELD)[keyof typeof FIELD];
  /** A bit of its own among all fields. */
  readonly bit: number;
  /** The words that the value may be. */
  readonly words: readonly string[];
  /** The digits that the value may be, one bit each. */
  readonly digits: number;
}

/** What the scanner knows of events. It comes from their schemas alone, so that there is one definition of an event. */
export interface LineLayout {
  readonly fields: readonly ScannedField[];
  /** For each type of a conversation's event, in causal order, the bits of the fields that it must have. */
  readonly required: readonly number[];
  /** And whether the schema names a bot's id. */
  readonly hasBot: readonly boolean[];
}

const shapes = CONVERSATION_EVENT_TYPES.map((type) =>
  Object.entries<z.ZodMiniType>(conversationEventSchemas[type].shape),
);
/** The schemas of each field. Most have one, which is that of all events. */
const schemasOf = new Map<string, Set<z.ZodMiniType>>();
for (const [name, schema] of shapes.flat()) schemasOf.set(name, (schemasOf.get(name) ?? new Set()).add(schema));
const names = [...schemasOf.keys()];
const bitOf = (name: string) => 1 << names.indexOf(name);

/** The layout of the current schema. */
export const lineLayout: LineLayout = {
  fields: [...schemasOf].map(([name, schemas]) => scannedField(name, [...schemas])),
  required: shapes.map((shape) =>
    shape.reduce((bits, [name, schema]) => (schema instanceof z.ZodMiniOptional ? bits : bits | bitOf(name)), 0),
  ),
  hasBot: shapes.map((shape) => shape.some(([name]) => name === "botId")),
};

/** The field of a name, which must mean the same in every event that has it. */
function scannedField(name: string, schemas: readonly z.ZodMiniType[]): ScannedField {
  const kinds = schemas.map((schema) => readingOf(name, schema));
  const [first] = kinds;
  if (first === undefined || kinds.some((kind) => kind.reads !== first.reads)) {
    throw new TypeError(`The field ${name} is read in two ways.`);
  }
  return { name, bit: bitOf(name), words: [], digits: 0, ...first };
}

type Reading = Pick<ScannedField, "reads"> & Partial<Pick<ScannedField, "words" | "digits">>;

function readingOf(name: string, schema: z.ZodMiniType): Reading {
  if (name === "type") return { reads: FIELD.type };
  if (name === "sequence") return { reads: FIELD.sequence };
  // What another version would need, the ordinary parser does.
  if (name === "schemaVersion") return { reads: FIELD.digit, digits: 1 << SCHEMA_VERSION };
  const inner: unknown = schema instanceof z.ZodMiniOptional ? schema.def.innerType : schema;
  if (inner === id) return { reads: FIELD.id };
  if (inner === instant) return { reads: FIELD.instant };
  if (inner === text) return { reads: FIELD.text };
  if (inner instanceof z.ZodMiniEnum) return { reads: FIELD.word, words: inner.options.map(String) };
  return { reads: FIELD.digit, digits: digitsOf(schema) };
}

function digitsOf(schema: z.ZodMiniType): number {
  const allowed = Array.from({ length: 10 }, (_, digit) => digit).filter((digit) => schema.safeParse(digit).success);
  return allowed.reduce((bits, digit) => bits | (1 << digit), 0);
}
