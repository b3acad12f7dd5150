import { reasonOf } from "./reason-of.ts";

/** Why a file cannot be read as a log, or written as one. */
export type SourceErrorCode =
  | "not-found"
  | "is-a-directory"
  | "unreadable"
  | "unsupported-format"
  | "exists"
  | "not-writable";

/** A file that cannot be read as a log at all, or not written as one. The message names it and says what to do. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly code: SourceErrorCode;
  readonly file: string;
  /** The message without the file's name. */
  readonly problem: string;

  constructor(code: SourceErrorCode, file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.code = code;
    this.file = file;
    this.problem = problem;
  }
}

/** Whether a caught value is a {@link SourceError}, of this or another copy of the package. */
export function isSourceError(value: unknown): value is SourceError {
  return value instanceof Error && value.name === "SourceError" && "file" in value;
}

/** The error of the file system in our words. */
export function sourceErrorOf(error: unknown, file: string): SourceError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return new SourceError("not-found", file, "there is no such file.");
    case "EISDIR":
      return new SourceError("is-a-directory", file, "this is a directory; name the files in it.");
    default:
      return new SourceError("unreadable", file, `cannot be read (${reasonOf(error)}).`);
  }
}
