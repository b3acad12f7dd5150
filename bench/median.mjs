/** The median of some measurements with the least and the greatest. @param {readonly number[]} values */
export function medianOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const half = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** @param {ReturnType<typeof medianOf>} measured @param {string} unit */
export function show({ median, min, max }, unit) {
  return `${median.toFixed(2)} ${unit} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}
