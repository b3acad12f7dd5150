import { type CheckpointContent, openCheckpointFile } from "../../../src/replay/checkpoint/checkpoint-file.ts";

/** All that a checkpoint holds. */
export function readWholeCheckpoint(name: string): CheckpointContent | undefined {
  const file = openCheckpointFile(name);
  try {
    return file && { header: file.header, arrays: file.arrays.map((_, place) => file.array(place)) };
  } finally {
    file?.close();
  }
}
