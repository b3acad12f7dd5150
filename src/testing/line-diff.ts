/** A value as lines, to be compared. */
export function linesOf(value: unknown): readonly string[] {
  return jsonOf(value, 2).split("\n");
}

/** A value as JSON for people: a field that is there but `undefined` shows as such, and so does a big number. */
export function jsonOf(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, item: unknown) => shown(item), indent);
}

function shown(item: unknown): unknown {
  if (item === undefined) return "(absent)";
  return typeof item === "bigint" ? `${item}n` : item;
}

/** What has to be taken away from what was expected (`-`) and what has to be added (`+`) to come to what came. */
export function lineDiff(expected: readonly string[], came: readonly string[]): readonly string[] {
  const common = commonLengths(expected, came);
  const length = (i: number, j: number) => common[i]?.[j] ?? 0;
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < expected.length || j < came.length) {
    if (i < expected.length && expected[i] === came[j]) {
      lines.push(`  ${came[j]}`);
      i++;
      j++;
    } else if (i < expected.length && (j === came.length || length(i + 1, j) >= length(i, j + 1))) {
      lines.push(`- ${expected[i++]}`);
    } else {
      lines.push(`+ ${came[j++]}`);
    }
  }
  return lines;
}

/** How what came differs from what was expected of it, for a message. */
export function expectedAndCame(expected: unknown, came: unknown): readonly string[] {
  return ["- expected", "+ came", "", ...lineDiff(linesOf(expected), linesOf(came))];
}

/** How long the longest common sequence of lines is, from each pair of places on. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i];
      const next = lengths[i + 1];
      if (row === undefined || next === undefined) continue;
      row[j] = a[i] === b[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
