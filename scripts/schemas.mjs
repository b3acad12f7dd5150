import { catalogueSchema, eventSchema, ruleSetSchema } from "chatledger";
import * as z from "zod/mini";

/**
 * The JSON Schemas that the package publishes, made from the zod schemas that it validates with: what each file holds.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const schemas = {
  "schemas/catalogue.schema.json": jsonSchemaOf(catalogueSchema),
  "schemas/event.schema.json": jsonSchemaOf(eventSchema),
  "schemas/rules.schema.json": jsonSchemaOf(ruleSetSchema),
};

/** @param {z.core.$ZodType} schema what a producer may write, before it is normalised */
function jsonSchemaOf(schema) {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: "input" }), null, 2)}\n`;
}
