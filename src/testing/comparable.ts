import { lineDiff, linesOf } from "./line-diff.ts";

/**
 * A value in a form that can be compared and printed: plain JSON in which the order of fields, of maps and of sets says
 * nothing, and what JSON lacks is written out. Of an object of a class, the fields that can be seen.
 */
function comparable(value: unknown, around: readonly unknown[] = []): unknown {
  if (typeof value === "function") return "[function]";
  if (typeof value === "number" && !Number.isFinite(value)) return `[${value}]`;
  if (typeof value === "bigint" || typeof value === "symbol" || value === undefined) return `[${String(value)}]`;
  if (typeof value !== "object" || value === null) return value;
  if (around.includes(value)) return "[circular]";
  const within = [...around, value];
  const inside = (item: unknown) => comparable(item, within);
  if (value instanceof Date) return `[Date ${value.getTime()}]`;
  if (Array.isArray(value)) return Array.from(value, inside);
  if (value instanceof Map) return { "[Map]": sorted([...value].map(inside)) };
  if (value instanceof Set) return { "[Set]": sorted([...value].map(inside)) };
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, item]) => [name, inside(item)]));
}

function sorted(items: readonly unknown[]): readonly unknown[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** A value as it stands now, to be compared with what it is later. */
export function snapshot(value: unknown): string {
  return linesOf(comparable(value)).join("\n");
}

/** How one snapshot differs from another, as lines of a diff; `undefined` if they are equal. */
export function differences(
  before: string,
  after: string,
  headings: { readonly minus: string; readonly plus: string },
): readonly string[] | undefined {
  if (before === after) return undefined;
  const diff = lineDiff(before.split("\n"), after.split("\n"));
  return [`- ${headings.minus}`, `+ ${headings.plus}`, "", ...onlyAround(diff)];
}

const CONTEXT = 3;

/** The lines that differ and a few around each. */
function onlyAround(diff: readonly string[]): readonly string[] {
  const changed = diff.flatMap((line, i) => (line.startsWith("  ") ? [] : [i]));
  const isNear = diff.map((_, i) => changed.some((at) => Math.abs(at - i) <= CONTEXT));
  return diff.flatMap((line, i) => (isNear[i] ? [line] : i === 0 || isNear[i - 1] ? ["  ..."] : []));
}
