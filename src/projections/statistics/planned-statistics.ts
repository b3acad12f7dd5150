import { certain } from "../../domain/certain.ts";
import { NO_ENTRY, NumberTable } from "../../domain/number-table.ts";
import type { JudgedMoments } from "../../policies/classification/judge.ts";
import { type Plan, planOf } from "../../policies/classification/plan.ts";
import type { RequiredMoment } from "../../policies/classification/rule-set.ts";
import type { Buckets } from "./buckets.ts";
import { CELL_SUMS, CellTable, NO_BUCKET } from "./cell-table.ts";
import { CellSums, type Cells } from "./cells.ts";
import type { ChatbotTable } from "./chatbot-statistics.ts";
import { cohortMoment } from "./cohort.ts";
import { contributionFrom, sumsOf } from "./contribution.ts";
import { FIGURES } from "./figures.ts";
import { type StatisticsOptions, type StatisticsQuestion, toQuestion } from "./statistics-options.ts";
import { sumOfCells } from "./sum-of-cells.ts";

/**
 * The plan of the chatbot statistics; `undefined` where they need more of a conversation than a plan keeps. Whoever gathers it
 * also keeps the first visitor of each conversation if visitors are counted, and whether the bot that was asked for was present.
 *
 * @param also moments that are asked for besides.
 */
export function planOfStatistics(options: StatisticsOptions, also: readonly RequiredMoment[] = []): Plan | undefined {
  const { judge, cohort } = toQuestion(options);
  // A visitor is judged by the same claims, put together from those of his conversations.
  const claims = ["triggered", "interacted", "reacted"] as const;
  if (cohort === "triggered") return planOf(judge.rules, { claims, moments: ["botMoment", ...also], relatives: true });
  return planOf(judge.rules, {
    claims: [...claims, "closed", "ended"],
    moments: ["contactInReaction", "lastClose", ...also],
    inactivity: true,
    relatives: true,
  });
}

/** A conversation of which a plan was gathered. */
export interface PlannedConversation extends JudgedMoments {
  /** The place of its account among those of {@link PlannedConversations}. */
  readonly account: number;
  readonly conversationId: string;
  /** The instant of the first event, if it was asked for. */
  readonly firstAt: number | undefined;
  /** The first visitor id in it, if visitors were asked for. */
  readonly visitorId: string | undefined;
  /** Whether the bot was present that was asked for, if one was. */
  readonly isOfBot: boolean;
}

/** What a plan has gathered of conversations. */
export interface PlannedConversations {
  /** Of which accounts they are. */
  readonly accounts: readonly string[];
  /** Gives each; it is good until the next comes. */
  forEach(take: (conversation: PlannedConversation) => void): void;
}

/** What conversations came to at one time; few have come since, or have changed. */
export interface SettledStatistics {
  readonly cells: CellTable;
  /** The conversations that have changed, as they were then. */
  readonly changed: PlannedConversations;
}

/** What a table shows. */
export interface PlannedAnswer<View> {
  readonly view: View;
  /** By what the cells have changed since they were settled; `undefined` if none were. */
  readonly changes: CellTable | undefined;
}

/**
 * What a table of the chatbot statistics shows of conversations of which a plan was gathered.
 *
 * @param toTable one of those of `chatbotStatistics`, its rows or its totals.
 * @param settled what others of the same accounts came to; of these conversations those that have changed since are there too. Of visitors
 * nothing is settled.
 */
export function plannedStatistics<View>(
  conversations: PlannedConversations,
  options: StatisticsOptions,
  toTable: (options: StatisticsOptions) => ChatbotTable<View>,
  settled?: SettledStatistics,
): PlannedAnswer<View> {
  const question = toQuestion(options);
  const table = toTable(options);
  if (question.unit === "visitors") {
    return { view: table.view(cellsOfVisitors(conversations, question)), changes: undefined };
  }
  const cells = cellsOf(conversations, question);
  if (settled === undefined) return { view: table.viewOf(cells), changes: undefined };
  const changes = sumOfCells(cells, cellsOf(settled.changed, question), -1);
  return { view: table.viewOf(sumOfCells(settled.cells, changes, 1)), changes };
}

