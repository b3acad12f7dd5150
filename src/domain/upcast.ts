/** The version of the event schema that this library writes and judges. */
export const SCHEMA_VERSION = 1;

/** An event as it came, before its schema has seen it. */
export type RawEvent = Readonly<Record<string, unknown>>;

/** Rewrites an event of one schema version into the next one. */
export type Upcaster = (event: RawEvent) => RawEvent;

/**
 * The upcasters, by the version that they read: `{ 1: (event) => ... }` turns version 1 into version 2.
 *
 * There is one version so far, so there are none. A change of the event schema adds the upcaster from its predecessor
 * here, and events on disk stay as they are: facts are never rewritten.
 */
export const upcasters: Readonly<Record<number, Upcaster>> = {};

/**
 * Brings an event from the schema version that it carries (default 1) to the current one, step by step.
 *
 * An event of the current version comes back as it is; so does one of a later version, which is then read by today's
 * schema (what that does not name is left out), and one whose version is no number, which the schema refuses.
 */
export function upcast(
  event: RawEvent,
  current: number = SCHEMA_VERSION,
  steps: Readonly<Record<number, Upcaster>> = upcasters,
): RawEvent {
  const from = event["schemaVersion"] === undefined ? 1 : event["schemaVersion"];
  if (typeof from !== "number" || !Number.isInteger(from) || from < 1) return event;
  let upcasted = event;
  for (let version = from; version < current; version++) {
    const step = steps[version];
    if (step === undefined) throw new Error(`No upcaster from schema version ${version} to ${version + 1}.`);
    upcasted = { ...step(upcasted), schemaVersion: version + 1 };
  }
  return upcasted;
}
