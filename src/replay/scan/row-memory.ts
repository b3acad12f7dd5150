import type { IdMemory } from "./column-ids.ts";
import type { ScanKernel } from "./kernel/scan-kernel.ts";

/** Memory for what the rows of a group have. */
export interface RowMemory {
  /** The kernel whose memory it is, if it is one's. */
  readonly kernel: ScanKernel | undefined;
  /** For each row the number of its type, account and conversation among those of the group, or ABSENT. */
  readonly types: Int32Array;
  readonly accounts: Int32Array;
  readonly conversations: Int32Array;
  /** For each row 0, or something else if it has a bot. */
  readonly bots: Int32Array;
  /** For each row its instant and its sequence, or NaN. */
  readonly instants: Float64Array;
  readonly sequences: Float64Array;
  /** To be used while a column is read. */
  readonly scratch: Int32Array;
  /** For what is known of the accounts of a group, and of conversations that are told by their ids. */
  readonly accountMemory: IdMemory | undefined;
  readonly conversationMemory: IdMemory | undefined;
}

/** Memory of its own, for so many rows. */
export function ownRows(size: number): RowMemory {
  const words = () => new Int32Array(size);
  const doubles = () => new Float64Array(size);
  return {
    kernel: undefined,
    types: words(),
    accounts: words(),
    conversations: words(),
    bots: words(),
    instants: doubles(),
    sequences: doubles(),
    scratch: words(),
    accountMemory: undefined,
    conversationMemory: undefined,
  };
}
