import { CONVERSATION_EVENT_TYPES } from "../domain/conversation-event.ts";
import { UsageError } from "../domain/usage-error.ts";
import { bindRuleSet } from "../policies/classification/bind-rule-set.ts";
import type { RuleOptions } from "../policies/classification/rule-options.ts";
import type { RuleSet } from "../policies/classification/rule-set.ts";
import { isOneOf, orAbsent, recordOf, tableName } from "./event-source.ts";
import { EVENT_COLUMNS } from "./event-table.ts";
import { comment, join, print, type Sql, sql } from "./fragment.ts";
import { incrementalOf } from "./incremental-of.ts";
import { isOfKind, placeOf } from "./marked-events.ts";
import { keysOf } from "./merged-states.ts";
import { type Column, select } from "./select.ts";
import { type SqlTable, tableOf } from "./sql-table.ts";
import { STATE_KEYS, stateColumns } from "./state-columns.ts";

/** A table of events and the states that are to be gathered from it. */
export interface StatesOptions extends SqlTable {
  /** What the table of states is called, behind its database as a list. Default `states`. */
  readonly states?: string | readonly string[] | undefined;
  readonly ruleOptions?: RuleOptions | undefined;
}

/** What the place of an event is called while it is gathered. */
const PLACE = "place";

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
  const { dialect, source } = tableOf(events);
  const words = incrementalOf(dialect, "states");
  const rules = bindRuleSet(ruleSet, ruleOptions);
  const { all, precision } = stateColumns(dialect, rules);
  const own = new Set<string>([...STATE_KEYS, PLACE, ...all.map(({ name }) => name)]);
  for (const column of EVENT_COLUMNS) {
    const name = events.columns?.[column] ?? column;
    if (own.has(name) && name !== column) {
      throw new UsageError("invalid-option", `columns.${column}: ${JSON.stringify(name)} is a name of the states.`);
    }
  }
  const columns = recordOf((column) => orAbsent(dialect, column, source.columns[column]));
  const place = dialect.identifier(PLACE);
  const event = {
    place,
    column: (name: keyof typeof columns) => columns[name],
    isOf: (kind: string) => isOfKind(dialect, rules, kind, columns),
  };
  const keys = keysOf(dialect);
  const query = select({
    says: `Each conversation's events so far, by the rules ${rules.name}: the first, the last or all of a kind.`,
    columns: [
      [columns.accountId, keys[0]],
      [columns.conversationId, keys[1]],
      ...all.map(({ name, aggregate, of }): Column => {
        const { value, condition } = of(event);
        return [words.state(aggregate, value, condition), dialect.identifier(name)];
      }),
    ],
    from: source.table,
    where: [isOneOf(dialect, source.columns.type, CONVERSATION_EVENT_TYPES)],
    groupBy: keys,
  });
  const parts: readonly Sql[] = [
    words.view(tableName(dialect, states), keys),
    comment("The place of an event in the total order."),
    words.define(place, placeOf(dialect, columns, precision)),
    query,
  ];
  return `${print(join(parts, sql`\n`))}\n`;
}
