import type { LedgerEvent } from "chatledger";
import fc from "fast-check";

const INSTANTS = ["2024-05-01T10:00:00Z", "2024-05-01T10:00:01Z"];
const SEQUENCES = [undefined, 0, 67_108_862, 67_108_863, 67_108_864, 2 ** 40, 2 ** 53 - 2, 2 ** 53 - 1];

/** Events at two instants, most of which are told apart by a sequence alone, of any size. */
export function withGreatSequences<Event extends LedgerEvent>(events: readonly Event[]): fc.Arbitrary<Event[]> {
  const order = fc.record({ sequence: fc.constantFrom(...SEQUENCES), occurredAt: fc.constantFrom(...INSTANTS) });
  return fc.tuple(...events.map((one) => order.map((placed) => ({ ...one, ...placed }))));
}
