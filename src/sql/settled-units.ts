import { FIGURES } from "../projections/statistics/figures.ts";
import { type BucketRun, bucketIndex, bucketStart } from "./bucket-sql.ts";
import type { AskedUnits, TalliedUnits, UnitsOf } from "./counted-units.ts";
import { type Sql, sql } from "./fragment.ts";
import { instantOfPlace } from "./marked-events.ts";
import type { Question } from "./question.ts";
import { type Column, choose, subselect } from "./select.ts";
import { FLAGS, NEVER, type SettledSource } from "./settled-tables.ts";
import { stateColumns } from "./state-columns.ts";

/** Cells of conversations that are counted alike. */
export interface SettledCells {
  readonly rows: Sql;
  readonly account: Sql;
  /** Whether a cell counts. */
  readonly counts: Sql;
  /** What its conversations are counted in; behind the flags the number of their bucket. */
  readonly flags: Sql;
  /** How many conversations it has. */
  readonly times: Sql;
}

/**
 * Conversations in cells, as the view has them.
 *
 * An engine reads its tables one after the other, while events arrive and are settled. So the view asks once for all rows
 * which conversations are touched, and of a touched one either what is known counts here or what was settled, never both and
 * never neither: what is known, save if it was put together without what was settled.
 */
export function settledCells(
  { dialect, source, judge }: Question,
  { tables, now }: SettledSource,
  { cohort, bot }: AskedUnits,
  runs: readonly BucketRun[],
  { only, selected, earlyBefore }: UnitsOf,
): SettledCells {
  const { words, keys, weight, flags, at, touchedHash: touched } = tables;
  const name = (text: string) => dialect.identifier(text);
  const account = source.inner.accountId;
  const [cell, times, cells, timesOfAll] = [name("cell"), name("times"), name("cells"), name("all_times")];
  const [one, timesOfOne, countsKnown] = [name("one_cell"), name("its_times"), name("counts_known")];
  const { bots, lastEvent } = stateColumns(dialect, judge.rules);
  const isSelected = bot === undefined ? dialect.truth(true) : words.contains(name(bots.name), dialect.text(bot));
  const isPlaced = sql`${at[cohort]} > ${dialect.bigint(NEVER)}`;
  const isEarly = sql`${isPlaced} AND ${at[cohort]} < ${dialect.bigint(earlyBefore ?? NEVER)}`;
  const asksMore = bot !== undefined || earlyBefore !== undefined;
  const marks = asksMore ? words.flags([isSelected, isEarly, isPlaced], FLAGS.isSelected, flags) : flags;
  const accountId = only ?? selected;
  const lastAt = instantOfPlace(dialect, name(lastEvent.name), "without-ids");
  const counted = subselect({
    says: "How many are counted alike, behind whose flags the number of their bucket stands; each touched one by itself.",
    columns: [
      [keys[0], account],
      [touched],
      [words.behindFlags(marks, bucketIndex(dialect, runs, at[cohort])), cell],
      [dialect.sum(weight), times],
    ],
    from: now,
    where: [
      ...(accountId === undefined ? [] : [sql`${keys[0]} = ${dialect.text(accountId)}`]),
      ...(Number.isFinite(judge.asOf) ? [words.refuse(sql`${lastAt} > ${dialect.bigint(judge.asOf)}`)] : []),
    ],
    groupBy: [account, touched, cell],
  });
  const isKnown = (of: Sql) => words.flag(of, FLAGS.isKnown);
  const chosen = subselect({
    says: "Of a touched one, whether what is known counts: if what was settled is in it, or nothing was.",
    columns: [
      [account],
      [
        choose(
          [[sql`${touched} = 0`, sql`0`]],
          sql`greatest(max(${words.flag(cell, FLAGS.isSeen)}), min(${isKnown(cell)}))`,
        ),
        countsKnown,
      ],
      [dialect.list(cell, dialect.truth(true)), cells],
      [dialect.list(times, dialect.truth(true)), timesOfAll],
    ],
    from: counted,
    groupBy: [account, touched],
  });
  return {
    rows: words.items(chosen, [
      [cells, one],
      [timesOfAll, timesOfOne],
    ]),
    account,
    counts: sql`${isKnown(one)} = ${countsKnown}`,
    flags: one,
    times: timesOfOne,
  };
}

/** Conversations that are counted from where they are settled, and from what has arrived of them since. */
export function settledUnits(
  question: Question,
  from: SettledSource,
  asked: AskedUnits,
  runs: readonly BucketRun[],
  of: UnitsOf,
): TalliedUnits {
  const { dialect } = question;
  const { words } = from.tables;
  const cells = settledCells(question, from, asked, runs, of);
  const name = (text: string) => dialect.identifier(text);
  const [flags, bucket, number, times] = [name("flags"), name("bucket"), name("bucket_number"), name("times")];
  const columns: readonly Column[] = [
    [cells.account],
    [cells.flags, flags],
    [words.behind(cells.flags), number],
    [cells.times, times],
  ];
  const rows = subselect({ says: "Those that count.", columns, from: cells.rows, where: [cells.counts] });
  const has = (place: number) => sql`${words.flag(flags, place)} = 1`;
  const isSelected = asked.bot === undefined ? dialect.truth(true) : has(FLAGS.isSelected);
  const timesIf = (condition: Sql) => choose([[condition, times]], sql`0`);
  const isPlaced = has(FLAGS.isPlaced);
  return {
    rows: subselect({
      says: "The bucket of each.",
      columns: [[sql`*`], [bucketStart(dialect, runs, number), bucket]],
      from: rows,
    }),
    account: cells.account,
    bucket,
    isSelected,
    isEarly: has(FLAGS.isEarly),
    undecided: words.asCount(timesIf(sql`${isSelected} AND ${has(FLAGS.hasBot)} AND NOT ${isPlaced}`)),
    isCounted: (figure) => has(FIGURES.indexOf(figure)),
    count: (condition) => words.asCount(dialect.sum(timesIf(condition))),
  };
}
