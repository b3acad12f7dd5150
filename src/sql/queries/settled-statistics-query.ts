import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import { FIGURES, type Figure } from "../../projections/statistics/figures.ts";
import { bucketBefore, bucketStarts } from "../../projections/statistics/interval.ts";
import { bucketRuns } from "../bucket-sql.ts";
import { figureNames, rates, trendName } from "../figure-sql.ts";
import { integer, type Sql, sql } from "../fragment.ts";
import type { Question } from "../question.ts";
import { type Column, select, subselect } from "../select.ts";
import { FLAGS, type SettledSource } from "../settled-tables.ts";
import { settledCells } from "../settled-units.ts";
import type { BoundedStatistics } from "./statistics-query.ts";

/** So many buckets are sought one by one in what an account has. */
const MOST_SOUGHT = 128;

/**
 * The same rows as `statisticsQuery`, of settled conversations and few buckets; `undefined` for more. There is little to read then, and
 * what takes time is to begin: so figures are lists, and the query is short.
 */
export function settledStatisticsQuery(
  question: Question,
  from: SettledSource,
  asked: BoundedStatistics,
): Sql | undefined {
  const starts = bucketStarts(asked.buckets, asked, 1);
  if (starts.length > MOST_SOUGHT) return undefined;
  const { dialect } = question;
  const { words } = from.tables;
  const name = (text: string) => dialect.identifier(text);
  const runs = bucketRuns([bucketBefore(asked.buckets, asked.from), ...starts], asked.to);
  const cells = settledCells(question, from, asked, runs, { only: asked.accountId });
  const { account, flags, times, counts } = cells;
  const [number, figures, numbers, lists] = [name("bucket_number"), name("counts"), name("numbers"), name("lists")];
  const [bucket, bounds] = [name("bucket"), name("since_from")];
  const [now, past, trends] = [name("now"), name("before"), name("trends")];
  const figure = (i: number) => sql`${words.flag(flags, i)} * ${times}`;
  const perBucket = subselect({
    says: "How many are in each figure, as a list.",
    columns: [
      [account],
      [words.behind(flags), number],
      [words.sums(dialect.array(FIGURES.map((_, i) => figure(i))), counts), figures],
    ],
    from: cells.rows,
    where: asked.bot === undefined ? [] : [sql`${words.flag(flags, FLAGS.isSelected)} = 1`],
    groupBy: [account, number],
  });
  const ofBucket = (place: Sql) => words.padded(words.item(lists, words.placeOf(numbers, place)), FIGURES.length);
  const names = figureNames(dialect);
  const nowOf = (of: Figure) => certain(names.get(of));
  // From the first bound on none is below 0: such numbers can be written without a type, and are read as one list.
  const sinceFrom = [...starts, asked.to].map((bound) => integer(bound - asked.from));
  const bound = (place: Sql) => sql`${dialect.bigint(asked.from)} + ${words.item(bounds, place)}`;
  const rate = (numerator: Sql, denominator: Sql) => sql`${numerator} / nullIf(${denominator}, 0)`;
  return select({
    says: `The chatbot statistics by account and bucket, from ${formatInstant(asked.from)} to ${formatInstant(asked.to)}.`,
    defines: [
      [dialect.list(number, dialect.truth(true)), numbers],
      [dialect.list(figures, dialect.truth(true)), lists],
      // As many as there are buckets. A list that rests on what is gathered is unnested once that is, and not before.
      [dialect.unnest(words.places(words.padded(numbers, starts.length))), bucket],
      [dialect.array(sinceFrom), bounds],
      [ofBucket(sql`${bucket} + 1`), now],
      [ofBucket(bucket), past],
      [words.mapBoth(now, past, (is, was) => rate(sql`(${is} - ${was})`, was)), trends],
    ],
    columns: [
      [account, name("accountId")],
      [bound(bucket), name("from")],
      [bound(sql`${bucket} + 1`), name("to")],
      ...FIGURES.map((of, i): Column => [words.item(now, integer(i + 1)), nowOf(of)]),
      ...rates(dialect, nowOf, rate),
      ...FIGURES.map((of, i): Column => [words.item(trends, integer(i + 1)), trendName(dialect, of)]),
    ],
    from: perBucket,
    groupBy: [account],
    orderBy: [account, bucket],
  });
}
