import { bindRuleSet } from "../policies/classification/bind-rule-set.ts";
import type { RuleOptions } from "../policies/classification/rule-options.ts";
import type { RuleSet } from "../policies/classification/rule-set.ts";
import { tableName } from "./event-source.ts";
import { print, sql } from "./fragment.ts";
import { incrementalOf } from "./incremental-of.ts";
import { placeOf } from "./marked-events.ts";
import type { Column } from "./select.ts";
import { type SqlTable, tableOf } from "./sql-table.ts";
import { STATE_KEYS, stateColumns } from "./state-columns.ts";
import { assertNotTaken, stateQuery } from "./state-query.ts";
import { keysOf } from "./state-source.ts";

/** A table of events and the states that are to be gathered from it. */
export interface StatesOptions extends SqlTable {
  /** What the table of states is called, behind its database as a list. Default `states`. */
  readonly states?: string | readonly string[] | undefined;
  readonly ruleOptions?: RuleOptions | undefined;
}

/**
 * The statement that makes a materialised view of ClickHouse: whatever is inserted into the table of events, its
 * conversations' states are gathered into the view, what is in the table already too. `toSql` with `states` asks it. The
 * states are those of a rule set with its options; by others there is no answer.
 *
 * A state is a minimum, a maximum or a set, so events may come twice, late, and in any order.
 *
 * @throws UsageError `invalid-option` for an engine that keeps no states, or a column of the table that is called as one of
 * the view's; and whatever is wrong with rules and options.
 * @see docs/sql.md
 */
export function createStatesSql(ruleSet: RuleSet, options: StatesOptions): string {
  const { states = "states", ruleOptions, ...events } = options;
  const { dialect } = tableOf(events);
  const words = incrementalOf(dialect, "states");
  const rules = bindRuleSet(ruleSet, ruleOptions);
  const { all, precision } = stateColumns(dialect, rules);
  assertNotTaken(events.columns, [...STATE_KEYS, ...all.map(({ name }) => name)], "states");
  const query = stateQuery(events, words, rules, {
    says: `Each conversation's events so far, by the rules ${rules.name}: the first, the last or all of a kind.`,
    place: (columns) => placeOf(dialect, columns, precision),
    columns: (event) =>
      all.map(({ name, aggregate, of }): Column => {
        const { value, condition } = of(event);
        return [words.state(aggregate, value, condition), dialect.identifier(name)];
      }),
  });
  return `${print(sql`${words.view(tableName(dialect, states), keysOf(dialect))}\n${query}`)}\n`;
}
