import { formatInstant } from "../domain/instant.ts";
import type { Dialect } from "./dialect.ts";
import { type Sql, sql } from "./fragment.ts";
import { instantOfPlace, isPlace } from "./marked-events.ts";
import type { Question, StateTable } from "./question.ts";
import { type Column, subselect } from "./select.ts";
import { STATE_KEYS, type StateColumn, stateColumns } from "./state-columns.ts";

/** What the states of conversations say. What is asked for first of all is in the SELECT that {@link rows} gives. */
export interface MergedStates {
  /** The instant of a place. */
  instantOf(place: Sql): Sql;
  has(moment: string): Sql;
  at(moment: string): Sql;
  /** Its place; of a moment that is sought from another on the places of all events of its kind. */
  place(moment: string): Sql;
  lastAt(): Sql;
  hasBot(bot: string): Sql;
  hasVisitor(): Sql;
  /** The first visitor behind the place and the id that make it first. */
  firstVisitor(): Sql;
  /** A row for each conversation; only those of an account, if one is given. */
  rows(columns: readonly Column[], accountId: string | undefined): Sql;
}

/** The states of each conversation, put together from wherever they lie. */
export function mergedStates({ dialect, judge, source }: Question, { table, words }: StateTable): MergedStates {
  const columns = stateColumns(dialect, judge.rules);
  const asked = new Map<string, StateColumn>();
  const nameOf = ({ name }: StateColumn) => dialect.identifier(`all_${name}`);
  const ask = (column: StateColumn) => {
    asked.set(column.name, column);
    return nameOf(column);
  };
  const { precision, ofMoment, lastEvent, bots, firstVisitor } = columns;
  const instantOf = (place: Sql) => instantOfPlace(dialect, place, precision);
  const lastAt = () => instantOf(ask(lastEvent));
  return {
    instantOf,
    has: (moment) => isPlace(dialect, ask(ofMoment(moment)), precision),
    at: (moment) => instantOf(ask(ofMoment(moment))),
    place: (moment) => ask(ofMoment(moment)),
    lastAt,
    hasBot: (bot) => words.contains(ask(bots), dialect.text(bot)),
    hasVisitor: () => sql`${dialect.part(ask(firstVisitor), 3)} <> ${dialect.text("")}`,
    firstVisitor: () => ask(firstVisitor),
    rows(wanted, accountId) {
      const { accountId: account, conversationId: conversation } = source.inner;
      const { asOf } = judge;
      const where = Number.isFinite(asOf) ? [words.refuse(sql`${lastAt()} > ${dialect.bigint(asOf)}`)] : [];
      const [ofAccount, ofConversation] = keysOf(dialect);
      const states = subselect({
        says: "Each conversation: its states, put together.",
        columns: [
          [ofAccount, account],
          [ofConversation, conversation],
          ...[...asked.values()].map((column): Column => {
            return [words.merged(column.aggregate, dialect.identifier(column.name)), nameOf(column)];
          }),
        ],
        from: table,
        where: accountId === undefined ? [] : [sql`${ofAccount} = ${dialect.text(accountId)}`],
        groupBy: [account, conversation],
      });
      const until = Number.isFinite(asOf)
        ? ` States forget no event: if there is one after ${formatInstant(asOf)}, there is an error.`
        : "";
      return subselect({
        says: `What the states say.${until}`,
        columns: [[account], [conversation], ...wanted],
        from: states,
        where,
      });
    },
  };
}

/** The columns that say whose states they are. */
export function keysOf(dialect: Dialect): readonly [Sql, Sql] {
  const [account, conversation] = STATE_KEYS;
  return [dialect.identifier(account), dialect.identifier(conversation)];
}
