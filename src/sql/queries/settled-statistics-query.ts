import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import { FIGURES, type Figure } from "../../projections/statistics/figures.ts";
import { bucketBefore, bucketStarts } from "../../projections/statistics/interval.ts";
import { bucketRuns } from "../bucket-sql.ts";
import { figureNames, ratesAndTrends } from "../figure-sql.ts";
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
  const [bucket, now, past] = [name("bucket"), name("now"), name("before")];
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
  const perAccount = subselect({
    says: "All buckets of an account.",
    columns: [
      [account],
      [dialect.list(number, dialect.truth(true)), numbers],
      [dialect.list(figures, dialect.truth(true)), lists],
    ],
    from: perBucket,
    groupBy: [account],
  });
  const listOf = (place: Sql) => words.item(lists, words.placeOf(numbers, place));
  const everyBucket = subselect({
    says: "Each bucket, and the one before it.",
    columns: [
      [account],
      [dialect.unnest(words.upTo(starts.length)), bucket],
      [listOf(sql`${bucket} + 1`), now],
      [listOf(bucket), past],
    ],
    from: perAccount,
  });
  const names = figureNames(dialect);
  const nowOf = (of: Figure) => certain(names.get(of));
  const bounds = dialect.array([...starts, asked.to].map(dialect.bigint));
  const before = figureNames(dialect, "before_");
  return select({
    says: `The chatbot statistics by account and bucket, from ${formatInstant(asked.from)} to ${formatInstant(asked.to)}.`,
    defines: FIGURES.map((of, i) => [words.item(past, integer(i + 1)), certain(before.get(of))]),
    columns: [
      [account, name("accountId")],
      [words.item(bounds, bucket), name("from")],
      [words.item(bounds, sql`${bucket} + 1`), name("to")],
      ...FIGURES.map((of, i): Column => [words.item(now, integer(i + 1)), nowOf(of)]),
      ...ratesAndTrends(
        dialect,
        nowOf,
        (of) => certain(before.get(of)),
        (numerator, denominator) => sql`${numerator} / nullIf(${denominator}, 0)`,
      ),
    ],
    from: everyBucket,
    orderBy: [account, bucket],
  });
}
