import { certain } from "../../domain/certain.ts";
import { placeIn } from "../../domain/place-in.ts";
import type { Finding } from "./bind-rule-set.ts";
import { isInactiveAfter, type Judgement } from "./judge.ts";

/** Something that a finding says, in a form that can be compared. */
export type Reading = (finding: Finding) => string;

/**
 * The smallest set of events that alone gives the same reading, as places in the conversation. Among sets of equal size
 * the earliest in the order is taken. Since it is the smallest, deleting any one of them changes the reading.
 *
 * A rule set sees only of which kinds an event is and whether it is recent, so events are interchangeable but for their
 * place: it is enough to try every short sequence of *sorts* of events, each at its earliest places. The search ends at
 * the latest with the events of all moments, which give every reading there is.
 */
export function smallestEvidence(judgement: Judgement, reading: Reading): readonly number[] {
  const { rules } = judgement.judge;
  const sorts = sortsOf(judgement);
  const wanted = reading(judgement);

  function search(chosen: readonly Step[], size: number): readonly Step[] | undefined {
    if (chosen.length === size) {
      const masks = chosen.map(({ mask }) => mask);
      const isInactive = chosen.at(-1)?.isInactive ?? false;
      return reading(rules.find(masks, isInactive)) === wanted ? chosen : undefined;
    }
    const after = chosen.at(-1)?.place ?? -1;
    for (const step of nextSteps(sorts, after)) {
      const found = search([...chosen, step], size);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  for (let size = 0; size < judgement.marks.length; size++) {
    const found = search([], size);
    if (found !== undefined) return found.map(({ place }) => place);
  }
  return judgement.marks.map((_, place) => place);
}

interface Sort {
  readonly mask: number;
  readonly isInactive: boolean;
  /** Where events of this sort stand, ascending. */
  readonly places: number[];
}

interface Step {
  readonly mask: number;
  readonly isInactive: boolean;
  readonly place: number;
}

function sortsOf({ marks, masks, judge }: Judgement): readonly Sort[] {
  const sorts = new Map<string, Sort>();
  marks.forEach((mark, place) => {
    const mask = certain(masks[place]);
    const isInactive = isInactiveAfter(mark.at, judge);
    const key = `${mask} ${isInactive}`;
    const sort = sorts.get(key);
    if (sort === undefined) sorts.set(key, { mask, isInactive, places: [place] });
    else sort.places.push(place);
  });
  return [...sorts.values()];
}

/** The next event of each sort after a place, earliest first. */
function nextSteps(sorts: readonly Sort[], after: number): readonly Step[] {
  const steps: Step[] = [];
  for (const { mask, isInactive, places } of sorts) {
    const place = places[placeIn(places, after + 1)];
    if (place !== undefined) steps.push({ mask, isInactive, place });
  }
  return steps.sort((a, b) => a.place - b.place);
}
