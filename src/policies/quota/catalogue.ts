import * as z from "zod";
import { id } from "../../domain/event-fields.ts";
import { UsageError } from "../../domain/usage-error.ts";

/** What a plan gives. */
export interface Plan {
  /** A plan of a higher rank is an upgrade. */
  readonly rank: number;
  /** Chatbot conversations in every month. */
  readonly included: number;
  /** The most that plan and packages together can give in a month. */
  readonly cap: number;
}

/** The plans that can be subscribed to, by id. */
export type Catalogue = Readonly<Record<string, Plan>>;

/** The vendor's published plans: 100 conversations a month up to 500, and 500 up to 10,000. */
export const smartsuppCatalogue: Catalogue = {
  standard: { rank: 1, included: 100, cap: 500 },
  pro: { rank: 2, included: 500, cap: 10_000 },
};

const count = z.int().min(0);

/** The zod schema of a {@link Catalogue}; as JSON Schema it is published at `chatledger/catalogue.schema.json`. */
export const catalogueSchema: z.ZodType<Catalogue> = z
  .record(
    id,
    z
      .strictObject({ rank: z.int(), included: count, cap: count })
      .refine(({ included, cap }) => included <= cap, { error: "includes more than its cap" }),
  )
  .refine((plans) => new Set(Object.values(plans).map(({ rank }) => rank)).size === Object.keys(plans).length, {
    error: "two plans have the same rank",
  })
  .meta({ title: "chatledger catalogue", description: "The plans that an account can subscribe to." });

/**
 * Reads a catalogue of unknown origin, e.g. from a file.
 *
 * @throws UsageError `invalid-catalogue`, naming the plan and what is wrong with it.
 */
export function parseCatalogue(input: unknown): Catalogue {
  const parsed = catalogueSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError("invalid-catalogue", `${issue?.path.join(".") || "the catalogue"}: ${issue?.message}.`);
}

/** A plan by its id; `undefined` if the catalogue lacks it. */
export function planOf(catalogue: Catalogue, plan: string): Plan | undefined {
  return Object.hasOwn(catalogue, plan) ? catalogue[plan] : undefined;
}
