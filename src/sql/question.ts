import type { Judge } from "../policies/classification/judge.ts";
import type { Dialect } from "./dialect.ts";
import type { EventSource } from "./event-source.ts";

/** What a query is about: which events, judged how, in which engine's words. */
export interface Question {
  readonly dialect: Dialect;
  readonly judge: Judge;
  readonly source: EventSource;
}
