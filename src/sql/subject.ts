import type { Judge } from "../policies/classification/judge.ts";
import type { Dialect } from "./dialect.ts";
import type { EventSource } from "./event-source.ts";

/** Which events a query is about, judged how, in which engine's words. */
export interface Subject {
  readonly dialect: Dialect;
  readonly judge: Judge;
  readonly source: EventSource;
}
