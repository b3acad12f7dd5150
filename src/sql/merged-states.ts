import { formatInstant } from "../domain/instant.ts";
import { type Sql, sql } from "./fragment.ts";
import { instantOfPlace, isPlace } from "./marked-events.ts";
import type { Question } from "./question.ts";
import { type Column, type Layer, subselect } from "./select.ts";
import { type StateColumn, stateColumns } from "./state-columns.ts";
import type { AskedState, StateSource } from "./state-source.ts";

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
  /** A row for each conversation, only those of an account, if one is given; and what columns are still to be told of it. */
  rows(
    columns: readonly Column[],
    accountId: string | undefined,
  ): { readonly rows: Sql; readonly layers: readonly Layer[] };
}

/** The states of each conversation. */
export function mergedStates({ dialect, judge, source }: Question, from: StateSource): MergedStates {
  const { words, placesAre, more, isFlat } = from;
  const asked = new Map<string, AskedState>();
  const ask = (column: StateColumn) => {
    const name = dialect.identifier(`all_${column.name}`);
    asked.set(column.name, { column, name });
    return name;
  };
  const { ofMoment, lastEvent, bots, firstVisitor } = stateColumns(dialect, judge.rules);
  const instantOf = (place: Sql) => instantOfPlace(dialect, place, placesAre);
  const lastAt = () => instantOf(ask(lastEvent));
  return {
    instantOf,
    has: (moment) => isPlace(dialect, ask(ofMoment(moment)), placesAre),
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
      const until = Number.isFinite(asOf)
        ? ` States forget no event: if there is one after ${formatInstant(asOf)}, there is an error.`
        : "";
      const says = `What the states say.${until}`;
      const states = from.rows([...asked.values()], accountId);
      if (isFlat) return { rows: states, layers: [{ says, columns: wanted }] };
      return {
        rows: subselect({
          says,
          columns: [[account], [conversation], ...more.map((column): Column => [column]), ...wanted],
          from: states,
          where,
        }),
        layers: [],
      };
    },
  };
}
