/**
 * A test that failed: what was expected and what came, as a diff, and why it came. Any test runner shows the message;
 * `expected` and `actual` are there for those that show more.
 */
export class ExpectationFailed extends Error {
  override readonly name = "ExpectationFailed";
  readonly code = "expectation-failed";
  readonly expected: unknown;
  readonly actual: unknown;
  /** The message has the diff already. */
  readonly showDiff = false;

  constructor(message: string, { expected, actual }: { readonly expected: unknown; readonly actual: unknown }) {
    super(message);
    this.expected = expected;
    this.actual = actual;
  }
}

/** Whether a caught value is an {@link ExpectationFailed}, of this or another copy of the package. */
export function isExpectationFailed(value: unknown): value is ExpectationFailed {
  return value instanceof Error && value.name === "ExpectationFailed" && "code" in value;
}
