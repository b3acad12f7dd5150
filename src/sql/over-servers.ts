import type { Sql } from "./fragment.ts";
import { incrementalOf } from "./incremental-of.ts";
import type { Question } from "./question.ts";
import { type Column, nested, type Select, select, subselect } from "./select.ts";

/** A SELECT whose first columns say what a row is of, and whose other columns are counts. */
export interface Counts extends Omit<Select, "orderBy"> {
  readonly keys: number;
}

/**
 * Counts; over a cluster the sums of what each server counts of its own conversations, so that counts travel and events do
 * not. Where all columns are keys it is the rows of all servers.
 */
export function overServers(question: Question, { keys, ...parts }: Counts, orderBy: readonly Sql[] = []): Sql {
  const { dialect, cluster } = question;
  if (cluster === undefined) return select({ ...parts, orderBy });
  const names = parts.columns.map(([value, name = value]) => name);
  const isSum = keys < names.length;
  return select({
    says: isSum ? "The sums of what each server has counted." : "What each server has found.",
    columns: names.map((name, i): Column => (i < keys ? [name] : [dialect.sum(name), name])),
    from: incrementalOf(dialect, "cluster").everyServer(cluster, subselect(parts)),
    groupBy: isSum ? names.slice(0, keys) : [],
    orderBy: orderBy.length > 0 ? names.slice(0, orderBy.length) : [],
  });
}

/** {@link overServers} as something to SELECT from. */
export function fromServers(question: Question, counts: Counts): Sql {
  return nested(overServers(question, counts));
}
