import {
  botStatistics,
  botStatisticsProjection,
  buttonStatistics,
  buttonStatisticsProjection,
  type ConversationEvent,
  chatbotStatistics,
  chatbotStatisticsProjection,
  initialConversation,
  type Projection,
  type ProjectionState,
  ratingStatistics,
  ratingStatisticsProjection,
  type StatisticsOptions,
  timeStatistics,
  timeStatisticsProjection,
} from "chatledger";
import { arrivals } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldLog } from "../../src/domain/fold-log.ts";
import { statisticsCase } from "../support/statistics-cases.ts";
import { naiveBots, naiveButtons, naiveRatings, naiveStatistics, naiveTimes } from "../support/statistics-oracle.ts";

/** Each table: in one pass, event by event, and read naively. */
const tables = [
  ["chatbotStatistics", chatbotStatistics, chatbotStatisticsProjection, naiveStatistics],
  ["botStatistics", botStatistics, botStatisticsProjection, naiveBots],
  ["buttonStatistics", buttonStatistics, buttonStatisticsProjection, naiveButtons],
  ["ratingStatistics", ratingStatistics, ratingStatisticsProjection, naiveRatings],
  ["timeStatistics", timeStatistics, timeStatisticsProjection, naiveTimes],
] as const;

type Events = readonly ConversationEvent[];

describe.each(tables)("%s", (name, batch, projectionOf, naive) => {
  const project = (projection: Projection<unknown>, events: Events): ProjectionState =>
    events.reduce(projection.evolve, projection.initialState());

  test("is what a naive reading of the page says", () => {
    fc.assert(
      fc.property(statisticsCase(), ({ events, options }) => {
        expect(batch(events, options)).toStrictEqual(naive(events, options));
      }),
      { numRuns: name === "chatbotStatistics" ? 120 : 60 },
    );
  });

  test("the order of arrival and repetition change nothing, to the byte", () => {
    const arrived = statisticsCase().chain((item) => fc.tuple(fc.constant(item), arrivals(item.events)));
    fc.assert(
      fc.property(arrived, ([{ events, options }, again]) => {
        expect(JSON.stringify(batch(again, options))).toBe(JSON.stringify(batch(events, options)));
      }),
      { numRuns: 40 },
    );
  });

  test("events and the states that they fold into say the same, mixed and overlapping too", () => {
    const split = statisticsCase().chain((item) =>
      fc.tuple(fc.constant(item), fc.subarray([...item.events]), fc.subarray([...item.events])),
    );
    fc.assert(
      fc.property(split, ([{ events, options }, some, others]) => {
        const rest = events.filter((event) => !some.includes(event));
        const mixed = [...foldLog(some), ...rest, ...foldLog(others), initialConversation()];
        expect(batch(mixed, options)).toStrictEqual(batch(events, options));
      }),
      { numRuns: 30 },
    );
  });

  test("event by event gives the same as one pass", () => {
    fc.assert(
      fc.property(statisticsCase(), ({ events, options }) => {
        const projection = projectionOf(options);
        expect(projection.view(project(projection, events))).toStrictEqual(batch(events, options));
      }),
      { numRuns: 60 },
    );
  });

  test("states of any three parts, overlapping or not, merge to the whole", () => {
    const split = statisticsCase().chain(({ events, options }) =>
      fc.record({
        events: fc.constant(events),
        options: fc.constant<StatisticsOptions>(options),
        parts: fc.tuple(fc.subarray([...events]), fc.subarray([...events])),
      }),
    );
    fc.assert(
      fc.property(split, ({ events, options, parts: [a, b] }) => {
        const projection = projectionOf(options);
        const rest = events.filter((event) => !a.includes(event) && !b.includes(event));
        const [x, y, z] = [a, b, rest].map((part) => project(projection, part)) as [Part, Part, Part];
        const { merge, view, initialState } = projection;
        const whole = batch(events, options);
        expect(view(merge(merge(x, y), z))).toStrictEqual(whole);
        expect(view(merge(x, merge(y, z)))).toStrictEqual(whole);
        expect(view(merge(z, merge(y, x)))).toStrictEqual(whole);
        const all = merge(x, merge(y, z));
        expect(view(merge(all, x))).toStrictEqual(whole);
        expect(view(merge(all, all))).toStrictEqual(whole);
        expect(view(merge(all, initialState()))).toStrictEqual(whole);
        expect(view(merge(initialState(), all))).toStrictEqual(whole);
        expect(view(x)).toStrictEqual(batch(a, options));
      }),
      { numRuns: 30 },
    );
  });
});

type Part = ProjectionState;
