import { type Lifetimes, lastGroupOf } from "../packed/lifetimes.ts";
import type { ColumnConversations } from "./column-conversations.ts";
import { NO_NUMBER } from "./id-table.ts";
import { AT_SLOT } from "./kernel/terms.ts";
import { BeyondPlan } from "./log-scan.ts";
import type { PlanTable } from "./plan-table.ts";

/** Memory for what is known of conversations. */
export interface SlotMemory {
  /** For each conversation of a file its slot once it has begun; before that {@link AT_SLOT} less the one at which it is to begin. */
  readonly numbers: Int32Array;
  /** For each slot the account of the conversation there. */
  readonly owners: Int32Array;
}

/**
 * The conversations of a packed log while they go on, each at a slot of the table: once one has ended, another may begin there. So few go
 * on at a time that the fast memory of a core has room for what is kept of them.
 */
export class Slots implements ColumnConversations {
  readonly #lifetimes: Lifetimes;
  readonly #table: PlanTable;
  readonly #numbers: Int32Array;
  readonly #owners: Int32Array;
  /** The slots that are free, each as one at which a conversation is to begin. */
  readonly #free: Int32Array;
  #freeCount: number;
  /** The conversations that go on from group to group, and the last group of each. */
  readonly #going: Int32Array;
  readonly #lastGroups: Int32Array;
  #goingCount = 0;
  /** The slots of those that have ended in the group. */
  readonly #ended: Int32Array;
  #endedCount = 0;
  /** The group that is looked at, its first conversation, and the first one of the next. */
  #group = -1;
  #first = 0;
  #next = 0;

  /** @param table has the slots, and nothing else. */
  constructor(lifetimes: Lifetimes, table: PlanTable, { numbers, owners }: SlotMemory) {
    const count = lifetimes.mostAtOnce;
    this.#lifetimes = lifetimes;
    this.#table = table;
    this.#numbers = numbers;
    this.#owners = owners;
    this.#free = Int32Array.from({ length: count }, (_, slot) => AT_SLOT - slot);
    this.#freeCount = count;
    this.#going = new Int32Array(count);
    this.#lastGroups = new Int32Array(count);
    this.#ended = new Int32Array(count);
  }

  /** Those of conversations that have begun by now, or are to begin. */
  get numbers(): Int32Array {
    return this.#numbers.subarray(0, this.#next);
  }

  /** Finds slots for the conversations that begin in the next group. @throws BeyondPlan if more go on at once than the file says. */
  beginGroup(): void {
    this.#group++;
    this.#first = this.#next;
    this.#next += this.#lifetimes.begun[this.#group] ?? 0;
    const before = this.#freeCount;
    this.#freeCount -= this.#next - this.#first;
    if (this.#freeCount < 0) throw new BeyondPlan();
    this.#numbers.set(this.#free.subarray(this.#freeCount, before), this.#first);
  }

  isValid(number: number): boolean {
    return number >= 0 && number < this.#next;
  }

  /** @throws BeyondPlan if the conversation has ended: then the file is not as it was packed. */
  numberOf(number: number, account: number): number {
    const known = this.#numbers[number] ?? NO_NUMBER;
    if (known === NO_NUMBER) throw new BeyondPlan();
    if (known > NO_NUMBER) return known;
    const slot = AT_SLOT - known;
    this.#numbers[number] = slot;
    this.#owners[slot] = account;
    this.#table.restart(slot);
    return slot;
  }

  /**
   * Ends the group, all of which has been taken: frees the slots of the conversations that end in it, and gives those that have begun. What
   * is known of these is there until the next group begins.
   *
   * @throws BeyondPlan if the group is the last, and one goes on after it.
   */
  endGroup(): Int32Array {
    this.#endedCount = 0;
    this.#endOld();
    this.#endNew();
    if (this.#goingCount > 0 && this.#group === this.#lifetimes.begun.length - 1) throw new BeyondPlan();
    const ended = this.#ended.subarray(0, this.#endedCount);
    this.#table.settleEnded(() => new Set(ended));
    for (let i = 0; i < ended.length; i++) {
      const slot = ended[i] ?? 0;
      this.#table.changeAccount(slot, this.#owners[slot] ?? 0);
    }
    return ended;
  }

  #endOld(): void {
    const count = this.#goingCount;
    this.#goingCount = 0;
    for (let i = 0; i < count; i++) this.#goOn(this.#going[i] ?? 0, this.#lastGroups[i] ?? 0);
  }

  #endNew(): void {
    const { begun, lasting } = this.#lifetimes;
    for (let number = this.#first; number < this.#next; number++) {
      this.#goOn(number, lastGroupOf(begun.length, this.#group, lasting[number] ?? 0));
    }
  }

  /** Keeps a conversation for the next group, or ends it. */
  #goOn(number: number, lastGroup: number): void {
    if (lastGroup > this.#group) {
      this.#going[this.#goingCount] = number;
      this.#lastGroups[this.#goingCount] = lastGroup;
      this.#goingCount++;
      return;
    }
    const known = this.#numbers[number] ?? NO_NUMBER;
    this.#numbers[number] = NO_NUMBER;
    this.#free[this.#freeCount] = known < NO_NUMBER ? known : AT_SLOT - known;
    this.#freeCount++;
    // Nothing has begun of which all is later than was asked for.
    if (known > NO_NUMBER) this.#ended[this.#endedCount++] = known;
  }
}
