import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import { FIGURES, type Figure } from "../../projections/statistics/figures.ts";
import { bucketBefore, bucketStarts } from "../../projections/statistics/interval.ts";
import { bucketRuns } from "../bucket-sql.ts";
import { figureNames, ratesAndTrends } from "../figure-sql.ts";
import { type Sql, sql } from "../fragment.ts";
import { fromServers } from "../over-servers.ts";
import type { Question } from "../question.ts";
import { type Column, choose, select } from "../select.ts";
import { talliedUnits } from "../tallied-units.ts";
import type { BoundedStatistics } from "./statistics-query.ts";

/** One row: the totals that `chatbotStatistics` gives, of all accounts and buckets together. */
export function totalsQuery(question: Question, asked: BoundedStatistics): Sql {
  const { buckets, from } = asked;
  return totalsSince(
    bucketStarts(buckets, asked, 1).reduce((start) => bucketBefore(buckets, start), from),
    question,
    asked,
  );
}

/**
 * The same where it is known when the interval of as many buckets before begins.
 *
 * @param begin the end of that interval if there is none to compare with.
 */
export function totalsSince(begin: number, question: Question, asked: BoundedStatistics): Sql {
  const { dialect } = question;
  const { buckets, from, to, accountId } = asked;
  // The whole interval is one bucket, and so is the one of as many buckets before.
  const runs = [...(begin < from ? bucketRuns([begin], from) : []), ...(from < to ? bucketRuns([from], to) : [])];
  const units = talliedUnits(question, asked, runs, { selected: accountId, earlyBefore: buckets.next(begin) });
  const now = figureNames(dialect);
  const before = figureNames(dialect, "before_");
  const undecided = dialect.identifier("undecided_in_all");
  const early = dialect.identifier("before_that");
  const isBefore = begin < from ? sql`${units.bucket} = ${dialect.bigint(begin)}` : dialect.truth(false);
  const isNow = sql`${units.bucket} = ${dialect.bigint(from)}`;
  const count = (figure: Figure, is: Sql) =>
    from < to
      ? units.count(sql`${units.isSelected} AND ${is} AND ${units.isCounted(figure)}`)
      : dialect.count(dialect.truth(false));
  const summed = fromServers(question, {
    keys: 0,
    says: "How many are in each figure; before the log there is nothing to compare with.",
    columns: [
      ...FIGURES.map((figure): Column => [count(figure, isNow), certain(now.get(figure))]),
      ...FIGURES.map((figure): Column => [count(figure, isBefore), certain(before.get(figure))]),
      [dialect.ifNull(dialect.sum(units.undecided), dialect.none), undecided],
      [units.count(units.isEarly), early],
    ],
    from: units.rows,
  });
  const nowOf = (figure: Figure) => certain(now.get(figure));
  return select({
    says: `The chatbot statistics of all buckets together, from ${formatInstant(from)} to ${formatInstant(to)}.`,
    columns: [
      [dialect.bigint(from), dialect.identifier("from")],
      [dialect.bigint(to), dialect.identifier("to")],
      ...FIGURES.map((figure): Column => [nowOf(figure)]),
      ...ratesAndTrends(dialect, nowOf, (figure) =>
        choose([[sql`${early} > 0`, certain(before.get(figure))]], dialect.none),
      ),
      [undecided, dialect.identifier("undecided")],
    ],
    from: summed,
  });
}
