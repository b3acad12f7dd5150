/** What came of a run, and what it read that it must not: the clock or chance. */
export interface Watched<T> {
  readonly value: T;
  readonly reads: readonly string[];
}

/**
 * Runs something and notes whether it reads the clock or chance: `Date`, `performance.now` and `Math.random` are replaced
 * by spies meanwhile. Whoever kept the originals before is not seen.
 */
export function watchClock<T>(run: () => T): Watched<T> {
  const reads = new Set<string>();
  const undo = [
    replace(
      globalThis,
      "Date",
      dateThatTells(Date, (name) => reads.add(name)),
    ),
    replace(
      Math,
      "random",
      spy(Math, "random", () => reads.add("Math.random()")),
    ),
    replace(
      performance,
      "now",
      spy(performance, "now", () => reads.add("performance.now()")),
    ),
  ];
  try {
    return { value: run(), reads: [...reads] };
  } finally {
    for (const putBack of undo) putBack();
  }
}

function dateThatTells(original: DateConstructor, tell: (name: string) => void): DateConstructor {
  return new Proxy(original, {
    apply(target) {
      tell("Date()");
      return target();
    },
    construct(target, args, newTarget) {
      if (args.length === 0) tell("new Date()");
      const date: unknown = Reflect.construct(target, args, newTarget);
      if (date instanceof target) return date;
      throw new TypeError("A class that extends Date has to make dates.");
    },
    get(target, key): unknown {
      if (key === "now") tell("Date.now()");
      return Reflect.get(target, key);
    },
  });
}

function spy(owner: object, name: string, tell: () => void): (...args: readonly unknown[]) => unknown {
  const original: unknown = Reflect.get(owner, name);
  return (...args) => {
    tell();
    const result: unknown = typeof original === "function" ? Reflect.apply(original, owner, args) : undefined;
    return result;
  };
}

/** Replaces a property until it is put back. */
function replace(owner: object, name: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, own);
  };
}
