/** Why a checkpoint cannot be used. */
export type CheckpointErrorCode =
  /** It is damaged, or no checkpoint at all. */
  | "corrupt-checkpoint"
  /** It was made of other logs, by other rules, or by another version. */
  | "foreign-checkpoint"
  /** The file system does not let it be read. */
  | "unreadable-checkpoint"
  /** It could not be written; the one before is as it was. */
  | "unwritable-checkpoint";

/** A checkpoint that cannot be used. The message names its file and says what to do. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly code: CheckpointErrorCode;
  readonly file: string;

  constructor(code: CheckpointErrorCode, file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.code = code;
    this.file = file;
  }
}

/** Whether a caught value is a {@link CheckpointError}, of this or another copy of the package. */
export function isCheckpointError(value: unknown): value is CheckpointError {
  return value instanceof Error && value.name === "CheckpointError" && "file" in value;
}
