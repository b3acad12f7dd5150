/** A file of NDJSON that DuckDB may read: every line of it is blank, or an event that means there what it means here. */
export interface LogSource {
  readonly file: string;
  readonly compression: "gzip" | "zstd" | undefined;
}