/**
 * What {@link SettledStatistics} are about, besides a plan and a bot: the cells of questions of which this is the same are the same too.
 * `undefined` where cells are not settled: where one may change though nothing comes to it, or is of one visitor.
 */
export function aboutSettled({ by = "day", ...options }: StatisticsOptions): string | undefined {
  const { buckets, cohort, unit, judge } = toQuestion({ by, ...options });
  if (unit !== "conversations" || judge.rules.inactivityTimeout !== null) return undefined;
  return JSON.stringify([by, buckets.zone.name, cohort, FIGURES]);
}

/** The cells that visitors' conversations add up to: those of one visitor in one bucket make a cell. */
function cellsOfVisitors(conversations: PlannedConversations, question: StatisticsQuestion): Cells {
  const cells = new CellSums();
  conversations.forEach((conversation) => {
    const { account, conversationId, visitorId, isOfBot } = conversation;
    const of = { accountId: certain(conversations.accounts[account]), conversationId, visitorId };
    cells.add(contributionFrom(of, conversation, question.bot === undefined || isOfBot, question));
  });
  return cells;
}

/** The cells that conversations add up to. @param question one about conversations, not visitors. */
export function cellsOf(conversations: PlannedConversations, question: StatisticsQuestion): CellTable {
  const counts = new CellCounts(question);
  conversations.forEach(counts.add);
  return counts.table(conversations.accounts);
}

/** Counts conversations, whoever has them, towards the cells of their accounts and buckets. Those of like figures are counted at once. */
export class CellCounts {
  readonly #question: StatisticsQuestion;
  readonly #alike: AlikeSums;
  readonly #spans: Spans;
  /** By account. */
  readonly #cells: CellsByBucket[] = [];
  #size = 0;
  readonly #begin = (): number => this.#size++;
  /** For each number of {@link AlikeSums} how many of these each cell has. Cells may be many, so they are no objects. */
  readonly #counts: Int32Array<ArrayBuffer>[] = [];

  /** @param question one about conversations, not visitors. */
  constructor(question: StatisticsQuestion) {
    this.#question = question;
    this.#alike = new AlikeSums(question);
    this.#spans = new Spans(question.buckets);
  }

  readonly add = (conversation: PlannedConversation): void => {
    const { cohort, bot } = this.#question;
    const at = cohortMoment(conversation, cohort);
    const isSelected = bot === undefined || conversation.isOfBot;
    const number = this.#alike.numberOf(conversation.claims, at !== undefined, isSelected);
    const cell = this.#of(conversation.account).at(at);
    const counts = this.#roomFor(number, cell);
    counts[cell] = certain(counts[cell]) + 1;
  };

