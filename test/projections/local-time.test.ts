import { expect, test } from "vitest";
import { timeZoneOf } from "../../src/domain/time-zone.ts";
import { localTime } from "../../src/projections/local-time.ts";

test.each([
  ["2024-05-01T10:00:59.999Z", "UTC", "2024-05-01 10:00"],
  ["2024-05-01T00:00:00.000Z", "UTC", "2024-05-01"],
  ["2024-04-30T22:00:00.000Z", "Europe/Prague", "2024-05-01"],
  ["2024-05-01T10:00:00.000Z", "Asia/Kathmandu", "2024-05-01 15:45"],
  ["0001-01-01T00:00:00.000Z", "UTC", "0001-01-01"],
  ["0000-06-01T12:00:00.000Z", "UTC", "0000-06-01 12:00"],
])("%s in %s is %s", (instant, zone, shown) => {
  expect(localTime(instant, timeZoneOf(zone))).toBe(shown);
});
