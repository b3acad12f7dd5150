import {
  type ChatbotTable,
  chatbotCellsTable,
  layoutOf,
  type Reading,
  rowIn,
  type Span,
  type StatisticsRow,
} from "./chatbot-statistics.ts";
import type { Counts } from "./figures.ts";
import type { Series } from "./series.ts";
import type { StatisticsOptions } from "./statistics-options.ts";

/** A row that is not made yet: which one it is, and of what it is made. */
export class RowOutline {
  readonly accountId: string;
  /** The bucket, and the one before. The row hangs on what the account has in these two, and on nothing else. */
  readonly span: Span;
  readonly #series: Series;

  constructor(accountId: string, span: Span, series: Series) {
    this.accountId = accountId;
    this.span = span;
    this.#series = series;
  }

  /** What the account has in the bucket. */
  counts(): Counts {
    return this.#series.countsIn(this.span.start);
  }

  /** What it has in the one before. */
  countsBefore(): Counts {
    return this.#series.countsIn(this.span.previous);
  }

  row(): StatisticsRow {
    return rowIn(this.accountId, this.#series, this.span);
  }
}

/** The rows of the chatbot statistics alone, none of them made yet; as often as they are asked for. */
export function outlinesTable(options: StatisticsOptions): ChatbotTable<Iterable<RowOutline>> {
  return chatbotCellsTable(options, outlinesOf);
}

/** @throws UsageError `too-many-rows`, before the first of them. */
function outlinesOf(reading: Reading): Iterable<RowOutline> {
  const { accounts, spans } = layoutOf(reading);
  function* outlines(): Generator<RowOutline> {
    for (const [accountId, series] of accounts) {
      for (const span of spans) yield new RowOutline(accountId, span, series);
    }
  }
  return { [Symbol.iterator]: outlines };
}
