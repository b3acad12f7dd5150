import type { TimeZone } from "../../domain/time-zone.ts";
import type { BucketSize } from "../../projections/statistics/buckets.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The start of a bucket in as few letters as an axis has room for: `18 Mar`, `Mar 2024`. */
export function axisDate(instant: string, by: BucketSize, zone: TimeZone): string {
  const clock = new Date(zone.toWallClock(Date.parse(instant)));
  const month = MONTHS[clock.getUTCMonth()] ?? "";
  const day = `${clock.getUTCDate()} ${month}`;
  switch (by) {
    case "hour":
      return `${day} ${String(clock.getUTCHours()).padStart(2, "0")}:00`;
    case "day":
    case "week":
      return day;
    case "month":
      return `${month} ${clock.getUTCFullYear()}`;
    case "year":
      return String(clock.getUTCFullYear());
  }
}
