import * as z from "zod/mini";
import { certain } from "../../domain/certain.ts";
import { describeValue } from "../../domain/event-error.ts";
import { id } from "../../domain/event-fields.ts";
import { inEnglish } from "../../domain/in-english.ts";
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

const SAME_RANK = "two plans have the same rank";

/** As the schemas below, it is made when it is first asked for: most programs have no plans of their own. */
const plan = z.lazy(() => {
  const count = z.int().check(z.minimum(0));
  return z
    .strictObject({ rank: z.int(), included: count, cap: count })
    .check(z.refine(({ included, cap }) => included <= cap, { error: "includes more than its cap" }));
});

/** The zod schema of a {@link Catalogue}; as JSON Schema it is published at `chatledger/catalogue.schema.json`. */
export const catalogueSchema: z.ZodMiniType<Catalogue> = z.lazy(() =>
  z.record(id, plan).check(
    z.refine((plans) => haveOwnRanks(Object.values(plans)), { error: SAME_RANK }),
    z.meta({ title: "chatledger catalogue", description: "The plans that an account can subscribe to." }),
  ),
);

/** The same as a list, since a record of zod's loses a plan that is called `__proto__`. */
const planList = z.lazy(() =>
  z
    .array(z.tuple([id, plan]))
    .check(z.refine((plans) => haveOwnRanks(plans.map(([, terms]) => terms)), { error: SAME_RANK })),
);

function haveOwnRanks(plans: readonly Plan[]): boolean {
  return new Set(plans.map(({ rank }) => rank)).size === plans.length;
}

/**
 * Reads a catalogue of unknown origin, e.g. from a file.
 *
 * @throws UsageError `invalid-catalogue`, naming the plan and what is wrong with it.
 */
export function parseCatalogue(input: unknown): Catalogue {
  const isRecord = typeof input === "object" && input !== null && !Array.isArray(input);
  if (!isRecord) throw invalid("the catalogue", `expected plans by their ids, got ${describeValue(input)}`);
  const entries = Object.entries(input);
  const parsed = planList.safeParse(entries, inEnglish);
  if (parsed.success) return Object.fromEntries(parsed.data);
  const issue = certain(parsed.error.issues[0]);
  const [index, , ...path] = issue.path;
  const place = typeof index === "number" ? [certain(entries[index])[0], ...path].join(".") : "the catalogue";
  throw invalid(place, issue.message);
}

function invalid(place: string, problem: string): UsageError {
  return new UsageError("invalid-catalogue", `${place}: ${problem}.`);
}

/** A plan by its id; `undefined` if the catalogue lacks it. */
export function planOf(catalogue: Catalogue, plan: string): Plan | undefined {
  return Object.hasOwn(catalogue, plan) ? catalogue[plan] : undefined;
}
