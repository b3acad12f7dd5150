import {
  type ChatbotTable,
  chatbotCellsTable,
  type Layout,
  layoutOf,
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

/** Rows that are not made yet, by account, then by bucket; as often as they are asked for. */
export class RowOutlines implements Layout, Iterable<RowOutline> {
  readonly accounts: Layout["accounts"];
  readonly spans: Layout["spans"];

  constructor({ accounts, spans }: Layout) {
    this.accounts = accounts;
    this.spans = spans;
  }

  *[Symbol.iterator](): Generator<RowOutline> {
    for (const [accountId, series] of this.accounts) {
      for (const span of this.spans) yield new RowOutline(accountId, span, series);
    }
  }
}

/** The rows of the chatbot statistics alone, none of them made yet. That there are too many is said before the first is asked for. */
export function outlinesTable(options: StatisticsOptions): ChatbotTable<RowOutlines> {
  return chatbotCellsTable(options, (reading) => new RowOutlines(layoutOf(reading)));
}
