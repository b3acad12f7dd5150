/** A report cannot be made here. */
export class ReportError extends Error {
  override readonly name = "ReportError";
  /** A package that draws the charts is not installed. */
  readonly code = "missing-package";
}

/** Whether a caught value is a {@link ReportError}, of this or another copy of the package. */
export function isReportError(value: unknown): value is ReportError {
  return value instanceof Error && value.name === "ReportError" && "code" in value;
}
