import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import { FIGURES, type Figure } from "../../projections/statistics/figures.ts";
import { bucketBefore, bucketStarts } from "../../projections/statistics/interval.ts";
import type { StatisticsQuestion } from "../../projections/statistics/statistics-options.ts";
import { bucketAfter, bucketList, bucketRuns } from "../bucket-sql.ts";
import { figureNames, ratesAndTrends } from "../figure-sql.ts";
import { type Sql, sql } from "../fragment.ts";
import { fromServers } from "../over-servers.ts";
import type { Question } from "../question.ts";
import { type Column, choose, select, subselect } from "../select.ts";
import { talliedUnits } from "../tallied-units.ts";

/** Statistics of an interval that is given, not found in the log. */
export type BoundedStatistics = StatisticsQuestion & { readonly from: number; readonly to: number };

/** A row for each account and bucket with what `chatbotStatistics` says of it, empty buckets too. */
export function statisticsQuery(question: Question, asked: BoundedStatistics): Sql {
  const { dialect } = question;
  const { buckets, from, to, accountId } = asked;
  const starts = bucketStarts(buckets, { from, to }, 1);
  const runs = bucketRuns([bucketBefore(buckets, from), ...starts], to);
  // What was gathered of all accounts is not read, but chosen from.
  const selection = question.gathered === undefined ? { only: accountId } : { selected: accountId };
  const units = talliedUnits(question, asked, runs, selection);
  const counted = figureNames(dialect, "count_");
  const now = figureNames(dialect);
  const before = figureNames(dialect, "before_");
  const [cells, cell, bucket] = [dialect.identifier("cells"), dialect.identifier("cell"), dialect.identifier("start")];
  const { account } = units;

  const perBucket = fromServers(question, {
    keys: 2,
    says: "How many are in each figure.",
    columns: [
      [account],
      [units.bucket],
      ...FIGURES.map((figure): Column => [units.count(units.isCounted(figure)), certain(counted.get(figure))]),
    ],
    from: units.rows,
    where: [units.isSelected],
    groupBy: [account, units.bucket],
  });
  const perAccount = subselect({
    says: "All buckets of an account; what is in none of them only shows that there is the account.",
    columns: [
      [account],
      [
        dialect.list(
          dialect.row([units.bucket, dialect.row(FIGURES.map((figure) => certain(counted.get(figure))))]),
          sql`${units.bucket} < ${dialect.bigint(to)}`,
        ),
        cells,
      ],
    ],
    from: perBucket,
    groupBy: [account],
  });
  const [own, ofNext] = [sql`0`, sql`1`];
  const start = (item: Sql) => dialect.part(item, 1);
  const everyBucket = subselect({
    says: "Each bucket as itself, as the one before the next, and once as an empty one.",
    columns: [
      [account],
      [
        dialect.unnest(
          dialect.concat([
            dialect.map(cells, (item) => dialect.row([start(item), own, dialect.part(item, 2)])),
            dialect.map(cells, (item) =>
              dialect.row([bucketAfter(dialect, runs, start(item)), ofNext, dialect.part(item, 2)]),
            ),
            dialect.map(bucketList(dialect, bucketRuns(starts, to)), (item) =>
              dialect.row([item, own, dialect.row(FIGURES.map(() => dialect.none))]),
            ),
          ]),
        ),
        cell,
      ],
    ],
    from: perAccount,
  });
  const sumOf = (role: Sql, i: number) =>
    dialect.sum(
      choose([[sql`${dialect.part(cell, 2)} = ${role}`, dialect.part(dialect.part(cell, 3), i + 1)]], dialect.none),
    );
  const summed = subselect({
    says: "The figures of each bucket, and of the one before it.",
    columns: [
      [account],
      [start(cell), bucket],
      ...FIGURES.map((figure, i): Column => [sumOf(own, i), certain(now.get(figure))]),
      ...FIGURES.map((figure, i): Column => [sumOf(ofNext, i), certain(before.get(figure))]),
    ],
    from: everyBucket,
    groupBy: [account, bucket],
  });
  const nowOf = (figure: Figure) => certain(now.get(figure));
  return select({
    says: `The chatbot statistics by account and bucket, from ${formatInstant(from)} to ${formatInstant(to)}.`,
    columns: [
      [account, dialect.identifier("accountId")],
      [bucket, dialect.identifier("from")],
      [bucketAfter(dialect, runs, bucket), dialect.identifier("to")],
      ...FIGURES.map((figure): Column => [nowOf(figure)]),
      ...ratesAndTrends(dialect, nowOf, (figure) => certain(before.get(figure))),
    ],
    from: summed,
    where: [sql`${bucket} >= ${dialect.bigint(from)}`, sql`${bucket} < ${dialect.bigint(to)}`],
    orderBy: [account, bucket],
  });
}
