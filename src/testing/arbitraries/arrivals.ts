import fc from "fast-check";

/** The same set of events as it may arrive: in any order, each at least once. */
export function arrivals<T>(events: readonly T[]): fc.Arbitrary<T[]> {
  return fc
    .subarray([...events])
    .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }));
}

/** How many places late an event comes, and its repetitions. */
const delays = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 2 });

/**
 * Events as a careless source delivers them: some of them late, some twice, some with an id that another one has. It
 * shrinks to fewer events, each with an id of its own, delivered once and in its turn.
 */
export function delivered<Event extends { readonly id: string }>(
  event: fc.Arbitrary<Event>,
  maxLength: number,
): fc.Arbitrary<Event[]> {
  return fc.array(fc.tuple(event, fc.boolean(), delays), { maxLength }).map((entries) =>
    entries
      .flatMap(([one, keepsId, late], i) => {
        const delivery = keepsId ? one : { ...one, id: `e${i + 1}` };
        return late.map((places) => ({ delivery, at: i + places }));
      })
      .sort((a, b) => a.at - b.at)
      .map(({ delivery }) => delivery),
  );
}
