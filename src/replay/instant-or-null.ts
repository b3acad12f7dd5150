/** The first or last of some instants, epoch milliseconds; `null` if there were none, which is where it is not finite. */
export function instantOrNull(at: number): number | null {
  return Number.isFinite(at) ? at : null;
}
