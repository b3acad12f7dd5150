import type { PeriodKind } from "chatledger";
import { allSwitches } from "../support/judging-options.ts";
import type { OracleOptions } from "../support/oracle.ts";
import { instantAt } from "./alphabet.ts";
import type { QuotaSequences } from "./quota-sequences.ts";
import type { Sequences } from "./sequences.ts";

/** Whether everything is checked, as `npm run prove` does; a run of all tests checks what takes seconds. */
export const IS_PROOF = process.env["PROVE"] === "1";

/** Conversations, and the options that judge them. */
interface JudgedSequences extends Sequences {
  readonly switches: readonly OracleOptions[];
}

/** How far the enumerations go. */
interface Extent {
  readonly judged: readonly JudgedSequences[];
  /** Conversations that are judged while they go on. */
  readonly watched: readonly Sequences[];
  /** Conversations whose events arrive in every order. */
  readonly arriving: readonly Sequences[];
  /** Histories of an account that are reckoned. */
  readonly reckoned: readonly QuotaSequences[];
  /** Histories whose events arrive in every order. */
  readonly arrivingHistories: readonly QuotaSequences[];
}

const ALL_GAPS = ["later", "in-sequence", "tied"] as const;
const ALL_WAITS = ["at once", "soon", "next month"] as const;

/** How months are counted. */
export const PERIODS: readonly PeriodKind[] = ["calendar-month", "anniversary"];

/** What `npm run prove` enumerates. */
export const PROOF: Extent = {
  judged: [
    { length: 5, gaps: ["later", "tied"], switches: allSwitches.filter(isUniform) },
    { length: 4, gaps: ALL_GAPS, switches: allSwitches },
  ],
  watched: [{ length: 4, gaps: ["later", "tied"] }],
  arriving: [
    { length: 4, gaps: ["later", "tied"] },
    { length: 3, gaps: ALL_GAPS },
  ],
  reckoned: [
    { period: "calendar-month", length: 4, waits: ["soon", "next month"] },
    { period: "calendar-month", length: 3, waits: ALL_WAITS },
    { period: "anniversary", length: 3, waits: ALL_WAITS },
  ],
  arrivingHistories: [{ period: "calendar-month", length: 3, waits: ["at once", "next month"] }],
};

const BOUNDED: Extent = {
  judged: [{ length: 3, gaps: ALL_GAPS, switches: allSwitches }],
  watched: [{ length: 3, gaps: ["later", "tied"] }],
  arriving: [{ length: 3, gaps: ALL_GAPS }],
  reckoned: [
    ...PERIODS.map((period) => ({ period, length: 2, waits: ALL_WAITS })),
    { period: "calendar-month", length: 3, waits: ["soon"] },
  ],
  arrivingHistories: [{ period: "calendar-month", length: 2, waits: ["at once", "next month"] }],
};

/** What is enumerated now. */
export const EXTENT: Extent = IS_PROOF ? PROOF : BOUNDED;

/** Times to judge at: each second in which there may be an event, and a millisecond before; by a silence of a second too. */
export const CLOCKS: readonly OracleOptions[] = [0, 1, 2].flatMap((second) =>
  [-1, 0].flatMap((ms) => {
    const asOf = new Date(Date.parse(instantAt(second)) + ms).toISOString();
    return [null, 1_000].map((inactivityTimeout) => ({ asOf, inactivityTimeout }));
  }),
);

/** Whether the switches are all on, as by default, or all off. */
function isUniform(options: OracleOptions): boolean {
  return new Set(Object.values(options)).size === 1;
}
