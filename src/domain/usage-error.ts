/** What a {@link UsageError} can be about. */
export type UsageErrorCode =
  | "different-conversation"
  | "invalid-state"
  | "invalid-instant"
  | "invalid-interval"
  | "invalid-option"
  | "invalid-rule-set"
  | "unknown-option"
  | "unknown-time-zone"
  | "as-of-required"
  | "too-many-rows"
  | "invalid-catalogue"
  | "several-accounts";

/**
 * A call that cannot be answered as it was made: an option that does not exist, an interval that cuts a bucket, states of
 * two conversations merged. The caller's mistake, never the log's; a fault of the log is an `EventError`.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code: UsageErrorCode;

  constructor(code: UsageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether a caught value is a {@link UsageError}, of this or another copy of the package. */
export function isUsageError(value: unknown): value is UsageError {
  return value instanceof Error && value.name === "UsageError" && "code" in value;
}
