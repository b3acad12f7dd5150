import { certain } from "../domain/certain.ts";
import { compareText } from "../domain/text-order.ts";

/** What is odd about a log has a kind, and is an error or a note. */
interface Oddity {
  readonly kind: string;
  readonly severity: "error" | "note";
}

/** What is odd about a log by kind: errors before notes, then by name; within a kind as it came. */
export function byKind<Odd extends Oddity>(oddities: readonly Odd[]): ReadonlyMap<Odd["kind"], readonly Odd[]> {
  const kinds = new Map<Odd["kind"], Odd[]>();
  const sorted = oddities.toSorted((a, b) => rankOf(a) - rankOf(b) || compareText(a.kind, b.kind));
  for (const oddity of sorted) {
    const list = kinds.get(oddity.kind);
    if (list === undefined) kinds.set(oddity.kind, [oddity]);
    else list.push(oddity);
  }
  return kinds;
}

/** How often a log was odd in one way, and the first that were so. */
interface OddKind<Odd extends Oddity> {
  readonly severity: Odd["severity"];
  readonly times: number;
  readonly first: readonly Odd[];
}

/** {@link byKind} of more than can be kept, while it comes in. */
export class KindFold<Odd extends Oddity> {
  readonly #most: number;
  readonly #kinds = new Map<Odd["kind"], { times: number; readonly first: Odd[] }>();

  /** @param most how many of each kind are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  add(oddity: Odd): void {
    const known = this.#kinds.get(oddity.kind);
    if (known === undefined) this.#kinds.set(oddity.kind, { times: 1, first: [oddity] });
    else {
      known.times++;
      if (known.first.length < this.#most) known.first.push(oddity);
    }
  }

  view(): ReadonlyMap<Odd["kind"], OddKind<Odd>> {
    const kinds = [...byKind([...this.#kinds.values()].flatMap(({ first }) => first))];
    return new Map(
      kinds.map(([kind, first]) => {
        const { severity } = certain(first[0]);
        return [kind, { severity, times: certain(this.#kinds.get(kind)).times, first }];
      }),
    );
  }
}

function rankOf({ severity }: Oddity): number {
  return severity === "error" ? 0 : 1;
}
