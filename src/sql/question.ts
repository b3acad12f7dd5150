import type { Judge } from "../policies/classification/judge.ts";
import type { Dialect, IncrementalDialect } from "./dialect.ts";
import type { EventSource } from "./event-source.ts";
import type { Sql } from "./fragment.ts";

/** A table that keeps the states of conversations, and the words for it. */
export interface StateTable {
  readonly table: Sql;
  readonly words: IncrementalDialect;
}

/** What a query is about: which events, judged how, in which engine's words. */
export interface Question {
  readonly dialect: Dialect;
  readonly judge: Judge;
  readonly source: EventSource;
  /** The states that are asked instead of the events, if they are. */
  readonly states?: StateTable | undefined;
  /** A table of what was gathered of the conversations for this question, to go on from it; see `statisticsSteps`. */
  readonly gathered?: Sql | undefined;
  /** The cluster of whose servers each is asked about the conversations that lie on it, if it is so. */
  readonly cluster?: string | undefined;
}