  #of(account: number): CellsByBucket {
    while (this.#cells.length <= account) this.#cells.push(new CellsByBucket(this.#spans, this.#begin));
    return certain(this.#cells[account]);
  }

  #roomFor(number: number, cell: number): Int32Array<ArrayBuffer> {
    const counts = this.#counts[number] ?? new Int32Array(0);
    if (cell < counts.length) return counts;
    const more = new Int32Array(Math.max(FEW_CELLS, 2 * this.#size));
    more.set(counts);
    this.#counts[number] = more;
    return more;
  }

  /** The cells. @param names the accounts by number. */
  table(names: readonly string[]): CellTable {
    const accounts = new Int32Array(this.#size);
    const buckets = new Float64Array(this.#size);
    const places = new Int32Array(this.#size);
    let place = 0;
    for (const [account, cells] of this.#cells.entries()) {
      cells.forEach((bucket, cell) => {
        accounts[place] = account;
        buckets[place] = bucket;
        places[cell] = place;
        place++;
      });
    }
    const sums = this.#alike.sumsOf(this.#counts, places);
    return new CellTable({ accounts, buckets, sums }, names);
  }
}

const FEW_CELLS = 1 << 8;

/** A bucket: from its start to that of the next. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The buckets of instants. Few are ever asked for. */
class Spans {
  readonly #buckets: Buckets;
  readonly #known = new Map<number, Span>();

  constructor(buckets: Buckets) {
    this.#buckets = buckets;
  }

  of(at: number): Span {
    const from = this.#buckets.startOf(at);
    const known = this.#known.get(from);
    if (known !== undefined) return known;
    const span = { from, to: this.#buckets.next(from) };
    this.#known.set(from, span);
    return span;
  }
}

/** The cells of an account, by number: one for each bucket in which it has any conversation, and one for those that have no moment. */
class CellsByBucket {
  readonly #spans: Spans;
  readonly #begin: () => number;
  readonly #placed = new Map<number, number>();
  #unplaced: number | undefined;
  // Most conversations of an account fall into the bucket of the one before.
  #last: Span = NO_SPAN;
  #cell = 0;

  /** @param begin gives the number of a new cell. */
  constructor(spans: Spans, begin: () => number) {
    this.#spans = spans;
    this.#begin = begin;
  }

  /** That of the bucket of an instant. */
  at(at: number | undefined): number {
    if (at === undefined) {
      this.#unplaced ??= this.#begin();
      return this.#unplaced;
    }
    const { from, to } = this.#last;
    return at >= from && at < to ? this.#cell : this.#in(this.#spans.of(at));
  }

  #in(span: Span): number {
    let cell = this.#placed.get(span.from);
    if (cell === undefined) {
      cell = this.#begin();
      this.#placed.set(span.from, cell);
    }
    this.#last = span;
    this.#cell = cell;
    return cell;
  }

  /** Hands over each with its bucket, by time. */
  forEach(take: (bucket: number, cell: number) => void): void {
    if (this.#unplaced !== undefined) take(NO_BUCKET, this.#unplaced);
    for (const start of Float64Array.from(this.#placed.keys()).sort()) take(start, certain(this.#placed.get(start)));
  }
}

const NO_SPAN: Span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };

/** What conversations add to the statistics, numbered: few ever differ in it. */
class AlikeSums {
  readonly #question: StatisticsQuestion;
  /** By the claims; of conversations without a moment, and those not asked for, apart. */
  readonly #numbers = new NumberTable();
  readonly #bySums = new Map<string, number>();
  /** To which sums each number adds 1. */
  readonly #added: (readonly number[])[] = [];

  constructor(question: StatisticsQuestion) {
    this.#question = question;
  }

  numberOf(claims: number, isPlaced: boolean, isSelected: boolean): number {
    const key = 4 * claims + (isPlaced ? 2 : 0) + (isSelected ? 1 : 0);
    const known = this.#numbers.get(key);
    if (known !== NO_ENTRY) return known;
    const sums = sumsOf(claims, isPlaced, isSelected, this.#question);
    const number =
      this.#bySums.get(sums.join()) ?? this.#added.push(sums.flatMap((sum, i) => (sum === 0 ? [] : [i]))) - 1;
    this.#bySums.set(sums.join(), number);
    this.#numbers.set(key, number);
    return number;
  }

  /**
   * What cells have in all, one after the other.
   *
   * @param counts for each number how many of these each cell has.
   * @param places where each cell is to stand.
   */
  sumsOf(counts: readonly Int32Array[], places: Int32Array): Int32Array<ArrayBuffer> {
    const sums = new Int32Array(CELL_SUMS * places.length);
    for (const [number, added] of this.#added.entries()) {
      // There are no counts for cells that came after the last of this number.
      const ofNumber = certain(counts[number]).subarray(0, places.length);
      for (const sum of added) addTo(sums, sum, ofNumber, places);
    }
    return sums;
  }
}

function addTo(sums: Int32Array, sum: number, counts: Int32Array, places: Int32Array): void {
  for (let cell = 0; cell < counts.length; cell++) {
    const at = CELL_SUMS * certain(places[cell]) + sum;
    sums[at] = certain(sums[at]) + certain(counts[cell]);
  }
}
