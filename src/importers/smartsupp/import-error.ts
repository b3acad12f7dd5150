/** Why an import was refused as a whole: no account is known, or the one that was passed is no id. */
export type ImportErrorCode = "account-required" | "invalid-account";

/**
 * An import that cannot be done as it was asked for. What is wrong with single documents or messages never throws: it is
 * reported as `unmapped` beside the events of the good ones.
 */
export class ImportError extends Error {
  override readonly name = "ImportError";
  readonly code: ImportErrorCode;
  /** Which of the documents needs it, from 0; `undefined` if it is about the options. */
  readonly document: number | undefined;

  constructor(code: ImportErrorCode, message: string, document?: number) {
    super(message);
    this.code = code;
    this.document = document;
  }
}

/** Whether a caught value is an {@link ImportError}, of this or another copy of the package. */
export function isImportError(value: unknown): value is ImportError {
  return value instanceof Error && value.name === "ImportError" && "code" in value;
}
