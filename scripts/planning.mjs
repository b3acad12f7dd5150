/**
 * The generated parts of docs/planning.md: what `npm run plan` has measured, and what follows from it.
 *
 * @typedef {typeof import("../bench/planning.json")} Measured
 */

/** A server to plan with. */
const CORES = 16;
const DISK = 4e12;
const SIZES = [1e9, 1e11, 1e12];
const MINUTE = 60;

/** @param {Measured} measured @returns {Readonly<Record<string, string>>} */
export function planningParts(measured) {
  const ways = waysOf(measured);
  return {
    measured: measuredTable(measured, ways),
    ...Object.fromEntries(
      SIZES.map((size) => [`for-${size.toExponential(0).replace("e+", "e")}`, needsTable(size, ways)]),
    ),
    memory: memoryText(measured),
    states: statesText(measured),
  };
}

/**
 * @typedef {object} Way a place that answers
 * @property {string} name
 * @property {number} bytes of disk for an event
 * @property {number} load seconds of a core to bring an event there; 0 if it is there
 * @property {number} answer seconds of a core for each event, to answer a question about all of them
 */

/** @param {Measured} measured @returns {Readonly<Record<"ndjson" | "packed" | "duckdb" | "clickhouse" | "states", Way>>} */
function waysOf({ events, ndjson, scan, packed, rows, duckdb, clickhouse }) {
  const each = (/** @type {number} */ value) => value / events;
  const load = each(rows.seconds + clickhouse.load);
  return {
    ndjson: { name: "NDJSON", bytes: each(ndjson.bytes), load: 0, answer: each(scan.seconds) },
    packed: { name: "packed log", bytes: each(packed.bytes), load: 0, answer: each(packed.seconds) },
    duckdb: {
      name: "DuckDB",
      bytes: each(duckdb.bytes),
      load: each(rows.seconds + duckdb.load),
      answer: each(duckdb.scan),
    },
    clickhouse: { name: "ClickHouse, events", bytes: each(clickhouse.eventBytes), load, answer: each(clickhouse.scan) },
    states: {
      name: "ClickHouse, states beside them",
      bytes: each(clickhouse.eventBytes + clickhouse.stateBytes),
      load,
      answer: each(clickhouse.states),
    },
  };
}

/** @param {Measured} measured @param {ReturnType<typeof waysOf>} ways */
function measuredTable({ events, conversations, machine, ndjson, clickhouse }, ways) {
  const perConversation = events / conversations;
  const rows = Object.values(ways).map(({ name, bytes, load, answer }) => [
    name,
    bytes.toFixed(0),
    (bytes * perConversation).toFixed(0),
    load === 0 ? "" : count(1 / load),
    count(1 / answer),
  ]);
  return `${table(["", "bytes an event", "bytes a conversation", "loaded a second", "answered a second"], rows)}

${count(events)} events of ${count(conversations)} conversations, ${perConversation.toFixed(1)} each; ${machine.model}, Node ${machine.node}, ClickHouse ${clickhouse.version}.
Compressed by gzip an event of NDJSON has ${(ndjson.gzipped / events).toFixed(0)} bytes. A table of states has ${(clickhouse.stateBytes / conversations).toFixed(0)} bytes a conversation.`;
}

/** @param {number} size @param {ReturnType<typeof waysOf>} ways */
function needsTable(size, ways) {
  const rows = Object.values(ways).map(({ name, bytes, load, answer }) => {
    const [disk, loading, answering] = [size * bytes, size * load, size * answer];
    const servers = Math.max(
      1,
      Math.ceil(disk / DISK),
      name.startsWith("ClickHouse") ? Math.ceil(answering / CORES / MINUTE) : 1,
    );
    return [
      name,
      `${count(size)} × ${bytes.toFixed(0)} = ${bytesText(disk)}`,
      load === 0 ? "" : duration(loading),
      duration(answering),
      name.startsWith("ClickHouse")
        ? `${count(servers)}: ${duration(answering / CORES / servers)}`
        : duration(answering / CORES),
    ];
  });
  return table(
    ["", "disk", "core time to load", "core time to answer", `on ${CORES} cores; servers of them, and how long`],
    rows,
  );
}

/** @param {Measured} measured */
function memoryText({ events, conversations, scan }) {
  const { bytesOfMemoryPerConversation: bytes } = scan;
  return SIZES.map((size) => {
    const many = (size * conversations) / events;
    return `- ${count(size)} events are ${count(many)} conversations × ${bytes} bytes = ${bytesText(many * bytes)} of memory.`;
  }).join("\n");
}

/** @param {Measured} measured */
function statesText({ events, conversations, clickhouse }) {
  const ratio = clickhouse.scan / clickhouse.states;
  const perEvent = clickhouse.scan / events;
  const perConversation = clickhouse.states / conversations;
  return `The same question costs ${clickhouse.scan.toFixed(2)} s of processors from ${count(events)} events, and ${clickhouse.states.toFixed(2)} s from the states of their ${count(conversations)} conversations:
${ratio.toFixed(1)} times less. A row of states stands for ${(events / conversations).toFixed(1)} events, and to merge one (${(perConversation * 1e6).toFixed(1)} µs) costs as much as to scan ${(perConversation / perEvent).toFixed(1)} events
(${(perEvent * 1e6).toFixed(1)} µs each).`;
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** A number in words that it is known to: three digits. @param {number} value */
function count(value) {
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 2);
  return (Math.round(value / digits) * digits).toLocaleString("en");
}

/** @param {number} bytes */
function bytesText(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1_000 ** power).toPrecision(3))} ${units[power]}`;
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 120) return `${Number(seconds.toPrecision(2))} s`;
  if (seconds < 7_200) return `${Number((seconds / 60).toPrecision(2))} min`;
  return seconds < 172_800
    ? `${Number((seconds / 3_600).toPrecision(2))} h`
    : `${Number((seconds / 86_400).toPrecision(2))} days`;
}
