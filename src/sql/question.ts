import type { Sql } from "./fragment.ts";
import type { SettledSource } from "./settled-tables.ts";
import type { StateSource } from "./state-source.ts";
import type { Subject } from "./subject.ts";

/** What a query is about, and what is asked for it. */
export interface Question extends Subject {
  /** The states that are asked instead of the events, if they are. */
  readonly states?: StateSource | undefined;
  /** The settled conversations that are asked instead of the events, if they are. */
  readonly settled?: SettledSource | undefined;
  /** A table of what was gathered of the conversations for this question, to go on from it; see `statisticsSteps`. */
  readonly gathered?: Sql | undefined;
  /** The cluster of whose servers each is asked about the conversations that lie on it, if it is so. */
  readonly cluster?: string | undefined;
}
