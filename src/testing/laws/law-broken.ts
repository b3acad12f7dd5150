/** A law that does not hold, with the smallest counterexample that was found and how to find it again. */
export class LawBroken extends Error {
  override readonly name = "LawBroken";
  readonly code = "law-broken";
  /** The name of the law. */
  readonly law: string;
  /** What it does not hold for; `null` if it holds for nothing at all. */
  readonly counterexample: unknown;

  constructor(message: string, law: string, counterexample: unknown) {
    super(message);
    this.law = law;
    this.counterexample = counterexample;
  }
}

/** Whether a caught value is a {@link LawBroken}, of this or another copy of the package. */
export function isLawBroken(value: unknown): value is LawBroken {
  return value instanceof Error && value.name === "LawBroken" && "law" in value;
}
