/** What DuckDB could not do. */
export type EngineErrorCode =
  /** The package is not installed. */
  | "not-installed"
  /** The memory that it may use does not do. */
  | "out-of-memory"
  /** Whatever else it says. */
  | "failed";

/** The engine cannot answer, or is not there. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether a caught value is an {@link EngineError}. */
export function isEngineError(value: unknown): value is EngineError {
  return value instanceof Error && value.name === "EngineError" && "code" in value;
}

/** An error of DuckDB in our words: its first line says what is wrong, the others are hints at its own settings. */
export function engineErrorOf(error: unknown): EngineError {
  const [problem = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return problem.startsWith("Out of Memory Error")
    ? new EngineError("out-of-memory", `DuckDB: ${problem} Take a greater --memory-limit.`, { cause: error })
    : new EngineError("failed", `DuckDB: ${problem}`, { cause: error });
}
