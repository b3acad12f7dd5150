import type { BucketRun } from "./bucket-sql.ts";
import { type AskedUnits, countedUnits, type TalliedUnits, type UnitsOf } from "./counted-units.ts";
import type { Question } from "./question.ts";
import { settledUnits } from "./settled-units.ts";

/** The units that statistics count, from whatever is asked. */
export function talliedUnits(
  question: Question,
  asked: AskedUnits,
  runs: readonly BucketRun[],
  of: UnitsOf,
): TalliedUnits {
  const { settled, ...others } = question;
  return settled === undefined ? countedUnits(others, asked, runs, of) : settledUnits(others, settled, asked, runs, of);
}
