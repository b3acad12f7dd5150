import fc from "fast-check";

/** What nobody expects in a field. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -0,
    -1,
    0.1,
    1e308,
    5e-324,
    2 ** 53,
    "",
    " ",
    "\0",
    "\uD800",
    "__proto__",
    "constructor",
    "1",
    "ChatClosed",
    "PlanSubscribed",
    "2024-02-30T00:00:00Z",
    "2024-05-01",
    "2024-05-01T10:00:00+02:00",
    "0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z",
    "-271821-04-20T00:00:00.000Z",
    "Etc/GMT+12",
    "Europe/Nowhere",
  ),
  fc.constant("x".repeat(20_000)),
  fc.constant("\u{1F600}".repeat(129)),
  fc.constantFrom(10, 500).map(nested),
  fc.constantFrom('{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}').map(parsed),
  fc.jsonValue({ maxDepth: 2 }),
);

function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

function parsed(json: string): unknown {
  return JSON.parse(json);
}

const valueFault = fc.record({
  place: fc.nat(),
  how: fc.constantFrom("replace", "leave out", "rename", "copy", "wrap", "put in"),
  value: hostileValue,
  name: fc.constantFrom("__proto__", "type", "id", "occurredAt", "x", ""),
});

type ValueFault = typeof valueFault extends fc.Arbitrary<infer Fault> ? Fault : never;

/** JSON whose values were replaced, left out, renamed, copied, wrapped or joined by others, anywhere. */
export function damagedJson(json: fc.Arbitrary<unknown>, most = 4): fc.Arbitrary<unknown> {
  return fc.tuple(json, fc.array(valueFault, { minLength: 1, maxLength: most })).map(([whole, faults]) => {
    return faults.reduce<unknown>(withValueFault, structuredClone(whole));
  });
}

interface Slot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function withValueFault(json: unknown, { place, how, value, name }: ValueFault): unknown {
  const root = { json };
  const slots = slotsOf(root, "json");
  const slot = slots[place % slots.length];
  const other = slots[(place >>> 8) % slots.length];
  if (slot === undefined || other === undefined) return json;
  const { holder, key } = slot;
  const before = holder[key];
  switch (how) {
    case "replace":
      put(holder, key, value);
      break;
    case "leave out":
      delete holder[key];
      break;
    case "rename":
      delete holder[key];
      put(holder, name, before);
      break;
    case "copy": {
      // Nothing ever holds itself.
      const copied = other.holder[other.key];
      put(holder, key, isHolder(copied) ? null : copied);
      break;
    }
    case "wrap":
      put(holder, key, [before]);
      break;
    case "put in":
      put(holder, name, value);
      break;
  }
  return root.json;
}

/** Everything in a JSON value that can be put elsewhere; itself first. */
function slotsOf(holder: Record<string, unknown>, key: string): readonly Slot[] {
  const slots: Slot[] = [{ holder, key }];
  for (let i = 0; i < slots.length && slots.length < 10_000; i++) {
    const slot = slots[i];
    const value = slot?.holder[slot.key];
    if (isHolder(value)) for (const name of Object.keys(value)) slots.push({ holder: value, key: name });
  }
  return slots;
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Sets a field of its own, whatever its name. */
function put(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
