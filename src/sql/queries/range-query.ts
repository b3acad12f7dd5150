import type { StatisticsQuestion } from "../../projections/statistics/statistics-options.ts";
import { countedUnits } from "../counted-units.ts";
import { type Sql, sql } from "../fragment.ts";
import type { Question } from "../question.ts";
import { choose, select } from "../select.ts";

/** One row: the first and the last moment by which a conversation is counted, and how many accounts were asked for. */
export function rangeQuery(question: Question, asked: StatisticsQuestion): Sql {
  const { dialect } = question;
  // A visitor's last moment is one of his conversations'.
  const units = countedUnits(question, { ...asked, unit: "conversations" }, [], { selected: asked.accountId });
  const selectedAccount = choose([[units.isSelected, units.account]], sql`NULL`);
  return select({
    says: "From when to when conversations are counted, and of how many accounts.",
    columns: [
      [dialect.min(units.at, units.isPlaced), dialect.identifier("first")],
      [dialect.max(units.at, units.isPlaced), dialect.identifier("last")],
      [sql`count(DISTINCT ${selectedAccount})`, dialect.identifier("accounts")],
    ],
    from: units.rows,
  });
}
