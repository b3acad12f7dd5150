import type { Dialect, IncrementalDialect } from "./dialect.ts";
import type { EventSource } from "./event-source.ts";
import { type Sql, sql } from "./fragment.ts";
import type { Precision } from "./marked-events.ts";
import { type Column, subselect } from "./select.ts";
import { STATE_KEYS, type StateColumn } from "./state-columns.ts";

/** A state that a question looks at, and what it is called within the query. */
export interface AskedState {
  readonly column: StateColumn;
  readonly name: Sql;
}

/** Where the states of conversations come from. */
export interface StateSource {
  readonly words: IncrementalDialect;
  /** How its places are read: as rows, or as texts, whatever they tell apart. */
  readonly placesAre: Precision;
  /** Whether all that is told of a row is told in one SELECT, and of no time but the end. */
  readonly isFlat: boolean;
  /** What a row has besides its account, its conversation and the states that were asked for. */
  readonly more: readonly Sql[];
  /** A row for each conversation; only those of an account, if one is given. */
  rows(asked: readonly AskedState[], accountId: string | undefined): Sql;
}

/** The states in a table that a view writes to, put together from wherever they lie. */
export function keptStates(
  dialect: Dialect,
  { accountId, conversationId }: EventSource["inner"],
  table: Sql,
  words: IncrementalDialect,
  placesAre: Precision,
): StateSource {
  const [ofAccount, ofConversation] = keysOf(dialect);
  return {
    words,
    placesAre,
    isFlat: false,
    more: [],
    rows: (asked, account) =>
      subselect({
        says: "Each conversation: its states, put together.",
        columns: [
          [ofAccount, accountId],
          [ofConversation, conversationId],
          ...asked.map(({ column, name }): Column => {
            return [words.merged(column.aggregate, dialect.identifier(column.name)), name];
          }),
        ],
        from: table,
        where: account === undefined ? [] : [sql`${ofAccount} = ${dialect.text(account)}`],
        groupBy: [accountId, conversationId],
      }),
  };
}

/** The columns that say whose states they are. */
export function keysOf(dialect: Dialect): readonly [Sql, Sql] {
  const [account, conversation] = STATE_KEYS;
  return [dialect.identifier(account), dialect.identifier(conversation)];
}
