import { instant } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import type { OracleOptions } from "./oracle.ts";

const flag = fc.constantFrom(undefined, true, false);
const flags = { botInputIsInteraction: flag, handoffIsContact: flag, requireClose: flag };
const timeout = fc.constantFrom(0, 1, 999, 1_000, 60_000, 3_600_000);

/** Any options of the default rules: every switch on, off or left alone, with and without a time and a timeout. */
export function judgingOptions(asOf: fc.Arbitrary<string> = instant()): fc.Arbitrary<OracleOptions> {
  return fc.oneof(
    { arbitrary: fc.record(flags), weight: 3 },
    { arbitrary: fc.record({ ...flags, asOf }), weight: 1 },
    { arbitrary: fc.record({ ...flags, asOf, inactivityTimeout: fc.option(timeout) }), weight: 3 },
  );
}

const BOTH = [true, false];

/** Every combination of the three switches: eight. */
export const allSwitches: readonly OracleOptions[] = BOTH.flatMap((botInputIsInteraction) =>
  BOTH.flatMap((handoffIsContact) =>
    BOTH.map((requireClose) => ({ botInputIsInteraction, handoffIsContact, requireClose })),
  ),
);
