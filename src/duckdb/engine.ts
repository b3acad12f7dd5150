import { availableParallelism } from "node:os";
import type { DuckDBConnection } from "@duckdb/node-api";
import { certain } from "../domain/certain.ts";
import { isMissingPackage } from "../replay/tables/needed.ts";
import { byteSize } from "./byte-size.ts";
import { EngineError, engineErrorOf } from "./engine-error.ts";
import { withSpillFolder } from "./spill-folder.ts";

/** How DuckDB works. */
export interface EngineOptions {
  /** How much memory it may take, as DuckDB writes it: `512MB`, `4GiB`. Default: four fifths of the machine's. */
  readonly memoryLimit?: string | undefined;
  /** Where it puts what has no room in memory. Default: the system's folder for temporary files. */
  readonly spill?: string | undefined;
  /** Default: as many as there are cores. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A value of an answer; whole numbers are numbers. */
export type EngineValue = string | number | boolean | null;

/** A row of an answer by its columns. */
export type EngineRow = Readonly<Record<string, EngineValue>>;

/** DuckDB in this process, with a database of its own in memory. */
export interface Engine {
  /** A folder for files, which is gone in the end. */
  readonly folder: string;
  /** @throws EngineError */
  run(statement: string): Promise<void>;
  /** All rows of an answer. @throws EngineError */
  rows(query: string): Promise<readonly EngineRow[]>;
  /** The rows of a long answer, some thousands at a time. @throws EngineError */
  batches(query: string): AsyncGenerator<readonly EngineRow[], void, void>;
}

/**
 * Starts DuckDB for some work, and ends it.
 *
 * @throws EngineError `not-installed`; SourceError if nothing can be spilled to where that was asked for.
 */
export async function withEngine<Result>(
  options: EngineOptions,
  work: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const { DuckDBInstance } = await load();
  return withSpillFolder(options.spill, options.signal, async (folder) => {
    const instance = await tried(() => DuckDBInstance.create(":memory:", configOf(options, folder)));
    try {
      const connection = await instance.connect();
      try {
        return await work(engineOn(connection, folder));
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
  });
}

async function load() {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    if (!isMissingPackage(error)) throw engineErrorOf(error);
    const message = "--engine duckdb needs a package more: npm install @duckdb/node-api";
    throw new EngineError("not-installed", message, { cause: error });
  }
}

/** So many parts may be written at once, each to a file that is open until all is written. */
export const MOST_PARTS = 200;

function configOf({ memoryLimit, threads }: EngineOptions, folder: string): Record<string, string> {
  return {
    temp_directory: folder,
    // Every query says in which order it wants its rows, and lines need not wait for each other.
    preserve_insertion_order: "false",
    // What is free again goes back to the system; else it adds up from one statement to the next.
    allocator_flush_threshold: "1MB",
    allocator_bulk_deallocation_flush_threshold: "1MB",
    allocator_background_threads: "true",
    // What is written to parts must not wait in memory until all is there, and each part is one file.
    partitioned_write_flush_threshold: "20000",
    partitioned_write_max_open_files: String(MOST_PARTS),
    // It brings all that is needed along, and fetches nothing.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...(memoryLimit === undefined ? {} : { memory_limit: `${Math.floor(COUNTED * certain(byteSize(memoryLimit)))}B` }),
    threads: String(threads ?? threadsWithin(memoryLimit)),
  };
}

/** How much of the memory that it takes DuckDB counts. */
const COUNTED = 0.9;

/** Each thread needs room of its own, mostly for the lines that it reads. */
const BYTES_PER_THREAD = 125e6;

function threadsWithin(memoryLimit: string | undefined): number {
  const bytes = memoryLimit === undefined ? Number.POSITIVE_INFINITY : certain(byteSize(memoryLimit));
  return Math.min(availableParallelism(), Math.max(1, Math.floor(bytes / BYTES_PER_THREAD)));
}

function engineOn(connection: DuckDBConnection, folder: string): Engine {
  return {
    folder,
    async run(statement) {
      await tried(() => connection.run(statement));
    },
    async rows(query) {
      const answer = await tried(() => connection.runAndReadAll(query));
      return answer.convertRowObjects(toValue);
    },
    async *batches(query) {
      const answer = await tried(() => connection.stream(query));
      const batches = answer.yieldConvertedRowObjects(toValue);
      for (;;) {
        const batch = await tried(() => batches.next());
        if (batch.done === true) return;
        yield batch.value;
      }
    },
  };
}

async function tried<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw engineErrorOf(error);
  }
}

function toValue(value: unknown): EngineValue {
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  throw new TypeError(`The engine gave ${typeof value}.`);
}
