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

function rankOf({ severity }: Oddity): number {
  return severity === "error" ? 0 : 1;
}
