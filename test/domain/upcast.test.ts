import { parseEvent } from "chatledger";
import { describe, expect, test } from "vitest";
import { type RawEvent, SCHEMA_VERSION, upcast, upcasters } from "../../src/domain/upcast.ts";
import { event } from "../support/events.ts";

// An invented history: version 2 renamed a field, version 3 split another one in two.
const steps = {
  1: ({ bot, ...rest }: RawEvent) => ({ ...rest, botId: bot }),
  2: ({ by, ...rest }: RawEvent) => ({ ...rest, closedBy: by, reason: "unknown" }),
};

describe("with an invented version 3", () => {
  test("an event of version 1 takes every step in order", () => {
    expect(upcast({ type: "T", schemaVersion: 1, bot: "b", by: "agent" }, 3, steps)).toStrictEqual({
      type: "T",
      schemaVersion: 3,
      botId: "b",
      closedBy: "agent",
      reason: "unknown",
    });
  });

  test("an event that names no version is of version 1", () => {
    expect(upcast({ bot: "b", by: "agent" }, 3, steps)).toStrictEqual(
      upcast({ bot: "b", by: "agent", schemaVersion: 1 }, 3, steps),
    );
    expect(upcast({ bot: "b", by: "agent", schemaVersion: undefined }, 3, steps)).toHaveProperty("schemaVersion", 3);
  });

  test("an event of version 2 takes the last step only", () => {
    expect(upcast({ schemaVersion: 2, bot: "kept", by: "agent" }, 3, steps)).toStrictEqual({
      schemaVersion: 3,
      bot: "kept",
      closedBy: "agent",
      reason: "unknown",
    });
  });

  test.each([3, 4, 99])("an event of version %d comes back as it is", (schemaVersion) => {
    const input = { schemaVersion, bot: "b" };
    expect(upcast(input, 3, steps)).toBe(input);
  });

  test.each([[null], ["1"], [0], [-1], [1.5], [Number.NaN], [{}]])(
    "a version that is none (%j) is left to the schema",
    (schemaVersion) => {
      const input = { schemaVersion, bot: "b" };
      expect(upcast(input, 3, steps)).toBe(input);
    },
  );

  test("the fact that came is not changed", () => {
    const input = Object.freeze({ schemaVersion: 1, bot: "b", by: "agent" });
    upcast(input, 3, steps);
    expect(input).toStrictEqual({ schemaVersion: 1, bot: "b", by: "agent" });
  });

  test("a missing step is a bug and says which", () => {
    expect(() => upcast({ schemaVersion: 1 }, 3, { 1: steps[1] })).toThrow("No upcaster from schema version 2 to 3.");
  });
});

test("every version before the current one has its upcaster", () => {
  const versions = Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => String(index + 1));
  expect(Object.keys(upcasters)).toStrictEqual(versions);
});

test("an event of a later version is read by today's schema", () => {
  const later = { ...event.ButtonClicked({ id: "e1", schemaVersion: 7 }), hoveredFor: 12 };
  expect(parseEvent(later)).toMatchObject({ id: "e1", schemaVersion: 7 });
  expect(parseEvent(later)).not.toHaveProperty("hoveredFor");
});
